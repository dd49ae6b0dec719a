import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cellSeparator, NotebookSource } from '../../src/editor/documents/notebook-source.js';
import { encode } from '../../src/network/bytes.js';
import { anchorOf } from '../../src/reading/anchor.js';
import { Reader } from '../../src/reading/reader.js';
import { align, type TextChange } from '../../src/reading/source.js';
import { never } from '../../src/scheduler.js';
import { HashNetwork } from './hash-network.js';
import { StringDocument } from './string-document.js';

/** What is done to a notebook: numbers are taken modulo what there is. */
type Step =
  | { readonly kind: 'edit'; readonly cell: number; readonly edits: readonly TextChange[] }
  | { readonly kind: 'insert'; readonly at: number; readonly texts: readonly string[] }
  | { readonly kind: 'remove'; readonly at: number; readonly count: number }
  | { readonly kind: 'move'; readonly from: number; readonly count: number; readonly to: number }
  | { readonly kind: 'unheard'; readonly cell: number; readonly text: string };

const piece = fc.constantFrom(
  ...[
    '',
    'x',
    '\n',
    '\r\n',
    '\r',
    '\ud83d',
    '\ude00',
    '😀',
    'tiếng Việt\n',
    'def total(a):\r\n\treturn a\r\n',
  ],
  ...['"""', '# a comment', 'for row in rows:\n    print(row)\n'],
);
const text = fc.oneof(
  fc.array(piece, { maxLength: 6 }).map(pieces => pieces.join('')),
  fc.array(piece, { minLength: 30, maxLength: 60 }).map(pieces => pieces.join('')),
);
const position = fc.nat(1_000_000);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('edit' as const),
      cell: position,
      edits: fc.array(
        fc.record({ offset: position, removed: fc.oneof(fc.constant(0), fc.nat(4), fc.nat(400)), text }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  },
  fc.record({
    kind: fc.constant('insert' as const),
    at: position,
    texts: fc.array(text, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('remove' as const), at: position, count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    kind: fc.constant('move' as const),
    from: position,
    count: fc.integer({ min: 1, max: 2 }),
    to: position,
  }),
  fc.record({ kind: fc.constant('unheard' as const), cell: position, text }),
);

/** A notebook of strings: does what is asked to the cells, and has the source told of it. */
class StringNotebook {
  cells: StringDocument[];
  readonly source: NotebookSource<StringDocument>;

  constructor(texts: readonly string[]) {
    this.cells = texts.map(text => new StringDocument(text));
    this.source = new NotebookSource(this.cells);
  }

  get joined(): string {
    return this.cells.map(({ text }) => text).join(cellSeparator);
  }

  private edit(cell: StringDocument, edits: readonly TextChange[]): TextChange[] {
    const changes = edit(cell, edits);
    this.source.edited(cell, changes);
    const start = this.source.offsetOf(cell, 0) ?? 0;
    return changes.map(change => ({ ...change, offset: start + change.offset }));
  }

  take(step: Step): TextChange[] {
    const { cells } = this;
    switch (step.kind) {
      case 'edit': {
        const cell = cells[step.cell % Math.max(1, cells.length)];
        return cell ? this.edit(cell, step.edits) : [];
      }
      case 'insert': {
        const at = step.at % (cells.length + 1);
        const made = step.texts.map(text => new StringDocument(text));
        this.cells = [...cells.slice(0, at), ...made, ...cells.slice(at)];
        break;
      }
      case 'remove': {
        const at = step.at % (cells.length + 1);
        this.cells = [...cells.slice(0, at), ...cells.slice(at + step.count)];
        break;
      }
      case 'move': {
        const from = step.from % (cells.length + 1);
        const moved = cells.slice(from, from + step.count);
        const rest = cells.filter(cell => !moved.includes(cell));
        const to = step.to % (rest.length + 1);
        this.cells = [...rest.slice(0, to), ...moved, ...rest.slice(to)];
        break;
      }
      case 'unheard': {
        // Told with the next change of the cells; one of the same length would be none.
        const cell = cells[step.cell % Math.max(1, cells.length)];
        if (cell && cell.text.length !== step.text.length) cell.text = step.text;
        break;
      }
    }
    return this.source.arrange(this.cells);
  }
}

/** Edits of a text as one event of the editor tells of them: from the end to the beginning, none over another. */
function edit(cell: StringDocument, edits: readonly TextChange[]): TextChange[] {
  let end = cell.length;
  return edits
    .map(({ offset, ...edit }) => ({ ...edit, offset: offset % (cell.length + 1) }))
    .sort((a, b) => b.offset - a.offset)
    .flatMap(({ offset, removed, text }) => {
      if (offset > end) return [];
      const change = { offset, removed: Math.min(removed, end - offset), text };
      end = offset;
      cell.edit(change.offset, change.removed, change.text);
      return [change];
    });
}

async function afresh(text: string, offset: number): Promise<number[]> {
  const network = new HashNetwork();
  const source = new StringDocument(text);
  const place = align(source, offset);
  const header = await network.read(network.initial(), encode('\u0001typescript\n'));
  const bytes = encode(text.slice(anchorOf(source, place), place));
  return [...(await network.read(header.state, bytes)).state];
}

const notebook = fc.array(text, { maxLength: 12 });
const steps = fc.array(step, { minLength: 1, maxLength: 10 });

describe('the joined text of a notebook', () => {
  it('is that of its cells after whatever is done to them, and the changes lead from one to the next', () => {
    fc.assert(
      fc.property(notebook, steps, fc.array(position), (texts, steps, places) => {
        const cells = new StringNotebook(texts);
        const follower = new StringDocument(cells.joined);
        for (const step of steps) {
          let last = Infinity;
          for (const { offset, removed, text } of cells.take(step)) {
            assert.ok(offset + removed <= last, 'from the end to the beginning');
            last = offset;
            follower.edit(offset, removed, text);
          }
          const { source, joined } = cells;
          assert.equal(source.length, joined.length);
          assert.equal(source.slice(0, source.length), joined);
          assert.equal(follower.text, joined);
          for (const [i, place] of places.entries()) {
            const [a, b] = [place % (joined.length + 3), (places[i - 1] ?? 0) % (joined.length + 3)];
            assert.equal(
              source.slice(Math.min(a, b), Math.max(a, b)),
              joined.slice(Math.min(a, b), Math.max(a, b)),
            );
          }
        }
      }),
      { numRuns: 600 },
    );
  });

  it('says where a place of a cell is in it, and which place of which cell an offset is', () => {
    fc.assert(
      fc.property(notebook, steps, (texts, steps) => {
        const notebook = new StringNotebook(texts);
        for (const step of steps) notebook.take(step);
        const { source, cells } = notebook;
        let start = 0;
        for (const cell of cells) {
          for (let offset = 0; offset <= cell.length; offset += 7) {
            assert.equal(source.offsetOf(cell, offset), start + offset);
            const place = source.placeOf(start + offset);
            assert.equal(place?.cell, cell);
            assert.equal(place.offset, offset);
          }
          start += cell.length + cellSeparator.length;
        }
        assert.equal(source.offsetOf(new StringDocument(''), 0), undefined);
        assert.equal(source.placeOf(0)?.cell, cells[0]);
      }),
      { numRuns: 300 },
    );
  });

  it('has at every place the state that reading it afresh gives, whatever was done to the cells', async () => {
    await fc.assert(
      fc.asyncProperty(
        notebook,
        steps,
        fc.array(position, { minLength: 10 }),
        async (texts, steps, places) => {
          const notebook = new StringNotebook(texts);
          const { source } = notebook;
          const reader = new Reader(new HashNetwork(), source, 'typescript');
          await reader.prepare(source.length, never);
          for (const [i, step] of steps.entries()) {
            const changes = notebook.take(step);
            for (const { offset, removed, text } of changes)
              reader.edited({ offset, removed, inserted: text.length });
            const [last] = changes;
            const near = Math.min(source.length, (last?.offset ?? 0) + (last?.text.length ?? 0));
            for (const place of [(places[i] ?? 0) % (source.length + 1), near, source.length]) {
              const reading = await reader.at(place, never);
              assert.deepEqual([...(reading?.state ?? [])], await afresh(notebook.joined, place));
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('moves no cell but the one that is moved, and reads none of the others for it', () => {
    const texts = Array.from({ length: 1000 }, (_, i) => `cell_${i} = ${'x'.repeat(1000)}`);
    const notebook = new StringNotebook(texts);
    let read = 0;
    for (const cell of notebook.cells)
      cell.slice = (start, end) => {
        read += end - start;
        return cell.text.slice(start, end);
      };
    const changes = notebook.take({ kind: 'move', from: 700, count: 1, to: 3 });
    assert.deepEqual(
      changes.map(({ removed, text }) => removed + text.length),
      [1013, 1013],
    );
    assert.ok(read <= 1013, `${read} units read`);
    const cell = notebook.cells[500];
    assert.ok(cell);
    read = 0;
    cell.edit(4, 1, 'yy');
    notebook.source.edited(cell, [{ removed: 1, text: 'yy' }]);
    assert.equal(read, 0);
  });
});
