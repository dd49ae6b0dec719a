import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TrackedLine } from '../../src/editor/documents/tracked-line.js';

describe('a line that is followed', () => {
  const edit = fc.record({
    at: fc.nat(1000),
    removed: fc.oneof(fc.constant(0), fc.nat(3)),
    text: fc.constantFrom('', 'x', 'yy', '\n', '\r\n', 'a\nb'),
  });

  it('is intact as long as all that stands above it and below it is what it was, whatever is typed within', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 12 }), edits => {
        const [above, below] = ['one\ntwo\n', '\nthree\nfour'];
        let text = `${above}middle${below}`;
        const line = new TrackedLine(above.length, above.length + 'middle'.length);
        for (const { at, removed, text: inserted } of edits) {
          const offset = at % (text.length + 1);
          const gone = Math.min(removed, text.length - offset);
          line.edited({ offset, removed: gone, text: inserted });
          text = text.slice(0, offset) + inserted + text.slice(offset + gone);
          const stands =
            text.startsWith(above) &&
            text.endsWith(below) &&
            !/[\r\n]/.test(text.slice(above.length, text.length - below.length));
          // Where other text came to say the same, it may count as changed, but never the other way round.
          if (line.isIntact) assert.ok(stands, JSON.stringify(text));
        }
      }),
      { numRuns: 500 },
    );
  });
});
