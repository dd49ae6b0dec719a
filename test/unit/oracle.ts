import { readByBlocks, sigmoid } from './oracle-blocks.js';
import { layerUnits, parts, type Gate, type Manifest } from '../../src/network/manifest.js';

/** What the oracle saw while it read a byte. */
export interface Seen {
  readonly logits: number[];
  /** What the layers put out, layer after layer. */
  readonly hidden: number[];
  /** The cell's gates, layer after layer. */
  readonly gates: Readonly<Partial<Record<Gate, number[]>>>;
}

interface Layer {
  /** Its part of the state after: h, or h and c. */
  readonly parts: number[][];
  readonly gates: Readonly<Partial<Record<Gate, number[]>>>;
}

/**
 * Every cell, slowly, in plain double precision, written from the formulas of the ONNX operators RNN, GRU (with
 * linear_before_reset = 1) and LSTM (version 14), of the plain network of Bengio et al. 2003, and of blocks (oracle-blocks.ts);
 * shares nothing with the code that ships but the manifest: what its numbers are checked against.
 */
export class Oracle {
  private readonly tensors: ReadonlyMap<string, number[]>;
  /** The parts of the state, as `parts` lists them. */
  private held: number[][];
  /** Of a network of blocks: a unit, among all, that puts out so much more than it would. */
  nudge: { readonly unit: number; readonly more: number } | undefined;
  /** The bytes of symbols that were learnt. */
  private readonly learnt: number[] = [];

  constructor(
    private readonly manifest: Manifest,
    stored: Uint8Array,
  ) {
    this.tensors = unpacked(manifest, stored);
    this.held = parts(manifest).map(({ size }) => Array.from({ length: size }, () => 0));
  }

  get state(): number[] {
    return this.held.flat();
  }

  set state(state: readonly number[]) {
    this.held = parts(this.manifest).map(({ start, size }) => state.slice(start, start + size));
  }

  /** Adds to the vocabulary: a symbol that is read as this vector. @param byte which one it is where bytes are looked up */
  learn(embedded: readonly number[], byte: number): number {
    this.get('embedding').push(...embedded);
    this.learnt.push(byte);
    return this.get('embedding').length / this.width - 1;
  }

  /** What a byte is read as. */
  embedded(byte: number): number[] {
    return this.get('embedding').slice(byte * this.width, (byte + 1) * this.width);
  }

  /** Numbers that stand for a byte. */
  private get width(): number {
    return this.manifest.kind === 'blocks' ? this.manifest.width : this.manifest.embedding;
  }

  /** Reads one byte. */
  step(byte: number): Seen {
    const outputs: number[][] = [];
    const gates: Partial<Record<Gate, number[]>> = {};
    const { manifest } = this;
    if (manifest.kind === 'blocks') {
      const meant = this.learnt[byte - 256] ?? byte;
      const gru = (name: string, n: number[], h: number[]) => {
        const { parts, gates } = this.layer(name, n, [h]);
        return { h: parts[0] ?? [], gates };
      };
      const get = (name: string) => this.get(name);
      const { held: before, nudge } = this;
      const { held, ...seen } = readByBlocks(manifest, get, before, this.embedded(byte), meant, gru, nudge);
      this.held = held;
      return seen;
    }
    if (manifest.cell === 'feedforward') outputs.push(...this.plain(byte));
    else {
      let x = this.embedded(byte);
      const count = manifest.cell === 'lstm' ? 2 : 1;
      const after: number[][] = [];
      manifest.layers.forEach((_, i) => {
        const layer = this.layer(`layer${i}`, x, this.held.slice(count * i, count * (i + 1)));
        after.push(...layer.parts);
        for (const [gate, values] of Object.entries(layer.gates) as [Gate, number[]][])
          gates[gate] = [...(gates[gate] ?? []), ...values];
        x = layer.parts[0] ?? [];
        outputs.push(x);
      });
      this.held = after;
    }
    const read = manifest.skip ? outputs.flat() : (outputs.at(-1) ?? []);
    const weight = this.get('output.weight');
    const logits = this.get('output.bias').map((bias, o) =>
      read.reduce((sum, h, j) => sum + h * (weight[j * 256 + o] ?? NaN), bias),
    );
    return { logits, hidden: outputs.flat(), gates };
  }

  private layer(name: string, x: number[], [h = [], c = []]: number[][]): Layer {
    const [W, R, B] = [this.get(`${name}.W`), this.get(`${name}.R`), this.get(`${name}.B`)];
    const units = h.length;
    const input = (gate: number) =>
      h.map((_, u) => product(W, gate * units + u, x) + (B[gate * units + u] ?? NaN));
    const recurrent = (gate: number) =>
      h.map((_, u) => product(R, gate * units + u, h) + (B[B.length / 2 + gate * units + u] ?? NaN));
    const sum = (gate: number) => zip((a, b) => a + b, input(gate), recurrent(gate));
    switch (this.manifest.cell) {
      case 'gru': {
        const [z, r] = [sum(0).map(sigmoid), sum(1).map(sigmoid)];
        const n = zip((a, r, b) => Math.tanh(a + r * b), input(2), r, recurrent(2));
        return { parts: [zip((z, n, h) => (1 - z) * n + z * h, z, n, h)], gates: { z, r, n } };
      }
      case 'lstm': {
        const [i, o, f] = [sum(0).map(sigmoid), sum(1).map(sigmoid), sum(2).map(sigmoid)];
        const g = sum(3).map(Math.tanh);
        const next = zip((f, c, i, g) => f * c + i * g, f, c, i, g);
        return { parts: [zip((o, c) => o * Math.tanh(c), o, next), next], gates: { i, f, o, g } };
      }
      case 'glr':
      case 'rnn':
      case 'feedforward':
        return { parts: [sum(0).map(Math.tanh)], gates: {} };
    }
  }

  /** Reads a byte with the window before it; gives the outputs of the hidden layers. */
  private plain(byte: number): number[][] {
    const window = [...this.state, byte];
    this.held = [window.slice(1)];
    let x = window.flatMap(byte => this.embedded(byte));
    return layerUnits(this.manifest).map((_, i) => {
      const W = this.get(`layer${i}.W`);
      x = this.get(`layer${i}.B`).map((bias, u) => Math.max(0, product(W, u, x) + bias));
      return x;
    });
  }

  private get(name: string): number[] {
    const tensor = this.tensors.get(name);
    if (!tensor) throw new Error(`the manifest lists no tensor ${name}`);
    return tensor;
  }
}

/** A row of a matrix times a vector. */
function product(M: number[], row: number, v: number[]): number {
  let sum = 0;
  for (let j = 0; j < v.length; j++) sum += (M[row * v.length + j] ?? NaN) * (v[j] ?? NaN);
  return sum;
}

/** A function of what stands at the same place in each list. */
function zip(of: (...values: number[]) => number, first: number[], ...others: number[][]): number[] {
  return first.map((value, i) => of(value, ...others.map(list => list[i] ?? NaN)));
}

/** The stored tensors as numbers. */
function unpacked(manifest: Manifest, stored: Uint8Array): Map<string, number[]> {
  const tensors = new Map<string, number[]>();
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
    tensors.set(name, values);
  }
  return tensors;
}

function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  return exponent === 0 ? sign * fraction * 2 ** -14 : sign * (1 + fraction) * 2 ** (exponent - 15);
}
