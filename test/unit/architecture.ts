import fc from 'fast-check';
import type {
  BlocksManifest,
  FeedforwardManifest,
  LayersManifest,
  Manifest,
} from '../../src/network/manifest.js';
import { storedSize } from '../../src/network/weights.js';
import { HashNetwork } from './hash-network.js';

interface Layers {
  readonly cell: (LayersManifest | FeedforwardManifest)['cell'];
  readonly layers: readonly number[];
  readonly embedding: number;
  readonly skip: boolean;
}
type Blocks = Pick<BlocksManifest, 'cell' | 'width' | 'blocks' | 'tables'>;

/** The sizes of a network, of layers or of blocks. */
export type Architecture = Layers | Blocks;

const gateCount = { rnn: 1, gru: 3, lstm: 4, feedforward: 1, glr: 3 } as const;
const window = 3;

/** Tensors as they are stored: the name and the shape of each. */
class Tensors {
  readonly all: Manifest['weights']['tensors'] = [];

  add(name: string, ...shape: readonly number[]): void {
    this.all.push({ name, shape: [...shape], type: 'i8' });
  }

  recurrence(name: string, cell: Architecture['cell'], units: number, inputs: number): void {
    const rows = gateCount[cell] * units;
    const isPlain = cell === 'feedforward' || cell === 'glr';
    this.add(`${name}.W`, rows, inputs);
    if (!isPlain) this.add(`${name}.R`, rows, units);
    this.add(`${name}.B`, isPlain ? units : 2 * rows);
  }
}

/** A manifest of a network of these sizes. */
export function manifestOf(architecture: Architecture): Manifest {
  const common = new HashNetwork().manifest;
  if ('blocks' in architecture)
    return {
      ...common,
      kind: 'blocks',
      ...architecture,
      weights: { file: 'w', tensors: tensorsOfBlocks(architecture) },
    };
  const { cell, layers, embedding, skip } = architecture;
  const weights = { file: 'w', tensors: tensorsOfLayers(architecture) };
  const sizes = { ...common, layers: [...layers], embedding, skip, weights };
  return cell === 'feedforward'
    ? { ...sizes, kind: 'feedforward', cell, window }
    : { ...sizes, kind: 'layers', cell };
}

function tensorsOfLayers({ cell, layers, embedding, skip }: Layers) {
  const tensors = new Tensors();
  tensors.add('embedding', 256, embedding);
  layers.forEach((units, i) => {
    const inputs = layers[i - 1] ?? embedding * (cell === 'feedforward' ? window : 1);
    tensors.recurrence(`layer${i}`, cell, units, inputs);
  });
  tensors.add('output.weight', skip ? layers.reduce((a, b) => a + b) : (layers.at(-1) ?? 0), 256);
  tensors.add('output.bias', 256);
  return tensors.all;
}

function tensorsOfBlocks({ cell, width, blocks, tables }: Blocks) {
  const tensors = new Tensors();
  tensors.add('embedding', 256, width);
  blocks.forEach(({ units, ffn, conv }, i) => {
    tensors.recurrence(`block${i}`, cell, units, width);
    if (conv > 0) tensors.add(`block${i}.conv`, conv, width);
    tensors.add(`block${i}.out`, width, units);
    tensors.add(`block${i}.up`, 2 * ffn, width);
    tensors.add(`block${i}.down`, width, ffn);
  });
  const looked = tables ? tables.orders.length * tables.width : 0;
  if (tables) {
    const { at, orders, rows, width: columns } = tables;
    for (const name of at === 'apart' ? ['table', 'output.table'] : ['table'])
      for (const order of orders) tensors.add(`${name}${order}`, rows, columns);
    if (at !== 'output') tensors.add('tables.input', width, looked);
  }
  tensors.add('output.weight', width + (tables?.at === 'input' ? 0 : looked), 256);
  tensors.add('output.bias', 256);
  return tensors.all;
}

/** Stored weights that a seed decides, spread over about -1 to 1. */
export function weightsOf(manifest: Manifest, seed: number): Uint8Array {
  const stored = new Uint8Array(storedSize(manifest));
  const view = new DataView(stored.buffer);
  let state = seed + 1;
  let at = 0;
  for (const { shape } of manifest.weights.tensors) {
    const columns = shape.at(-1) ?? 1;
    const rows = shape.reduce((a, b) => a * b) / columns;
    for (let row = 0; row < rows; row++, at += 4) view.setFloat32(at, 1 / 127, true);
    for (let i = 0; i < rows * columns; i++) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      view.setInt8(at++, ((state >>> 16) % 255) - 127);
    }
  }
  return stored;
}

const size = fc.integer({ min: 1, max: 7 });

/** Sizes of networks of layers. Odd numbers, too: sums are taken in fours and eights. */
export const layered: fc.Arbitrary<Layers> = fc.record({
  cell: fc.constantFrom('rnn', 'gru', 'lstm', 'feedforward'),
  layers: fc.array(fc.integer({ min: 1, max: 11 }), { minLength: 1, maxLength: 3 }),
  embedding: fc.integer({ min: 1, max: 5 }),
  skip: fc.boolean(),
});

const orders = fc
  .uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 })
  .map(list => list.sort((a, b) => a - b));
const tables = fc.record({
  ...{ rows: fc.integer({ min: 1, max: 40 }), width: fc.integer({ min: 1, max: 4 }), orders },
  at: fc.constantFrom('input', 'output', 'both', 'apart'),
});

/** Sizes of networks of blocks: with a convolution and without, with tables at every place and without. */
export const inBlocks: fc.Arbitrary<Blocks> = fc.record({
  cell: fc.constantFrom('glr', 'gru'),
  width: fc.integer({ min: 2, max: 9 }),
  blocks: fc.array(fc.record({ units: size, ffn: size, conv: fc.constantFrom(0, 2, 3, 4) }), {
    minLength: 1,
    maxLength: 3,
  }),
  tables: fc.option(tables, { nil: undefined }),
});
