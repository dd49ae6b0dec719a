import type { GraphBuilder, Value } from './graph.js';
import { gatesOf, parts, type BlocksManifest, type Gate, type Part } from './manifest.js';
import type { State } from './network.js';
import {
  between,
  embeddingOf,
  layerStep,
  logitsOf,
  type StepInput,
  type StepValues,
} from './primitive-steps.js';
import { lookUp } from './tables.js';
import type { BlocksTensors, BlockTensors, LayerTensors, TablesTensors } from './tensors.js';

/** What a norm adds to the mean of the squares: see `models/training/operations.py`. */
const normEpsilon = 1e-6;

/**
 * One step of a network of blocks. The embedding, tables and what a convolution makes of the bytes before are worked out outside of
 * the graph: a handful of numbers, which a GPU would wait longer for than it computed.
 */
export function blocksStep(graph: GraphBuilder, tensors: BlocksTensors): StepValues {
  return new BlocksStep(graph, tensors).write();
}

class BlocksStep {
  private readonly inputs: StepInput[] = [];
  private readonly after: (Value | undefined)[] = [];
  private readonly hidden: Value[] = [];
  private readonly gates: Partial<Record<Gate, Value[]>> = {};
  private readonly manifest: BlocksManifest;
  private readonly parts: readonly Part[];
  /** `[1, width]` of 1 / width, whose product is a mean; and the number that a norm adds to it. */
  private readonly mean: Value;
  private readonly epsilon: Value;

  constructor(
    private readonly graph: GraphBuilder,
    private readonly tensors: BlocksTensors,
  ) {
    this.manifest = tensors.manifest;
    const { width } = this.manifest;
    this.parts = parts(this.manifest);
    this.mean = graph.weight(1, width, new Float32Array(width).fill(1 / width));
    this.epsilon = graph.weight(1, 1, Float32Array.of(normEpsilon));
  }

  write(): StepValues {
    const { graph, tensors } = this;
    const { width } = this.manifest;
    const looked = this.tables();
    let x = this.input('x', width, (_, byte) => embeddingOf(tensors, width, byte));
    const { inputWeight } = tensors.tables ?? {};
    if (looked.input !== undefined && inputWeight)
      x = graph.product(looked.input, this.matrix(inputWeight, width), x);
    tensors.blocks.forEach((block, i) => {
      x = this.block(block, i, x);
    });
    if (this.part('bytes', 0)) this.after.push(undefined);
    const size = tensors.tables ? tensors.tables.orders.length * tensors.tables.width : 0;
    const read = [{ value: this.normed(x), size: width }];
    if (looked.output !== undefined) read.push({ value: looked.output, size });
    const { inputs, after, hidden, gates } = this;
    return { inputs, after, logits: logitsOf(graph, tensors, read), hidden, gates };
  }

  /** @returns x after the block */
  private block(block: BlockTensors, place: number, x: Value): Value {
    const { graph } = this;
    const { width } = this.manifest;
    let read = this.normed(x);
    const history = this.part('history', place);
    const kept = history && read;
    if (history && block.conv) read = this.convolved(read, block.conv, history);
    const h = this.part('h', place);
    if (!h) throw new Error('a block keeps its h');
    const before = this.input(`h${place}`, h.size, state => state.slice(h.start, h.start + h.size));
    const { output, now, gates } = this.recurrence(block, read, before);
    this.after.push(now, ...(kept === undefined ? [] : [kept]));
    this.hidden.push(now);
    for (const gate of gatesOf(this.manifest)) (this.gates[gate] ??= []).push(gates[gate] ?? '');
    const between = graph.product(output, this.matrix(block.out, width), x);
    const normed = this.normed(between);
    const { ffn } = block;
    const zero = this.zeros(ffn);
    const up = (part: number) => graph.product(normed, this.rows(block.up, ffn, width, part), zero);
    const u = up(0);
    const inner = graph.apply('Mul', graph.apply('Mul', u, graph.apply('Sigmoid', u)), up(1));
    return graph.product(inner, this.matrix(block.down, width), between);
  }

  private recurrence(block: LayerTensors, read: Value, before: Value) {
    const { graph } = this;
    const { cell } = this.manifest;
    if (cell === 'gru') {
      const { after, gates } = layerStep(graph, cell, block, read, [before]);
      const now = after[0] ?? '';
      return { output: now, now, gates };
    }
    const { units, inputs, W, B } = block;
    const zero = this.zeros(units);
    const product = (gate: number, plus: Value) =>
      graph.product(read, this.rows(W, units, inputs, gate), plus);
    const f = graph.apply('Sigmoid', product(0, graph.weight(1, units, B)));
    const c = product(1, zero);
    const o = graph.apply('Sigmoid', product(2, zero));
    const now = between(graph, f, before, c);
    return {
      output: graph.apply('Mul', o, now),
      now,
      gates: { f, c, o } satisfies Partial<Record<Gate, Value>>,
    };
  }

  /** The convolution of what is read now with what was read before, of which the sum comes from outside. */
  private convolved(read: Value, taps: Float32Array, history: Part): Value {
    const { graph } = this;
    const { width } = this.manifest;
    const before = this.input(`before${history.layer}`, width, state => {
      const sum = new Float32Array(width);
      for (let i = 0; i < history.size; i++)
        sum[i % width] = (sum[i % width] ?? 0) + (taps[i] ?? NaN) * (state[history.start + i] ?? NaN);
      return sum;
    });
    const now = graph.weight(1, width, taps.subarray(history.size));
    return graph.apply('Add', before, graph.apply('Mul', read, now));
  }

  /** RMSNorm without weights. */
  private normed(x: Value): Value {
    const { graph } = this;
    const mean = graph.product(graph.apply('Mul', x, x), this.mean, this.epsilon);
    return graph.apply('Div', x, graph.apply('Sqrt', mean));
  }

  /** What is looked up for the input and for the logits. */
  private tables(): { readonly input: Value | undefined; readonly output: Value | undefined } {
    const { tables } = this.tensors;
    if (!tables) return { input: undefined, output: undefined };
    const size = tables.orders.length * tables.width;
    const bytes = this.part('bytes', 0);
    const named = (name: string, of: TablesTensors['input']) =>
      of &&
      this.input(name, size, (state, byte) =>
        lookUp(tables, of, [...state.subarray(bytes?.start ?? state.length), byte]),
      );
    const input = named('looked', tables.input);
    return { input, output: tables.output === tables.input ? input : named('lookedOut', tables.output) };
  }

  private part(name: Part['name'], layer: number): Part | undefined {
    return this.parts.find(part => part.name === name && part.layer === layer);
  }

  private input(name: string, size: number, numbers: (state: State, byte: number) => Float32Array): Value {
    const value = this.graph.input(name, size);
    this.inputs.push({ value, numbers });
    return value;
  }

  private matrix(values: Float32Array, rows: number): Value {
    return this.graph.weight(rows, values.length / rows, values);
  }

  /** One of matrices that stand one below the other. */
  private rows(values: Float32Array, rows: number, columns: number, place: number): Value {
    const size = rows * columns;
    return this.graph.weight(rows, columns, values.subarray(place * size, (place + 1) * size));
  }

  private zeros(size: number): Value {
    return this.graph.weight(1, size, new Float32Array(size));
  }
}
