import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  gatesOf,
  layerUnits,
  parseManifest,
  parts,
  stateSize,
  unitCount,
  type Manifest,
} from '../../src/network/manifest.js';
import { titleOf } from '../../src/network/title.js';
import { HashNetwork } from './hash-network.js';

/** What a manifest of every kind says. */
const common = (({ format, name, header, graphs, weights, licence, training }) => ({
  ...{ format, name, header, graphs, weights, licence, training },
  ...{ title: 't', parameters: 1 },
}))(new HashNetwork().manifest);

const blocks = {
  ...common,
  cell: 'glr',
  width: 16,
  blocks: [
    { units: 16, ffn: 24, conv: 3 },
    { units: 16, ffn: 24 },
  ],
  tables: { rows: 64, width: 4, orders: [2, 5], at: 'both' },
};

const parsed = (fields: object): Manifest => parseManifest(JSON.stringify(fields), 'x.json');

describe('the manifest of a network of blocks', () => {
  it('says which kind of network it is, what a state holds and which gates there are', () => {
    const manifest = parsed(blocks);
    assert.equal(manifest.kind, 'blocks');
    assert.deepEqual(parts(manifest), [
      { name: 'h', layer: 0, start: 0, size: 16 },
      { name: 'history', layer: 0, start: 16, size: 32 },
      { name: 'h', layer: 1, start: 48, size: 16 },
      { name: 'bytes', layer: 0, start: 64, size: 4 },
    ]);
    assert.equal(stateSize(manifest), 68);
    assert.equal(unitCount(manifest), 32);
    assert.deepEqual(layerUnits(manifest), [16, 16]);
    assert.deepEqual(gatesOf(manifest), ['f', 'c', 'o']);
    assert.deepEqual(gatesOf(parsed({ ...blocks, cell: 'gru' })), ['z', 'r', 'n']);
    assert.equal(stateSize(parsed({ ...blocks, tables: undefined })), 64);
    assert.equal(stateSize(parsed({ ...blocks, tables: { ...blocks.tables, orders: [1] } })), 64);
    // What was parsed says the same when it is parsed again.
    assert.deepEqual(parsed(manifest), manifest);
  });

  it('is told from one of layers by its fields: a GRU may be either', () => {
    const layers = { ...common, cell: 'gru', embedding: 8, layers: [4, 4] };
    assert.equal(parsed(layers).kind, 'layers');
    assert.equal(parsed({ ...blocks, cell: 'gru' }).kind, 'blocks');
    assert.equal(parsed({ ...layers, cell: 'feedforward', window: 4 }).kind, 'feedforward');
    assert.throws(() => parsed({ ...layers, cell: 'glr' }), /field "cell"/);
  });

  it('lays the parts of a state one behind the other, without a gap, whatever the sizes', () => {
    const size = fc.integer({ min: 1, max: 40 });
    const block = fc.record({ units: size, ffn: size, conv: fc.constantFrom(0, 2, 3, 32) });
    const orders = fc.uniqueArray(fc.integer({ min: 1, max: 32 }), { minLength: 1, maxLength: 16 });
    const tables = fc.record({
      ...{ rows: size, width: size, at: fc.constantFrom('input', 'output', 'both', 'apart') },
      orders: orders.map(list => list.sort((a, b) => a - b)),
    });
    const shape = fc.record({
      cell: fc.constantFrom('glr', 'gru'),
      width: size,
      blocks: fc.array(block, { minLength: 1, maxLength: 32 }),
      tables: fc.option(tables, { nil: undefined }),
    });
    fc.assert(
      fc.property(shape, sizes => {
        const manifest = parsed({ ...common, ...sizes });
        let end = 0;
        for (const { start, size } of parts(manifest)) {
          assert.equal(start, end);
          assert.ok(size > 0);
          end += size;
        }
        assert.equal(stateSize(manifest), end);
        const kept = sizes.blocks.reduce(
          (sum, { units, conv }) => sum + units + (conv && conv - 1) * sizes.width,
          0,
        );
        assert.equal(end, kept + Math.max(1, ...(sizes.tables?.orders ?? [])) - 1);
      }),
    );
  });

  it('is refused by the field that is wrong', () => {
    const { tables } = blocks;
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{ cell: 'lstm' }, /field "cell"/],
      [{ width: 0 }, /field "width"/],
      [{ width: 1e6 }, /field "width"/],
      [{ blocks: [] }, /field "blocks"/],
      [{ blocks: 8 }, /field "blocks"/],
      [{ blocks: Array.from({ length: 33 }, () => blocks.blocks[0]) }, /field "blocks"/],
      [{ blocks: [{ units: 1e5, ffn: 1 }] }, /field "blocks\.0\.units"/],
      [{ blocks: [{ units: 4 }] }, /field "blocks\.0\.ffn"/],
      [{ blocks: [{ units: 4, ffn: 4, conv: 1 }] }, /field "blocks\.0\.conv"/],
      [{ blocks: [{ units: 4, ffn: 4, conv: 33 }] }, /field "blocks\.0\.conv"/],
      [{ tables: { ...tables, rows: 0 } }, /field "tables\.rows"/],
      [{ tables: { ...tables, width: 0.5 } }, /field "tables\.width"/],
      [{ tables: { ...tables, at: 'everywhere' } }, /field "tables\.at"/],
      [{ tables: { ...tables, orders: [] } }, /field "tables\.orders"/],
      [{ tables: { ...tables, orders: [3, 2] } }, /field "tables\.orders"/],
      [{ tables: { ...tables, orders: [2, 2] } }, /field "tables\.orders"/],
      [{ tables: { ...tables, orders: [0, 2] } }, /field "tables\.orders\.0"/],
      [{ tables: { ...tables, orders: [33] } }, /field "tables\.orders\.0"/],
      [
        { tables: { ...tables, orders: Array.from({ length: 17 }, (_, i) => i + 1) } },
        /field "tables\.orders"/,
      ],
      // Each field within its bounds, and more than an editor keeps of one document's states.
      [{ width: 8192, blocks: [{ units: 8192, ffn: 1, conv: 32 }] }, /a state of more than 131,072 numbers/],
    ];
    for (const [fields, message] of wrong)
      assert.throws(() => parsed({ ...blocks, ...fields }), message, JSON.stringify(fields));
  });

  it('has its title in the words that the exporter writes, which can be translated', () => {
    const title = 'Gated linear recurrence, 2 blocks of 16 units';
    const known = titleOf(parsed({ ...blocks, title }));
    assert.deepEqual(typeof known === 'object' && known.filling.slice(1), ['2', '16']);
    assert.equal(titleOf(parsed({ ...blocks, title: 'mine' })), 'mine');
  });
});
