import type { Backward } from './connectivity.js';
import type { Step } from './step.js';

/** A unit and what it is ranked by. */
export interface RankedUnit {
  /** Counted through all layers, first layer first. */
  readonly unit: number;
  readonly value: number;
}

/**
 * The units that changed most when a byte was read: by how much, with its sign.
 * @param before the step before; undefined: what was put out before is taken for 0
 */
export function mostChanged(before: Step | undefined, step: Step, count: number): RankedUnit[] {
  return strongest(
    step.hidden.map((h, unit) => h - (before?.hidden[unit] ?? 0)),
    count,
  );
}

/**
 * The units that speak loudest for or against a guess: derivative of log p(guess) times output, in nats. This is gradient times
 * input (Shrikumar et al. 2016, arXiv 1605.01713): to first order what p would lose if the unit put out 0.
 * @param guess the byte guessed after the step
 */
export function mostTelling(backward: Backward, step: Step, guess: number, count: number): RankedUnit[] {
  return strongest(
    backward.byUnits(step, guess).map((derivative, unit) => derivative * (step.hidden[unit] ?? NaN)),
    count,
  );
}

/** The values furthest from 0, the furthest first; of equals the first unit. Zeros are none. */
export function strongest(values: ArrayLike<number>, count: number): RankedUnit[] {
  return Array.from(values, (value, unit) => ({ unit, value }))
    .filter(({ value }) => value !== 0)
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || a.unit - b.unit)
    .slice(0, count);
}
