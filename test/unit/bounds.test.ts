import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { layerUnits, NetworkError, parseManifest, unitCount } from '../../src/network/manifest.js';
import { titleOf } from '../../src/network/title.js';
import { guessesEach, mostColumns, parseToHost, parseToPage, tracks } from '../../src/panel/protocol.js';
import { inEnglish, phrase } from '../../src/phrase.js';

type Path = readonly (string | number)[];

/** Something with one of its texts, lists or maps many times longer. */
interface Grown {
  readonly path: Path;
  readonly value: unknown;
}

/** Longer than any text of a manifest or a message may be, and more than any list of theirs may hold. */
const longText = 90_000;
const longList = 5000;
/** More numbers than a column has units. */
const longArray = 150_000;

/** Everything that a value can become when one part of it, a name in a map too, grows. */
function grown(value: unknown, path: Path = []): Grown[] {
  if (typeof value === 'string') return [{ path, value: 'x'.repeat(longText) }];
  if (typeof value !== 'object' || value === null) return [];
  if (ArrayBuffer.isView(value)) {
    const kind = value.constructor as new (length: number) => unknown;
    return [{ path, value: new kind(longArray) }];
  }
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    const inner = list.flatMap((item, i) => around(list, i, grown(item, [...path, i])));
    return list.length === 0
      ? inner
      : [...inner, { path, value: Array.from({ length: longList }, () => list[0]) }];
  }
  const entries = Object.entries(value);
  const inner = entries.flatMap(([key, item]) => around(value, key, grown(item, [...path, key])));
  const [first] = entries as [string, unknown][];
  if (!first) return inner;
  const more = Array.from({ length: longList }, (_, i) => [`${first[0]}${i}`, first[1]] as const);
  return [
    ...inner,
    { path: [...path, '(more)'], value: { ...value, ...Object.fromEntries(more) } },
    { path: [...path, '(a long name)'], value: { ...value, ['k'.repeat(longText)]: first[1] } },
  ];
}

function around(whole: object, key: string | number, inner: readonly Grown[]): Grown[] {
  return inner.map(({ path, value }) => {
    if (!Array.isArray(whole)) return { path, value: { ...whole, [key]: value } };
    return { path, value: whole.map((item: unknown, i) => (i === key ? value : item)) };
  });
}

/** Numbers and UTF-16 units that a value holds. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  return Object.entries(value).reduce((sum, [key, item]) => sum + key.length + sizeOf(item), 0);
}

describe('a manifest', () => {
  it('is refused, in a few words, where any text, list or map of it is too long', async () => {
    for (const file of [
      'test/host/networks/own.json',
      'models/feedforward.json',
      'test/unit/networks/blocks-glr.json',
    ]) {
      const good: unknown = JSON.parse(await readFile(file, 'utf8'));
      const most = sizeOf(parseManifest(JSON.stringify(good), file));
      const all = grown(good);
      assert.ok(all.length > 50, `${all.length}`);
      for (const { path, value } of all) {
        try {
          const taken = parseManifest(JSON.stringify(value), 'x.json');
          // What is not known is left out.
          assert.ok(sizeOf(taken) <= most, `${path.join('.')}: ${sizeOf(taken)}`);
        } catch (error) {
          assert.ok(error instanceof NetworkError, path.join('.'));
          assert.ok(error.message.length < 1000, `${path.join('.')}: ${error.message.length} characters`);
        }
      }
    }
  });

  it('of as many layers as there may be has a title that the page takes', async () => {
    const own = JSON.parse(await readFile('test/host/networks/own.json', 'utf8')) as object;
    for (let count = 1; count <= 8; count++) {
      const layers = Array.from({ length: count }, (_, i) => 8192 - i);
      const title = `GRU, ${layers.join(' and ')} units`;
      const manifest = parseManifest(JSON.stringify({ ...own, layers, title }), 'x.json');
      assert.equal(inEnglish(titleOf(manifest)), title);
      const facts = { name: 'n', title: titleOf(manifest), cell: 'gru', layers, parameters: 9, file: 'f' };
      const message = parseToPage({ type: 'open', number: 1, facts, coloured: 'off' });
      assert.equal(typeof message, 'object', JSON.stringify(message));
    }
  });

  it('of as many blocks as there may be is one that the page takes', async () => {
    const own = JSON.parse(await readFile('test/unit/networks/blocks-glr.json', 'utf8')) as object;
    const blocks = Array.from({ length: 32 }, () => ({ units: 4096, ffn: 1 }));
    const manifest = parseManifest(JSON.stringify({ ...own, blocks, tables: undefined }), 'x.json');
    const facts = { name: 'n', title: titleOf(manifest), cell: 'glr', layers: layerUnits(manifest) };
    const open = { type: 'open', number: 1, facts: { ...facts, parameters: 9, file: 'f' }, coloured: 'off' };
    assert.equal(typeof parseToPage(open), 'object', JSON.stringify(parseToPage(open)));
    const change = { kind: 'clamp', unit: unitCount(manifest) - 1, value: -1000 };
    assert.equal(typeof parseToHost({ type: 'what-if', change }), 'object');
  });
});

const words = phrase`${'x'} is refused: ${phrase`none`}`;
const columns = {
  ...{ bytes: new Uint8Array(1), text: ['a'], starts: new Int32Array(1), anchors: new Int32Array(1) },
  ...{ surprise: new Float32Array(1), hidden: new Float32Array(2) },
  ...{ guesses: new Uint8Array(guessesEach), chances: new Float32Array(guessesEach) },
};
const byte = { byte: 97, chance: 0.5 };
const cell = {
  name: 'n',
  title: words,
  cell: 'rnn',
  parameters: 1,
  state: 1,
  window: 1,
  bits: 2,
  shown: true,
};
const apart = { logits: 1e-6, state: 1e-7 };
const lesson = { id: 'a', title: 't', text: 't', step: 0, steps: 1, picture: 'cells', track: 'text', pin: 1 };

/** One of each kind of message to the page, with all that it may hold. */
const toPage = [
  { type: 'idle', number: 1, words, action: 'restart' },
  {
    ...{ type: 'open', number: 1, coloured: 'off' },
    facts: { name: 'n', title: words, cell: 'gru', layers: [2], parameters: 9, file: 'f' },
  },
  { type: 'coloured', number: 1, coloured: 'unit' },
  {
    ...{
      type: 'delta',
      number: 1,
      known: 0,
      drop: 0,
      keep: 0,
      moved: 0,
      cursor: 1,
      acknowledgedMoves: 0,
      busy: false,
    },
    ...{ before: columns, after: columns },
    focus: {
      guesses: [{ ...byte, text: 'a', actual: true }],
      ...{ entropy: 1, bits: 1 },
      units: [{ unit: 1, why: 'named', name: 'word', correlation: 0.5 }],
    },
    gates: { unit: 1, series: [{ letter: 'z', values: new Float32Array(1) }], cell: new Float32Array(1) },
    influence: { target: 97, values: new Float32Array(1) },
  },
  {
    type: 'compare',
    number: 1,
    compared: { bytes: 1, end: 1, cells: [{ ...cell, surprise: new Float32Array(1) }] },
  },
  {
    ...{ type: 'backends', number: 1 },
    compared: {
      ...{ title: words, parameters: 1, steps: 1 },
      backends: [
        { kind: 'measured', title: 'a', perSecond: 9, p50: 1, p95: 2, ready: 3, apart },
        { kind: 'missing', title: 'b', missing: words },
      ],
    },
  },
  {
    ...{ type: 'why', number: 1 },
    why: {
      threshold: 0.5,
      best: {
        ...{ text: 'a', probability: 0.5, alone: 0.5, confidence: 0.5, saved: 1 },
        bytes: [{ ...byte, others: [byte], alone: 0.5, match: { file: 'f', line: 1, length: 9 } }],
      },
      others: [{ text: 'b', confidence: 0.5 }],
      silence: words,
      tree: [
        { bytes: [97], chance: 0.5, alone: 0.5, isSaid: true, match: { file: 'f', line: 1 } },
        { parent: 0, bytes: [98], chance: 0.5, alone: 0.5, isSaid: false },
      ],
    },
  },
  {
    ...{ type: 'unit', number: 1 },
    page: {
      ...{ unit: 1, high: 0.5, share: 0.5, characters: 9, isWhole: true },
      places: [{ offset: 1, value: 0.5, before: 'a', text: 'b', after: 'c' }],
      up: [{ byte: 97, push: 0.5 }],
      down: [{ byte: 98, push: -0.5 }],
    },
  },
  { type: 'what-if', number: 1, result: { words, before: [byte], after: [byte], divergence: 1 } },
  { type: 'lesson', number: 1, tongue: 'vi', lesson, all: [{ id: 'a', title: 't' }] },
  { type: 'picture', number: 1, format: 'svg' },
];

const toHost = [
  { type: 'ready' },
  { type: 'drawn', number: 1 },
  { type: 'subscribe', tracks: [...tracks], pinned: [3], ranking: 'here' },
  { type: 'move', offset: 3, number: 1 },
  { type: 'colour', by: 'off' },
  { type: 'run', command: 'restart' },
  { type: 'match', of: 'part', index: 1 },
  { type: 'program', name: 'rnn.py' },
  { type: 'use', name: 'gru' },
  { type: 'what-if', change: { kind: 'replace', text: 'a' } },
  { type: 'what-if', change: { kind: 'append', text: 'a' } },
  { type: 'what-if', change: { kind: 'clamp', unit: 1, value: 0.5 } },
  { type: 'lesson', id: 'a', step: 1 },
  { type: 'tongue', tongue: 'vi' },
];

describe('a message', () => {
  for (const [direction, messages, parse] of [
    ['to the page', toPage, parseToPage],
    ['from the page', toHost, parseToHost],
  ] as const)
    it(`${direction} is refused, in a few words, where any text, list or map of it is too long`, () => {
      for (const good of messages) {
        assert.equal(typeof parse(good), 'object', `${good.type}: ${JSON.stringify(parse(good))}`);
        for (const { path, value } of grown(good)) {
          const taken = parse(value);
          const where = `${good.type}: ${path.join('.').slice(0, 200)}`;
          if (typeof taken === 'string')
            assert.ok(taken.length < 1000, `${where}: ${taken.length} characters`);
          else assert.ok(sizeOf(taken) <= sizeOf(good), `${where} is taken`);
        }
      }
    });

  it('with a picture is refused where that is larger than any view', () => {
    const picture = (length: number) => ({ type: 'picture', format: 'svg', data: 'x'.repeat(length) });
    assert.equal(typeof parseToHost(picture(1e6)), 'object');
    assert.equal(typeof parseToHost(picture(21e6)), 'string');
  });

  it('with a phrase that holds itself is refused at once', () => {
    for (const english of ['', '{0}', 'a'.repeat(900)]) {
      const endless: { english: string; filling: unknown[] } = { english, filling: [] };
      for (let i = 0; i < 9; i++) endless.filling.push(endless);
      assert.equal(typeof parseToPage({ type: 'idle', number: 1, words: endless }), 'string');
    }
  });

  it('with numbers that are none is taken: a network may give them', () => {
    const compared = {
      ...{ title: 't', parameters: 1, steps: 1 },
      backends: [
        {
          ...{ kind: 'measured', title: 'a', perSecond: Infinity, p50: NaN, p95: NaN, ready: NaN },
          apart: { logits: NaN, state: NaN },
        },
      ],
    };
    assert.equal(typeof parseToPage({ type: 'backends', number: 1, compared }), 'object');
    const focus = {
      guesses: [{ ...byte, chance: NaN, text: '', actual: false }],
      entropy: NaN,
      units: [],
      bits: NaN,
    };
    assert.equal(typeof parseToPage({ ...toPage[3], focus }), 'object');
  });

  it('is taken with as many columns as a page holds, and not with more', () => {
    const of = (length: number) => ({
      ...{ bytes: new Uint8Array(length), text: Array.from({ length }, () => 'a') },
      ...{
        starts: new Int32Array(length),
        anchors: new Int32Array(length),
        surprise: new Float32Array(length),
      },
      ...{ hidden: new Float32Array(2 * length), guesses: new Uint8Array(guessesEach * length) },
      chances: new Float32Array(guessesEach * length),
    });
    assert.equal(typeof parseToPage({ ...toPage[3], before: of(mostColumns) }), 'object');
    assert.equal(typeof parseToPage({ ...toPage[3], before: of(mostColumns + 1) }), 'string');
  });
});
