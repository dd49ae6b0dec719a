import { softmax } from '../network/probability.js';
import type { Backward } from './connectivity.js';
import type { Step } from './step.js';

/** A character, and what a unit put out after it. */
export interface UnitPlace {
  /** Behind the character, in UTF-16 units. */
  readonly offset: number;
  readonly value: number;
}

/** What a unit does in a text. */
export interface UnitProfile {
  /** Where it is highest, the highest first: none within `leastApart` of a higher one. */
  readonly places: readonly UnitPlace[];
  /** A value from which on it counts as high: halfway from its mean to its greatest; and the share of characters where it is. */
  readonly high: number;
  readonly share: number;
  readonly characters: number;
}

/** Units of text between two places, at the least: those beside each other say the same. */
const leastApart = 12;

/** @param all what the unit put out after each character, in any order */
export function profileOf(all: readonly UnitPlace[], count: number): UnitProfile {
  const sorted = [...all].sort((a, b) => b.value - a.value || a.offset - b.offset);
  const places: UnitPlace[] = [];
  for (const one of sorted) {
    if (places.length === count) break;
    if (places.every(({ offset }) => Math.abs(offset - one.offset) >= leastApart)) places.push(one);
  }
  const mean = all.reduce((sum, { value }) => sum + value, 0) / Math.max(1, all.length);
  const high = (mean + (sorted[0]?.value ?? 0)) / 2;
  // A unit that never moves is never high.
  const isHigh = all.filter(({ value }) => value > high).length;
  return { places, high, share: isHigh / Math.max(1, all.length), characters: all.length };
}

/** How much more a unit is taken to put out, to see which way that moves the guess: little, so that it is a derivative. */
const nudge = 1 / 16;

/**
 * Derivatives of log p of every byte by what a unit puts out: which it pushes up in the guess, and which down. Of a network whose
 * logits read the unit itself these are its read-out weights, less their mean under p.
 * @returns `[256]`, in nats; all 0 for a unit that the logits do not read
 */
export function pushes(backward: Backward, step: Step, unit: number): Float64Array {
  const { logits } = backward.reread(step, unit, nudge);
  const byLogits = Float64Array.from(logits, (logit, byte) => (logit - (step.logits[byte] ?? NaN)) / nudge);
  const mean = softmax(step.logits).reduce((sum, p, byte) => sum + p * (byLogits[byte] ?? NaN), 0);
  return byLogits.map(push => push - mean);
}
