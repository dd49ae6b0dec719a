import assert from 'node:assert/strict';
import fc from 'fast-check';
import { stretch } from '../../src/insight/pieces.js';
import { Tracer, windowRows, type Trace } from '../../src/insight/trace.js';
import { encode } from '../../src/network/bytes.js';
import { loadNetwork } from '../../src/network/load.js';
import { anchorOf } from '../../src/reading/anchor.js';
import { Reader } from '../../src/reading/reader.js';
import { align } from '../../src/reading/source.js';
import { never } from '../../src/scheduler.js';
import { readModel, readRuntime } from '../shipped.js';
import { HashNetwork } from './hash-network.js';
import { StringDocument } from './string-document.js';

const nothing = () => undefined;

function watched(text: string, network = new HashNetwork()) {
  const document = new StringDocument(text);
  const reader = new Reader(network, document, 'typescript');
  const tracer = new Tracer(network, document, reader);
  const edit = (offset: number, removed: number, inserted: string) => {
    document.edit(offset, removed, inserted);
    const told = { offset, removed, inserted: inserted.length };
    reader.edited(told);
    tracer.edited(told);
  };
  return { document, network, reader, tracer, edit };
}

/** That a trace says what reading afresh says, byte for byte. */
async function assertTrue(trace: Trace, document: StringDocument, from: number, to: number): Promise<void> {
  assert.deepEqual(
    trace.rows.map(({ byte }) => byte),
    [...encode(document.text.slice(from, to))],
  );
  const afresh = new Reader(new HashNetwork(), document, 'typescript');
  for (const [i, row] of trace.rows.entries()) {
    // Within a character nobody asks; and some of the rows are enough.
    if (trace.rows[i + 1]?.end === row.end || i % 7 !== 0) continue;
    const reading = await afresh.at(row.end, never);
    assert.deepEqual([...row.state], [...(reading?.state ?? [])], `at ${row.end}`);
    assert.equal(row.anchor, anchorOf(document, row.end));
    assert.deepEqual(row.gates.z, row.state);
  }
}

const line = fc.constantFrom(
  'const total = 1;',
  'x',
  '',
  '// tiếng Việt 😀',
  '  return a\ud83d;',
  '}',
  'é漢字',
);
const text = fc
  .tuple(fc.constantFrom('\n', '\r\n'), fc.array(line, { minLength: 60, maxLength: 160 }))
  .map(([eol, lines]) => lines.map((line, i) => `${line}${i}`).join(eol));

describe('a trace', () => {
  it('shows at every byte, after any edits, the state that suggestions use there', async () => {
    const edits = fc.array(
      fc.record({
        at: fc.nat(),
        removed: fc.oneof(fc.constant(0), fc.nat({ max: 40 })),
        inserted: fc.constantFrom('', 'x', '\n', '\r\n', '😀', '\ud83d', 'const other = 2;\n'),
        look: fc.nat(),
      }),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(text, edits, async (text, edits) => {
        const { document, tracer, edit } = watched(text);
        for (const { at, removed, inserted, look } of edits) {
          const offset = at % (document.length + 1);
          edit(offset, Math.min(removed, document.length - offset), inserted);
          const place = align(document, look % (document.length + 1));
          const { from, to } = stretch(document, place, 300, 60);
          assert.ok(encode(document.text.slice(from, place)).length <= 300);
          assert.ok(await tracer.fill(from, to, place, never, nothing));
          await assertTrue(tracer.known(from, to, place), document, from, to);
        }
      }),
      { numRuns: 40 },
    );
  }).timeout(120_000);

  it('costs one step of the probe for a byte typed', async () => {
    const { document, network, tracer, edit } = watched('let value = other;\n'.repeat(60));
    const look = async () => {
      const { from, to } = stretch(document, document.length, 500, 0);
      await tracer.fill(from, to, document.length, never, nothing);
      return tracer.known(from, to, document.length).rows.length;
    };
    assert.equal(await look(), 500);
    for (const character of 'const answer = 42;') {
      const before = network.bytesProbed;
      edit(document.length, 0, character);
      assert.equal(await look(), 500);
      assert.equal(network.bytesProbed - before, 1);
    }
  });

  it('still shows what stands before text that was just typed', async () => {
    const { document, tracer, edit } = watched('let value = other;\n'.repeat(60));
    const known = () => {
      const { from, to } = stretch(document, document.length, 500, 0);
      return tracer.known(from, to, document.length).rows;
    };
    const { from, to } = stretch(document, document.length, 500, 0);
    await tracer.fill(from, to, document.length, never, nothing);
    const before = known();
    for (const character of 'const') edit(document.length, 0, character);
    assert.deepEqual(
      known().map(({ start }) => start),
      before.slice(5).map(({ start }) => start),
    );
    // Of another place nothing is known that would be of use.
    edit(document.length, 0, 'let other = value;\n'.repeat(2));
    assert.deepEqual(known(), []);
  });

  it('keeps its rows where an edit is far above', async () => {
    const { document, network, tracer, edit } = watched('let value = other;\n'.repeat(200));
    const look = async () => {
      const { from, to } = stretch(document, document.length, 500, 0);
      await tracer.fill(from, to, document.length, never, nothing);
      await assertTrue(tracer.known(from, to, document.length), document, from, to);
    };
    await look();
    const before = network.bytesProbed;
    edit(0, 0, 'import something from "somewhere";\n');
    await look();
    assert.equal(network.bytesProbed, before);
  });

  it('comes from the caret outwards, and stops when it is overtaken', async () => {
    const { document, tracer, edit } = watched('let value = other;\n'.repeat(100));
    const place = 1000;
    const { from, to } = stretch(document, place, 400, 100);
    const seen: number[] = [];
    const done = await tracer.fill(from, to, place, never, () => {
      const { rows } = tracer.known(from, to, place);
      if (rows.length > 0) seen.push(rows.length);
      if (seen.length === 5) edit(place, 0, 'x');
    });
    assert.equal(done, false);
    assert.ok((seen[0] ?? 0) > 0 && seen.every((length, i) => length >= (seen[i - 1] ?? 0)), seen.join());
    assert.equal(await tracer.fill(from, to, place, { isCancellationRequested: true }, nothing), false);
  });

  it('has as many rows as are asked for, where they fit into 40 MB, or a few at the least', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 200_000 }),
        fc.integer({ min: 1, max: 1000 }),
        (units, wanted) => {
          const { manifest } = new HashNetwork('large', units);
          const rows = windowRows(manifest, wanted);
          assert.ok(rows <= wanted && rows >= Math.min(wanted, 32));
          // The state, what the units put out, three gates each, and the logits.
          const bytes = 4 * (5 * units + 256);
          assert.ok(rows * bytes <= 40e6 || rows <= 32);
          assert.ok(rows === wanted || (rows + 1) * bytes > 40e6);
        },
      ),
    );
  });

  it('follows one read back through time, over the place where another takes over', async () => {
    const { document, tracer } = watched(
      Array.from({ length: 90 }, (_, i) => `line(${i * i}, "é");`).join('\n'),
    );
    for (const place of [document.length, document.length - 77, 300, 3, 0]) {
      const { from, to } = stretch(document, place, 200, 0);
      await tracer.fill(from, to, place, never, nothing);
      const chain = await tracer.chain(place, 100, never);
      assert.ok(chain);
      const bytes = encode(document.text.slice(0, place));
      assert.deepEqual(
        chain.rows.map(({ byte }) => byte),
        [...bytes.subarray(bytes.length - chain.rows.length)],
      );
      assert.ok(chain.rows.length >= Math.min(100, bytes.length) && chain.rows.length < 103);
      assert.ok(chain.rows.every(({ anchor }) => anchor === anchorOf(document, place)));
      for (const { before, state } of chain.rows) assert.equal(state[1], (before[1] ?? NaN) + 1);
      chain.rows.forEach(({ before }, i) => {
        if (i > 0) assert.deepEqual(before, chain.rows[i - 1]?.state);
      });
    }
  });

  it('is what the network that ships computed: its surprise adds up to its bits', async () => {
    const network = await loadNetwork('gru', readModel, readRuntime);
    const document = new StringDocument(
      'const items = [1, 2, 3];\nfor (let i = 0; i < items.length; i++) {}\n',
    );
    const reader = new Reader(network, document, 'typescript');
    const tracer = new Tracer(network, document, reader);
    assert.ok(await tracer.fill(0, document.length, document.length, never, nothing));
    const { rows } = tracer.known(0, document.length, document.length);
    assert.equal(rows.length, document.length);
    for (const [i, row] of rows.entries()) {
      const before = await reader.at(i, never);
      const after = await reader.at(i + 1, never);
      assert.ok(before && after);
      const powers = [...before.logits].map(Math.exp);
      const chance = (powers[row.byte] ?? 0) / powers.reduce((a, b) => a + b);
      assert.ok(Math.abs(row.surprise + Math.log2(chance)) < 1e-3);
      assert.ok(row.state.every((value, u) => Math.abs(value - (after.state[u] ?? NaN)) < 1e-4));
      assert.deepEqual([...row.hidden], [...row.state]);
    }
    await network.dispose();
  });
});
