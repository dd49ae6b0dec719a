import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isMinified } from '../../src/memory/minified.js';
import { encode } from '../../src/network/bytes.js';
import { isMisplaced } from '../../src/suggestion/misplaced.js';
import { sceneOf } from '../../src/suggestion/scene.js';

const even = new Float32Array(256).fill(1 / 256);

/** Is a text out of place at the end of another? */
function misplaced(before: string, text: string): boolean {
  const start = before.lastIndexOf('\n') + 1;
  const scene = sceneOf({
    before: before.slice(0, start),
    prefix: before.slice(start),
    suffix: '',
    below: '',
    surroundings: 'code',
    inLine: false,
    aboveText: false,
    language: undefined,
    start: {
      reading: { state: { number: 0 } as never, logits: even },
      context: new Uint8Array(0),
      alone: even,
      distribution: even,
      found: undefined,
    },
  });
  return isMisplaced(scene, text);
}

const name = fc.stringMatching(/^[a-z]{3,8}$/).map(word => `${word}_`);
const indentation = fc.constantFrom('', '  ', '    ', '\t');
const declaring = fc.constantFrom(
  'def',
  'class',
  'function',
  'interface',
  'struct',
  'enum',
  'trait',
  'fn',
  'type',
);

describe('what is out of place', () => {
  it('is a name that the same block declares already, with the same keyword', () => {
    fc.assert(
      fc.property(declaring, name, indentation, fc.nat(), (keyword, name, space, cut) => {
        const typed = name.slice(0, cut % name.length);
        const above = `${space}${keyword} ${name} {\n${space}  x = 1\n${space}}\n`;
        const before = `${space === '' ? '' : 'impl A {\n'}${above}\n${space}${keyword} ${typed}`;
        assert.ok(misplaced(before, `${name.slice(typed.length)} {`), before);
        assert.ok(!misplaced(before, `${name.slice(typed.length)}more {`), 'a longer name');
        if (space === '') return;
        const elsewhere = `impl A {\n${above}}\nimpl B {\n${space}${keyword} ${typed}`;
        assert.ok(!misplaced(elsewhere, name.slice(typed.length)), 'another block');
      }),
    );
  });

  it('is not a name that a line with @ allows once more', () => {
    const before = '  def size(self):\n    return 1\n  @size.setter\n  def ';
    assert.ok(!misplaced(before, 'size(self, value):'));
    assert.ok(misplaced(before.replace('  @size.setter\n', ''), 'size(self, value):'));
  });

  it('is a call, where a value belongs, of what is only ever called for its effect', () => {
    const owner = fc.constantFrom('', 'this.', 'self.', 'this.all.', 'list->', 'Registry::');
    const value = fc.constantFrom(
      'while (',
      'if (!',
      'return ',
      'const x = ',
      'total += ',
      'f(a, ',
      'if ',
      'while not ',
    );
    const effect = fc.constantFrom('', 'else ', 'if (a) ', 'go ', 'x = 1; ', 'defer ');
    fc.assert(
      fc.property(owner, name, value, effect, fc.nat(), (owner, name, value, effect, cut) => {
        const typed = name.slice(0, cut % name.length);
        const rest = name.slice(typed.length);
        const above = `  ${effect}${owner}${name}(key, entry);\n`;
        assert.ok(misplaced(`${above}  ${value}${owner}${typed}`, `${rest}(key`), `${above}${value}`);
        assert.ok(!misplaced(`${above}  ${effect}${owner}${typed}`, `${rest}(key`), 'a statement');
        assert.ok(!misplaced(`${above}  ${value}${owner}${typed}`, rest), 'no call');
        assert.ok(!misplaced(`${above}  ${value}${owner}${typed}`, `${rest}more(`), 'another');
        const used = `${above}  ${value}${owner}${name}(other);\n`;
        assert.ok(
          !misplaced(`${used}  ${value}${owner}${typed}`, `${rest}(key`),
          'used as a value elsewhere',
        );
        assert.ok(!misplaced(`function ${name}(key) {}\n  ${value}${typed}`, `${rest}(`), 'declared');
      }),
    );
    assert.ok(
      !misplaced('  save(all);\n  all.forEach(one => ', 'save(one'),
      'a body that is a statement or a value',
    );
  });

  it('is a keyword where a name belongs', () => {
    fc.assert(
      fc.property(
        declaring,
        fc.constantFrom('return', 'if', 'import', 'while', 'def'),
        fc.nat(),
        (keyword, word, cut) => {
          const typed = word.slice(0, cut % word.length);
          assert.ok(misplaced(`${keyword} ${typed}`, `${word.slice(typed.length)} `));
          assert.ok(!misplaced(`${keyword} ${typed}`, `${word.slice(typed.length)}ed(`));
        },
      ),
    );
  });

  it('is the line right above, and an import that stands above', () => {
    fc.assert(
      fc.property(name, name, fc.nat(), (one, other, cut) => {
        const line = `import ${one}`;
        const typed = line.slice(0, cut % line.length);
        const rest = line.slice(typed.length);
        assert.ok(misplaced(`${line}\n${typed}`, rest));
        assert.ok(misplaced(`${line}\nimport ${other}x\n\n${typed}`, rest));
        const call = `${one}(${other});`;
        assert.ok(misplaced(`  ${call}\n  ${call.slice(0, 2)}`, call.slice(2)));
        assert.ok(!misplaced(`  ${call}\n  next();\n  ${call.slice(0, 2)}`, call.slice(2)));
      }),
    );
    assert.ok(!misplaced('  }\n  ', '}'), 'marks alone');
    assert.ok(!misplaced('[\n  0,\n  ', '0,'), 'what is short');
  });

  it('is a bracket that closes nothing after a statement that has ended', () => {
    assert.ok(misplaced('  return sum / items.length;', ' i++) {'));
    assert.ok(!misplaced('  for (let i = 0; i < items.length;', ' i++) {'));
    assert.ok(!misplaced('  if (a) { return b;', ' }'));
    assert.ok(!misplaced('  a = 1;', ' b = f(2);'));
  });
});

describe('minified text', () => {
  it('is known by long lines with hardly any white space', () => {
    const packed = 'const a=b.c(d,e),f=g[h]||{i:1,j:[2,3]};'.repeat(50);
    assert.ok(isMinified(encode(packed)));
    assert.ok(isMinified(encode(`/*! Licence\n * of three lines\n */\n${packed}\n`)));
    assert.ok(isMinified(encode(JSON.stringify(Array.from({ length: 500 }, (_, i) => ({ id: i }))))));
    assert.ok(!isMinified(encode('')));
    assert.ok(!isMinified(encode('A paragraph that someone wrote without a line end in it. '.repeat(40))));
    assert.ok(!isMinified(encode('const a = b.c(d, e);\n'.repeat(400) + packed.slice(0, 2000))));
  });

  it('is no text of lines that people write', () => {
    const line = fc.string({ maxLength: 120, unit: 'grapheme-ascii' });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), lines => {
        assert.ok(!isMinified(encode(lines.map(line => line.replaceAll('\n', '')).join('\n'))));
      }),
    );
  });
});
