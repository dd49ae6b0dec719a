import { NotebookCellKind, type NotebookDocument, type TextDocument } from 'vscode';
import type { TextChange } from '../../reading/source.js';
import { CellTexts } from './cell-texts.js';
import type { Exclusion } from './exclusion.js';
import { OpenDocument, type DocumentEdit, type DocumentEnd } from './open-document.js';

/** Is told of what becomes of a notebook's documents. */
export interface NotebookListener {
  edited(edit: DocumentEdit): void;
  ended(document: OpenDocument): void;
}

interface Part {
  readonly document: OpenDocument;
  readonly texts: CellTexts;
}

/**
 * An open notebook: a document for each language of its cells, of those cells in their order.
 *
 * What is written in another language, the text of Markdown cells most of all, is left out of a document: code is predicted better
 * from the code before it alone than with the Markdown between, be that as comments or as it is. An unclosed comment or string
 * of another language then reaches nowhere, and a header names one language for all that is read after it.
 */
export class OpenNotebook {
  /** By the editor's identifier of the language; one that was not asked for is not there. */
  private readonly parts = new Map<string, Part>();
  /** The texts of its cells in any language, as they were last looked at. */
  private cells: ReadonlySet<TextDocument>;

  constructor(
    private readonly notebook: NotebookDocument,
    private readonly exclusion: Exclusion,
    private readonly listener: NotebookListener,
  ) {
    this.cells = this.look();
  }

  get documents(): OpenDocument[] {
    return [...this.parts.values()].map(({ document }) => document);
  }

  /** Was this the text of a cell when the cells were last looked at? */
  knows(text: TextDocument): boolean {
    return this.cells.has(text);
  }

  /** The document that a cell belongs to; undefined where it is none of the notebook's cells, or must not be read. */
  of(cell: TextDocument): OpenDocument | undefined {
    if (cell.isClosed) return undefined;
    // It came a moment ago, and nobody was told.
    if (!this.cells.has(cell) || this.parts.get(cell.languageId)?.texts.has(cell) === false) this.update();
    const part = this.parts.get(cell.languageId);
    if (part) return part.texts.has(cell) ? part.document : undefined;
    const cells = this.cellsIn(cell.languageId);
    if (!cells.includes(cell) || this.exclusion.forbids(cell)) return undefined;
    const texts = new CellTexts(this.uriFor(cell.languageId), cell, cells);
    const document = new OpenDocument(texts);
    this.parts.set(cell.languageId, { document, texts });
    return document;
  }

  /** A cell was edited. */
  edited(cell: TextDocument, changes: readonly TextChange[], reason: 'undo' | 'redo' | undefined): void {
    const known = this.parts.get(cell.languageId);
    if (known?.texts.has(cell) === false) {
      // It is taken in with the text that it has by now.
      this.update();
      return;
    }
    if (known) known.texts.edited(cell, changes);
    else this.of(cell);
    const part = this.parts.get(cell.languageId);
    if (part) this.tell(part, part.texts.inDocument(cell, changes), reason);
  }

  /** Cells may have come, gone, moved, or changed their language. */
  update(): void {
    this.cells = this.look();
    for (const [languageId, part] of [...this.parts]) {
      const cells = this.cellsIn(languageId);
      if (cells.length === 0) this.endPart(languageId, 'closed');
      else this.tell(part, part.texts.arrange(cells), undefined);
    }
  }

  /** Ends its documents: all, or those that are to end. */
  end(reason: DocumentEnd, isToEnd: (document: OpenDocument) => boolean = () => true): void {
    for (const [languageId, { document }] of [...this.parts])
      if (isToEnd(document)) this.endPart(languageId, reason);
  }

  private tell(
    { document }: Part,
    changes: readonly TextChange[],
    reason: 'undo' | 'redo' | undefined,
  ): void {
    if (changes.length === 0) return;
    document.edit(changes, reason);
    this.listener.edited({ document, changes, reason });
  }

  private endPart(languageId: string, reason: DocumentEnd): void {
    const part = this.parts.get(languageId);
    if (!part) return;
    this.parts.delete(languageId);
    part.document.end(reason);
    this.listener.ended(part.document);
  }

  private look(): ReadonlySet<TextDocument> {
    if (this.notebook.isClosed) return new Set();
    const texts = this.notebook.getCells().map(({ document }) => document);
    return new Set(texts.filter(({ isClosed }) => !isClosed));
  }

  private cellsIn(languageId: string): TextDocument[] {
    return [...this.cells].filter(text => text.languageId === languageId);
  }

  /** The notebook's address for the language of its code; for any other, the same and the language. */
  private uriFor(languageId: string) {
    const { uri } = this.notebook;
    const code = this.notebook.getCells().find(({ kind }) => kind === NotebookCellKind.Code);
    const isMain = languageId === (code?.document.languageId ?? languageId);
    const isTaken = this.documents.some(document => document.uri.toString() === uri.toString());
    return isMain && !isTaken ? uri : uri.with({ fragment: languageId });
  }
}
