import { vocabulary } from '../network/bytes.js';
import { parseManifest } from '../network/manifest.js';
import { generatedTitle } from '../network/title.js';
import { inEnglish } from '../phrase.js';
import type { Learner } from './learner.js';

/** A tensor of a learnt network as its manifest has it, rows one after the other. */
export interface LearntTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** The tensors of a network in the order and the layout of those that ship (`models/training/cells.py`): of all 256 bytes. */
export function learntTensors(learner: Learner): LearntTensor[] {
  const { shape, rows, alphabet, formulas } = learner;
  const { units, embedding, window } = shape;
  const classes = Array.from({ length: vocabulary }, (_, byte) => alphabet.classOf(byte));
  const tensor = (name: string, sizes: readonly number[], valueAt: (i: number) => number | undefined) => {
    const length = sizes.reduce((a, b) => a * b, 1);
    return { name, shape: sizes, values: Float32Array.from({ length }, (_, i) => valueAt(i) ?? NaN) };
  };
  const byClass = (values: Float64Array, width: number) => (i: number) =>
    values[(classes[Math.floor(i / width)] ?? 0) * width + (i % width)];
  // ONNX's recurrent operators have a dimension for the directions; the plain network reads the oldest byte of its window first.
  const directions = formulas.isRecurrent ? [1] : [];
  const input = (i: number) => {
    const [row, column] = [Math.floor(i / (window * embedding)), i % (window * embedding)];
    const place = window - 1 - Math.floor(column / embedding);
    return learner.input.values[(place * rows + row) * embedding + (column % embedding)];
  };
  return [
    tensor('embedding', [vocabulary, embedding], byClass(learner.embedding.values, embedding)),
    tensor('layer0.W', [...directions, rows, window * embedding], input),
    ...(formulas.isRecurrent ? [tensor('layer0.R', [1, rows, units], i => learner.recurrent.values[i])] : []),
    tensor('layer0.B', [...directions, learner.bias.values.length], i => learner.bias.values[i]),
    tensor(
      'output.weight',
      [units, vocabulary],
      i => learner.output.values[(classes[i % vocabulary] ?? 0) * units + Math.floor(i / vocabulary)],
    ),
    tensor('output.bias', [vocabulary], i => learner.outputBias.values[classes[i] ?? 0]),
  ];
}

/** What a training came to, for the manifest. */
export interface TrainingRecord {
  readonly bytesSeen: number;
  readonly validationBitsPerByte: number;
  /** A date: YYYY-MM-DD. */
  readonly finished: string;
}

/**
 * A learnt network as files of a network folder, but for its graphs, which `models/training/export.py --name NAME --graphs` writes.
 * @param name of letters, digits, `.`, `_` and `-`
 */
export function learntFiles(
  learner: Learner,
  name: string,
  training: TrainingRecord,
): { readonly manifest: string; readonly weights: Uint8Array } {
  const { cell, units, embedding, window } = learner.shape;
  const tensors = learntTensors(learner);
  const count = tensors.reduce((sum, { values }) => sum + values.length, 0);
  const weights = new Uint8Array(2 * count);
  const view = new DataView(weights.buffer);
  let at = 0;
  for (const { values } of tensors)
    for (const value of values) {
      view.setUint16(at, halfOf(value), true);
      at += 2;
    }
  const isPlain = cell === 'feedforward';
  const manifest = {
    ...{ format: 1, name },
    title: '',
    ...{ cell, embedding, layers: [units], skip: false },
    ...(isPlain && { window }),
    parameters: count,
    // It was taught texts alone: it reads an end of line before a document, as it does between lines.
    header: { start: '', end: '\n', languages: {} },
    graphs: { step: `${name}.step.onnx`, read: `${name}.read.onnx`, probe: `${name}.probe.onnx` },
    weights: {
      file: `${name}.weights`,
      tensors: tensors.map(({ name, shape }) => ({ name, shape, type: 'f16' })),
    },
    licence: 'of the text that it was taught',
    training,
  };
  const title = inEnglish(generatedTitle(parseManifest(JSON.stringify(manifest), name)));
  return { manifest: `${JSON.stringify({ ...manifest, title }, undefined, 2)}\n`, weights };
}

/** The bits of the IEEE 754 half-precision number that is nearest; the largest where it is beyond. */
export function halfOf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.min(Math.abs(value), 65_504);
  if (Number.isNaN(value)) return 0x7e00;
  const exponent = Math.max(-14, Math.floor(Math.log2(Math.max(size, 2 ** -24))));
  // What is below the least normal number counts steps of 2^-24; a step up of the fraction may carry into the exponent.
  const steps = Math.round(size / 2 ** (exponent - 10));
  const bits = size < 2 ** -14 ? steps : ((exponent + 15) << 10) + steps - 1024;
  return sign | Math.min(bits, 0x7bff);
}
