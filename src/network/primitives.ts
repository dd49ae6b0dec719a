import { vocabulary } from './bytes.js';
import { GraphBuilder, type Value } from './graph.js';
import { gatesOf, type Gate, type Manifest } from './manifest.js';
import type { LayerTensors, Tensors } from './tensors.js';

/** A step of one state as a graph of primitive operators, and the names of its inputs and outputs. */
export interface StepGraph {
  readonly model: Uint8Array;
  /** `[1, E]` of a recurrent cell, `[1, window * E]` of the plain network: the bytes' embeddings. */
  readonly x: Value;
  /** The state's parts before (see `parts`): of the plain network, whose state is no number of the graph's, none. */
  readonly before: readonly Value[];
  readonly after: readonly Value[];
  /** `[1, 256]` */
  readonly logits: Value;
  /** The layers' outputs and gates, layer by layer. */
  readonly hidden: readonly Value[];
  readonly gates: Readonly<Partial<Record<Gate, readonly Value[]>>>;
}

/** The values that a layer's step computes. */
interface LayerStep {
  readonly after: readonly Value[];
  readonly gates: Readonly<Partial<Record<Gate, Value>>>;
}

/**
 * Writes one step of a network in operators that any backend has: the formulas of ONNX's RNN, GRU (with
 * linear_before_reset = 1) and LSTM, version 14. Each gate is a product of its own, so that nothing has to be sliced on the GPU.
 * @param probing also output the layers' hidden values and gates
 */
export function stepGraph(manifest: Manifest, tensors: Tensors, probing: boolean): StepGraph {
  const { cell } = manifest;
  const graph = new GraphBuilder();
  const before: Value[] = [];
  const after: Value[] = [];
  const hidden: Value[] = [];
  const shown: Partial<Record<Gate, Value[]>> = {};
  const x = graph.input('x', tensors.layers[0]?.inputs ?? 0);
  let input = x;
  tensors.layers.forEach((layer, i) => {
    const names = cell === 'lstm' ? ['h', 'c'] : cell === 'feedforward' ? [] : ['h'];
    const state = names.map(name => graph.input(`${name}${i}`, layer.units));
    before.push(...state);
    const step = layerStep(graph, cell, layer, input, state);
    input = step.after[0] ?? '';
    hidden.push(input);
    if (cell !== 'feedforward') after.push(...step.after);
    for (const gate of gatesOf(manifest)) (shown[gate] ??= []).push(step.gates[gate] ?? '');
  });
  const outputSizes = new Map<Value, number>();
  tensors.layers.forEach(({ units }, i) => {
    const count = after.length / tensors.layers.length;
    for (const value of after.slice(i * count, (i + 1) * count)) outputSizes.set(value, units);
    if (!probing) return;
    outputSizes.set(hidden[i] ?? '', units);
    for (const values of Object.values(shown)) outputSizes.set(values[i] ?? '', units);
  });
  const logits = logitsOf(graph, manifest, tensors, hidden);
  outputSizes.set(logits, vocabulary);
  for (const [value, size] of outputSizes) graph.output(value, size);
  return { model: graph.finish(), x, before, after, logits, hidden, gates: shown };
}

function layerStep(
  graph: GraphBuilder,
  cell: Manifest['cell'],
  { units: H, inputs: I, W, R, B }: LayerTensors,
  x: Value,
  [h = '', c = '']: readonly Value[],
): LayerStep {
  const rows = (matrix: Float32Array, columns: number, gate: number) =>
    graph.weight(H, columns, matrix.subarray(gate * H * columns, (gate + 1) * H * columns));
  const bias = (place: number) => graph.weight(1, H, B.subarray(place * H, (place + 1) * H));
  const G = W.length / (H * I);
  const ofInput = (gate: number) => graph.product(x, rows(W, I, gate), bias(gate));
  const ofState = (gate: number) => graph.product(h, rows(R, H, gate), bias(G + gate));
  const sum = (gate: number) => graph.apply('Add', ofInput(gate), ofState(gate));
  switch (cell) {
    case 'rnn':
      return { after: [graph.apply('Tanh', sum(0))], gates: {} };
    case 'gru': {
      const z = graph.apply('Sigmoid', sum(0));
      const r = graph.apply('Sigmoid', sum(1));
      const n = graph.apply('Tanh', graph.apply('Add', ofInput(2), graph.apply('Mul', r, ofState(2))));
      // (1 - z) n + z h
      const next = graph.apply('Add', n, graph.apply('Mul', z, graph.apply('Sub', h, n)));
      return { after: [next], gates: { z, r, n } };
    }
    case 'lstm': {
      const [i, o, f] = [0, 1, 2].map(gate => graph.apply('Sigmoid', sum(gate))) as [Value, Value, Value];
      const g = graph.apply('Tanh', sum(3));
      const next = graph.apply('Add', graph.apply('Mul', f, c), graph.apply('Mul', i, g));
      return { after: [graph.apply('Mul', o, graph.apply('Tanh', next)), next], gates: { i, f, o, g } };
    }
    case 'glr':
      throw new Error('not yet');
    case 'feedforward':
      return { after: [graph.apply('Relu', ofInput(0))], gates: {} };
  }
}

/** A matrix `[rows, columns]` as `[columns, rows]`. */
function transposed(matrix: Float32Array, columns: number): Float32Array {
  const rows = matrix.length / columns;
  return matrix.map((_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)] ?? NaN);
}

/** The logits of what the layers put out: a product for each layer that is read, one on top of the other. */
function logitsOf(
  graph: GraphBuilder,
  manifest: Manifest,
  { layers, outputWeight, outputBias }: Tensors,
  hidden: readonly Value[],
): Value {
  if (manifest.kind === 'blocks') throw new Error('not yet');
  const { skip } = manifest;
  let logits = graph.weight(1, vocabulary, outputBias);
  let row = 0;
  layers.forEach(({ units }, i) => {
    if (!skip && i < layers.length - 1) return;
    const rows = outputWeight.subarray(row * vocabulary, (row + units) * vocabulary);
    row += units;
    logits = graph.product(
      hidden[i] ?? '',
      graph.weight(vocabulary, units, transposed(rows, vocabulary)),
      logits,
    );
  });
  return logits;
}
