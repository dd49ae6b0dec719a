import { assert } from 'chai';
import { textFeatureNames, type Feature } from '../../src/insight/feature.js';
import { textFeatures } from '../../src/insight/features.js';
import { findLandmark } from '../../src/insight/landmarks.js';

/** The values of a feature at each character. */
function values(feature: Feature, text: string, languageId = 'typescript'): string {
  const all = textFeatures(languageId, text);
  const f = textFeatureNames.indexOf(feature);
  return Array.from(text, (_, i) => all[i * textFeatureNames.length + f]).join('');
}

describe('what code has', () => {
  it('is in a string from behind its first mark on to before its last', () => {
    assert.equal(values('string', 'a = "b\\"c" + d'), '00001111100000');
    assert.equal(values('string', "it's open"), '001111111');
    assert.equal(values('string', "f('x', 'y')"), '00110001100');
  });

  it('is in a comment to its end', () => {
    assert.equal(values('comment', 'a // b "c"\nd'), '001111111100');
    assert.equal(values('comment', 'x = 1 # no\n', 'python'), '00000011110');
    assert.equal(values('string', 'a // b "c"\n'), '00000000000');
  });

  it('is as deep in brackets as are open, those in strings and comments aside', () => {
    assert.equal(values('depth', 'f(a[1], ")") }x'), '011221111110000');
    assert.equal(values('depth', '{ // (\n}'), '11111110');
  });

  it('has a column, an indentation and a distance to the line’s end', () => {
    assert.equal(values('column', 'ab\n  c d\n'), '120123450');
    assert.equal(values('indentation', 'ab\n  c d\n'), '000122220');
    assert.equal(values('lineEnd', 'ab\n  c d'), '10043210');
  });

  it('tells words, their beginnings, capitals, digits and space apart, beyond ASCII, too', () => {
    assert.equal(values('word', 'aB_1 é=z'), '11110101');
    assert.equal(values('wordStart', 'aB_1 é=z'), '10000101');
    assert.equal(values('capital', 'aB Éz'), '01010');
    assert.equal(values('digit', 'a1.5'), '0101');
    assert.equal(values('space', 'a \tb\n'), '01101');
    assert.equal(values('word', 'a𝒳b'), '111');
  });

  it('knows neither strings nor comments in a language that it does not know', () => {
    assert.equal(values('string', '"a"', 'klingon'), '000');
    assert.equal(values('depth', '("(")', 'klingon'), '11221');
  });
});

describe('a landmark', () => {
  const text = 'const first = [1, 2, 3, 4];\n// (not this one )\nlog("some words", first);\n';
  const upTo = (where: Parameters<typeof findLandmark>[0], near: number, languageId = 'typescript') => {
    const offset = findLandmark(where, languageId, text, near);
    return offset === undefined ? undefined : text.slice(Math.max(0, offset - 5), offset);
  };

  it('is where a bracket closes that was opened some way before, in code', () => {
    assert.equal(upTo('behind a closing bracket', 30), '3, 4]');
    assert.equal(upTo('behind a closing bracket', 70), 'irst)');
    assert.equal(upTo('before a closing bracket', 70), 'first');
  });

  it('is where a quote closes, a word comes again, a line begins', () => {
    assert.equal(upTo('behind a closing quote', 0), 'ords"');
    assert.equal(upTo('before a closing quote', 0), 'words');
    assert.equal(upTo('behind a repeated word', 0), 'first');
    assert.equal(findLandmark('line start', 'typescript', text, 30), text.indexOf('//'));
  });

  it('is either end of the file, whatever stands there', () => {
    assert.equal(findLandmark('start of file', 'typescript', text, 40), 0);
    assert.equal(findLandmark('end of file', 'typescript', text, 40), text.length);
  });

  it('is none where the text has none', () => {
    for (const where of [
      'before a closing bracket',
      'before a closing quote',
      'behind a repeated word',
      'line start',
    ] as const)
      assert.isUndefined(findLandmark(where, 'typescript', 'a = 1', 2), where);
  });
});
