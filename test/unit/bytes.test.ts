import assert from 'node:assert/strict';
import fc from 'fast-check';
import { betweenCharacters, countUnits, decodeText, encode, follow } from '../../src/network/bytes.js';

describe('bytes', () => {
  it('give any well-formed text back, with CRLF as LF', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        assert.equal(decodeText(encode(`x${text}`)), `x${text}`.replaceAll('\r\n', '\n'));
      }),
    );
  });

  it('read a lone surrogate as U+FFFD', () => {
    assert.deepEqual([...encode('a\ud83db')], [0x61, 0xef, 0xbf, 0xbd, 0x62]);
  });

  it('count as many UTF-16 units as the text has', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        assert.equal(countUnits(encode(text)), text.replaceAll('\r\n', '\n').length);
      }),
    );
  });

  it('may follow each other exactly where a strict decoder takes them', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const accepts = (bytes: number[]) => {
      try {
        strict.decode(Uint8Array.from(bytes));
        return true;
      } catch {
        return false;
      }
    };
    const walk = (bytes: number[]) =>
      bytes.reduce<number | undefined>(
        (state, byte) => (state === undefined ? undefined : follow(state, byte)),
        betweenCharacters,
      );
    // Every pair, then three and four bytes at the edges of every range.
    for (let a = 0; a < 256; a++) {
      for (let b = 0; b < 256; b++)
        assert.equal(walk([a, b]) === betweenCharacters, accepts([a, b]), `${a} ${b}`);
    }
    const edges = [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff];
    for (let lead = 0xe0; lead < 0x100; lead++) {
      for (const b of edges) {
        for (const c of edges) {
          assert.equal(walk([lead, b, c]) === betweenCharacters, accepts([lead, b, c]), `${lead} ${b} ${c}`);
          for (const d of edges) {
            assert.equal(
              walk([lead, b, c, d]) === betweenCharacters,
              accepts([lead, b, c, d]),
              `${lead} ${b} ${c} ${d}`,
            );
          }
        }
      }
    }
  });
});
