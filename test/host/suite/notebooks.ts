import { assert } from 'chai';
import {
  NotebookCellData,
  NotebookCellKind,
  NotebookData,
  NotebookEdit,
  NotebookRange,
  Uri,
  WorkspaceEdit,
  commands,
  languages,
  window,
  workspace,
  type NotebookDocument,
  type TextEditor,
} from 'vscode';
import type { UnrollApi } from '../../../src/extension.js';
import { ask, closeAll, configure, moveTo, open, settled, unroll, until } from './editor.js';

const code = (text: string) => new NotebookCellData(NotebookCellKind.Code, text, 'python');
const markdown = (text: string) => new NotebookCellData(NotebookCellKind.Markup, text, 'markdown');

let opened = 0;

/** Writes a notebook's file and opens it. Each has a name of its own: the editor keeps cells for a while, by their addresses. */
async function openNotebook(...cells: NotebookCellData[]): Promise<NotebookDocument> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  if (!folder) throw new Error('the tests want a folder to be open');
  const file = Uri.joinPath(folder, `lab${++opened}.ipynb`);
  const content = {
    cells: cells.map(({ kind, value }) => ({
      ...{ cell_type: kind === NotebookCellKind.Code ? 'code' : 'markdown', metadata: {}, source: value },
      ...(kind === NotebookCellKind.Code && { execution_count: null, outputs: [] }),
    })),
    metadata: { language_info: { name: 'python' } },
    ...{ nbformat: 4, nbformat_minor: 2 },
  };
  await workspace.fs.writeFile(file, new TextEncoder().encode(JSON.stringify(content)));
  const notebook = await workspace.openNotebookDocument(file);
  await window.showNotebookDocument(notebook);
  return notebook;
}

/** Puts the caret at the end of a cell. */
async function editCell(notebook: NotebookDocument, index: number): Promise<TextEditor> {
  const { document } = notebook.cellAt(index);
  const selections = [new NotebookRange(index, index + 1)];
  const shown = await window.showNotebookDocument(notebook, { selections });
  shown.selection = new NotebookRange(index, index + 1);
  await until('the cell is selected', () => window.activeNotebookEditor?.selection.start === index);
  await commands.executeCommand('notebook.cell.edit');
  await until('the cell is edited', () => window.activeTextEditor?.document === document);
  const editor = window.activeTextEditor;
  if (!editor) throw new Error('no cell is edited');
  moveTo(editor, document.lineAt(document.lineCount - 1).range.end);
  return editor;
}

async function change(notebook: NotebookDocument, ...edits: NotebookEdit[]): Promise<void> {
  const edit = new WorkspaceEdit();
  edit.set(notebook.uri, edits);
  assert.ok(await workspace.applyEdit(edit));
}

/** The Python of a notebook as a file would have it, with the mark of a caret at the end of a cell. */
function asFile(notebook: NotebookDocument, index: number): string {
  return notebook
    .getCells()
    .filter(({ document }) => document.languageId === 'python')
    .map(({ document, index: i }) => document.getText().replaceAll('\r\n', '\n') + (i === index ? '‸' : ''))
    .join('\n\n');
}

describe('a notebook', () => {
  let api: UnrollApi;
  before(async () => {
    api = await unroll();
    await configure('eagerness', 'eager');
  });
  after(() => configure('eagerness', undefined));
  afterEach(async () => {
    await configure('exclude', undefined);
    await closeAll();
    await settled(api);
    assert.deepEqual(api.log(), [], 'nothing went wrong on the way');
  });

  /** What is offered at the end of a cell: the same as in a file of the same text. */
  async function offered(notebook: NotebookDocument, index: number): Promise<string | undefined> {
    await editCell(notebook, index);
    const inCell = await ask(api);
    await open(asFile(notebook, index), 'python');
    const inFile = await ask(api);
    assert.deepEqual(
      { text: inCell.text, silence: inCell.silence },
      { text: inFile.text, silence: inFile.silence },
      `in a file of the text ${JSON.stringify(asFile(notebook, index))}`,
    );
    return inCell.text;
  }

  const rest = 'erine_registry';
  const beginning = 'rows = load_tang';
  const definition = 'def load_tangerine_registry(row):\n    return row';

  it('knows a name of a cell that was never visited, in any cell, as a file of the same text does', async () => {
    const notebook = await openNotebook(
      code('import os\nimport sys'),
      code(definition),
      markdown('# The """rest"""'),
      code('x = 1'),
      code(beginning),
      code('print(rows)'),
    );
    assert.ok((await offered(notebook, 4))?.startsWith(rest));
  });

  it('has its cells as they are: inserted, edited elsewhere, moved, in another language, removed', async () => {
    const notebook = await openNotebook(code('x = 1'), code('y = 2'), code(beginning));
    const start = async () => (await offered(notebook, notebook.cellCount - 1))?.startsWith(rest) ?? false;
    const indexOf = (text: string) =>
      notebook.getCells().findIndex(({ document }) => document.getText().startsWith(text));
    assert.ok(!(await start()), 'not known yet');

    await change(notebook, NotebookEdit.insertCells(1, [code(definition), markdown('text')]));
    assert.ok(await start(), 'inserted');

    await editCell(notebook, 0);
    await commands.executeCommand('notebook.cell.moveDown');
    await until('it is moved', () => indexOf('x = 1') === 1);
    assert.ok(await start(), 'after a move above');

    const { document } = notebook.cellAt(indexOf(definition.slice(0, 8)));
    const edit = new WorkspaceEdit();
    edit.insert(document.uri, document.lineAt(0).range.start, 'import os\n\n\n');
    edit.insert(notebook.cellAt(indexOf('y = 2')).document.uri, document.lineAt(0).range.start, '# é😀\n');
    assert.ok(await workspace.applyEdit(edit));
    assert.ok(await start(), 'after edits in cells that nobody looks at');

    await languages.setTextDocumentLanguage(document, 'sql');
    assert.ok(!(await start()), 'in another language');
    await languages.setTextDocumentLanguage(document, 'python');
    assert.ok(await start(), 'in the language again');

    const { index } = notebook.getCells().find(cell => cell.document === document) ?? { index: -1 };
    await change(notebook, NotebookEdit.deleteCells(new NotebookRange(index, index + 1)));
    assert.ok(!(await start()), 'removed');
  });

  it('is one text of the memory, under its address, until it is closed', async () => {
    // A notebook that was opened from a file is kept open by the editor for a while.
    const notebook = await workspace.openNotebookDocument(
      'jupyter-notebook',
      new NotebookData([code('first = 1'), code('second = 2')]),
    );
    await editCell(notebook, 1);
    await ask(api);
    const address = notebook.uri.toString();
    const isOfNotebook = (name: string) =>
      name.startsWith(address) || name.startsWith('vscode-notebook-cell');
    assert.deepEqual(api.memory().names.filter(isOfNotebook), [address]);
    assert.ok(api.read().includes(address));
    await closeAll();
    await until('it is closed', () => notebook.isClosed);
    assert.deepEqual([...api.memory().names, ...api.read()].filter(isOfNotebook), []);
  });

  it('is left out with all its cells where its address is excluded', async () => {
    const notebook = await openNotebook(code(definition), code(beginning));
    const address = notebook.uri.toString();
    await editCell(notebook, 1);
    assert.ok((await ask(api)).text?.startsWith(rest));
    assert.ok(api.memory().names.includes(address) && api.read().includes(address));
    await configure('exclude', ['*.ipynb']);
    assert.ok(![...api.memory().names, ...api.read()].includes(address));
    for (const index of [0, 1]) {
      await editCell(notebook, index);
      assert.equal((await ask(api)).silence, 'excluded');
    }
  });
});
