import type { State } from '../network/network.js';
import { sigmoid, type Recurrence } from './blocks-forward.js';
import type { Layer } from './layers.js';
import { addProduct } from './products.js';

/**
 * What a block's recurrence makes of what it reads, worked out afresh: `glr` in the order f, c, o, `gru` in ONNX's, z, r, n.
 * @param n `[layer.inputs]`
 */
export function recurrenceOf(cell: 'glr' | 'gru', layer: Layer, before: State, n: Float64Array): Recurrence {
  const { units: H, h: part, W, R, B } = layer;
  const h = before.subarray(part?.start, (part?.start ?? 0) + H);
  const a = new Float64Array(3 * H);
  addProduct(W, n, a);
  if (cell === 'glr') {
    const now = Float64Array.from(h, (value, u) => {
      const f = sigmoid((a[u] ?? NaN) + (B[u] ?? NaN));
      const c = a[H + u] ?? NaN;
      return c + f * (value - c);
    });
    return { h: now, o: a.subarray(2 * H).map(sigmoid) };
  }
  const inner = Float64Array.from(B.subarray(3 * H));
  addProduct(R, h, inner);
  const of = (gate: number, u: number) => (a[gate * H + u] ?? NaN) + (B[gate * H + u] ?? NaN);
  const sum = (gate: number, u: number) => sigmoid(of(gate, u) + (inner[gate * H + u] ?? NaN));
  const now = Float64Array.from(h, (value, u) => {
    const candidate = Math.tanh(of(2, u) + sum(1, u) * (inner[2 * H + u] ?? NaN));
    return candidate + sum(0, u) * (value - candidate);
  });
  return { h: now, o: undefined };
}
