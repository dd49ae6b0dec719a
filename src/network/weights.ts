import { NetworkError, type Manifest } from './manifest.js';

/** The value of an IEEE 754 half-precision number. */
function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/**
 * Turns stored weights into the fp32 bytes that every graph of the network refers to: the tensors of the manifest in
 * their order, little-endian, without gaps.
 * @param stored the weights file: all tensors as fp16, little-endian, in the same order
 * @throws NetworkError where the file does not hold what the manifest says
 */
export function expandWeights(manifest: Manifest, stored: Uint8Array): Float32Array {
  const { file, tensors } = manifest.weights;
  const count = tensors.reduce((sum, tensor) => sum + tensor.shape.reduce((a, b) => a * b, 1), 0);
  if (stored.byteLength !== 2 * count) {
    throw new NetworkError(`${file} has ${stored.byteLength} bytes, but the manifest asks for ${2 * count}`);
  }
  // A table of all 65,536 halves, built once a load: twice as fast as computing each weight of a megabyte or more.
  const table = new Float32Array(0x10000);
  for (let half = 0; half < table.length; half++) table[half] = fromHalf(half);
  const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
  const weights = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const weight = table[view.getUint16(2 * i, true)] ?? NaN;
    if (!Number.isFinite(weight))
      throw new NetworkError(`${file} holds a weight that is not a number, at ${i}`);
    weights[i] = weight;
  }
  return weights;
}
