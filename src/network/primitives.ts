import { vocabulary } from './bytes.js';
import { GraphBuilder, type Value } from './graph.js';
import { gatesOf, layerUnits, parts, type Gate, type Manifest } from './manifest.js';
import { blocksStep } from './primitives-blocks.js';
import { embeddingOf, layerStep, logitsOf, type StepInput, type StepValues } from './primitive-steps.js';
import type { LayeredTensors, NetworkTensors } from './tensors.js';

/** A step of one state as a graph of primitive operators, and the names of its inputs and outputs. */
export interface StepGraph extends StepValues {
  readonly model: Uint8Array;
}

/**
 * Writes one step of a network in operators that any backend has: the formulas of ONNX's RNN, GRU (with
 * linear_before_reset = 1) and LSTM, version 14, and those of blocks (models/training/blocks.py). Each gate is a product of its own,
 * so that nothing has to be sliced on the GPU.
 * @param probing also output the layers' hidden values and gates
 */
export function stepGraph(tensors: NetworkTensors, probing: boolean): StepGraph {
  const { manifest } = tensors;
  const graph = new GraphBuilder();
  const step = tensors.kind === 'blocks' ? blocksStep(graph, tensors) : layersStep(graph, tensors);
  const sizes = new Map<Value, number>();
  parts(manifest).forEach(({ name, size }, i) => {
    const value = step.after[i];
    const added = name === 'history' && manifest.kind === 'blocks' ? manifest.width : size;
    if (value !== undefined) sizes.set(value, added);
  });
  if (probing)
    layerUnits(manifest).forEach((units, i) => {
      sizes.set(step.hidden[i] ?? '', units);
      for (const values of Object.values(step.gates)) sizes.set(values[i] ?? '', units);
    });
  sizes.set(step.logits, vocabulary);
  for (const [value, size] of sizes) graph.output(value, size);
  return { model: graph.finish(), ...step };
}

function layersStep(graph: GraphBuilder, tensors: LayeredTensors): StepValues {
  const { manifest } = tensors;
  const isRecurrent = manifest.kind === 'layers';
  const inputs = [bytesRead(graph, tensors)];
  const states = isRecurrent ? partInputs(graph, manifest) : [];
  inputs.push(...states);
  const count = states.length / tensors.layers.length;
  const after: Value[] = [];
  const hidden: Value[] = [];
  const gates: Partial<Record<Gate, Value[]>> = {};
  let input = inputs[0]?.value ?? '';
  tensors.layers.forEach((layer, i) => {
    const before = states.slice(count * i, count * (i + 1)).map(({ value }) => value);
    const step = layerStep(graph, manifest.cell, layer, input, before);
    input = step.after[0] ?? '';
    hidden.push(input);
    after.push(...step.after);
    for (const gate of gatesOf(manifest)) (gates[gate] ??= []).push(step.gates[gate] ?? '');
  });
  const outputs = tensors.layers.map(({ units }, i) => ({ value: hidden[i] ?? '', size: units }));
  const logits = logitsOf(graph, tensors, manifest.skip ? outputs : outputs.slice(-1));
  return { inputs, after: isRecurrent ? after : [undefined], logits, hidden, gates };
}

/** The embeddings of what the first layer reads, found outside of the graph: a row of a table is nothing for a GPU. */
function bytesRead(graph: GraphBuilder, tensors: LayeredTensors): StepInput {
  const { kind, embedding } = tensors.manifest;
  return {
    value: graph.input('x', tensors.layers[0]?.inputs ?? 0),
    numbers: (state, byte) => {
      const bytes = kind === 'feedforward' ? [...state, byte] : [byte];
      const x = new Float32Array(bytes.length * embedding);
      bytes.forEach((byte, i) => x.set(embeddingOf(tensors, embedding, byte), i * embedding));
      return x;
    },
  };
}

/** The parts of the state that a step reads as they are, h and c, in their order. */
function partInputs(graph: GraphBuilder, manifest: Manifest): StepInput[] {
  return parts(manifest)
    .filter(({ name }) => name === 'h' || name === 'c')
    .map(({ name, layer, start, size }) => ({
      value: graph.input(`${name}${layer}`, size),
      numbers: state => state.slice(start, start + size),
    }));
}
