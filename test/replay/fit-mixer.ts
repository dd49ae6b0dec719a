import {
  minimumNetworkProbability,
  maximumLogWeight,
  weightOf,
  type MixerModel,
} from '../../src/memory/mixer.js';
import { featureCount, featuresOfByte, placeCount } from '../../src/memory/votes.js';
import { vocabulary } from '../../src/network/bytes.js';
import type { Example } from './examples.js';

/** How strongly weights are held to zero, and exponents to one. */
const ridge = 1e-4;
const iterations = 100;
const rate = 0.15;
/** The rate's last part, in which it is smaller. */
const settling = 0.6;

/** -log2 of the probability of the byte that came, mixed as `Mixer` does. */
export function bitsOf(example: Example, model: MixerModel): number {
  if (example.votes.count === 0) return -(example.alone[example.byte] ?? 0) / Math.LN2;
  return -Math.log2(Math.max(minimumNetworkProbability, mixed(example, model)[example.byte] ?? 0));
}

const powers = new Float64Array(vocabulary);

/** The distribution; what it was last filled with is lost at the next call. */
function mixed({ alone, votes }: Example, { weights, exponents }: MixerModel): Float64Array {
  const exponent = exponents[votes.place] ?? 1;
  for (let byte = 0; byte < vocabulary; byte++) powers[byte] = Math.exp(exponent * (alone[byte] ?? 0));
  for (let i = 0; i < votes.count; i++) {
    const byte = votes.bytes[i] ?? 0;
    powers[byte] = (powers[byte] ?? 0) * Math.exp(Math.min(maximumLogWeight, weightOf(votes, i, weights)));
  }
  let sum = 0;
  for (const power of powers) sum += power;
  for (let byte = 0; byte < vocabulary; byte++) powers[byte] = (powers[byte] ?? 0) / sum;
  return powers;
}

/** Fits the mixer to what came: the least mean surprise, by Adam (Kingma and Ba 2015) over all examples at once. */
export function fitMixer(examples: readonly Example[]): MixerModel {
  // Weights, and behind them exponents less one.
  const values = new Float64Array(featureCount + placeCount);
  const first = new Float64Array(values.length);
  const second = new Float64Array(values.length);
  const weights = values.subarray(0, featureCount);
  const exponents = new Float64Array(placeCount).fill(1);
  const model = { weights, exponents };
  const told = examples.filter(({ votes }) => votes.count > 0);
  for (let step = 1; step <= iterations; step++) {
    const gradient = values.map(value => ridge * value);
    for (const example of told) {
      const { votes, byte, alone } = example;
      const chances = mixed(example, model);
      let expected = 0;
      for (let other = 0; other < vocabulary; other++)
        expected += (chances[other] ?? 0) * (alone[other] ?? 0);
      const place = featureCount + votes.place;
      gradient[place] = (gradient[place] ?? 0) + (expected - (alone[byte] ?? 0)) / examples.length;
      for (let i = 0; i < votes.count; i++) {
        const voted = votes.bytes[i] ?? 0;
        const error = ((chances[voted] ?? 0) - Number(voted === byte)) / examples.length;
        for (let j = i * featuresOfByte; j < (i + 1) * featuresOfByte; j++) {
          const feature = votes.features[j] ?? 0;
          gradient[feature] = (gradient[feature] ?? 0) + error;
        }
      }
    }
    // The last feature stands for none.
    gradient[featureCount - 1] = 0;
    const size = rate * (step < settling * iterations ? 1 : 0.3);
    for (let i = 0; i < values.length; i++) {
      const slope = gradient[i] ?? 0;
      first[i] = 0.9 * (first[i] ?? 0) + 0.1 * slope;
      second[i] = 0.99 * (second[i] ?? 0) + 0.01 * slope * slope;
      const mean = (first[i] ?? 0) / (1 - 0.9 ** step);
      const deviation = Math.sqrt((second[i] ?? 0) / (1 - 0.99 ** step));
      values[i] = (values[i] ?? 0) - (size * mean) / (deviation + 1e-8);
    }
    for (let i = 0; i < placeCount; i++) exponents[i] = 1 + (values[featureCount + i] ?? 0);
  }
  return rounded(model);
}

/** As it is written to a file. */
function rounded({ weights, exponents }: MixerModel): MixerModel {
  const round = (value: number) => Number(value.toPrecision(4));
  return { weights: Array.from(weights, round), exponents: Array.from(exponents, round) };
}
