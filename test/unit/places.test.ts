import { assert } from 'chai';
import type { Language } from '../evaluate/languages.js';
import { placesIn } from '../compare/places.js';

/** Each place as its kind, what is measured, and the distance. */
const found = (text: string, language: Language = 'typescript') =>
  placesIn(text, language).map(({ kind, start, end, distance }) => [kind, text.slice(start, end), distance]);

describe('places where something closes or comes again', () => {
  it('are closing brackets, each with the distance to its own opening', () => {
    assert.deepEqual(found('f(a[1], {b})'), [
      ['bracket', ']', 2],
      ['bracket', '}', 2],
      ['bracket', ')', 10],
    ]);
  });

  it('are no brackets in comments, strings and character literals, and none that opened outside', () => {
    assert.deepEqual(
      found('(// )\n/* ) */ ")" )').filter(([kind]) => kind === 'bracket'),
      [['bracket', ')', 18]],
    );
    assert.deepEqual(found("f('(', x)", 'rust'), [['bracket', ')', 7]]);
    assert.deepEqual(found('# (\n)', 'python'), []);
    assert.deepEqual(found(') }'), []);
  });

  it('are closing quotes within a line', () => {
    assert.deepEqual(found(String.raw`"a\"b" 'c'`), [
      ['quote', '"', 5],
      ['quote', "'", 2],
    ]);
    assert.deepEqual(found("'a' \"b", 'go'), []);
    assert.deepEqual(found('"""a "b" c""" "d"', 'python'), [['quote', '"', 2]]);
  });

  it('are the second uses of names that were given, from their second letter on', () => {
    assert.deepEqual(found('openFile; return; openFile; return; openFile my_other_name my_other_name'), [
      ['name', 'penFile', 18],
      ['name', 'y_other_name', 14],
    ]);
  });
});
