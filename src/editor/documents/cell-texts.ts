import { Position, type EndOfLine, type TextDocument, type Uri } from 'vscode';
import type { TextChange, TextSource } from '../../reading/source.js';
import { DocumentSource } from './document-source.js';
import type { DocumentTexts, TextPlace } from './document-texts.js';
import { cellSeparator, NotebookSource } from './notebook-source.js';

/** A cell's text, with one kind of line ending. */
class CellSource implements TextSource {
  readonly eol: EndOfLine;

  constructor(readonly text: TextDocument) {
    this.eol = text.eol;
  }

  /** Asked of the editor each time: who joins cells keeps it. */
  get length(): number {
    return new DocumentSource(this.text).length;
  }

  slice(start: number, end: number): string {
    return new DocumentSource(this.text).slice(start, end);
  }
}

/** Lines from the last of a cell to the first of the next. */
const linesBetween = cellSeparator.length;

/** The cells of a notebook that are in one language, as one document. */
export class CellTexts implements DocumentTexts {
  readonly source: NotebookSource<CellSource>;
  /** By text, in their order. */
  private cells: ReadonlyMap<TextDocument, CellSource>;

  /** @param texts all of them; `first` is one */
  constructor(
    readonly uri: Uri,
    public first: TextDocument,
    texts: readonly TextDocument[],
  ) {
    this.cells = new Map(texts.map(text => [text, new CellSource(text)]));
    this.source = new NotebookSource([...this.cells.values()]);
  }

  /** Is it one of them, with the line endings that are known? */
  has(text: TextDocument): boolean {
    return this.cells.get(text)?.eol === text.eol;
  }

  offsetAt(text: TextDocument, position: Position): number {
    const cell = this.cells.get(text);
    return (cell && this.source.offsetOf(cell, text.offsetAt(position))) ?? this.source.length;
  }

  positionAt(offset: number): TextPlace {
    const place = this.source.placeOf(offset);
    if (!place) return { text: this.first, position: new Position(0, 0) };
    const { text } = place.cell;
    return { text, position: text.positionAt(place.offset) };
  }

  lineAt(text: TextDocument, line: number): number {
    let before = 0;
    for (const cell of this.cells.keys()) {
      if (cell === text) break;
      before += cell.lineCount - 1 + linesBetween;
    }
    return before + line;
  }

  placeInLine(line: number, character: number): TextPlace {
    let text = this.first;
    let left = line;
    for (text of this.cells.keys()) {
      if (left < text.lineCount) break;
      left -= text.lineCount - 1 + linesBetween;
    }
    // The line between two cells is taken for the beginning of the second.
    return { text, position: left < 0 ? new Position(0, 0) : new Position(left, character) };
  }

  /** The changes of a cell as those of the document. */
  inDocument(text: TextDocument, changes: readonly TextChange[]): TextChange[] {
    const start = this.offsetAt(text, new Position(0, 0));
    return changes.map(({ offset, removed, text }) => ({ offset: start + offset, removed, text }));
  }

  /** A cell was edited. */
  edited(text: TextDocument, changes: readonly TextChange[]): void {
    const cell = this.cells.get(text);
    if (cell) this.source.edited(cell, changes);
  }

  /** The cells are these from now on. @returns the changes of the document, from its end to its beginning */
  arrange(texts: readonly TextDocument[]): TextChange[] {
    // One that is in another language by now would speak for that.
    this.first = texts[0] ?? this.first;
    const known = (text: TextDocument) => (this.has(text) ? this.cells.get(text) : undefined);
    this.cells = new Map(texts.map(text => [text, known(text) ?? new CellSource(text)]));
    return this.source.arrange([...this.cells.values()]);
  }
}
