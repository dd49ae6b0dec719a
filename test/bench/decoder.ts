// A transformer that writes text token by token, for comparison: its shape, with random weights.
import * as node from 'onnxruntime-node';
import * as web from 'onnxruntime-web/wasm';
import { decoderBudget } from './budgets.js';
import type { Contenders } from './contenders.js';
import type { Effort } from './effort.js';
import { nativeSession } from './native.js';
import { externalNumbers, OnnxGraph, randomNumbers, type Value } from './onnx-graph.js';
import { answer, bytesLookedAt, caretAt, jump, placeAt, Text } from './places.js';
import { row, rowAtLeast, words, type Row } from './rows.js';
import { middle, quiet, Times } from './turns.js';

export interface DecoderSize {
  readonly layers: number;
  /** Numbers of the vector that all layers read and add to, which the heads share. */
  readonly width: number;
  readonly heads: number;
  /** Tokens that there are. */
  readonly vocabulary: number;
  /** Tokens whose keys and values are kept. */
  readonly kept: number;
}

/** Bytes of code that a token stands for, about. */
const bytesInToken = 4;

/** Numbers that are trained: of a layer 12 matrices of width x width, and what is small; of the head another. */
function parameters({ layers, width, vocabulary }: DecoderSize): number {
  return layers * (12 * width ** 2 + 13 * width) + vocabulary * width + 2 * width;
}

/**
 * One token more: GPT-2's layers (Radford et al. 2019) and its head, on the vector of a token, `x`. It is the least that a decoder does:
 * keys and values of the tokens before are constants, which no call has to carry, the token looks at these alone, and nobody chooses
 * a token from the logits.
 */
function decoderGraph(size: DecoderSize): { model: Uint8Array; longestExternal: number } {
  const { layers, width, heads, vocabulary, kept } = size;
  const inHead = width / heads;
  const graph = new OnnxGraph();
  const linear = (x: Value, inputs: number, outputs: number) =>
    graph.apply('Gemm', [x, graph.external(inputs, outputs), graph.external(outputs)]);
  const normalized = (x: Value) =>
    graph.apply('LayerNormalization', [x, graph.external(width), graph.external(width)]);
  const byHead = graph.integers(heads, 1, inHead);
  const inOneRow = graph.integers(1, width);
  const scale = graph.fp32([1], Float32Array.of(1 / Math.sqrt(inHead)));
  let x = graph.input('x', [1, width]);
  for (let layer = 0; layer < layers; layer++) {
    const all = linear(normalized(x), width, 3 * width);
    // The new key and value go to the cache; they are worked out with the query.
    const [query = ''] = graph.applyForMany(3, 'Split', [all], { axis: 1, num_outputs: 3 });
    const queries = graph.apply('Mul', [graph.apply('Reshape', [query, byHead]), scale]);
    const scores = graph.apply('MatMul', [queries, graph.external(heads, inHead, kept)]);
    const seen = graph.apply('MatMul', [
      graph.apply('Softmax', [scores], { axis: 2 }),
      graph.external(heads, kept, inHead),
    ]);
    x = graph.apply('Add', [x, linear(graph.apply('Reshape', [seen, inOneRow]), width, width)]);
    const inner = graph.apply('Gelu', [linear(normalized(x), width, 4 * width)]);
    x = graph.apply('Add', [x, linear(inner, 4 * width, width)]);
  }
  const logits = graph.apply('MatMul', [normalized(x), graph.external(width, vocabulary)]);
  graph.output(logits, [1, vocabulary]);
  return { model: graph.finish(), longestExternal: graph.longestExternal };
}

type Token = () => Promise<unknown>;

async function decoders(size: DecoderSize, progress: (text: string) => void): Promise<Record<string, Token>> {
  progress(`a decoder of ${Math.round(parameters(size) / 1e6)} M parameters: making its weights`);
  const { model, longestExternal } = decoderGraph(size);
  const numbers = randomNumbers(longestExternal);
  const x = numbers.slice(0, size.width);
  progress('the decoder: loading it in onnxruntime-web');
  // The runtime was started by the network that runs on it.
  const data = new Uint8Array(numbers.buffer);
  const inWeb = await web.InferenceSession.create(model, {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
    externalData: [{ path: externalNumbers, data }],
  });
  progress('the decoder: loading it in native onnxruntime');
  const inNode = await nativeSession(model, { [externalNumbers]: numbers });
  return {
    'onnxruntime-web': () => inWeb.run({ x: new web.Tensor('float32', x, [1, size.width]) }),
    'native onnxruntime': () => inNode.run({ x: new node.Tensor('float32', x, [1, size.width]) }),
  };
}

/**
 * An answer against a decoder that writes as much: as many tokens as the longest text that the search of our answer reads would take, at
 * 4 bytes a token, and at least one. It would read the prompt before, and search for other texts beside: neither is counted.
 */
export async function decoderRows(
  { served }: Contenders,
  code: string,
  { decoder, tokens }: Effort,
  progress: (text: string) => void,
): Promise<Row[]> {
  const runtimes = await decoders(decoder, progress);
  const names = Object.keys(runtimes);
  const times = new Map(names.map(name => [name, new Times()]));
  const answers = new Times();
  const text = new Text(code);
  let tokensWritten = 0;
  for (const token of Object.values(runtimes)) await token();
  for (let i = 0; i < tokens; i++) {
    progress(`the decoder: token ${i + 1} of ${tokens}`);
    const place = placeAt(i);
    const caret = caretAt(text, place);
    const reading = await jump(served.network, text, place);
    if (!reading) throw new Error('nothing stops the reader here');
    const bytes = await bytesLookedAt(served.network, reading, caret);
    tokensWritten += Math.max(1, Math.ceil(bytes / bytesInToken));
    for (let k = 0; k < 3; k++) await answers.measure(() => answer(served.network, reading, caret), i);
    for (const [name, token] of Object.entries(runtimes)) await times.get(name)?.measure(token);
  }
  const inAnswer = tokensWritten / tokens;
  const ofDecoder = (name: string, share: number) => times.get(name)?.at(share) ?? NaN;
  return [
    words(
      `A decoder of ${Math.round(parameters(decoder) / 1e6)} M parameters (GPT-2's shape, random weights, fp32, one thread, ${decoder.kept} tokens in its cache)`,
    ),
    ...names.map(name => row(`a token of the decoder: ${name}, p50`, ofDecoder(name, middle), 'ms')),
    row('tokens that an answer looks at, mean', inAnswer, 'tokens'),
    ...names.map(name =>
      rowAtLeast(
        `an answer: the decoder in ${name} against ${served.name}, quiet 5 %`,
        (inAnswer * ofDecoder(name, quiet)) / answers.at(quiet),
        'times quicker',
        decoderBudget,
      ),
    ),
  ];
}
