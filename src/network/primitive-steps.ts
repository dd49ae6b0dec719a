import { vocabulary } from './bytes.js';
import type { GraphBuilder, Value } from './graph.js';
import type { Gate, Manifest } from './manifest.js';
import type { State } from './network.js';
import type { LayerTensors, NetworkTensors } from './tensors.js';

/** What a step's graph is fed as one of its inputs, `[1, size]`. */
export interface StepInput {
  readonly value: Value;
  readonly numbers: (state: State, byte: number) => Float32Array;
}

/** What a step computes, by the names of its values. */
export interface StepValues {
  readonly inputs: readonly StepInput[];
  /**
   * For each part of the state (see `parts`) what comes in at its end, and pushes out as much at its beginning; undefined where that
   * is the byte itself.
   */
  readonly after: readonly (Value | undefined)[];
  /** `[1, 256]` */
  readonly logits: Value;
  /** The layers' outputs and gates, layer by layer. */
  readonly hidden: readonly Value[];
  readonly gates: Readonly<Partial<Record<Gate, readonly Value[]>>>;
}

/** The values that a layer's step computes. */
export interface LayerStep {
  /** Its h, and of an LSTM its c. */
  readonly after: readonly Value[];
  readonly gates: Readonly<Partial<Record<Gate, Value>>>;
}

/** What stands for a byte. */
export function embeddingOf(
  { embedding }: Pick<NetworkTensors, 'embedding'>,
  size: number,
  byte: number,
): Float32Array {
  return embedding.slice(byte * size, (byte + 1) * size);
}

/** One layer's step. @param before its h, and of an LSTM its c */
export function layerStep(
  graph: GraphBuilder,
  cell: Exclude<Manifest['cell'], 'glr'>,
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
      return { after: [between(graph, z, h, n)], gates: { z, r, n } };
    }
    case 'lstm': {
      const [i, o, f] = [0, 1, 2].map(gate => graph.apply('Sigmoid', sum(gate))) as [Value, Value, Value];
      const g = graph.apply('Tanh', sum(3));
      const next = graph.apply('Add', graph.apply('Mul', f, c), graph.apply('Mul', i, g));
      return { after: [graph.apply('Mul', o, graph.apply('Tanh', next)), next], gates: { i, f, o, g } };
    }
    case 'feedforward':
      return { after: [graph.apply('Relu', ofInput(0))], gates: {} };
  }
}

/** (1 - share) a + share b */
export function between(graph: GraphBuilder, share: Value, b: Value, a: Value): Value {
  return graph.apply('Add', a, graph.apply('Mul', share, graph.apply('Sub', b, a)));
}

/** A matrix `[rows, columns]` as `[columns, rows]`. */
function transposed(matrix: Float32Array, columns: number): Float32Array {
  const rows = matrix.length / columns;
  return matrix.map((_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)] ?? NaN);
}

/** The logits of what is read, one after the other of the output's rows: a product for each, one on top of the other. */
export function logitsOf(
  graph: GraphBuilder,
  { outputWeight, outputBias }: Pick<NetworkTensors, 'outputWeight' | 'outputBias'>,
  read: readonly { readonly value: Value; readonly size: number }[],
): Value {
  let logits = graph.weight(1, vocabulary, outputBias);
  let row = 0;
  for (const { value, size } of read) {
    const rows = outputWeight.subarray(row * vocabulary, (row + size) * vocabulary);
    row += size;
    logits = graph.product(value, graph.weight(vocabulary, size, transposed(rows, vocabulary)), logits);
  }
  return logits;
}
