import fc from 'fast-check';
import type { NetworkFiles } from '../../src/network/backend.js';
import { elements, parseManifest, type Manifest } from '../../src/network/manifest.js';
import { storedSize } from '../../src/network/weights.js';

type Fields = Readonly<Record<string, unknown>>;
type Tensors = { name: string; shape: number[]; type: 'i8' | 'f16' }[];

const small = fc.integer({ min: 1, max: 40 });

const ofLayers = fc
  .record({
    cell: fc.constantFrom('rnn' as const, 'gru' as const, 'lstm' as const, 'feedforward' as const),
    layers: fc.array(small, { minLength: 1, maxLength: 3 }),
    embedding: fc.integer({ min: 1, max: 20 }),
    skip: fc.boolean(),
    window: fc.integer({ min: 2, max: 5 }),
  })
  .map(({ cell, layers, embedding, skip, window }) => {
    const tensors: Tensors = [{ name: 'embedding', shape: [256, embedding], type: 'i8' }];
    const isPlain = cell === 'feedforward';
    const gates = { rnn: 1, gru: 3, lstm: 4, feedforward: 1 }[cell];
    layers.forEach((units, i) => {
      const inputs = layers[i - 1] ?? embedding * (isPlain ? window : 1);
      const add = (letter: string, type: 'i8' | 'f16', ...shape: number[]) =>
        tensors.push({ name: `layer${i}.${letter}`, shape, type });
      add('W', 'i8', gates * units, inputs);
      if (!isPlain) add('R', 'i8', gates * units, units);
      add('B', 'f16', isPlain ? units : 2 * gates * units);
    });
    const read = skip ? layers.reduce((a, b) => a + b) : (layers.at(-1) ?? 0);
    return { fields: { cell, layers, embedding, skip, ...(isPlain ? { window } : {}) }, tensors, read };
  });

const orders = fc
  .uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 })
  .map(orders => orders.sort((a, b) => a - b));
const tables = fc.record({
  rows: fc.integer({ min: 1, max: 60 }),
  width: fc.integer({ min: 1, max: 9 }),
  orders,
  at: fc.constantFrom('input', 'output', 'both', 'apart'),
});

const ofBlocks = fc
  .record({
    width: small,
    blocks: fc.array(fc.record({ units: small, ffn: small, conv: fc.constantFrom(0, 2, 3, 4) }), {
      minLength: 1,
      maxLength: 3,
    }),
    tables: fc.option(tables, { nil: undefined }),
  })
  .map(({ width, blocks, tables }) => {
    const tensors: Tensors = [{ name: 'embedding', shape: [256, width], type: 'i8' }];
    const add = (name: string, type: 'i8' | 'f16', ...shape: number[]) => tensors.push({ name, shape, type });
    blocks.forEach(({ units, ffn, conv }, i) => {
      add(`block${i}.W`, 'i8', 3 * units, width);
      add(`block${i}.B`, 'f16', units);
      if (conv > 0) add(`block${i}.conv`, 'f16', conv, width);
      add(`block${i}.out`, 'i8', width, units);
      add(`block${i}.up`, 'i8', 2 * ffn, width);
      add(`block${i}.down`, 'i8', width, ffn);
    });
    const looked = tables ? tables.orders.length * tables.width : 0;
    for (const order of tables?.orders ?? [])
      add(`table${order}`, 'i8', tables?.rows ?? 0, tables?.width ?? 0);
    if (tables?.at === 'apart')
      for (const order of tables.orders) add(`output.table${order}`, 'i8', tables.rows, tables.width);
    if (tables && tables.at !== 'output') add('tables.input', 'i8', width, looked);
    const read = width + (tables && tables.at !== 'input' ? looked : 0);
    return { fields: { cell: 'glr', width, blocks, ...(tables ? { tables } : {}) }, tensors, read };
  });

/** Networks of every kind and of odd sizes: `filesOf` makes their files. */
export const randomNetwork = fc.record({ shape: fc.oneof(ofLayers, ofBlocks), seed: fc.nat(1e6) });
type RandomNetwork = typeof randomNetwork extends fc.Arbitrary<infer T> ? T : never;

/** A network without graphs, with weights that a seed decides. */
export function filesOf({ shape: { fields, tensors, read }, seed }: RandomNetwork): NetworkFiles {
  const manifest = manifestOf(fields, [
    ...tensors,
    { name: 'output.weight', shape: [read, 256], type: 'i8' },
    { name: 'output.bias', shape: [256], type: 'f16' },
  ]);
  const none = new Uint8Array(0);
  return { manifest, graphs: { step: none, read: none, probe: none }, weights: weightsOf(manifest, seed) };
}

function manifestOf(fields: Fields, tensors: Tensors): Manifest {
  const whole = {
    ...{ format: 1, name: 'random', title: 'random', licence: 'MIT' },
    ...fields,
    parameters: tensors.reduce((sum, { shape }) => sum + elements(shape), 0),
    header: { start: '\u0001', end: '\n', languages: {} },
    graphs: { step: 's', read: 'r', probe: 'p' },
    weights: { file: 'random.weights', tensors },
    training: { bytesSeen: 0, validationBitsPerByte: 8, finished: 'never' },
  };
  return parseManifest(JSON.stringify(whole), 'random.json');
}

/** Weights as a trained network's are: the more a row has, the smaller. */
function weightsOf(manifest: Manifest, seed: number): Uint8Array {
  const stored = new Uint8Array(storedSize(manifest));
  const view = new DataView(stored.buffer);
  let state = seed + 1;
  const random = () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 16;
  let at = 0;
  for (const { shape, type } of manifest.weights.tensors) {
    const columns = shape.at(-1) ?? 1;
    const count = elements(shape);
    if (type === 'f16') {
      // From -1 to 1: a sign, an exponent of 2^-1 to 2^-4 and any fraction.
      for (let i = 0; i < count; i++, at += 2)
        view.setUint16(at, ((random() & 1) << 15) | ((11 + (random() & 3)) << 10) | (random() & 1023), true);
      continue;
    }
    for (let row = 0; row < count / columns; row++, at += 4)
      view.setFloat32(at, (1 + (random() & 15) / 16) / 127 / Math.sqrt(columns), true);
    for (let i = 0; i < count; i++) view.setInt8(at++, (random() % 256) - 128);
  }
  return stored;
}
