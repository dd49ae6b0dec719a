import type * as vscode from 'vscode';
import { FakeDocument, type OpenDocuments } from './documents.js';
import { NotebookCellKind } from './enums.js';
import { EventEmitter } from './events.js';
import { Uri } from './uri.js';

/** What a cell is made of. One of Markdown is markup. */
export interface CellContent {
  readonly text: string;
  readonly languageId?: string;
}

/** As many cells as there were so far, in all notebooks. */
let handles = 0;

/** A stretch of cells. */
export class NotebookRange implements vscode.NotebookRange {
  constructor(
    readonly start: number,
    readonly end: number,
  ) {}

  get isEmpty(): boolean {
    return this.start === this.end;
  }

  with({ start = this.start, end = this.end }: { start?: number; end?: number }): NotebookRange {
    return new NotebookRange(start, end);
  }
}

/** A cell: its text is a document of the editor's from when the notebook has it. */
export class FakeCell implements vscode.NotebookCell {
  readonly kind: vscode.NotebookCellKind;
  readonly document: FakeDocument;
  readonly metadata = {};
  readonly outputs: vscode.NotebookCellOutput[] = [];
  readonly executionSummary = undefined;

  constructor(
    readonly notebook: FakeNotebook,
    { text, languageId = 'python' }: CellContent,
  ) {
    this.kind = languageId === 'markdown' ? NotebookCellKind.Markup : NotebookCellKind.Code;
    const { path } = notebook.uri;
    const uri = Uri.from({ scheme: 'vscode-notebook-cell', path, fragment: `W${++handles}` });
    this.document = new FakeDocument(uri, text, languageId);
  }

  get index(): number {
    return this.notebook.cells.indexOf(this);
  }
}

export class FakeNotebook implements vscode.NotebookDocument {
  readonly notebookType = 'jupyter-notebook';
  readonly metadata = {};
  version = 1;
  isDirty = false;
  isClosed = false;
  cells: FakeCell[];

  constructor(
    readonly uri: vscode.Uri,
    cells: readonly CellContent[],
  ) {
    this.cells = cells.map(content => new FakeCell(this, content));
  }

  get isUntitled(): boolean {
    return this.uri.scheme === 'untitled';
  }

  get cellCount(): number {
    return this.cells.length;
  }

  cellAt(index: number): FakeCell {
    const cell = this.cells[Math.min(Math.max(0, index), this.cells.length - 1)];
    if (!cell) throw new Error('the notebook has no cells');
    return cell;
  }

  getCells(range?: vscode.NotebookRange): FakeCell[] {
    return range ? this.cells.slice(range.start, range.end) : [...this.cells];
  }

  save(): Thenable<boolean> {
    return Promise.resolve(!this.isClosed);
  }
}

type Change = Pick<vscode.NotebookDocumentChangeEvent, 'contentChanges' | 'cellChanges'>;

/**
 * The notebooks that are open. What is done to one is told as VS Code does: the notebook has its new cells, then the texts of cells
 * that are gone close and those of new ones open, and then it is told of the notebook.
 */
export class OpenNotebooks {
  private readonly open = new Set<FakeNotebook>();
  readonly opened = new EventEmitter<vscode.NotebookDocument>();
  readonly closed = new EventEmitter<vscode.NotebookDocument>();
  readonly changed = new EventEmitter<vscode.NotebookDocumentChangeEvent>();

  constructor(private readonly documents: OpenDocuments) {}

  get all(): readonly FakeNotebook[] {
    return [...this.open];
  }

  add(uri: vscode.Uri, cells: readonly CellContent[]): FakeNotebook {
    const notebook = new FakeNotebook(uri, cells);
    this.open.add(notebook);
    for (const { document } of notebook.cells) this.documents.add(document);
    this.opened.fire(notebook);
    return notebook;
  }

  remove(notebook: FakeNotebook): void {
    if (!this.open.delete(notebook)) return;
    notebook.isClosed = true;
    for (const { document } of notebook.cells) this.documents.remove(document);
    this.closed.fire(notebook);
  }

  /** @param isHeld are the texts of cells that go kept open for a while, as an editor that is still on screen keeps them? */
  splice(
    notebook: FakeNotebook,
    start: number,
    count: number,
    contents: readonly CellContent[],
    isHeld = false,
  ): void {
    const addedCells = contents.map(content => new FakeCell(notebook, content));
    const removedCells = notebook.cells.splice(start, count, ...addedCells);
    if (!isHeld) for (const { document } of removedCells) this.documents.remove(document);
    for (const { document } of addedCells) this.documents.add(document);
    const range = new NotebookRange(start, start + count);
    this.tell(notebook, { contentChanges: [{ range, addedCells, removedCells }], cellChanges: [] });
  }

  move(notebook: FakeNotebook, start: number, count: number, to: number): void {
    const moved = notebook.cells.splice(start, count);
    notebook.cells.splice(to, 0, ...moved);
    const contentChanges = [
      { range: new NotebookRange(start, start + count), addedCells: [], removedCells: moved },
      { range: new NotebookRange(to, to), addedCells: moved, removedCells: [] },
    ];
    this.tell(notebook, { contentChanges, cellChanges: [] });
  }

  /** A cell is run: what it puts out, and that it was run, is told. */
  run(cell: FakeCell): void {
    const change = {
      ...{ cell, document: undefined, metadata: undefined, outputs: cell.outputs },
      executionSummary: undefined,
    };
    this.tell(cell.notebook, { contentChanges: [], cellChanges: [change] });
  }

  private tell(notebook: FakeNotebook, change: Change): void {
    notebook.version++;
    notebook.isDirty = true;
    this.changed.fire({ notebook, metadata: undefined, ...change });
  }
}
