import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Memory, noFound } from '../../src/memory/memory.js';
import { Mixer } from '../../src/memory/mixer.js';
import model from '../../src/memory/mixer.json';
import { encode } from '../../src/network/bytes.js';
import { Reader } from '../../src/reading/reader.js';
import { never } from '../../src/scheduler.js';
import { MixerLearner } from '../../src/suggestion/mixer-learner.js';
import type { Recollection } from '../../src/suggestion/predictor.js';
import { drain } from '../replay/workspace.js';
import { HashNetwork } from './hash-network.js';
import { StringDocument } from './string-document.js';

const name = 'file:///here.ts';
const uniform = new Float32Array(256).fill(1 / 256);

/** A document with its reader, a learner, and a memory of it. */
class Desk {
  readonly memory = new Memory(1e6);
  readonly mixer = new Mixer(model);
  readonly source: StringDocument;
  readonly reader: Reader;
  learner: MixerLearner;

  constructor(text: string) {
    this.source = new StringDocument(text);
    this.reader = new Reader(new HashNetwork(), this.source, 'typescript');
    this.learner = new MixerLearner(this.reader, this.source);
  }

  recollectionAt(offset: number): Recollection {
    const { memory, mixer, source } = this;
    drain(memory.write(name, encode(source.slice(0, source.length))));
    return { memory, mixer, spot: { name, at: encode(source.slice(0, offset)).length } };
  }

  at(offset: number, learner = this.learner) {
    return learner.at(offset, this.recollectionAt(offset), never);
  }

  edit(offset: number, removed: number, text: string): void {
    this.source.edit(offset, removed, text);
    this.reader.edited({ offset, removed, inserted: text.length });
  }
}

/** What a mixer makes of some places: two that learnt the same say the same. */
function opinion(recollection: Recollection | undefined): number[] {
  assert.ok(recollection);
  const memory = new Memory(1e6);
  drain(memory.write('probe', encode('const total = count;\nlet total = sum;\n  if (a) {\n')));
  return ['const total = ', 'if (', '  ', '\n', 'tot'].flatMap(text => {
    const found = noFound();
    memory.find(encode(text), { name: 'other', at: 0 }, found);
    return [...recollection.mixer.mix(uniform, encode(text), found)];
  });
}

const line = fc.constantFrom(
  'const total = count;',
  'if (total > count) {',
  'let tiếng = "Việt 😀";',
  '',
  '  }',
  'x',
);
const text = fc.array(line, { minLength: 1, maxLength: 40 }).map(lines => lines.join('\n'));
const place = fc.double({ min: 0, max: 1, noNaN: true });
const within = (part: number, text: string) => Math.floor(part * text.length);

describe('a learner', () => {
  it('learns from what stands before the caret', async () => {
    const desk = new Desk('const total = count;\nif (total) {\n  const total = sum;\n'.repeat(3));
    const learnt = opinion(await desk.at(desk.source.length));
    assert.notDeepEqual(learnt, opinion(desk.recollectionAt(0)));
  });

  it('forgets at another place what it learnt elsewhere', () =>
    fc.assert(
      fc.asyncProperty(text, place, place, fc.array(line, { maxLength: 4 }), async (text, a, b, typed) => {
        const filler = '// Nothing of this is of any use.\n'.repeat(8);
        const desk = new Desk(`${text}\n${filler}${text}`);
        let caret = within(a, text);
        await desk.at(caret);
        for (const added of typed) {
          desk.edit(caret, 0, added);
          await desk.at((caret += added.length));
        }
        const there = desk.source.length - text.length + within(b, text);
        const learnt = await desk.at(there);
        assert.deepEqual(
          opinion(learnt),
          opinion(await desk.at(there, new MixerLearner(desk.reader, desk.source))),
        );
      }),
      { numRuns: 50 },
    ));

  it('learns from a byte once, however often and at once it is asked', () =>
    fc.assert(
      fc.asyncProperty(text, place, fc.array(place, { maxLength: 6 }), async (text, at, repeated) => {
        const [one, other] = [new Desk(text), new Desk(text)];
        const caret = within(at, text);
        const all = await Promise.all([...repeated, 0].map(() => one.at(caret)));
        assert.deepEqual(opinion(all.at(-1)), opinion(await other.at(caret)));
        assert.deepEqual(opinion(await one.at(caret)), opinion(await other.at(caret)));
      }),
      { numRuns: 50 },
    ));

  it('learns the same whether lines end in LF or CRLF', () =>
    fc.assert(
      fc.asyncProperty(text, place, async (text, at) => {
        const caret = within(at, text);
        const before = text.slice(0, caret);
        const lf = await new Desk(text).at(caret);
        const crlf = new Desk(text.replaceAll('\n', '\r\n'));
        const learnt = await crlf.at(before.replaceAll('\n', '\r\n').length);
        // More units for the same text: as far as both look, the same.
        fc.pre(before.length < 100);
        assert.deepEqual(opinion(learnt), opinion(lf));
      }),
      { numRuns: 100 },
    ));

  it('goes on where it was after an edit elsewhere, a deletion and a cancelled request', async () => {
    const desk = new Desk('const total = count;\n'.repeat(10));
    const end = () => desk.source.length;
    await desk.at(end());
    desk.edit(end(), 0, 'const tot');
    const stopped = await desk.learner.at(end(), desk.recollectionAt(end()), {
      isCancellationRequested: true,
    });
    assert.equal(stopped, undefined);
    await desk.at(end());
    desk.edit(end() - 3, 3, '');
    await desk.at(end());
    assert.ok(desk.learner.isAt(end()));
    desk.edit(0, 0, 'import x;\n');
    assert.ok(!desk.learner.isAt(end()));
    assert.ok(await desk.at(end()));
    assert.ok(desk.learner.isAt(end()));
  });

  it('tells of a memory that failed, and answers nothing', async () => {
    const desk = new Desk('const total = count;\n');
    const recollection = desk.recollectionAt(5);
    desk.memory.find = () => {
      throw new Error('broken');
    };
    const failures: unknown[] = [];
    const failed = (error: unknown) => void failures.push(error);
    assert.equal(await desk.learner.at(5, { ...recollection, failed }, never), undefined);
    assert.equal(failures.length, 1);
  });
});
