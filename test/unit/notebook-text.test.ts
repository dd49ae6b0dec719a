import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cellSeparator } from '../../src/editor/documents/notebook-source.js';
import { maximumNotebookUnits, notebookText } from '../../src/editor/memory/notebook-text.js';

const secret = 'what-a-cell-put-out';
const output = { output_type: 'stream', name: 'stdout', text: [secret], source: secret };

/** As Jupyter writes a text: whole, or line by line. */
const written = (text: string, byLine: boolean) => (byLine ? text.split(/(?<=\n)/) : text);

describe('the text of a notebook that is not open', () => {
  it('is that of its code cells and of nothing else, whole or line by line, in the newer format and the older', () => {
    const cell = fc.record({
      kind: fc.constantFrom('code', 'markdown', 'raw'),
      text: fc
        .array(fc.constantFrom('x = 1', '\n', '\r\n', '"', '\\', 'é😀', ''))
        .map(parts => parts.join('')),
      byLine: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(cell), fc.boolean(), (cells, isOld) => {
        const list = cells.map(({ kind, text, byLine }) => ({
          ...{ cell_type: kind, metadata: { note: secret }, outputs: [output] },
          [isOld && kind === 'code' ? 'input' : 'source']: written(text, byLine),
        }));
        const notebook = isOld
          ? { nbformat: 3, worksheets: [{ cells: list.slice(0, 2) }, { cells: list.slice(2) }] }
          : { nbformat: 4, cells: list };
        const code = cells.filter(({ kind }) => kind === 'code').map(({ text }) => text);
        assert.equal(notebookText(JSON.stringify(notebook, null, 1)), code.join(cellSeparator));
      }),
    );
  });

  it('is none where the file is no notebook, whatever else it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), text => {
        // A text that happens to be a notebook's is one.
        assert.ok(typeof notebookText(text) !== 'string' || /"(cells|worksheets)"/.test(text));
      }),
    );
    for (const text of ['', '{', '[]', 'null', '{"cells":{}}', '{"cells":"x"}', '<'.repeat(100)])
      assert.equal(notebookText(text), undefined, text);
  });

  it('does without what is wrong in a cell', () => {
    const cells = [null, 7, {}, { cell_type: 'code' }, { cell_type: 'code', source: [1, 'a = 1', null] }];
    assert.equal(notebookText(JSON.stringify({ cells })), `${cellSeparator}a = 1`);
  });

  it('is none where the file is too long to be taken apart at once', () => {
    const long = (units: number) => {
      const cells = [{ cell_type: 'code', source: 'x = 1', outputs: [''] }];
      const { length } = JSON.stringify({ cells });
      return JSON.stringify({
        cells: cells.map(cell => ({ ...cell, outputs: ['o'.repeat(units - length)] })),
      });
    };
    assert.equal(notebookText(long(maximumNotebookUnits)), 'x = 1');
    assert.equal(notebookText(long(maximumNotebookUnits + 1)), undefined);
  });
});
