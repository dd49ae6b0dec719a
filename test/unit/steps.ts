import type { Probe } from '../../src/network/network.js';
import type { Step } from '../../src/insight/step.js';

/** The rows of a probe. */
export function stepsOf({ bytes, states, logits, hidden, gates }: Probe): Step[] {
  const row = (values: Float32Array, i: number) => {
    const size = values.length / bytes;
    return values.subarray(i * size, (i + 1) * size);
  };
  return Array.from({ length: bytes }, (_, i) => ({
    state: row(states, i),
    logits: row(logits, i),
    hidden: row(hidden, i),
    gates: Object.fromEntries(Object.entries(gates).map(([gate, values]) => [gate, row(values, i)])),
  }));
}

/** The largest difference between two lists of numbers; NaN where their lengths differ. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return NaN;
  return Array.from(a).reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] ?? NaN))), 0);
}
