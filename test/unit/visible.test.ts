import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isVisible } from '../../src/suggestion/visible.js';

describe('what cannot be seen being taken', () => {
  const plain = fc.string({
    unit: fc.constantFrom('a', ' ', '\t', '(', 'é', 'ế', '漢', '😀', 'ß', 'я', 'ا'),
    maxLength: 8,
  });
  const ranges: readonly (readonly [number, number])[] = [
    [0x00, 0x08],
    [0x0a, 0x1f],
    [0x7f, 0xa0],
    [0xad, 0xad],
    [0x034f, 0x034f],
    [0x061c, 0x061c],
    [0x115f, 0x1160],
    [0x17b4, 0x17b5],
    [0x180b, 0x180f],
    [0x2000, 0x200b],
    [0x200e, 0x200f],
    [0x2028, 0x202f],
    [0x205f, 0x206f],
    [0x2800, 0x2800],
    [0x3000, 0x3000],
    [0x3164, 0x3164],
    [0xfe00, 0xfe0e],
    [0xfeff, 0xfeff],
    [0xffa0, 0xffa0],
    [0xfff9, 0xfffb],
    [0xe0000, 0xe0fff],
  ];
  const unseen = fc
    .constantFrom(...ranges)
    .chain(([from, to]) => fc.integer({ min: from, max: to }))
    .map(code => String.fromCodePoint(code));

  it('is never offered, wherever it stands', () => {
    fc.assert(
      fc.property(plain, unseen, plain, plain, (start, character, end, before) => {
        assert.ok(!isVisible(start + character + end, before), JSON.stringify(start + character + end));
      }),
      { numRuns: 3000 },
    );
  });

  it('is none of what people write', () => {
    fc.assert(fc.property(plain, plain, (text, before) => assert.ok(isVisible(text, before))));
    for (const text of ['tiếng Việt', '👩‍💻 viết', '👩🏽‍🚀', '❤️', 'نمی‌خواهم', 'क्‍ष', '한국어', '→ “x”'])
      assert.ok(isVisible(text), text);
  });

  it('is a joiner where nothing is joined', () => {
    for (const text of [
      'a\u200db',
      'pass\u200cword',
      '\u200d',
      '漢\u200c字',
      'a\ufe0f',
      '😀\u200da',
      '😀\u200d',
    ])
      assert.ok(!isVisible(text), JSON.stringify(text));
    assert.ok(isVisible('\u200cخواهم', 'نمی'), 'what stands before counts');
  });
});
