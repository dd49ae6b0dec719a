import { assert } from 'chai';
import { indentationRule } from '../../src/suggestion/indentation.js';

const place = (before: string, prefix = '') => ({
  prefix,
  suffix: '',
  selected: undefined,
  eagerness: 'balanced' as const,
  longest: 60,
  before,
});

describe('complaint wrong indentation', () => {
  const four = 'function sum(items) {\n    let total = 0;\n    for (const item of items) {\n';

  it('lets through what the document does, and one level more than the line above', () => {
    for (const text of ['}', '    }', '        total += item;'])
      assert.isTrue(indentationRule(place(four))(text), text);
  });

  it('drops what is indented with another number of spaces, or with tabs among spaces', () => {
    for (const text of ['  }', '      total', '\ttotal', '            total'])
      assert.isFalse(indentationRule(place(four))(text), text);
  });

  it('counts what was typed of the line', () => {
    assert.isTrue(indentationRule(place(four, '    '))('return'));
    assert.isTrue(indentationRule(place(four, '  '))('  return'));
    assert.isFalse(indentationRule(place(four, '    '))('  return'));
    assert.isTrue(indentationRule(place(four, '   return'))(' 1;'), 'a line that was begun is left alone');
  });

  it('takes any where nothing is indented yet', () => {
    assert.isTrue(indentationRule(place('function sum(items) {\n'))('  let'));
  });
});
