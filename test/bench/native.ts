// Native onnxruntime on one thread: how far a backend in WASM is from it.
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { NetworkFiles } from '../../src/network/backend.js';
import { elements, stateSize, type Manifest } from '../../src/network/manifest.js';
import { expandWeights } from '../../src/network/weights.js';
import { microsoft, OnnxGraph } from './onnx-graph.js';

type Call = () => Promise<unknown>;

const oneThread = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 } as const;

/** @param numbers what the graph names as external data, by that name */
export function nativeSession(
  model: Uint8Array,
  numbers: Readonly<Record<string, Float32Array>> = {},
): Promise<InferenceSession> {
  return InferenceSession.create(model, {
    ...oneThread,
    externalData: Object.entries(numbers).map(([path, { buffer, byteOffset, byteLength }]) => ({
      path,
      data: new Uint8Array(buffer, byteOffset, byteLength),
    })),
  });
}

/** A step of a network's own graph, in fp32. */
export async function nativeStep({ manifest, graphs, weights }: NetworkFiles): Promise<Call> {
  const session = await nativeSession(graphs.step, { weights: expandWeights(manifest, weights) });
  const size = stateSize(manifest);
  const inputs = {
    bytes: new Tensor('int32', Int32Array.of(101), [1]),
    state: new Tensor('float32', new Float32Array(size), [1, size]),
  };
  return () => session.run(inputs);
}

/** A matrix that a step multiplies a vector with. */
export interface Product {
  readonly inputs: number;
  readonly outputs: number;
}

/** Names of the tensors that are multiplied. The rest is looked up (embedding, tables) or works number by number (biases, conv). */
const multiplied = /^(layer\d+\.[WR]|block\d+\.(W|R|out|up|down)|tables\.input|output\.weight)$/;

/** The matrices that int8 multiplies in a step. What the first layer makes of each byte is a table there, of recurrent layers. */
export function productsOf(manifest: Manifest): Product[] {
  return manifest.weights.tensors
    .filter(({ name }) => multiplied.test(name) && !(manifest.kind === 'layers' && name === 'layer0.W'))
    .map(({ name, shape }) => {
      const columns = shape.at(-1) ?? 1;
      const rows = elements(shape) / columns;
      // The output layer's is stored with a row for each unit.
      return name === 'output.weight'
        ? { inputs: rows, outputs: columns }
        : { inputs: columns, outputs: rows };
    });
}

/** Products of matrices of int8, one after the other, and nothing between them; the weights are random. */
export async function nativeProducts(manifest: Manifest): Promise<Call> {
  const graph = new OnnxGraph();
  const feeds: Record<string, Tensor> = {};
  for (const { inputs, outputs } of productsOf(manifest)) {
    const name = `x${inputs}`;
    if (!feeds[name]) {
      const x = Float32Array.from({ length: inputs }, (_, i) => Math.sin(i));
      feeds[graph.input(name, [1, inputs])] = new Tensor('float32', x, [1, inputs]);
    }
    const bytes = Int8Array.from({ length: inputs * outputs }, (_, i) => ((i * 2_654_435_761) >>> 24) - 128);
    const scales = new Float32Array(outputs).fill(0.01);
    const matrix = [graph.int8([inputs, outputs], bytes), graph.fp32([outputs], scales)];
    graph.output(graph.apply('DynamicQuantizeMatMul', [name, ...matrix], {}, microsoft), [1, outputs]);
  }
  const session = await nativeSession(graph.finish());
  return () => session.run(feeds);
}

/** A call that works on next to nothing: what calling takes. */
export async function nativeCall(): Promise<Call> {
  const graph = new OnnxGraph();
  graph.output(graph.apply('Neg', [graph.input('x', [1])]), [1]);
  const session = await nativeSession(graph.finish());
  const x = new Tensor('float32', Float32Array.of(1), [1]);
  return () => session.run({ x });
}
