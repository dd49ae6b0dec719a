import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Position, Uri, type TextDocument } from 'vscode';
import { Documents } from '../../src/editor/documents/documents.js';
import { Exclusion } from '../../src/editor/documents/exclusion.js';
import { cellSeparator } from '../../src/editor/documents/notebook-source.js';
import type { OpenDocument } from '../../src/editor/documents/open-document.js';
import { Surrounding } from '../../src/editor/documents/surrounding.js';
import { SettingsStore } from '../../src/editor/settings/settings.js';
import { encode } from '../../src/network/bytes.js';
import type { Network } from '../../src/network/network.js';
import { anchorOf } from '../../src/reading/anchor.js';
import { align } from '../../src/reading/source.js';
import { never } from '../../src/scheduler.js';
import { HashNetwork } from './hash-network.js';
import { StringDocument } from './string-document.js';
import { EndOfLine } from './vscode/enums.js';
import { EventEmitter } from './vscode/events.js';
import { Host } from './vscode/host.js';
import type { CellContent, FakeCell, FakeNotebook } from './vscode/notebooks.js';

const languages = ['typescript', 'markdown', 'sql'] as const;
const piece = fc.constantFrom(
  ...['', 'x', '\n', '😀', 'tiếng Việt\n', 'function total(a) {\n  return a;\n}\n', '"""', '/* open', "'"],
);
const text = fc.oneof(
  fc.array(piece, { maxLength: 6 }).map(pieces => pieces.join('')),
  fc.array(piece, { minLength: 30, maxLength: 50 }).map(pieces => pieces.join('')),
);
const content = fc.record({
  text,
  languageId: fc.oneof({ weight: 3, arbitrary: fc.constant('typescript') }, fc.constantFrom(...languages)),
});
const number = fc.nat(1_000_000);

type Step = (host: Host, notebook: FakeNotebook) => void;
const cellOf = ({ cells }: FakeNotebook, n: number): FakeCell | undefined =>
  cells[n % Math.max(1, cells.length)];
/** A cell's text as the editor has it. */
const textOf = ({ document }: FakeCell): TextDocument => document;
const onCell =
  (n: number, act: (host: Host, cell: FakeCell) => void): Step =>
  (host, notebook) => {
    const cell = cellOf(notebook, n);
    if (cell) act(host, cell);
  };

/** All that may be done to a notebook. */
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(number, number, fc.nat(30), text).map(([n, at, removed, inserted]) =>
    onCell(n, (host, cell) => {
      const { document } = cell;
      const text = textOf(cell);
      const { length } = text.getText();
      // The editor replaces whole characters and line ends.
      const whole = (offset: number) => text.offsetAt(text.positionAt(offset));
      const offset = whole(at % (length + 1));
      const end = whole(Math.min(length, offset + removed));
      host.change(document, documents =>
        documents.edit(document, [{ offset, removed: end - offset, text: inserted }]),
      );
    }),
  ),
  number.map(n => onCell(n, (host, { document }) => void host.change(document, all => all.undo(document)))),
  number.map(n => onCell(n, (host, { document }) => void host.change(document, all => all.redo(document)))),
  fc
    .tuple(number, fc.constantFrom(EndOfLine.LF, EndOfLine.CRLF))
    .map(([n, eol]) => onCell(n, (host, { document }) => host.setEndOfLine(document, eol))),
  fc
    .tuple(number, fc.constantFrom(...languages))
    .map(([n, language]) => onCell(n, (host, { document }) => host.setLanguage(document, language))),
  fc
    .tuple(number, fc.nat(3), fc.array(content, { maxLength: 3 }), fc.boolean())
    .map(([n, count, contents, isHeld]): Step => (host, notebook) => {
      const start = n % (notebook.cells.length + 1);
      host.notebooks.splice(
        notebook,
        start,
        Math.min(count, notebook.cells.length - start),
        contents,
        isHeld,
      );
    }),
  fc.tuple(number, fc.integer({ min: 1, max: 3 }), number).map(([n, count, to]): Step => (host, notebook) => {
    const start = n % (notebook.cells.length + 1);
    const moved = Math.min(count, notebook.cells.length - start);
    host.notebooks.move(notebook, start, moved, to % (notebook.cells.length - moved + 1));
  }),
  number.map(n => onCell(n, (host, cell) => host.notebooks.run(cell))),
);

function joined(notebook: FakeNotebook, languageId: string): string {
  return notebook
    .getCells()
    .filter(({ document }) => document.languageId === languageId)
    .map(({ document }) => document.getText())
    .join(cellSeparator);
}

async function afresh(text: string, offset: number, languageId: string): Promise<number[]> {
  const network = new HashNetwork();
  const source = new StringDocument(text);
  const place = align(source, offset);
  const header = `\u0001${languageId === 'typescript' ? languageId : ''}\n`;
  const { state } = await network.read(network.initial(), encode(header));
  return [...(await network.read(state, encode(text.slice(anchorOf(source, place), place)))).state];
}

function start(...contents: CellContent[]) {
  const host = new Host({ folders: ['/work'] });
  const settings = new SettingsStore();
  const exclusion = new Exclusion(settings);
  const documents = new Documents(exclusion, settings, new EventEmitter<Network>().event);
  const notebook = host.notebooks.add(Uri.file('/work/lab/a.ipynb'), contents);
  return { host, settings, exclusion, documents, notebook };
}

describe('a notebook in the editor', () => {
  it('has in every cell the state that reading its text afresh gives, whatever was done to it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(content, { minLength: 1, maxLength: 8 }),
        fc.array(fc.tuple(step, number, number), { minLength: 1, maxLength: 12 }),
        async (contents, steps) => {
          const { host, documents, notebook } = start(...contents);
          const network = new HashNetwork();
          const followers = new Map<OpenDocument, StringDocument>();
          documents.onDidEdit(({ document, changes }) => {
            for (const { offset, removed, text } of changes)
              followers.get(document)?.edit(offset, removed, text);
          });
          for (const [take, n, at] of steps) {
            take(host, notebook);
            for (const [open, follower] of followers) {
              if (open.isEnded) followers.delete(open);
              else assert.equal(follower.text, joined(notebook, open.languageId));
            }
            const cell = cellOf(notebook, n);
            if (!cell) continue;
            const document = textOf(cell);
            const open = documents.of(document);
            assert.ok(open);
            const text = joined(notebook, document.languageId);
            if (!followers.has(open)) followers.set(open, new StringDocument(text));
            assert.equal(open.source.slice(0, open.source.length), text);
            const position = document.positionAt(at % (document.getText().length + 1));
            const offset = open.offsetAt(document, position);
            assert.equal(open.positionAt(offset).text, document);
            assert.ok(open.positionAt(offset).position.isEqual(position));
            const line = open.lineAt(document, position.line);
            assert.equal(text.slice(0, offset).split('\n').length - 1, line);
            assert.ok(open.placeInLine(line, position.character).position.isEqual(position));
            assert.equal(open.placeInLine(line, position.character).text, document);
            const reading = await documents.reader(open, network).at(offset, never);
            assert.deepEqual([...(reading?.state ?? [])], await afresh(text, offset, document.languageId));
          }
          host.notebooks.remove(notebook);
          for (const open of followers.keys()) assert.ok(open.isEnded);
          assert.deepEqual(documents.withStates(), []);
          assert.deepEqual(host.thrown, []);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('has around a caret what a file of the same text has, and knows how much of it is of the cell', () => {
    fc.assert(
      fc.property(fc.array(content, { minLength: 1, maxLength: 6 }), number, number, (contents, n, at) => {
        const { host, documents, notebook } = start(...contents);
        const cell = cellOf(notebook, n);
        if (!cell) return;
        const document = textOf(cell);
        const { languageId } = document;
        const position = document.positionAt(at % (document.getText().length + 1));
        const open = documents.of(document);
        const around = new Surrounding(document, position, open);
        const file: TextDocument = host.untitled(joined(notebook, languageId), languageId).document;
        const place = file.positionAt(open?.offsetAt(document, position) ?? 0);
        const inFile = new Surrounding(file, place, documents.of(file));
        for (const part of ['prefix', 'suffix', 'before', 'below', 'start', 'column'] as const)
          assert.equal(around[part], inFile[part], part);
        const ofCell = document
          .getText()
          .split('\n')
          .slice(0, position.line)
          .map(line => `${line}\n`);
        assert.equal(around.beforeInCell, ofCell.join(''));
      }),
      { numRuns: 200 },
    );
  });

  it('ends nothing and reads nothing again where a cell is run', () => {
    const { host, documents, notebook } = start({ text: 'a' }, { text: 'b' });
    const [cell] = notebook.cells;
    assert.ok(cell);
    const open = documents.of(cell.document);
    let edits = 0;
    documents.onDidEdit(() => edits++);
    host.notebooks.run(cell);
    assert.equal(documents.of(cell.document), open);
    assert.equal(edits, 0);
  });

  it('is one document for all cells of a language, and another for those of another', () => {
    const { documents, notebook } = start(
      ...[
        { text: 'a' },
        { text: '# b', languageId: 'markdown' },
        { text: 'c', languageId: 'sql' },
        { text: 'd' },
      ],
    );
    const opens = notebook.cells.map(({ document }) => documents.of(document));
    assert.equal(opens[0], opens[3]);
    assert.equal(new Set(opens).size, 3);
    const addresses = opens.map(open => open?.uri.toString());
    assert.equal(addresses[0], notebook.uri.toString());
    assert.equal(new Set(addresses).size, 3);
  });

  it('is left out with all of its cells by the exclusions and the settings of the folder that it lies in', () => {
    const { host, settings, documents, notebook } = start({ text: 'a' }, { text: 'b' });
    const opens = notebook.cells.map(({ document }) => documents.of(document));
    assert.ok(opens.every(open => open?.isEnded === false));
    host.configure('unroll.exclude', ['lab/**'], { target: 'workspaceFolder', folder: '/work' });
    assert.ok(opens.every(open => open?.isEnded === true));
    for (const { document } of notebook.cells) {
      assert.equal(documents.of(document), undefined);
      assert.deepEqual(settings.of(document).exclude, ['lab/**']);
    }
    host.configure('unroll.exclude', undefined, { target: 'workspaceFolder', folder: '/work' });
    assert.ok(notebook.cells.every(({ document }) => documents.of(document)));
  });

  it('has no document for the text of a cell that is gone, though that may be open still', () => {
    const { host, documents, notebook } = start({ text: 'a' }, { text: 'b' });
    const [gone, stays] = notebook.cells;
    assert.ok(gone && stays);
    assert.ok(documents.of(gone.document));
    host.notebooks.splice(notebook, 0, 1, [], true);
    assert.ok(!gone.document.isClosed);
    assert.equal(documents.of(gone.document), undefined);
    assert.equal(documents.of(stays.document)?.source.length, 1);
    assert.equal(documents.of(stays.document)?.offsetAt(stays.document, new Position(0, 1)), 1);
  });
});
