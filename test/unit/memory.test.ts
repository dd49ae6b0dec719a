import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encode } from '../../src/network/bytes.js';
import { findMatches, noMatches, type Matches } from '../../src/memory/matches.js';
import { Memory, noFound } from '../../src/memory/memory.js';
import { Mixer } from '../../src/memory/mixer.js';
import { compare, deepest, sorted } from '../../src/memory/sorting.js';
import { featureCount, featuresOfByte, placeCount, votesOf } from '../../src/memory/votes.js';
import { Section } from '../../src/memory/section.js';

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

/** What is in a section, in its order: each place by its text's name and where in it it stands. */
function contents(section: Section): string[] {
  return Array.from(section.order.subarray(0, section.count), place => {
    const name = section.nameAt(place);
    return `${name}:${place - (section.bounds(name)?.start ?? 0)}=${section.text[place] ?? ''}`;
  });
}

function afresh(texts: ReadonlyMap<string, Uint8Array>, fewest?: number): Section {
  const section = new Section(fewest);
  run(section.add([...texts].sort(([a], [b]) => (a < b ? -1 : 1))));
  return section;
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
  it('is the same after any additions, edits and removals as one built afresh of the texts', () => {
    const command = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), name, text }),
      fc.record({ kind: fc.constant('remove' as const), name, also: fc.array(name, { maxLength: 3 }) }),
      fc.record({
        kind: fc.constant('edit' as const),
        name,
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        removed: fc.nat(40),
        text,
      }),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 25 }), text, (commands, context) => {
        const texts = new Map<string, Uint8Array>();
        const section = new Section(0);
        for (const command of commands) {
          const old = texts.get(command.name);
          if (command.kind === 'add' && !old) {
            texts.set(command.name, command.text);
            run(section.add([[command.name, command.text]]));
          } else if (command.kind === 'remove') {
            const gone = new Set([command.name, ...command.also]);
            for (const one of gone) texts.delete(one);
            section.remove(gone);
          } else if (command.kind === 'edit' && old) {
            const at = Math.floor(command.at * old.length);
            const removed = Math.min(command.removed, old.length - at);
            texts.set(command.name, replaced(old, at, removed, command.text));
            section.replace(command.name, at, removed, command.text);
          }
          for (const [name, bytes] of texts)
            assert.deepEqual(Array.from(new Map(section.texts()).get(name) ?? []), Array.from(bytes));
          const fresh = afresh(texts);
          assert.deepEqual(contents(section), contents(fresh));
          const less = Array.from(fresh.order.subarray(0, fresh.count)).filter(
            place => compare(fresh.text, place, context, context.length) < 0,
          );
          for (const one of [section, fresh, afresh(texts, Infinity)])
            assert.equal(one.rank(context, context.length), less.length);
        }
      }),
      { numRuns: 300 },
    );
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
          Array.from(section.order.subarray(0, section.count), place => place - 1),
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
      Buffer.from(text.subarray(Math.max(1, place - deepest), place))
        .reverse()
        .toString('latin1');
    for (let i = 1; i < places.length; i++) {
      const [a = 0, b = 0] = [places[i - 1], places[i]];
      const [left, right] = [backwards(a), backwards(b)];
      assert.ok(left < right || (left === right && a < b), `${a} before ${b}`);
    }
  });
});

describe('memory', () => {
  const command = fc.oneof(
    fc.record({ kind: fc.constantFrom('write' as const, 'shelve' as const), name, text }),
    fc.record({ kind: fc.constantFrom('close' as const, 'forget' as const), name }),
  );

  it('predicts after any series of edits, file changes and deletions as one built afresh', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 25 }), text, name, (commands, typed, own) => {
        const memory = new Memory(1e6);
        const open = new Map<string, Uint8Array>();
        const shelf = new Map<string, Uint8Array>();
        for (const command of commands) {
          if (command.kind === 'write') {
            run(memory.write(command.name, command.text));
            shelf.delete(command.name);
            open.set(command.name, command.text);
          } else if (command.kind === 'shelve') {
            run(memory.addTexts([[command.name, command.text]]));
            if (!open.has(command.name)) shelf.set(command.name, command.text);
          } else {
            memory[command.kind](command.name);
            open.delete(command.name);
            if (command.kind === 'forget') shelf.delete(command.name);
          }
        }
        const fresh = new Memory(1e6);
        for (const [name, bytes] of open) run(fresh.write(name, bytes));
        run(fresh.addTexts([...shelf]));
        const found = [memory, fresh].map(memory => {
          const found = noFound();
          memory.find(typed.subarray(-deepest), { name: own, at: 0 }, found);
          return [listed(found.file), listed(found.others)];
        });
        assert.deepEqual(found[0], found[1]);
      }),
      { numRuns: 500 },
    );
  });

  it('does the same where works go on side by side: of what is begun later, forgotten or opened nothing older comes after', () => {
    const some = fc.tuple(
      name,
      text.filter(({ length }) => length > 0),
    );
    const begin = fc.record({
      kind: fc.constantFrom('write' as const, 'shelve' as const),
      texts: fc.tuple(some, some, some).chain(all => fc.subarray(all, { minLength: 1 })),
    });
    const take = fc.record({ kind: fc.constantFrom('close' as const, 'forget' as const), name });
    const step = fc.record({ kind: fc.constant('step' as const), which: fc.nat(4), steps: fc.nat(12) });
    fc.assert(
      fc.property(fc.array(fc.oneof(begin, take, step), { maxLength: 30 }), commands => {
        const memory = new Memory(1e6);
        const [open, shelf] = [new Map<string, Uint8Array>(), new Map<string, Uint8Array>()];
        /** Which work the next of a name's text is to come of. */
        const claims = new Map<string, object>();
        const forget = (name: string) => [claims, open, shelf].forEach(map => map.delete(name));
        let works: { work: Iterator<undefined, unknown>; end: () => void }[] = [];
        const advance = (one: (typeof works)[number], steps: number) => {
          for (let i = 0; i < steps; i++) {
            if (!one.work.next().done) continue;
            one.end();
            works = works.filter(other => other !== one);
            return;
          }
        };
        for (const command of commands) {
          if ('which' in command) {
            const one = works[command.which % Math.max(1, works.length)];
            if (one) advance(one, command.steps);
          } else if ('name' in command) {
            memory[command.kind](command.name);
            if (command.kind === 'forget' || open.has(command.name)) forget(command.name);
          } else {
            const { kind } = command;
            const texts = new Map(kind === 'shelve' ? command.texts : command.texts.slice(0, 1));
            const [[first, bytes] = ['', new Uint8Array(0)] as const] = texts;
            const mine = {};
            for (const [name, bytes] of texts) {
              if (open.has(name)) {
                // An open text is edited at once, and nothing of the workspace takes its place.
                if (kind === 'write') open.set(name, bytes);
                continue;
              }
              forget(name);
              claims.set(name, mine);
            }
            const end = () => {
              for (const [name, bytes] of texts) {
                if (claims.get(name) !== mine) continue;
                forget(name);
                (kind === 'write' ? open : shelf).set(name, bytes);
              }
            };
            const work = kind === 'shelve' ? memory.addTexts(command.texts) : memory.write(first, bytes);
            works.push({ work, end });
            advance(works.at(-1) ?? { work, end }, 1);
          }
        }
        for (const one of works) advance(one, Infinity);
        assert.deepEqual(memory.names().sort(), [...open.keys(), ...shelf.keys()].sort());
        const fresh = new Memory(1e6);
        for (const [name, bytes] of open) run(fresh.write(name, bytes));
        run(fresh.addTexts([...shelf]));
        const [found, wanted] = [noFound(), noFound()];
        for (const [, bytes] of [...open, ...shelf]) {
          memory.find(bytes.subarray(-deepest), { name: 'a.ts', at: 0 }, found);
          fresh.find(bytes.subarray(-deepest), { name: 'a.ts', at: 0 }, wanted);
          assert.deepEqual(
            [listed(found.file), listed(found.others)],
            [listed(wanted.file), listed(wanted.others)],
          );
        }
      }),
      { numRuns: 500 },
    );
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
    assert.ok(memory.taken <= 20_000, String(memory.taken));
    assert.equal(memory.names()[0], '0.ts');
    assert.ok(memory.names().length >= 2);
    memory.setBudget(0);
    assert.deepEqual(memory.names(), []);
  });

  it('does not find what stands behind the caret', () => {
    const memory = new Memory(1e6);
    const before = encode('alpha beta\nalpha ');
    run(memory.write('a.ts', Buffer.concat([before, encode('gamma\n')])));
    const found = noFound();
    memory.find(before.subarray(-deepest), { name: 'a.ts', at: before.length }, found);
    assert.deepEqual(Array.from(found.file.bytes.subarray(0, 1)), [...encode('b')]);
  });
});

describe('mixer', () => {
  const memory = new Memory(1e6);
  run(memory.write('a.ts', encode('const total = count;\nconst total = count;\n')));
  const context = encode('const total = ');
  const found = noFound();
  memory.find(context, { name: 'b.ts', at: 0 }, found);
  const alone = new Float32Array(256).fill(1 / 256);

  it('gives a distribution', () => {
    const mixer = new Mixer({
      weights: Array.from({ length: featureCount }, (_, i) => (i % 7) - 3),
      exponents: Array.from({ length: placeCount }, (_, i) => (i % 3) / 2),
    });
    const mixed = mixer.mix(alone, context, found);
    assert.ok(mixed.every(chance => chance > 0 && chance < 1));
    assert.ok(Math.abs(mixed.reduce((a, b) => a + b, 0) - 1) < 1e-5);
  });

  it('believes the network where nothing was learnt, and the memory as far as its weights say', () => {
    const untaught = new Mixer({ weights: [], exponents: [] }).mix(alone, context, found);
    for (const [byte, chance] of alone.entries())
      assert.ok(Math.abs((untaught[byte] ?? 0) - chance) < 1e-6 * chance);
    const votes = votesOf(found, context);
    const weights = new Array<number>(featureCount).fill(0);
    weights[votes.features.find(feature => feature !== featureCount - 1) ?? 0] = Math.log(255);
    const mixed = new Mixer({ weights, exponents: [] }).mix(alone, context, found);
    assert.equal(String.fromCharCode(votes.bytes[0] ?? 0), 'c');
    assert.ok(Math.abs((mixed[votes.bytes[0] ?? 0] ?? 0) - 0.5) < 1e-5);
    assert.ok(votes.features.length >= votes.count * featuresOfByte);
  });

  it('does not ask the network where an exponent is zero', () => {
    const sure = alone.map((_, byte) => (byte === 0x78 ? 0.999 : 0.001 / 255));
    const { place } = votesOf(found, context);
    const exponents = Array.from({ length: placeCount }, (_, i) => Number(i !== place));
    const mixed = new Mixer({ weights: [], exponents }).mix(sure, context, found);
    for (const chance of mixed) assert.ok(Math.abs(chance - 1 / 256) < 1e-6);
  });
});
