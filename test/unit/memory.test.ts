import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encode } from '../../src/network/bytes.js';
import { editSection } from '../../src/memory/editing.js';
import { findMatches, noMatches, type Matches } from '../../src/memory/matches.js';
import { Memory, noFound } from '../../src/memory/memory.js';
import { mergeSections } from '../../src/memory/merging.js';
import { headInputs, headOutputs, headUnits } from '../../src/memory/mixer-head.js';
import { Mixer, type MixerModel } from '../../src/memory/mixer.js';
import mixerModel from '../../src/memory/mixer.json';
import { compare, maximumContextBytes, sorted } from '../../src/memory/sorting.js';
import { featureCount, featuresOfByte, placeCount, votesOf } from '../../src/memory/votes.js';
import { Section, type NamedText } from '../../src/memory/section.js';

const line = fc.constantFrom(
  'const total = 1;\n',
  'return x;\n',
  '}\n',
  '\n',
  '  if (a) {\n',
  'é😀\n',
  'x',
  'xx',
  'aaaaaaaaaaaa',
);
const text = fc.array(line, { maxLength: 30 }).map(lines => encode(lines.join('')));
const name = fc.constantFrom('a.ts', 'b.ts', 'c.ts', 'd.ts');

function run(work: Iterator<undefined, unknown>): void {
  while (!work.next().done);
}

function replaced(bytes: Uint8Array, at: number, removed: number, inserted: Uint8Array): Uint8Array {
  return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + removed)]);
}

/** What a work comes to, done at once. */
function result<T>(work: Iterator<undefined, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** What is in a section, in its order: each place by its text's name and where in it it stands. */
function contents(section: Section): string[] {
  const places = Array.from(section.order).filter(place => !section.isRemoved(place));
  return places.map(place => {
    const name = section.nameAt(place);
    return `${name}:${place - (section.bounds(name)?.start ?? 0)}=${section.text[place] ?? ''}`;
  });
}

function textsOf(section: Section): Map<string, number[]> {
  return new Map(
    section.present().map(({ name, start, end }) => [name, Array.from(section.text.subarray(start, end))]),
  );
}

function afresh(texts: ReadonlyMap<string, Uint8Array>, fewest?: number): Section {
  return result(Section.of([...texts], fewest));
}

/** What was found: how much is the same, in which text and where, and the byte there. */
function listed(matches: Matches): string[] {
  return Array.from({ length: matches.count }, (_, i) => {
    const section = matches.sections[i];
    const place = matches.places[i] ?? 0;
    const name = section?.nameAt(place) ?? '';
    return `${matches.lengths[i] ?? 0} ${name}:${place - (section?.bounds(name)?.start ?? 0)}=${matches.bytes[i] ?? 0}`;
  });
}

describe('memory: a section', () => {
  const texts = fc.uniqueArray(fc.tuple(name, text), { selector: ([name]) => name, maxLength: 4 });

  it('is the same after an edit of its text as one built afresh, and the one before it stays as it was', () => {
    const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), removed: fc.nat(40), text });
    fc.assert(
      fc.property(text, fc.array(edit, { maxLength: 6 }), text, (beginning, edits, context) => {
        let bytes = beginning;
        let section = afresh(new Map([['a', bytes]]), 0);
        for (const { at: share, removed: most, text } of edits) {
          const at = Math.floor(share * bytes.length);
          bytes = replaced(bytes, at, Math.min(most, bytes.length - at), text);
          const [old, before] = [section, contents(section)];
          section = result(editSection(section, 'a', bytes));
          assert.deepEqual(contents(old), before);
          const fresh = afresh(new Map([['a', bytes]]));
          assert.deepEqual([section.text, section.order], [fresh.text, fresh.order]);
          assert.deepEqual(section.bounds('a'), fresh.bounds('a'));
          assert.equal(section.rank(context, context.length), fresh.rank(context, context.length));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is the same after an edit of a long text, too', () => {
    const lines = fc
      .array(line, { minLength: 200, maxLength: 400 })
      .map(lines => encode(lines.join('').repeat(8)));
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const removed = fc.oneof(fc.nat(3), fc.nat(20_000));
    fc.assert(
      fc.property(lines, share, removed, text, (before, share, most, text) => {
        const at = Math.floor(share * before.length);
        const after = replaced(before, at, Math.min(most, before.length - at), text);
        const section = result(editSection(afresh(new Map([['a', before]])), 'a', after));
        assert.deepEqual(section.order, afresh(new Map([['a', after]])).order);
      }),
      { numRuns: 30 },
    );
  });

  it('is the same merged, less what was removed, as one built afresh', () => {
    const removed = fc.array(name, { maxLength: 3 });
    fc.assert(
      fc.property(texts, texts, removed, text, (some, more, removed, context) => {
        const left = new Map(some);
        const right = new Map(more.filter(([name]) => !left.has(name)));
        const [a, b] = [afresh(left, 0), afresh(right)];
        for (const section of [a, b]) section.remove(removed);
        const kept = [...left, ...right].filter(([name]) => !removed.includes(name));
        const merged = result(mergeSections(a, b));
        const fresh = afresh(new Map(kept));
        assert.deepEqual([merged.text, merged.order], [fresh.text, fresh.order]);
        assert.deepEqual(merged.present(), fresh.present());
        const alone = result(mergeSections(a));
        assert.deepEqual(textsOf(alone), textsOf(a));
        assert.deepEqual(contents(alone), contents(a));
        const less = Array.from(fresh.order).filter(
          place => compare(fresh.text, place, context, context.length) < 0,
        );
        for (const one of [merged, fresh, afresh(new Map(kept), 0)])
          assert.equal(one.rank(context, context.length), less.length);
      }),
      { numRuns: 300 },
    );
  });

  it('takes no longer between two yields where its texts are long, repeat themselves or were removed', () => {
    // Steps are counted, not timed: each of them handles so many places, or a few times that.
    const places = 300_000;
    const least = places / 40_000;
    const same = new Uint8Array(places).fill(0x61);
    const section = afresh(new Map([['a', same]]));
    const steps = (work: Iterator<undefined, unknown>) => {
      let count = 1;
      while (!work.next().done) count++;
      return count;
    };
    const edited = replaced(same, places >> 1, 1, encode('b'));
    assert.ok(steps(editSection(section, 'a', edited)) > least);
    assert.deepEqual(result(editSection(section, 'a', edited)).order, afresh(new Map([['a', edited]])).order);
    assert.ok(steps(Section.of([['a', same]])) > least * 32);
    assert.ok(steps(mergeSections(section, afresh(new Map([['b', edited]])))) > 2 * least);
    section.remove(['a']);
    assert.ok(steps(mergeSections(section)) > least);
  });

  it('is in the order of what stands before each place, read backwards', () => {
    fc.assert(
      fc.property(text, bytes => {
        const backwards = (i: number) =>
          Array.from(bytes.subarray(Math.max(0, i - 32), i), byte => String.fromCharCode(byte))
            .reverse()
            .join('');
        const expected = Array.from(bytes.keys()).sort((a, b) => {
          const [left, right] = [backwards(a), backwards(b)];
          return left < right ? -1 : left > right ? 1 : a - b;
        });
        const section = afresh(new Map([['a', bytes]]));
        assert.deepEqual(
          Array.from(section.order, place => place - 1),
          expected,
        );
      }),
    );
  });
});

describe('memory: matches', () => {
  it('are the places with most in common, however the texts are spread over sections', () => {
    const split = fc.array(fc.nat(2), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), text, split, (texts, typed, sections) => {
        const named = texts.map((bytes, i) => [`${i}.ts`, bytes] as const);
        const context = typed.subarray(-32);
        const found = (spread: Section[]) => {
          const matches = noMatches(12);
          findMatches(spread, context, 1, matches);
          return listed(matches);
        };
        const whole = found([afresh(new Map(named))]);
        const parts = [0, 1, 2].map(part =>
          afresh(new Map(named.filter((_, i) => sections[i] === part)), part),
        );
        assert.deepEqual(found(parts), whole);
        const lengths = named.flatMap(([, bytes]) =>
          Array.from(bytes.keys(), i => {
            let length = 0;
            while (
              length < Math.min(32, i, context.length) &&
              bytes[i - length - 1] === context.at(-length - 1)
            )
              length++;
            return length;
          }),
        );
        const longest = lengths
          .filter(length => length >= 1)
          .sort((a, b) => b - a)
          .slice(0, 12);
        assert.deepEqual(
          whole.map(match => Number(match.split(' ')[0])),
          longest,
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('memory: sorting', () => {
  it('sorts many places as it sorts few', () => {
    const text = encode(`\0${'const total = 1;\n  return x;\n\n}\n'.repeat(400)}é😀${'aaaa b'.repeat(500)}`);
    const places = Uint32Array.from({ length: text.length - 1 }, (_, i) => i + 1);
    run(sorted(text, places));
    const backwards = (place: number) =>
      Buffer.from(text.subarray(Math.max(1, place - maximumContextBytes), place))
        .reverse()
        .toString('latin1');
    for (let i = 1; i < places.length; i++) {
      const [a = 0, b = 0] = [places[i - 1], places[i]];
      const [left, right] = [backwards(a), backwards(b)];
      assert.ok(left < right || (left === right && a < b), `${a} before ${b}`);
    }
  });
});

/** What a memory is to hold, written down plainly. */
class Held {
  readonly open = new Map<string, Uint8Array>();
  readonly shelf = new Map<string, Uint8Array>();
  /** Open texts that are the workspace's. */
  private readonly visited = new Set<string>();
  private readonly writing = new Map<string, object>();
  private readonly adding = new Map<string, object>();

  /** @returns what happens at its end */
  write(name: string, bytes: Uint8Array): () => void {
    const mine = {};
    this.writing.set(name, mine);
    return () => {
      if (this.writing.get(name) !== mine) return;
      this.writing.delete(name);
      if (this.shelf.delete(name)) this.visited.add(name);
      this.open.set(name, bytes);
    };
  }

  /** @returns what happens at its end */
  shelve(texts: readonly NamedText[]): () => void {
    const mine = {};
    const wanted = new Map(texts);
    for (const name of wanted.keys()) {
      this.adding.delete(name);
      if (this.open.has(name)) this.visited.add(name);
      else this.adding.set(name, mine);
      this.shelf.delete(name);
    }
    return () => {
      for (const [name, bytes] of wanted) {
        if (this.adding.get(name) !== mine) continue;
        this.adding.delete(name);
        if (this.open.has(name)) this.visited.add(name);
        else this.shelf.set(name, bytes);
      }
    };
  }

  close(name: string): void {
    const bytes = this.open.get(name);
    this.writing.delete(name);
    this.open.delete(name);
    if (!bytes || !this.visited.delete(name)) return;
    this.adding.delete(name);
    this.shelf.set(name, bytes);
  }

  forget(name: string): void {
    this.writing.delete(name);
    this.open.delete(name);
    this.forgetFiles(name);
  }

  forgetFiles(name: string): void {
    this.adding.delete(name);
    this.visited.delete(name);
    this.shelf.delete(name);
  }

  /** A memory holds the same, and finds the same at any place, as one built afresh. */
  assertHeldBy(memory: Memory, contexts: readonly Uint8Array[], own: string): void {
    assert.deepEqual(memory.names().sort(), [...this.open.keys(), ...this.shelf.keys()].sort());
    const fresh = new Memory(1e9);
    for (const [name, bytes] of this.open) run(fresh.write(name, bytes));
    run(fresh.addTexts([...this.shelf]));
    const [found, wanted] = [noFound(), noFound()];
    for (const context of contexts) {
      memory.find(context.subarray(-maximumContextBytes), { name: own, at: 0 }, found);
      fresh.find(context.subarray(-maximumContextBytes), { name: own, at: 0 }, wanted);
      assert.deepEqual(
        [listed(found.file), listed(found.others)],
        [listed(wanted.file), listed(wanted.others)],
      );
    }
  }
}

describe('memory', () => {
  const filled = text.filter(({ length }) => length > 0);
  const take = fc.record({
    kind: fc.constantFrom('close' as const, 'forget' as const, 'forgetFiles' as const),
    name,
  });

  it('predicts after any series of edits, file changes and deletions as one built afresh', () => {
    const command = fc.oneof(
      fc.record({ kind: fc.constantFrom('write' as const, 'shelve' as const), name, text: filled }),
      take,
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 25 }), text, name, (commands, typed, own) => {
        const memory = new Memory(1e6);
        const held = new Held();
        for (const command of commands) {
          if (command.kind === 'write') {
            run(memory.write(command.name, command.text));
            held.write(command.name, command.text)();
          } else if (command.kind === 'shelve') {
            run(memory.addTexts([[command.name, command.text]]));
            held.shelve([[command.name, command.text]])();
          } else {
            memory[command.kind](command.name);
            held[command.kind](command.name);
          }
        }
        held.assertHeldBy(memory, [typed], own);
      }),
      { numRuns: 500 },
    );
  });

  it('does the same where works go on side by side or are given up: it can be asked at any time, and what was begun later counts', () => {
    const some = fc.tuple(name, filled);
    const texts = fc.uniqueArray(some, { selector: ([name]) => name, minLength: 1, maxLength: 3 });
    const command = fc.oneof(
      fc.record({ kind: fc.constantFrom('write' as const, 'shelve' as const), texts }),
      take,
      fc.record({
        kind: fc.constantFrom('step' as const, 'giveUp' as const),
        which: fc.nat(4),
        steps: fc.nat(6),
      }),
    );
    // What is added counts as soon as it is sorted; to put it in order comes after.
    const of = Section.of.bind(Section);
    /** Sections that were sorted. */
    let sortings = 0;
    Section.of = function* (texts, fewest) {
      const section = yield* of(texts, fewest);
      sortings++;
      return section;
    };
    try {
      fc.assert(
        fc.property(fc.array(command, { maxLength: 30 }), commands => {
          const memory = new Memory(1e6);
          const held = new Held();
          let works: { work: Iterator<undefined, unknown>; end: () => void }[] = [];
          const advance = (one: (typeof works)[number], steps: number) => {
            for (let i = 0; i < steps; i++) {
              const before = sortings;
              const { done } = one.work.next();
              if (done || sortings > before) one.end();
              if (!done) continue;
              works = works.filter(other => other !== one);
              return;
            }
          };
          for (const command of commands) {
            if ('which' in command) {
              const one = works[command.which % Math.max(1, works.length)];
              if (one && command.kind === 'step') advance(one, command.steps);
              else works = works.filter(other => other !== one);
            } else if ('name' in command) {
              memory[command.kind](command.name);
              held[command.kind](command.name);
            } else {
              const [[first, bytes] = ['', new Uint8Array(0)] as const] = command.texts;
              const isWrite = command.kind === 'write';
              const work = isWrite ? memory.write(first, bytes) : memory.addTexts(command.texts);
              const one = { work, end: isWrite ? held.write(first, bytes) : held.shelve(command.texts) };
              works.push(one);
              advance(one, 1);
            }
            held.assertHeldBy(memory, [], 'a.ts');
          }
          for (const one of works) advance(one, Infinity);
          held.assertHeldBy(memory, [...held.open.values(), ...held.shelf.values()], 'a.ts');
        }),
        { numRuns: 500 },
      );
    } finally {
      Section.of = of;
    }
  });

  it('takes back the texts of the workspace that were opened, and no others', () => {
    const memory = new Memory(64e6);
    const files = Array.from(
      { length: 20 },
      (_, i) => [`f${i}`, encode(`${i} some text of it\n`.repeat(5))] as const,
    );
    run(memory.addTexts(files));
    for (const [name, bytes] of files) run(memory.write(name, bytes));
    run(memory.write('untitled', encode('never a file\n')));
    assert.deepEqual(memory.names().sort(), [...files.map(([name]) => name), 'untitled'].sort());
    for (const name of memory.names()) memory.close(name);
    assert.deepEqual(memory.names().sort(), files.map(([name]) => name).sort());
    run(memory.write('f3', encode('written over\n')));
    memory.forgetFiles('f3');
    memory.close('f3');
    assert.ok(!memory.names().includes('f3'), 'what is left out from now on does not come back');
  });

  it('asks few sections, however many files are visited or change one by one, and sorts each of them once', () => {
    const memory = new Memory(64e6);
    const of = Section.of.bind(Section);
    let sortedBytes = 0;
    Section.of = (texts, fewest) => {
      sortedBytes += texts.reduce((sum, [, { length }]) => sum + length, 0);
      return of(texts, fewest);
    };
    try {
      const files = Array.from({ length: 150 }, (_, i) => {
        const lines = Array.from(
          { length: 40 },
          (_, k) => `const v${i}_${k} = call(${(i * 31 + k) % 97}, ${k});\n`,
        );
        return [`f${i}`, encode(lines.join(''))] as const;
      });
      const size = files.reduce((sum, [, { length }]) => sum + length, 0);
      for (const file of files) run(memory.addTexts([file]));
      assert.equal(sortedBytes, size);
      for (const [name, bytes] of files) {
        run(memory.write(name, bytes));
        memory.close(name);
        run(memory.tidy());
      }
      assert.equal(sortedBytes, 2 * size);
      assert.equal(memory.names().length, files.length);
      assert.ok(memory.sectionCount <= 6, String(memory.sectionCount));
    } finally {
      Section.of = of;
    }
  });

  it('is asked as it was before, while an edit of a large text is taken in', () => {
    const memory = new Memory(64e6);
    const large = encode(
      Array.from({ length: 10_000 }, (_, i) => `const v${i} = call(${i % 97});\n`).join(''),
    );
    const found = (context: string) => {
      const found = noFound();
      memory.find(encode(context), { name: 'other', at: 0 }, found);
      return Math.max(...found.others.lengths.subarray(0, found.others.count));
    };
    run(memory.write('a', large));
    const edits = [
      replaced(large, 100_000, 0, encode('xylophone')),
      replaced(large, 0, 200_000, encode('xylophone'.repeat(3000))),
    ];
    for (const edited of edits) {
      const work = memory.write('a', edited);
      for (let steps = 0; steps < 8; steps++) {
        assert.equal(work.next().done, false);
        assert.ok(found('const v9999 = ') >= 14);
        assert.ok(found('xylophone') < 9);
      }
    }
    run(memory.write('a', edits[0] ?? large));
    assert.ok(found('xylophone') >= 9);
  });

  it('says nothing of a text that was deleted, closed or is no text', () => {
    const secret = encode('const key = "hunter2";\n');
    const memory = new Memory(1e6);
    const asked = () => {
      const found = noFound();
      memory.find(encode('const key = "'), { name: 'b.ts', at: 0 }, found);
      return found.others.count;
    };
    run(memory.write('a.ts', secret));
    assert.ok(asked() > 0);
    memory.close('a.ts');
    assert.equal(asked(), 0);
    run(memory.addTexts([['a.ts', secret]]));
    assert.ok(asked() > 0);
    memory.forget('a.ts');
    assert.equal(asked(), 0);
    run(memory.addTexts([['folder/a.ts', secret]]));
    memory.forgetUnder('fold');
    assert.ok(asked() > 0);
    memory.forgetUnder('folder');
    assert.equal(asked(), 0);
    run(memory.addTexts([['a.ts', Buffer.concat([secret, Uint8Array.of(0)])]]));
    assert.equal(asked(), 0);
    const begun = memory.addTexts([['a.ts', secret]]);
    begun.next();
    memory.forget('a.ts');
    run(begun);
    assert.equal(asked(), 0, 'a text that is forgotten while it is sorted');
  });

  it('keeps to its budget, and to what is nearest', () => {
    const memory = new Memory(20_000);
    const text = encode('x = 1;\n'.repeat(200));
    const names = Array.from({ length: 20 }, (_, i) => `${i}.ts`);
    for (const name of names) run(memory.addTexts([[name, text]]));
    assert.ok(memory.memoryBytes <= 20_000, String(memory.memoryBytes));
    assert.ok(memory.names().includes('0.ts'));
    assert.ok(memory.names().length >= 2);
    memory.setBudget(0);
    assert.deepEqual(memory.names(), []);
  });

  it('forgets little more than it has to where it is full and one more file is opened, and takes in what changes', () => {
    const budget = 4e6;
    const memory = new Memory(budget);
    const file = (i: number) =>
      encode(
        Array.from({ length: 300 }, (_, k) => `line ${i} ${k} ${(i * 7919 + k * 104_729) % 99_991}\n`).join(
          '',
        ),
      );
    let count = 0;
    const batch = () => Array.from({ length: 10 }, () => [`${count++}`, file(count)] as const);
    while (result(memory.addTexts(batch())));
    const before = memory.size;
    for (let i = 0; i < 5; i++) {
      const opened = file(1e6 + i);
      run(memory.write(`new${i}`, opened));
      assert.ok(memory.memoryBytes <= budget, String(memory.memoryBytes));
    }
    assert.ok(memory.size > before - 150_000, `${before} bytes became ${memory.size}`);
    const [first = ''] = memory.workspaceNames();
    assert.equal(result(memory.addTexts([[first, file(7)]])), true, 'a file that changes takes its own room');
  });

  describe('behind the caret', () => {
    /** What is found behind some text in a document, with the caret as many bytes before its end. */
    const foundAt = (before: string, after: string, candidate = '') => {
      const memory = new Memory(1e6);
      const bytes = encode(before);
      run(memory.write('a.ts', Buffer.concat([bytes, encode(after)])));
      const found = noFound();
      const context = encode(before + candidate).subarray(-maximumContextBytes);
      memory.find(context, { name: 'a.ts', at: bytes.length }, found);
      const { count, bytes: said, places, lengths } = found.file;
      return Array.from({ length: count }, (_, i) => ({
        says: String.fromCharCode(said[i] ?? 0),
        /** Bytes behind the caret; negative before it. */
        at: (places[i] ?? 0) - found.caret,
        length: lengths[i] ?? 0,
      }));
    };

    it('does not find what stands there', () => {
      assert.equal(foundAt('alpha beta\nalpha ', 'gamma\n')[0]?.says, 'b');
    });

    it('finds names that stand right behind it', () => {
      const found = foundAt('let best = num', ';\nlet num_collisions = 0;\n');
      assert.deepEqual([found[0]?.says, (found[0]?.at ?? 0) > 0], ['_', true]);
    });

    it('never finds the text itself for a continuation that says it, whatever the text', () => {
      const text = fc.stringMatching(/^[ab \n]{0,60}$/);
      fc.assert(
        fc.property(text, text, fc.nat(60), (before, after, length) => {
          const said = after.slice(0, length);
          for (const { at, length: common } of foundAt(before, after, said)) {
            assert.notEqual(at, said.length);
            if (at >= 0) assert.ok(common < at || at > maximumContextBytes, `${common} of ${at}`);
          }
        }),
      );
    });
  });
});

/** Any numbers, larger than those that ship. */
const oddModel: MixerModel = {
  weights: Array.from({ length: featureCount }, (_, i) => (i % 7) - 3),
  exponents: Array.from({ length: placeCount }, (_, i) => (i % 3) / 2),
  head: {
    hidden: Array.from({ length: (headInputs + 1) * headUnits }, (_, i) => ((i % 11) - 5) / 5),
    output: Array.from({ length: (headUnits + 1) * headOutputs }, (_, i) => ((i % 13) - 6) / 3),
  },
};
const noHead = { hidden: [], output: [] };

describe('mixer', () => {
  const memory = new Memory(1e6);
  run(memory.write('a.ts', encode('const total = count;\nconst total = count;\n')));
  const context = encode('const total = ');
  const found = noFound();
  memory.find(context, { name: 'b.ts', at: 0 }, found);
  const alone = new Float32Array(256).fill(1 / 256);

  it('gives a distribution', () => {
    const mixer = new Mixer(oddModel);
    const mixed = mixer.mix(alone, context, found);
    assert.ok(mixed.every(chance => chance > 0 && chance < 1));
    assert.ok(Math.abs(mixed.reduce((a, b) => a + b, 0) - 1) < 1e-5);
  });

  it('believes the network where nothing was learnt, and the memory as far as its weights say', () => {
    const untaught = new Mixer({ weights: [], exponents: [], head: noHead }).mix(alone, context, found);
    for (const [byte, chance] of alone.entries())
      assert.ok(Math.abs((untaught[byte] ?? 0) - chance) < 1e-6 * chance);
    const votes = votesOf(found, context, alone);
    const weights = new Array<number>(featureCount).fill(0);
    weights[votes.features.find(feature => feature !== featureCount - 1) ?? 0] = Math.log(255);
    const mixed = new Mixer({ weights, exponents: [], head: noHead }).mix(alone, context, found);
    assert.equal(String.fromCharCode(votes.bytes[0] ?? 0), 'c');
    assert.ok(Math.abs((mixed[votes.bytes[0] ?? 0] ?? 0) - 0.5) < 1e-5);
    assert.ok(votes.features.length >= votes.count * featuresOfByte);
  });

  it('does not ask the network where an exponent is zero', () => {
    const sure = alone.map((_, byte) => (byte === 0x78 ? 0.999 : 0.001 / 255));
    const { place } = votesOf(found, context, sure);
    const exponents = Array.from({ length: placeCount }, (_, i) => Number(i !== place));
    const mixed = new Mixer({ weights: [], exponents, head: noHead }).mix(sure, context, found);
    for (const chance of mixed) assert.ok(Math.abs(chance - 1 / 256) < 1e-6);
  });

  it('believes the network and each table of features as far as its head says', () => {
    const output = new Float32Array((headUnits + 1) * headOutputs);
    const biases = output.subarray(headUnits * headOutputs);
    const weights = new Array<number>(featureCount).fill(0.3);
    const sure = alone.map((_, byte) => (byte === 0x78 ? 0.5 : 0.5 / 255));
    const mixed = () =>
      new Mixer({ weights, exponents: [], head: { hidden: [], output } }).mix(sure, context, found);
    const before = mixed();
    // No table of features counts: what is left is the network.
    biases.fill(-1, 1);
    for (const [byte, chance] of mixed().entries()) assert.ok(Math.abs(chance - (sure[byte] ?? 0)) < 1e-6);
    // Nor does the network.
    biases[0] = -1;
    for (const chance of mixed()) assert.ok(Math.abs(chance - 1 / 256) < 1e-6);
    // Twice as much of the memory, as if its weights were.
    biases.fill(1, 1);
    biases[0] = 0;
    const twice = new Mixer({ weights: weights.map(weight => 2 * weight), exponents: [], head: noHead });
    assert.deepEqual(mixed(), twice.mix(sure, context, found));
    assert.notDeepEqual(mixed(), before);
  });

  it('sees in its head what the network expects', () => {
    const hidden = new Float32Array((headInputs + 1) * headUnits);
    const output = new Float32Array((headUnits + 1) * headOutputs);
    // One unit is nearly one where the network expects an x, and zero elsewhere; it takes the memory's word from it.
    hidden[(headInputs - 256 + 0x78) * headUnits] = 200;
    hidden[headInputs * headUnits] = -180;
    output.fill(-0.5, 1, headOutputs);
    output.fill(-0.5, headUnits * headOutputs + 1);
    const weights = new Array<number>(featureCount).fill(0.3);
    const mixer = new Mixer({ weights, exponents: [], head: { hidden, output } });
    const expecting = (byte: number) => alone.map((_, other) => (other === byte ? 0.9 : 0.1 / 255));
    const [x, y] = [expecting(0x78), expecting(0x79)];
    const mixed = mixer.mix(x, context, found);
    assert.ok(mixed.every((chance, byte) => Math.abs(chance - (x[byte] ?? 0)) < 1e-4));
    assert.ok((mixer.mix(y, context, found)[0x63] ?? 0) > 2 * (y[0x63] ?? 0));
  });
});

describe('a mixer that learns', () => {
  const memory = new Memory(1e6);
  run(
    memory.write('a.ts', encode('const total = count;\nlet total = sum;\nif (total > 1) {\n  total = 0;\n')),
  );
  const contexts = ['const total = ', 'total', '  ', '\n', 'if (', 'nothing like it'].map(text => {
    const context = encode(text);
    const found = noFound();
    memory.find(context, { name: 'b.ts', at: 0 }, found);
    return { context, found };
  });
  const [first = { context: encode(''), found: noFound() }] = contexts;
  const uniform = new Float32Array(256).fill(1 / 256);
  /** A network that is as sure as that of one byte. */
  const sureOf = (byte: number, chance: number) =>
    uniform.map((_, other) => (other === byte ? chance : (1 - chance) / 255));
  const lesson = fc.record({
    place: fc.constantFrom(...contexts),
    sureOf: fc.nat({ max: 255 }),
    chance: fc.constantFrom(1, 1 - 1e-6, 0.9, 0.5, 1 / 256, 1e-7, 0),
    byte: fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(0x63, 0x73, 0x74, 0x20)),
    times: fc.constantFrom(1, 3, 500),
  });

  it('gives a distribution after whatever it learnt', () => {
    const model = fc.constantFrom(mixerModel, oddModel);
    fc.assert(
      fc.property(model, fc.array(lesson, { maxLength: 12 }), (model, lessons) => {
        const mixer = new Mixer(model);
        for (const { place, sureOf: likeliest, chance, byte, times } of lessons) {
          const alone = sureOf(likeliest, chance);
          for (let i = 0; i < times; i++) mixer.learn(byte, alone, place.context, place.found);
          for (const { context, found } of contexts) {
            const mixed = mixer.mix(alone, context, found);
            assert.ok(mixed.every(chance => chance >= 0 && chance <= 1));
            assert.ok(Math.abs(mixed.reduce((a, b) => a + b, 0) - 1) < 1e-5);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('expects a byte more after it came, whether the memory or the network had said so', () => {
    const cases = [
      ['c', uniform],
      ['s', uniform],
      ['z', sureOf(0x7a, 0.5)],
      ['c', sureOf(0x7a, 0.5)],
    ] as const;
    for (const [character, alone] of cases) {
      const byte = character.charCodeAt(0);
      const mixer = new Mixer(mixerModel);
      const chance = () => mixer.mix(alone, first.context, first.found)[byte] ?? 0;
      const before = chance();
      mixer.learn(byte, alone, first.context, first.found);
      assert.ok(chance() > before, character);
    }
  });

  it('keeps what it learnt to itself', () => {
    const [one, other] = [new Mixer(mixerModel), new Mixer(mixerModel)];
    const before = other.mix(uniform, first.context, first.found);
    for (let i = 0; i < 20; i++) one.learn(0x73, uniform, first.context, first.found);
    assert.deepEqual(other.mix(uniform, first.context, first.found), before);
    assert.deepEqual(new Mixer(mixerModel).mix(uniform, first.context, first.found), before);
    assert.deepEqual(one.untaught().mix(uniform, first.context, first.found), before);
  });
});

describe('votes', () => {
  const uniform = new Float32Array(256).fill(1 / 256);
  /** What was found, as if at places so many bytes before the caret. */
  const foundOf = (said: string, length: number, back = 100) => {
    const found = noFound();
    found.caret = 1000;
    found.file.count = said.length;
    Array.from(said, (character, i) => {
      found.file.bytes[i] = character.charCodeAt(0);
      found.file.lengths[i] = length;
      found.file.places[i] = found.caret - back;
    });
    return found;
  };
  const featuresOf = (...asked: Parameters<typeof votesOf>) => {
    const { features, count } = votesOf(...asked);
    return Array.from(features.subarray(0, count * featuresOfByte));
  };
  const context = encode('    const total = ');

  it('tells a byte that nearly all places say from one that all do', () => {
    const most = featuresOf(foundOf('aaaaaaab', 8), context, uniform).slice(0, featuresOfByte);
    const all = featuresOf(foundOf('aaaaaaa', 8), context, uniform);
    assert.notDeepEqual(most, all);
  });

  it('tells white space in common from text in common', () => {
    const blank = featuresOf(foundOf('a', 8), encode('x        '), uniform);
    const text = featuresOf(foundOf('a', 8), encode('x abcdefgh'), uniform);
    assert.notDeepEqual(blank, text);
  });

  it('tells near places from far ones, and from those behind the caret', () => {
    const at = (back: number) => featuresOf(foundOf('a', 8, back), context, uniform);
    assert.notDeepEqual(at(8), at(900));
    assert.notDeepEqual(at(900), at(-8));
    assert.deepEqual(at(-8), at(-900));
  });

  it('tells what the network expects from what it does not', () => {
    const sure = uniform.map((_, byte) => (byte === 0x61 ? 0.9 : 0.1 / 255));
    assert.notDeepEqual(
      featuresOf(foundOf('a', 8), context, sure),
      featuresOf(foundOf('a', 8), context, uniform),
    );
  });

  it('gives every byte features that there are, whatever was found', () => {
    const said = fc.stringMatching(/^[ab(]{0,16}$/);
    const chances = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 256, maxLength: 256 });
    fc.assert(
      fc.property(
        said,
        fc.integer({ min: 2, max: 32 }),
        fc.integer({ min: -2000, max: 2000 }),
        fc.stringMatching(/^[ab \n]{0,32}$/),
        chances,
        (bytes, length, back, text, alone) => {
          const votes = votesOf(foundOf(bytes, length, back), encode(text), alone);
          assert.equal(votes.count, new Set(bytes).size);
          assert.ok(votes.place < placeCount);
          assert.ok(votes.features.every(feature => feature < featureCount));
          // No two tables share a feature.
          for (let i = 0; i < votes.count; i++) {
            const own = Array.from(votes.features.subarray(i * featuresOfByte, (i + 1) * featuresOfByte));
            const held = own.filter(feature => feature !== featureCount - 1);
            assert.equal(new Set(held).size, held.length);
          }
        },
      ),
    );
  });
});
