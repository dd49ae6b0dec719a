import { phrase } from '../phrase.js';
import { vocabulary } from './bytes.js';
import {
  elements,
  NetworkError,
  type BlocksManifest,
  type FeedforwardManifest,
  type LayersManifest,
  type Manifest,
} from './manifest.js';
import { namedWeights, type Weights } from './weights.js';

/**
 * A layer's weights in ONNX's layout, gates one after the other, G of them; of a gated linear recurrence in the order f, c, o. R is
 * empty where nothing is multiplied with the state: of the plain network, and of a gated linear recurrence.
 */
export interface LayerTensors {
  /** Units: H. */
  readonly units: number;
  /** How many numbers the layer reads: I. */
  readonly inputs: number;
  /** `[G * H, I]` */
  readonly W: Float32Array;
  /** `[G * H, H]` */
  readonly R: Float32Array;
  /** `[2 * G * H]`: the inputs' biases, then the recurrent ones; `[H]` where there is no R. */
  readonly B: Float32Array;
}

/** A block's weights: its recurrence, which reads `width` numbers, and all around it. */
export interface BlockTensors extends LayerTensors {
  /** `[bytes, width]`, the oldest byte's first; undefined where it has no convolution. */
  readonly conv: Float32Array | undefined;
  /** `[width, H]` */
  readonly out: Float32Array;
  /** Units of the feed-forward part: F. */
  readonly ffn: number;
  /** `[2 * F, width]`: those of u before those of v. */
  readonly up: Float32Array;
  /** `[width, F]` */
  readonly down: Float32Array;
}

/** Tables that the last bytes name rows of: see `lookUp`. */
export interface TablesTensors {
  readonly orders: readonly number[];
  readonly rows: number;
  /** Numbers of a row. */
  readonly width: number;
  /** One for each order, `[rows, width]`; undefined where the input, or the logits, read none. */
  readonly input: readonly Float32Array[] | undefined;
  readonly output: readonly Float32Array[] | undefined;
  /** `[the blocks' width, orders * width]`: what the input makes of its rows. */
  readonly inputWeight: Float32Array | undefined;
}

interface CommonTensors {
  /** `[256, numbers that stand for a byte]` */
  readonly embedding: Float32Array;
  /** `[numbers that are read, 256]` */
  readonly outputWeight: Float32Array;
  /** `[256]` */
  readonly outputBias: Float32Array;
}

/** The weights of a network of layers, the plain one included. */
export interface LayeredTensors extends CommonTensors {
  readonly kind: 'layers';
  readonly manifest: LayersManifest | FeedforwardManifest;
  readonly layers: readonly LayerTensors[];
}

export interface BlocksTensors extends CommonTensors {
  readonly kind: 'blocks';
  readonly manifest: BlocksManifest;
  readonly blocks: readonly BlockTensors[];
  readonly tables: TablesTensors | undefined;
}

/** A network's weights by their meaning. */
export type NetworkTensors = LayeredTensors | BlocksTensors;

/** What RMSNorm adds to the mean of the squares: see `models/training/operations.py`. */
export const normEpsilon = 1e-6;

/** Gates of each cell, what it would write among them. */
export const gateCount = { rnn: 1, gru: 3, lstm: 4, feedforward: 1, glr: 3 } as const;

/** Gives a tensor by its name, which has to be of this shape. */
type Get = (name: string, ...shape: readonly number[]) => Float32Array;

/**
 * Finds a network's weights by name and holds them to the sizes in its manifest. Backends that build their own graphs want this;
 * the graphs that come with a network know by themselves where their weights lie.
 * @param stored the weights as they are stored
 * @throws NetworkError where one is missing or of another size
 */
export function tensorsOf(manifest: Manifest, stored: Uint8Array): NetworkTensors {
  return tensorsAmong(manifest, namedWeights(manifest, stored));
}

/** The same, of weights that are there by name. */
export function tensorsAmong(manifest: Manifest, named: Weights): NetworkTensors {
  const get: Get = (name, ...shape) => {
    const tensor = named.get(name);
    const length = elements(shape);
    if (tensor?.length !== length)
      throw new NetworkError(
        phrase`${manifest.weights.file} should hold ${length} numbers as "${name}" for this ${manifest.cell} network, but has ${tensor?.length ?? phrase`none`}`,
      );
    return tensor;
  };
  return manifest.kind === 'blocks' ? ofBlocks(manifest, get) : ofLayers(manifest, get);
}

function ofLayers(manifest: LayersManifest | FeedforwardManifest, get: Get): LayeredTensors {
  const { cell, embedding, layers: units } = manifest;
  let inputs = manifest.kind === 'feedforward' ? manifest.window * embedding : embedding;
  const layers = units.map((H, i) => {
    const layer = layerTensors(cell, `layer${i}`, H, inputs, get);
    inputs = H;
    return layer;
  });
  const unitsRead = manifest.skip ? units.reduce((a, b) => a + b, 0) : (units.at(-1) ?? 0);
  return { kind: 'layers', manifest, layers, ...common(embedding, unitsRead, get) };
}

function ofBlocks(manifest: BlocksManifest, get: Get): BlocksTensors {
  const { cell, width, blocks, tables } = manifest;
  const found = blocks.map(({ units, ffn, conv }, i): BlockTensors => {
    const name = `block${i}`;
    return {
      ...layerTensors(cell, name, units, width, get),
      conv: conv > 0 ? get(`${name}.conv`, conv, width) : undefined,
      out: get(`${name}.out`, width, units),
      ffn,
      up: get(`${name}.up`, 2 * ffn, width),
      down: get(`${name}.down`, width, ffn),
    };
  });
  const looked = tables ? tables.orders.length * tables.width : 0;
  const read = width + (tables?.at === 'input' ? 0 : looked);
  return {
    kind: 'blocks',
    manifest,
    blocks: found,
    tables: tables && tablesTensors(tables, width, get),
    ...common(width, read, get),
  };
}

function tablesTensors(
  { rows, width, orders, at }: NonNullable<BlocksManifest['tables']>,
  blocksWidth: number,
  get: Get,
): TablesTensors {
  const all = (name: string) => orders.map(order => get(`${name}${order}`, rows, width));
  const first = all('table');
  const input = at === 'output' ? undefined : first;
  const output = at === 'apart' ? all('output.table') : at === 'input' ? undefined : first;
  const inputWeight = input && get('tables.input', blocksWidth, orders.length * width);
  return { orders, rows, width, input, output, inputWeight };
}

function layerTensors(
  cell: Manifest['cell'],
  name: string,
  units: number,
  inputs: number,
  get: Get,
): LayerTensors {
  const rows = gateCount[cell] * units;
  const isRecurrent = cell !== 'feedforward' && cell !== 'glr';
  return {
    units,
    inputs,
    W: get(`${name}.W`, rows, inputs),
    R: isRecurrent ? get(`${name}.R`, rows, units) : new Float32Array(0),
    B: isRecurrent ? get(`${name}.B`, 2 * rows) : get(`${name}.B`, units),
  };
}

function common(embedded: number, read: number, get: Get): CommonTensors {
  return {
    embedding: get('embedding', vocabulary, embedded),
    outputWeight: get('output.weight', read, vocabulary),
    outputBias: get('output.bias', vocabulary),
  };
}
