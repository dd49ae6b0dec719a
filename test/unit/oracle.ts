import type { Manifest } from '../../src/network/manifest.js';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/**
 * A slow GRU in plain double precision, written from the formulas of the ONNX operator (version 14, linear_before_reset = 1)
 * and sharing nothing with the code that ships but the manifest: what its numbers are checked against.
 */
export class Oracle {
  private readonly tensors = new Map<string, number[]>();
  states: number[][];

  constructor(
    private readonly manifest: Manifest,
    stored: Uint8Array,
  ) {
    const view = new DataView(stored.buffer, stored.byteOffset);
    let at = 0;
    for (const { name, shape, type } of manifest.weights.tensors) {
      const count = shape.reduce((a, b) => a * b);
      const columns = shape.at(-1) ?? 1;
      const values: number[] = [];
      if (type === 'f16') for (let i = 0; i < count; i++) values.push(half(view.getUint16(at + 2 * i, true)));
      const rows = count / columns;
      if (type === 'i8') {
        for (let i = 0; i < count; i++) {
          const scale = view.getFloat32(at + 4 * Math.floor(i / columns), true);
          values.push(scale * view.getInt8(at + 4 * rows + i));
        }
      }
      at += type === 'f16' ? 2 * count : 4 * rows + count;
      this.tensors.set(name, values);
    }
    this.states = manifest.layers.map(units => Array.from({ length: units }, () => 0));
  }

  /** Reads one byte; gives the logits after it. */
  step(byte: number): number[] {
    const { embedding, layers, skip } = this.manifest;
    let x = this.get('embedding').slice(byte * embedding, (byte + 1) * embedding);
    layers.forEach((units, i) => {
      x = this.layer(`layer${i}`, units, x, this.states[i] ?? []);
      this.states[i] = x;
    });
    if (skip) x = this.states.flat();
    const weight = this.get('output.weight');
    return this.get('output.bias').map((bias, o) =>
      x.reduce((sum, h, j) => sum + h * (weight[j * 256 + o] ?? NaN), bias),
    );
  }

  private layer(name: string, units: number, x: number[], h: number[]): number[] {
    const [W, R, B] = [this.get(`${name}.W`), this.get(`${name}.R`), this.get(`${name}.B`)];
    const product = (M: number[], row: number, v: number[]) => {
      let sum = 0;
      for (let j = 0; j < v.length; j++) sum += (M[row * v.length + j] ?? NaN) * (v[j] ?? NaN);
      return sum;
    };
    return h.map((before, u) => {
      const input = (gate: number) => product(W, gate * units + u, x) + (B[gate * units + u] ?? NaN);
      const recurrent = (gate: number) =>
        product(R, gate * units + u, h) + (B[(3 + gate) * units + u] ?? NaN);
      const z = sigmoid(input(0) + recurrent(0));
      const r = sigmoid(input(1) + recurrent(1));
      const n = Math.tanh(input(2) + r * recurrent(2));
      return (1 - z) * n + z * before;
    });
  }

  private get(name: string): number[] {
    const tensor = this.tensors.get(name);
    if (!tensor) throw new Error(`the manifest lists no tensor ${name}`);
    return tensor;
  }
}

function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  return exponent === 0 ? sign * fraction * 2 ** -14 : sign * (1 + fraction) * 2 ** (exponent - 15);
}
