import { Position, type TextDocument, type Uri } from 'vscode';
import type { TextChange } from '../../reading/source.js';
import { DocumentSource } from './document-source.js';
import type { DocumentTexts, TextPlace } from './document-texts.js';
import { cellSeparator, NotebookSource } from './notebook-source.js';

/** A cell's text. */
class CellSource extends DocumentSource {
  constructor(readonly text: TextDocument) {
    super(text);
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

  has(text: TextDocument): boolean {
    return this.cells.has(text);
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

  /** A cell was edited. @returns the changes of the document, from its end to its beginning */
  edited(text: TextDocument, changes: readonly TextChange[]): TextChange[] {
    const cell = this.cells.get(text);
    return cell ? this.source.edited(cell, changes) : [];
  }

  /** The cells are these from now on. @returns the changes of the document, from its end to its beginning */
  arrange(texts: readonly TextDocument[]): TextChange[] {
    // One that is in another language by now would speak for that.
    this.first = texts[0] ?? this.first;
    this.cells = new Map(texts.map(text => [text, this.cells.get(text) ?? new CellSource(text)]));
    return this.source.arrange([...this.cells.values()]);
  }
}
