import type { ConfidenceModel } from '../../src/suggestion/confidence-model.js';

const logit = (chance: number) => Math.log(chance / (1 - chance));
/** Bits of the chances between which it steps, the smallest first. */
const bits = Array.from({ length: 400 }, (_, i) => Math.log2((i + 1) / 401));

/** Takes the network at its word, so that tests hold whatever was fitted last: one tree that walks through the values of a candidate's chance. */
export const trusting: ConfidenceModel = {
  names: ['chance'],
  trees: [
    {
      features: bits.map(() => 0),
      thresholds: bits,
      left: bits.map((_, i) => ~i),
      right: bits.map((_, i) => (i + 1 < bits.length ? i + 1 : ~bits.length)),
      leaves: [...bits.map((_, i) => logit((i + 0.5) / 401)), logit(400.5 / 401)],
    },
  ],
  slope: 1,
  intercept: 0,
  thresholds: { quiet: 0.8, balanced: 0.6, eager: 0.4 },
};
