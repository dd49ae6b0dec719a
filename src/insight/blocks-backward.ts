import { vocabulary } from '../network/bytes.js';
import { unitCount, type BlocksManifest } from '../network/manifest.js';
import type { Reading } from '../network/network.js';
import type { BlocksTensors } from '../network/tensors.js';
import { nextTurn, type Cancellation } from '../scheduler.js';
import {
  BlocksForward,
  sigmoid,
  type BlocksValues,
  type BlockValues,
  type Normed,
  type Recurrence,
} from './blocks-forward.js';
import { goBack, throughLinear, type Flow } from './cell-backward.js';
import { recurrenceOf } from './cell-forward.js';
import type { BlockLayer } from './layers.js';
import { addTransposed, rowProduct } from './products.js';
import type { Step } from './step.js';

/** Derivatives by a block's part of the state after a byte. */
interface BlockFlow extends Flow {
  /** By what its convolution keeps, oldest first. */
  history: Float64Array;
}

/**
 * Derivatives of the guesses of a network of blocks: the chain rule through the formulas of models/training/blocks.py, at the values
 * that a probe saw and what follows from them. What is looked up in tables does not depend on a byte's embedding: nothing flows there.
 */
export class BlocksBackward {
  private readonly manifest: BlocksManifest;
  private readonly forward: BlocksForward;

  constructor(private readonly tensors: BlocksTensors) {
    this.manifest = tensors.manifest;
    this.forward = new BlocksForward(tensors);
  }

  /** @param byLogits `[256]` */
  byUnits(step: Step, byLogits: Float64Array): Float64Array {
    const values = this.valuesAt(step);
    const found = new Float64Array(unitCount(this.manifest));
    this.stepBack(step, values, this.byLast(values, byLogits), this.flows(), found);
    return found;
  }

  reread({ before, byte }: Pick<Step, 'before' | 'byte'>, unit: number, more: number): Reading {
    const { cell } = this.manifest;
    const values = this.forward.run(before, byte, (layer, n) => {
      const found = recurrenceOf(cell, layer, before, n);
      const place = unit - layer.start;
      return place >= 0 && place < layer.units ? changed(found, place, more) : found;
    });
    return { state: this.forward.state(before, values), logits: this.forward.logits(values) };
  }

  async byEmbeddings(
    steps: readonly Step[],
    byLogits: Float64Array,
    cancellation: Cancellation,
  ): Promise<Float64Array[] | undefined> {
    const flows = this.flows();
    const gradients: Float64Array[] = [];
    for (const step of [...steps].reverse()) {
      const values = this.valuesAt(step);
      if (!(await nextTurn(cancellation))) return undefined;
      const isLast = gradients.length === 0;
      // Of earlier bytes no logits are asked for.
      const byLast = isLast ? this.byLast(values, byLogits) : new Float64Array(this.manifest.width);
      gradients.push(this.stepBack(step, values, byLast, flows));
      if (!(await nextTurn(cancellation))) return undefined;
    }
    return gradients.reverse();
  }

  private flows(): BlockFlow[] {
    return this.forward.layers.map(({ units, history }) => ({
      h: new Float64Array(units),
      c: new Float64Array(0),
      history: new Float64Array(history?.size ?? 0),
    }));
  }

  /** The vectors between the parts of all blocks, where a probe says what the recurrences put out. */
  private valuesAt({ before, byte, hidden, gates }: Step): BlocksValues {
    return this.forward.run(before, byte, ({ start, units }) => {
      const of = (values: Float32Array | undefined) => values?.subarray(start, start + units);
      return { h: of(hidden) ?? [], o: of(gates.o) };
    });
  }

  /** Derivatives by what the last block leaves. */
  private byLast({ last }: BlocksValues, byLogits: Float64Array): Float64Array {
    const { outputWeight } = this.tensors;
    return throughNorm(
      last,
      last.n.map((_, i) => rowProduct(outputWeight, i * vocabulary, byLogits)),
    );
  }

  /**
   * Goes back over a byte in all blocks, the last one first.
   * @param byLast derivatives by what the last block leaves
   * @param flows by the state after the byte; becomes those by the state before it
   * @param byUnits is given those by what each unit puts out
   * @returns those by the vector that the first block reads, which is the byte's embedding and what is added to it
   */
  private stepBack(
    step: Step,
    values: BlocksValues,
    byLast: Float64Array,
    flows: readonly BlockFlow[],
    byUnits?: Float64Array,
  ): Float64Array {
    let byX = byLast;
    for (let i = flows.length - 1; i >= 0; i--) {
      const [layer, flow, block] = [this.forward.layers[i], flows[i], values.blocks[i]];
      if (!layer || !flow || !block) throw new Error('a block has its weights and its values');
      byX = this.throughBlock(layer, step, block, byX, flow, byUnits);
    }
    return byX;
  }

  private throughBlock(
    layer: BlockLayer,
    step: Step,
    values: BlockValues,
    byX: Float64Array,
    flow: BlockFlow,
    byUnits: Float64Array | undefined,
  ): Float64Array {
    const byBetween = sum(byX, throughNorm(values.between, throughFeedForward(layer, values, byX)));
    const byY = new Float64Array(layer.units);
    addTransposed(layer.out, byBetween, byY);
    const { o } = values.recurrence;
    for (let u = 0; u < layer.units; u++)
      flow.h[u] = (flow.h[u] ?? NaN) + (byY[u] ?? NaN) * (o ? (o[u] ?? NaN) : 1);
    byUnits?.set(flow.h, layer.start);
    const byRead = new Float64Array(layer.inputs);
    if (this.manifest.cell === 'glr') throughLinear(layer, step, byY, flow, byRead);
    else goBack(this.manifest.cell, layer, step, flow, byRead);
    return sum(byBetween, throughNorm(values.read, throughConvolution(layer, byRead, flow)));
  }
}

/** A recurrence whose unit put out more. */
function changed({ h, o }: Recurrence, unit: number, more: number): Recurrence {
  return { h: Float64Array.from(h, (value, u) => (u === unit ? value + more : value)), o };
}

/** Through down (silu(u) * v), with u and v of up n: derivatives by n. */
function throughFeedForward({ down, up, ffn }: BlockLayer, { uv, between }: BlockValues, byX: Float64Array) {
  const byInner = new Float64Array(ffn);
  addTransposed(down, byX, byInner);
  const byUv = new Float64Array(2 * ffn);
  for (let i = 0; i < ffn; i++) {
    const [d, u, v] = [byInner[i] ?? NaN, uv[i] ?? NaN, uv[ffn + i] ?? NaN];
    const open = sigmoid(u);
    byUv[i] = d * v * open * (1 + u * (1 - open));
    byUv[ffn + i] = d * u * open;
  }
  const byN = new Float64Array(between.n.length);
  addTransposed(up, byUv, byN);
  return byN;
}

/** Derivatives by x where n is RMSNorm(x). */
function throughNorm({ n, scale }: Normed, byN: Float64Array): Float64Array {
  let along = 0;
  for (let j = 0; j < n.length; j++) along += (n[j] ?? NaN) * (byN[j] ?? NaN);
  return byN.map((value, j) => scale * (value - ((n[j] ?? NaN) * along) / n.length));
}

/**
 * Through a causal convolution, component by component.
 * @param byRead derivatives by what comes of it
 * @param flow by what it keeps after the byte; becomes those by what it kept before
 * @returns derivatives by n of this byte
 */
function throughConvolution({ conv }: BlockLayer, byRead: Float64Array, flow: BlockFlow): Float64Array {
  if (!conv) return byRead;
  const width = byRead.length;
  const size = flow.history.length;
  const before = new Float64Array(size);
  for (let i = 0; i < size; i++)
    before[i] =
      (conv[i] ?? NaN) * (byRead[i % width] ?? NaN) + (i >= width ? (flow.history[i - width] ?? NaN) : 0);
  const now = byRead.map(
    (value, j) => value * (conv[size + j] ?? NaN) + (flow.history[size - width + j] ?? NaN),
  );
  flow.history = before;
  return now;
}

function sum(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value + (b[i] ?? NaN));
}
