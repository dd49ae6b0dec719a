import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BracketContext, unpairedBrackets } from '../../src/suggestion/brackets.js';

describe('brackets without a partner', () => {
  it('tells what is open, and what closes something before', () => {
    assert.deepEqual(unpairedBrackets('f(a, [b, {'), { open: [')', ']', '}'], closing: [] });
    assert.deepEqual(unpairedBrackets('a) + b];\n}'), { open: [], closing: [')', ']', '}'] });
    assert.deepEqual(unpairedBrackets(') {', ['}', ')']), { open: ['}', '}'], closing: [] });
  });

  it('does not count what stands in quotes, nor take an apostrophe for one', () => {
    assert.deepEqual(unpairedBrackets('f("(", \'[\', `{`'), { open: [')'], closing: [] });
    assert.deepEqual(unpairedBrackets("// don't\nf("), { open: [')'], closing: [] });
    assert.deepEqual(unpairedBrackets(String.raw`"\"(" [`), { open: [']'], closing: [] });
  });

  it('counts any text of quotes, escapes and brackets as one that tries every quote anew', () => {
    const hostile = fc
      .array(fc.constantFrom("'", '"', '`', '\\', '\n', '(', ')', '[', 'a'), { maxLength: 60 })
      .map(parts => parts.join(''));
    fc.assert(
      fc.property(hostile, text => assert.deepEqual(unpairedBrackets(text), triedAnew(text))),
      { numRuns: 2000 },
    );
  });

  it('goes through a text once, however many of its quotes are not closed', () => {
    for (const part of ["\\'", "\\'\\\n", '\\"\\`', "\\'(\\\n"]) {
      const few = lookups(part.repeat(500));
      assert.ok(lookups(part.repeat(4000)) <= 9 * few, JSON.stringify(part));
    }
  });

  it('finds none in a text whose brackets all have a partner, whatever it is, and those of what it is cut into', () => {
    const balanced = fc.letrec<{ text: string }>(tie => ({
      text: fc.oneof(
        { maxDepth: 4 },
        fc.stringMatching(/^[a-z ,.\n]{0,6}$/),
        fc
          .tuple(fc.constantFrom('()', '[]', '{}'), tie('text'), tie('text'))
          .map(([pair, inner, rest]) => `${pair.charAt(0)}${inner}${pair.charAt(1)}${rest}`),
      ),
    })).text;
    fc.assert(
      fc.property(balanced, fc.nat(), (text, cut) => {
        assert.deepEqual(unpairedBrackets(text), { open: [], closing: [] });
        const at = cut % (text.length + 1);
        const { open, closing: none } = unpairedBrackets(text.slice(0, at));
        const { open: nothing, closing } = unpairedBrackets(text.slice(at));
        assert.deepEqual([none, nothing], [[], []]);
        assert.deepEqual([...open].reverse(), closing);
      }),
    );
  });
});

/** The same, quote by quote. */
function triedAnew(text: string): { open: string[]; closing: string[] } {
  const closerOf: Record<string, string> = { '(': ')', '[': ']', '{': '}' };
  const open: string[] = [];
  const closing: string[] = [];
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (closerOf[character]) open.push(closerOf[character]);
    if (')]}'.includes(character)) {
      if (open.at(-1) === character) open.pop();
      else if (open.length === 0) closing.push(character);
    }
    if (!`'"\``.includes(character)) continue;
    let end = i + 1;
    while (end < text.length && text[end] !== '\n' && text[end] !== character)
      end += text[end] === '\\' ? 2 : 1;
    if (text[end] === character) i = end;
  }
  return { open, closing };
}

/** How many characters of a text are asked for. */
function lookups(text: string): number {
  let count = 0;
  const watched = {
    length: text.length,
    charAt: (at: number) => (count++, text.charAt(at)),
  };
  const counting = new Proxy(watched, {
    get: (target, name) => {
      if (typeof name === 'string' && /^\d+$/.test(name)) return target.charAt(Number(name));
      return Reflect.get(target, name) as unknown;
    },
  });
  unpairedBrackets(counting as unknown as string);
  return count;
}

describe('brackets around a caret', () => {
  const balance = (before: string, text: string, after: string) =>
    new BracketContext(before, after).balanceWith(text);

  it('tell a line that closes what stands closed below', () => {
    assert.deepEqual(balance('if (a) {\n', 'b();', '\n}\n'), { contradicts: false, leftOpen: 0 });
    assert.equal(balance('if (a) {\n', '}', '\n}\n').contradicts, true);
    assert.equal(balance('f([\n', ']', '\n});\n').contradicts, true);
  });

  it('tell how many brackets a line leaves open', () => {
    assert.equal(balance('', 'for (const a of b) {', '\nc();\n').leftOpen, 1);
    assert.equal(balance('f(', 'g(a', ');').leftOpen, 1);
  });

  it('never finds fault with what stood there, in a text whose brackets have partners', () => {
    const balanced = fc.letrec<{ text: string }>(tie => ({
      text: fc.oneof(
        { maxDepth: 4 },
        fc.stringMatching(/^[a-z ;\n]{0,6}$/),
        fc
          .tuple(fc.constantFrom('()', '[]', '{}'), tie('text'), tie('text'))
          .map(([pair, inner, rest]) => `${pair.charAt(0)}${inner}${pair.charAt(1)}${rest}`),
      ),
    })).text;
    fc.assert(
      fc.property(balanced, fc.nat(), fc.nat(), (text, one, other) => {
        const [from = 0, to = 0] = [one % (text.length + 1), other % (text.length + 1)].sort((a, b) => a - b);
        assert.deepEqual(balance(text.slice(0, from), text.slice(from, to), text.slice(to)), {
          contradicts: false,
          leftOpen: 0,
        });
      }),
    );
  });
});
