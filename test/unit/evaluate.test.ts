import assert from 'node:assert/strict';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { encode } from '../../src/network/bytes.js';
import type { Network, State } from '../../src/network/network.js';
import { Reader } from '../../src/reading/reader.js';
import { align } from '../../src/reading/source.js';
import { never } from '../../src/scheduler.js';
import type { Compressed } from '../evaluate/baselines.js';
import { comparison, keptRivals, measuredRivals } from '../evaluate/card-comparison.js';
import { ablationTable } from '../evaluate/card-facts.js';
import { contextLengths, contextRuns, type Context } from '../evaluate/contexts.js';
import { documentsUnder, type Document } from '../evaluate/documents.js';
import { languageOf, type Language } from '../evaluate/languages.js';
import { servedRuns, sourceOf } from '../evaluate/runs.js';
import { joined, sample, type Stretch } from '../evaluate/sample.js';
import { add, noScore, scoreRuns, type Score } from '../evaluate/score.js';
import { loadAsServed } from '../shipped.js';
import { HashNetwork } from './hash-network.js';

/** Expects something else after everything it may have read. */
class OpinionatedNetwork extends HashNetwork {
  override async read(state: State, bytes: Uint8Array) {
    const reading = await super.read(state, bytes);
    const seed = (reading.state[0] ?? 0) + (reading.state[1] ?? 0);
    return { ...reading, logits: reading.logits.map((_, byte) => 3 * Math.sin(seed * (byte + 1))) };
  }
}

async function evaluated(network: Network, stretch: Stretch): Promise<Score> {
  const total = noScore();
  await scoreRuns(network, servedRuns(stretch), (_, score) => {
    for (const key of ['bytes', 'bits', 'top1', 'top5'] as const) total[key] += score[key];
  });
  return total;
}

/** What the product knows place by place: the reader's answer there, and steps within what has several bytes. */
async function served(network: Network, text: string, from: number, to: number): Promise<Score> {
  const source = sourceOf(text);
  const reader = new Reader(network, source, 'typescript');
  const total = noScore();
  for (let place = from; place < to;) {
    let next = place + 1;
    while (next < to && align(source, next) < next) next++;
    let reading = await reader.at(place, never);
    for (const byte of encode(text.slice(place, next))) {
      assert.ok(reading);
      add(total, reading.logits, byte);
      [reading] = await network.step([reading.state], Uint8Array.of(byte));
    }
    place = next;
  }
  return total;
}

const documentOf = (text: string): Document => ({
  name: 'text',
  language: 'typescript',
  bytes: encode(text),
});

describe('the evaluation', () => {
  const line = fc.constantFrom(
    'const total = 1;',
    '}',
    '',
    '  if (a) {',
    'tiếng Việt "😀😀";',
    '漢字',
    'x,'.repeat(700),
  );
  const lines = fc.array(line, { maxLength: 60 });
  const texts = lines.map(some =>
    Array.from({ length: 6 }, (_, i) => some.map(line => `${line}${i}`).join('\n')).join('\n'),
  );

  it('finds the surprises that the reader finds place by place', async () => {
    await fc.assert(
      fc.asyncProperty(texts, fc.nat(), fc.nat({ max: 300 }), async (text, at, length) => {
        const source = sourceOf(text);
        const start = align(source, at % (text.length + 1));
        const end = align(source, Math.min(text.length, start + length));
        const document = documentOf(text);
        const [before, upTo] = [encode(text.slice(0, start)).length, encode(text.slice(0, end)).length];
        const ours = await evaluated(new OpinionatedNetwork(), { document, start: before, end: upTo });
        const theirs = await served(new OpinionatedNetwork(), text, start, end);
        assert.deepEqual({ ...ours, bits: 0 }, { ...theirs, bits: 0 });
        assert.ok(Math.abs(ours.bits - theirs.bits) < 1e-9 * (1 + theirs.bits));
      }),
      { numRuns: 30 },
    );
  });

  it('finds them with the network that ships', async () => {
    const network = await loadAsServed('default');
    const text = Array.from(
      { length: 90 },
      (_, i) => `export const value${i} = compute(${i * i}, other);\n`,
    ).join('');
    const [start, end] = [3000, 3400];
    const ours = await evaluated(network, { document: documentOf(text), start, end });
    const theirs = await served(network, text, start, end);
    assert.equal(ours.bytes, theirs.bytes);
    assert.ok(Math.abs(ours.bits - theirs.bits) < 1e-3 * theirs.bits, `${ours.bits} and ${theirs.bits}`);
    await network.dispose();
  }).timeout(20_000);

  it('measures the same sample every time, whole stretches of each language up to its size', () => {
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 8 }), fc.nat({ max: 30_000 }), (some, size) => {
        const documents = some.map(documentOf).filter(({ bytes }) => bytes.length > 0);
        const drawn = sample(documents, size).get('typescript') ?? [];
        assert.deepEqual(drawn, sample(documents, size).get('typescript') ?? []);
        const bytes = joined(drawn).length;
        const all = documents.reduce((sum, { bytes }) => sum + bytes.length, 0);
        assert.ok(bytes >= Math.min(all, size) && bytes < size + 5000);
        // No byte twice, and no character cut.
        const places = drawn.flatMap(({ document, start, end }) =>
          Array.from({ length: end - start }, (_, i) => `${documents.indexOf(document)}:${start + i}`),
        );
        assert.equal(new Set(places).size, places.length);
        for (const { document, start, end } of drawn)
          new TextDecoder('utf-8', { fatal: true }).decode(document.bytes.subarray(start, end));
      }),
      { numRuns: 40 },
    );
  });
});

describe('the model card', () => {
  it('measures the same bytes after contexts of every length', () => {
    const lines = Array.from({ length: 900 }, (_, i) => `let tiếng${i} = ${i * i};`).join('\n');
    const stretches = sample([documentOf(lines)], 8000).get('typescript') ?? [];
    const measured = (context: Context) =>
      contextRuns(stretches, context).reduce((sum, run) => sum + new TextDecoder().decode(run.measured), '');
    assert.ok(measured('served').length > 0);
    for (const context of contextLengths) {
      assert.equal(measured(context), measured('served'));
      for (const { before } of contextRuns(stretches, context))
        assert.ok(before.length >= context && before.length < context + 40);
    }
  });

  it('says what is not beaten, and where something is missing', () => {
    const measured = { files: 1, bytes: 100, bitsPerByte: 1.5, top1: 0.5, top5: 0.75 };
    const evaluation = { network: 'n', languages: { go: measured, css: measured }, mean: measured };
    const compressed = new Map([
      ['quick', new Map([['go' as const, { alone: 3, primed: 1.25 }]])],
      ['missing', new Map<Language, Compressed>()],
    ]);
    const lines = comparison(evaluation, measuredRivals(undefined, compressed), 1e6);
    assert.deepEqual(comparison(evaluation, keptRivals(lines), 1e6), lines, 'read back, it is the same');
    assert.ok(
      lines.includes('| go | 1.500 | not measured | 3.000 | not measured | **1.250** | not measured |'),
      lines.join('\n'),
    );
    assert.ok(lines.some(line => line.includes('the network does not beat quick, primed in go')));
    assert.ok(lines.some(line => line.startsWith('- Compressors alone: beaten')));
  });

  it('shows the shapes that were tried', () => {
    const csv = 'network,parameters\n"GRU, ""512""",1035520\nRNN,12\n';
    assert.deepEqual(ablationTable(csv).slice(2), ['| GRU, "512" | 1,035,520 |', '| RNN | 12 |']);
  });
});

describe('the documents under paths', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'unroll-'))));
  after(() => rm(folder, { recursive: true }));

  it('are the text files of known languages, as they are served', async () => {
    for (const name of ['node_modules', '.git', 'inner']) await mkdir(join(folder, name));
    for (const name of ['a.ts', 'inner/b.py', 'node_modules/c.ts', '.git/d.ts', 'e.unknown'])
      await writeFile(join(folder, name), '\ufeffone\r\ntwo');
    await writeFile(join(folder, 'binary.ts'), Uint8Array.of(1, 0, 2));
    await writeFile(join(folder, 'large.ts'), 'x'.repeat(200_001));
    await writeFile(join(folder, 'invalid.ts'), Uint8Array.of(0xff, 0xfe));
    const found = await documentsUnder([folder]);
    assert.deepEqual(
      found.map(({ name, language, bytes }) => [name, language, new TextDecoder().decode(bytes)]),
      [
        [join(folder, 'a.ts'), 'typescript', 'one\ntwo'],
        [join(folder, 'inner/b.py'), 'python', 'one\ntwo'],
      ],
    );
  });

  it('are those of a split of the corpus', async () => {
    const split = join(folder, 'split');
    await mkdir(split);
    await writeFile(join(split, 'go.bin'), 'package apackage b');
    await writeFile(join(split, 'go.idx'), new Uint8Array(BigInt64Array.of(0n, 9n, 18n).buffer));
    const found = await documentsUnder([split]);
    assert.deepEqual(
      found.map(({ language, bytes }) => [language, new TextDecoder().decode(bytes)]),
      [
        ['go', 'package a'],
        ['go', 'package b'],
      ],
    );
  });

  it('say what is wrong with a path', async () => {
    await assert.rejects(documentsUnder([join(folder, 'nowhere')]), /nowhere does not exist/);
    await assert.rejects(documentsUnder([join(folder, 'e.unknown')]), /no language is known by this ending/);
    await mkdir(join(folder, 'empty'));
    await assert.rejects(documentsUnder([join(folder, 'empty')]), /Nothing to read/);
  });

  it('are told apart by their endings alone', () => {
    assert.equal(languageOf('a/b.test.TS'), 'typescript');
    assert.equal(languageOf('a.ts/b'), undefined);
    assert.equal(languageOf('Makefile'), undefined);
  });
});
