import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encode, mayEndWith } from '../../src/network/bytes.js';
import { anchorOf, maximumAnchorDistance, minimumAnchorDistance } from '../../src/reading/anchor.js';
import { maximumStateBytes, Reader } from '../../src/reading/reader.js';
import { align } from '../../src/reading/source.js';
import { never } from '../../src/scheduler.js';
import { HashNetwork } from './hash-network.js';
import { StringDocument } from './string-document.js';

/** What the definition says: the header, then the bytes from the anchor to the position, read in one go. */
async function afresh(text: string, offset: number): Promise<number[]> {
  const network = new HashNetwork();
  const source = new StringDocument(text);
  const position = align(source, offset);
  const bytes = encode(text.slice(anchorOf(source, position), position));
  const header = await network.read(network.initial(), encode('\u0001typescript\n'));
  return [...(await network.read(header.state, bytes)).state];
}

const ascii = fc.constantFrom(
  'const total = 1;',
  'return x;',
  '}',
  '',
  '  if (a) {',
  '\tfoo(bar)',
  'import x from "y";',
);
const multibyte = fc.constantFrom(
  '// tiếng Việt có dấu',
  'let s = "😀😀";',
  '漢字かな交じり文',
  'a\ud83d',
  '\ude00b',
  'é',
  '',
);
const endings = fc.constantFrom('\n', '\r\n');
/** Up to 20 kB: several anchors, each 256 to 512 bytes behind. */
const textOf = (least: number) =>
  fc
    .tuple(endings, fc.array(fc.oneof(ascii, multibyte), { minLength: least, maxLength: 120 }))
    .map(([eol, lines]) =>
      Array.from({ length: 8 }, (_, i) => lines.map(line => `${line}${i}`).join(eol)).join(eol),
    );
const wholeText = fc.oneof(textOf(0), textOf(60));
const script = fc.array(
  fc.record({
    at: fc.nat({ max: 1_000_000 }),
    removed: fc.oneof(fc.constant(0), fc.nat({ max: 5 }), fc.nat({ max: 3000 })),
    inserted: fc.oneof(
      fc.constantFrom('', 'x', '\n', '\r\n', '\ud83d', '\ude00', '😀', 'tiếng\n', '\r'),
      fc.array(fc.oneof(ascii, multibyte), { maxLength: 40 }).map(lines => lines.join('\n')),
    ),
    query: fc.nat({ max: 1_000_000 }),
    prepare: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('a reader', () => {
  it('gives after any edits the state that reading the same text afresh gives', async () => {
    await fc.assert(
      fc.asyncProperty(wholeText, script, async (text, edits) => {
        const document = new StringDocument(text);
        const reader = new Reader(new HashNetwork(), document, 'typescript');
        for (const { at, removed, inserted, query, prepare } of edits) {
          const offset = at % (document.length + 1);
          const gone = Math.min(removed, document.length - offset);
          document.edit(offset, gone, inserted);
          reader.edited({ offset, removed: gone, inserted: inserted.length });
          const place = query % (document.length + 1);
          if (prepare) await reader.prepare(place, never);
          const near = Math.min(document.length, offset + inserted.length);
          for (const position of [place, near, document.length]) {
            const reading = await reader.at(position, never);
            assert.deepEqual([...(reading?.state ?? [])], await afresh(document.text, position));
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it('keeps at most 3 MB of states, however large they are and wherever it is asked, and is right all the same', async () => {
    const sizes = fc.constantFrom(2, 900, 8192);
    await fc.assert(
      fc.asyncProperty(
        textOf(60),
        sizes,
        fc.array(fc.nat(1e6), { minLength: 24, maxLength: 40 }),
        async (text, units, places) => {
          const document = new StringDocument(text);
          const reader = new Reader(new HashNetwork('large', units), document, 'typescript');
          for (const place of places) {
            const position = place % (document.length + 1);
            const reading = await reader.at(position, never);
            assert.ok(reader.stateBytes <= maximumStateBytes, `${reader.stateBytes} bytes`);
            assert.deepEqual([...(reading?.state.subarray(0, 2) ?? [])], await afresh(text, position));
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('keeps two runs even of states that are larger still: where a person types, and the one that comes next', async () => {
    const document = new StringDocument('let value = other;\n'.repeat(400));
    const network = new HashNetwork('huge', 100_000);
    const reader = new Reader(network, document, 'typescript');
    const places = [6000, 2000];
    for (const place of places) await reader.at(place, never);
    const before = network.bytesRead;
    for (const place of places) await reader.at(place, never);
    assert.equal(network.bytesRead, before);
    await reader.at(4000, never);
    await reader.at(6000, never);
    assert.ok(network.bytesRead - before > 2 * minimumAnchorDistance, 'the oldest was dropped');
  });

  it('gives nothing for a place that an edit has overtaken, and keeps nothing of it', async () => {
    const document = new StringDocument('let x = 1;\n'.repeat(500));
    const reader = new Reader(new HashNetwork(), document, 'typescript');
    const overtaken = reader.at(document.length, never);
    await Promise.resolve();
    document.edit(4000, 10, 'something else');
    reader.edited({ offset: 4000, removed: 10, inserted: 14 });
    assert.equal(await overtaken, undefined);
    const reading = await reader.at(document.length, never);
    assert.deepEqual([...(reading?.state ?? [])], await afresh(document.text, document.length));
  });

  it('stops when it is cancelled', async () => {
    const document = new StringDocument('let x = 1;\n'.repeat(500));
    const reader = new Reader(new HashNetwork(), document, 'typescript');
    assert.equal(await reader.at(document.length, { isCancellationRequested: true }), undefined);
  });

  it('reads one byte for one typed; past an anchor, no more than what was typed since that was prepared', async () => {
    const words = Array.from({ length: 1000 }, (_, i) => `item${i * i}`);
    for (const text of [words.join('();\n'), words.join(', '), 'let value = other;\n'.repeat(400)]) {
      const document = new StringDocument(text);
      const network = new HashNetwork();
      const reader = new Reader(network, document, 'typescript');
      await reader.prepare(document.length, never);
      let typed = 0;
      let more = 0;
      for (const character of 'const answer = 42') {
        document.edit(document.length, 0, character);
        reader.edited({ offset: document.length - 1, removed: 0, inserted: 1 });
        typed++;
        const before = network.bytesRead;
        await reader.at(document.length, never);
        const read = network.bytesRead - before;
        if (read !== 1) more++;
        assert.ok(read <= typed, `${read} bytes for one`);
        // As it is once the person pauses.
        if (typed % 6 === 0) await reader.prepare(document.length, never);
      }
      assert.ok(more <= 5, `${more} of ${typed} read more than one byte`);
    }
  });

  it('reads no more than 512 bytes in a document of 5 MB, or in one line of 1 MB', async () => {
    for (const text of ['value = compute(other, 12)\n'.repeat(200_000), 'x,'.repeat(500_000)]) {
      const network = new HashNetwork();
      await new Reader(network, new StringDocument(text), 'typescript').at(text.length, never);
      assert.ok(network.bytesRead <= maximumAnchorDistance + 20, `${network.bytesRead}`);
    }
  });

  it('keeps its states below an edit far above', async () => {
    const document = new StringDocument(Array.from({ length: 900 }, (_, i) => `line(${i});`).join('\n'));
    const network = new HashNetwork();
    const reader = new Reader(network, document, 'typescript');
    await reader.at(document.length, never);
    const before = network.bytesRead;
    document.edit(0, 0, 'import something from "somewhere";\n');
    reader.edited({ offset: 0, removed: 0, inserted: 35 });
    await reader.at(document.length, never);
    assert.equal(network.bytesRead, before);
  });
});

describe('an anchor', () => {
  const documents = textOf(60);

  it('is a place where text may begin, 256 to 512 bytes before the position, or the top', () => {
    fc.assert(
      fc.property(documents, fc.nat(), (text, at) => {
        const source = new StringDocument(text);
        const position = align(source, at % (text.length + 1));
        const anchor = anchorOf(source, position);
        const bytes = encode(text.slice(anchor, position)).length;
        if (anchor === 0) return;
        assert.ok(bytes >= minimumAnchorDistance && bytes <= maximumAnchorDistance, `${bytes} bytes`);
        assert.ok(mayEndWith(text.charCodeAt(anchor - 1)));
        const lines = text.slice(Math.max(0, anchor - 1), position);
        if (lines.includes('\n')) assert.equal(text[anchor - 1], '\n');
      }),
    );
  });

  it('moves only forward as the position does, and is known ahead', () => {
    fc.assert(
      fc.property(documents, fc.nat(), (text, at) => {
        const source = new StringDocument(text);
        const position = align(source, at % (text.length + 1));
        const anchor = anchorOf(source, position);
        const later = anchorOf(source, Math.min(text.length, position + 100));
        assert.ok(later >= anchor);
        const typed = 'y'.repeat(150);
        const grown = new StringDocument(text.slice(0, position) + typed);
        assert.equal(
          anchorOf(new StringDocument(text.slice(0, position)), position, 150),
          anchorOf(grown, grown.length),
        );
      }),
    );
  });
});

describe('a place to split at', () => {
  it('is found in few slices, however many halves of characters stand in a row', () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.nat(3), (run, after) => {
        const document = new StringDocument(`ab${'\ud83d'.repeat(run)}${'x'.repeat(after)}`);
        let slices = 0;
        const counted = {
          length: document.length,
          slice(start: number, end: number) {
            slices++;
            return document.slice(start, end);
          },
        };
        assert.equal(align(counted, document.length), after > 0 || run === 0 ? document.length : 2);
        assert.ok(slices <= 2 + run / 256, String(slices));
      }),
    );
  });
});
