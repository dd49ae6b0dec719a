import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encode } from '../../src/network/bytes.js';
import { findMatches, noMatches } from '../../src/memory/matches.js';
import { Section } from '../../src/memory/section.js';

const line = fc.constantFrom('const total = 1;\n', 'return x;\n', '}\n', '\n', '  if (a) {\n', 'é😀\n', 'x', 'xx', 'aaaaaaaaaaaa');
const text = fc.array(line, { maxLength: 30 }).map(lines => encode(lines.join('')));
const name = fc.constantFrom('a.ts', 'b.ts', 'c.ts', 'd.ts');

function run(work: Iterator<undefined, void>): void {
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

function afresh(texts: ReadonlyMap<string, Uint8Array>): Section {
  const section = new Section();
  run(section.add([...texts].sort(([a], [b]) => (a < b ? -1 : 1))));
  return section;
}

describe('memory: a section', () => {
  it('is the same after any additions, edits and removals as one built afresh of the texts', () => {
    const command = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), name, text }),
      fc.record({ kind: fc.constant('remove' as const), name }),
      fc.record({ kind: fc.constant('edit' as const), name, at: fc.double({ min: 0, max: 1, noNaN: true }), removed: fc.nat(40), text }),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 25 }), commands => {
        const texts = new Map<string, Uint8Array>();
        const section = new Section();
        for (const command of commands) {
          const old = texts.get(command.name);
          if (command.kind === 'add' && !old) {
            texts.set(command.name, command.text);
            run(section.add([[command.name, command.text]]));
          } else if (command.kind === 'remove') {
            texts.delete(command.name);
            section.remove(command.name);
          } else if (command.kind === 'edit' && old) {
            const at = Math.floor(command.at * old.length);
            const removed = Math.min(command.removed, old.length - at);
            texts.set(command.name, replaced(old, at, removed, command.text));
            section.replace(command.name, at, removed, command.text);
          }
          for (const [name, bytes] of texts)
            assert.deepEqual(Array.from(section.textOf(name) ?? []), Array.from(bytes));
          assert.deepEqual(contents(section), contents(afresh(texts)));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is in the order of what stands before each place, read backwards', () => {
    fc.assert(
      fc.property(text, bytes => {
        const backwards = (i: number) =>
          Array.from(bytes.subarray(Math.max(0, i - 32), i).toReversed(), byte => String.fromCharCode(byte)).join('');
        const expected = Array.from(bytes.keys()).sort((a, b) => {
          const [left, right] = [backwards(a), backwards(b)];
          return left < right ? -1 : left > right ? 1 : a - b;
        });
        const section = afresh(new Map([['a', bytes]]));
        assert.deepEqual(Array.from(section.order.subarray(0, section.count), place => place - 1), expected);
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
          return Array.from({ length: matches.count }, (_, i) => {
            const section = matches.sections[i];
            const place = matches.places[i] ?? 0;
            const name = section?.nameAt(place) ?? '';
            return `${matches.lengths[i]} ${name} ${place - (section?.bounds(name)?.start ?? 0)}`;
          });
        };
        const whole = found([afresh(new Map(named))]);
        const parts = [0, 1, 2].map(part => afresh(new Map(named.filter((_, i) => sections[i] === part))));
        assert.deepEqual(found(parts), whole);
        const lengths = named.flatMap(([, bytes]) =>
          Array.from(bytes.keys(), i => {
            let length = 0;
            while (length < Math.min(32, i, context.length) && bytes[i - length - 1] === context.at(-length - 1)) length++;
            return length;
          }),
        );
        const longest = lengths.filter(length => length >= 1).sort((a, b) => b - a).slice(0, 12);
        assert.deepEqual(whole.map(match => Number(match.split(' ')[0])), longest);
      }),
      { numRuns: 300 },
    );
  });
});
