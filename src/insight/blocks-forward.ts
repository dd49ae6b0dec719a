import { parts, type Part } from '../network/manifest.js';
import type { State } from '../network/network.js';
import { lookUp } from '../network/tables.js';
import { normEpsilon, type BlocksTensors } from '../network/tensors.js';
import { placed, type BlockLayer } from './layers.js';
import { addProduct, addTransposed } from './products.js';

/** What a recurrence makes of a byte: its h and, where it does not put out all of that, which share of it. */
export interface Recurrence {
  readonly h: ArrayLike<number>;
  readonly o: ArrayLike<number> | undefined;
}

/** A vector and what RMSNorm makes of it: `x / sqrt(mean of x^2)`. */
export interface Normed {
  readonly x: Float64Array;
  readonly n: Float64Array;
  /** What x is multiplied by. */
  readonly scale: number;
}

/** The vectors that a block worked with. */
export interface BlockValues {
  /** What it read. */
  readonly read: Normed;
  readonly recurrence: Recurrence;
  /** What stood between its recurrence and its feed-forward part, and what that part reads of it, `[2 * F]`: u before v. */
  readonly between: Normed;
  readonly uv: Float64Array;
}

/** The vectors of a whole network at one byte. */
export interface BlocksValues {
  readonly blocks: readonly BlockValues[];
  /** What the last block leaves. */
  readonly last: Normed;
  /** The bytes that name the tables' rows, newest last; that one alone where there are no tables. */
  readonly bytes: readonly number[];
}

/** Works out what stood between the parts of a network of blocks, which a probe does not show. Formulas: models/training/blocks.py. */
export class BlocksForward {
  readonly layers: readonly BlockLayer[];
  private readonly bytesPart: Part | undefined;

  constructor(private readonly tensors: BlocksTensors) {
    this.layers = placed(tensors.manifest, tensors.blocks);
    this.bytesPart = parts(tensors.manifest).find(({ name }) => name === 'bytes');
  }

  /**
   * One byte through all blocks.
   * @param before the state before it
   * @param recur what a block's recurrence makes of what it reads, `[width]`: of a probe, or worked out
   */
  run(before: State, byte: number, recur: (layer: BlockLayer, n: Float64Array) => Recurrence): BlocksValues {
    const { embedding, tables, manifest } = this.tensors;
    const { width } = manifest;
    const bytes = [...(this.bytesPart ? before.subarray(this.bytesPart.start) : []), byte];
    let x = Float64Array.from(embedding.subarray(byte * width, (byte + 1) * width));
    if (tables?.input && tables.inputWeight)
      addProduct(tables.inputWeight, lookUp(tables, tables.input, bytes), x);
    const blocks = this.layers.map((layer): BlockValues => {
      const read = normed(x);
      const recurrence = recur(layer, convolved(layer, before, read.n));
      x = x.slice();
      addProduct(layer.out, outputOf(recurrence), x);
      const between = normed(x);
      const uv = new Float64Array(2 * layer.ffn);
      addProduct(layer.up, between.n, uv);
      const inner = Float64Array.from({ length: layer.ffn }, (_, i) => {
        const u = uv[i] ?? NaN;
        return u * sigmoid(u) * (uv[layer.ffn + i] ?? NaN);
      });
      x = x.slice();
      addProduct(layer.down, inner, x);
      return { read, recurrence, between, uv };
    });
    return { blocks, last: normed(x), bytes };
  }

  /** What the logits read after such a byte. */
  read({ last, bytes }: BlocksValues): Float64Array {
    const { tables } = this.tensors;
    const looked = tables?.output ? lookUp(tables, tables.output, bytes) : [];
    return Float64Array.of(...last.n, ...looked);
  }

  /** The logits `[256]` after such a byte. */
  logits(values: BlocksValues): Float32Array {
    const { outputWeight, outputBias } = this.tensors;
    const logits = Float64Array.from(outputBias);
    addTransposed(outputWeight, this.read(values), logits);
    return Float32Array.from(logits);
  }

  /** The state after such a byte. */
  state(before: State, { blocks, bytes }: BlocksValues): State {
    const after = new Float32Array(before.length);
    this.layers.forEach(({ h, history }, i) => {
      const values = blocks[i];
      if (h && values) after.set(values.recurrence.h, h.start);
      if (history && values) pushed(before, history, values.read.n, after);
    });
    if (this.bytesPart) pushed(before, this.bytesPart, bytes.slice(-1), after);
    return after;
  }
}

/** o h */
function outputOf({ h, o }: Recurrence): Float64Array {
  return Float64Array.from(h, (value, u) => value * (o ? (o[u] ?? NaN) : 1));
}

/** Writes a part of a state after so many numbers came in at its end. */
function pushed(before: State, { start, size }: Part, numbers: ArrayLike<number>, after: State): void {
  after.set(before.subarray(start + numbers.length, start + size), start);
  after.set(numbers, start + size - numbers.length);
}

function normed(x: Float64Array): Normed {
  const squares = x.reduce((sum, value) => sum + value * value, 0);
  const scale = 1 / Math.sqrt(squares / x.length + normEpsilon);
  return { x, n: x.map(value => value * scale), scale };
}

/** What a block's recurrence reads: n, or its causal convolution over the bytes before. */
function convolved({ conv, history }: BlockLayer, before: State, n: Float64Array): Float64Array {
  if (!conv || !history) return n;
  const width = n.length;
  const found = n.map((value, j) => value * (conv[history.size + j] ?? NaN));
  for (let i = 0; i < history.size; i++)
    found[i % width] = (found[i % width] ?? NaN) + (conv[i] ?? NaN) * (before[history.start + i] ?? NaN);
  return found;
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
