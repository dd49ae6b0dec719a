import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Scope } from '../../src/suggestion/scope.js';

const name = fc.stringMatching(/^[a-z]{2,6}$/).map(word => `${word}_`);
const other = fc.stringMatching(/^[a-z]{2,6}$/).map(word => `${word}Q`);

/** How a language writes a function of one parameter, its body's lines, and a call of a method. */
interface Written {
  readonly language: string;
  readonly of: (parameter: string, body: readonly string[], isOpen?: boolean) => string;
  readonly variable: (name: string) => string;
}

const braces = (header: (parameter: string) => string, unit = '  ') => ({
  of: (parameter: string, body: readonly string[], isOpen = false) =>
    `${header(parameter)} {\n${body.map(line => `${unit}${line}\n`).join('')}${isOpen ? '' : '}\n\n'}`,
});

const written = fc.constantFrom<Written>(
  {
    language: 'typescript',
    ...braces(p => `function f(${p}: Item, count = 1): void`),
    variable: n => `const ${n} = 1;`,
  },
  { language: 'javascript', ...braces(p => `const f = (${p}) =>`), variable: n => `let ${n} = 1;` },
  {
    language: 'typescript',
    ...braces(p => `function f(\n  first: Item,\n  ${p}: Item,\n)`),
    variable: n => `for (const ${n} of all) use();`,
  },
  {
    language: 'go',
    ...braces(p => `func (${p} *Store) Get(id string) (Job, error)`, '\t'),
    variable: n => `${n}, ok := all[1]`,
  },
  { language: 'go', ...braces(p => `func get(${p} string)`, '\t'), variable: n => `${n} := 1` },
  { language: 'rust', ...braces(p => `fn get(${p}: &str) -> u8`), variable: n => `let mut ${n} = 1;` },
  {
    language: 'java',
    ...braces(p => `static void get(final Item ${p}) throws IOException`),
    variable: n => `var ${n} = 1;`,
  },
  { language: 'c', ...braces(p => `static int get(struct item *${p})`), variable: n => `${n} = 1;` },
  {
    language: 'python',
    of: (p, body, isOpen = false) =>
      `def f(${p}, *, count=1):\n${body.map(line => `    ${line}\n`).join('')}${isOpen ? '' : '\n\n'}`,
    variable: n => `${n} = 1`,
  },
);

const unitOf = (language: string) => (language === 'python' ? '    ' : language === 'go' ? '\t' : '  ');

/** What a text at a caret uses. */
function uses(language: string, before: string, prefix: string, text: string, below = ''): boolean {
  return Scope.of(language, before, prefix, below)?.usesUnknown(text) ?? false;
}

describe('names that are known', () => {
  it('are not those that another function has as its parameter or its variable', () => {
    fc.assert(
      fc.property(
        written,
        name,
        other,
        fc.boolean(),
        fc.nat(),
        ({ language, of, variable }, own, foreign, asParameter, cut) => {
          const hidden = asParameter ? of(foreign, ['use();']) : of('p', [variable(foreign), 'use();']);
          const before = hidden + of(own, ['use();'], true);
          const unit = unitOf(language);
          const typed = foreign.slice(0, cut % foreign.length);
          for (const [prefix, text] of [
            [unit + typed, `${foreign.slice(typed.length)}.close()`],
            [`${unit}x.set(`, `${own}, ${foreign})`],
            [`${unit}x.set`, `(${foreign}, 1)`],
          ] as const) {
            assert.ok(uses(language, before, prefix, text), before + prefix + text);
            const known = text.replace(foreign.slice(typed.length), own).replace(foreign, own);
            if (typed === '') assert.ok(!uses(language, before, prefix, known), before + prefix + known);
            // Where it stands below, or in the line, it is known.
            assert.ok(!uses(language, before, prefix, text, `\n${unit}${foreign} = 1`), 'below');
          }
          // The same within the other function itself.
          const inside = asParameter ? of(foreign, ['use();'], true) : of('p', [variable(foreign)], true);
          assert.ok(!uses(language, inside, unit, `${foreign}.close()`), inside);
          const deeper = inside + `${unit}${language === 'python' ? 'if ready():' : 'if (ready()) {'}\n`;
          assert.ok(!uses(language, deeper, unit + unit, `${foreign}.close()`), deeper);
        },
      ),
    );
  });

  it('are all that nothing declares, and all that stands in the open', () => {
    fc.assert(
      fc.property(written, name, other, ({ language, of, variable }, own, foreign) => {
        const unit = unitOf(language);
        // Used in another function, declared in none.
        const before = of('p', [`${foreign}.log(${foreign}.size)`]) + of(own, [], true);
        assert.ok(!uses(language, before, unit, `${foreign}.log(1)`), before);
        const open = `${variable(foreign)}\n\n${of(foreign, ['use();'])}${of(own, [], true)}`;
        assert.ok(!uses(language, open, unit, `${foreign}.log(1)`), open);
      }),
    );
  });

  it('are those that the text itself brings', () => {
    const before = 'function f(item) {\n  use();\n}\n\nfunction g(all) {\n';
    assert.ok(uses('javascript', before, '  return ', 'item.price'));
    assert.ok(!uses('javascript', before, '  return all', '.map(item => item.price)'));
    assert.ok(
      !uses(
        'python',
        'def f(item):\n    use()\n\n\ndef g(all):\n',
        '    return [',
        'item.x for item in all]',
      ),
    );
    assert.ok(!uses('json', before, '  return ', 'item.price'), 'a language without blocks');
  });

  it('are told in texts of any kind', () => {
    const character = fc.constantFrom(...'(){}[]"\'`;:,.=-> \n\taxf#/*|é'.split(''));
    fc.assert(
      fc.property(
        fc.constantFrom('typescript', 'python', 'go', 'c'),
        fc.array(character, { maxLength: 400 }).map(all => all.join('')),
        fc.array(character, { maxLength: 30 }).map(all => all.join('').replaceAll('\n', ' ')),
        fc.array(character, { maxLength: 30 }).map(all => all.join('').replaceAll('\n', ' ')),
        (language, before, prefix, text) => {
          uses(language, before, prefix, text);
        },
      ),
    );
  });
});
