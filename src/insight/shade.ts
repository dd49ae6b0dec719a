import type { Cell } from '../network/manifest.js';

/** The value of an unbounded unit that is shown half as strongly as the strongest: about what its units are at half of all bytes. */
const halfShaded = 2;

/**
 * How strongly a unit's value is shown: -1 to 1. What a gated linear recurrence keeps has no bounds, and grows from block to block;
 * of the other cells it is the value itself.
 */
export function shadeOf(cell: Cell, value: number): number {
  return cell === 'glr' ? value / (halfShaded + Math.abs(value)) : value;
}
