import type { Network, State } from '../../src/network/network.js';
import type { Step } from '../../src/insight/step.js';

/** What a probe of some bytes shows, byte by byte. */
export async function probed(network: Network, before: State, bytes: Uint8Array): Promise<Step[]> {
  const { states, logits, hidden, gates } = await network.probe(before, bytes);
  const row = (values: Float32Array, i: number) => {
    const size = values.length / bytes.length;
    return values.subarray(i * size, (i + 1) * size);
  };
  return Array.from(bytes, (byte, i) => ({
    byte,
    before: i > 0 ? row(states, i - 1) : before,
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
