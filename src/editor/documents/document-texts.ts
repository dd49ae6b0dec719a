import { Position, type TextDocument, type Uri } from 'vscode';
import type { TextChange, TextSource } from '../../reading/source.js';
import { DocumentSource } from './document-source.js';

/** A place in one of the editor's texts. */
export interface TextPlace {
  readonly text: TextDocument;
  readonly position: Position;
}

/** The editor's texts that make one document: the one text of a file, or the cells of a notebook that are in one language. */
export interface DocumentTexts {
  /** The document's address, under which the memory holds it. */
  readonly uri: Uri;
  /** All of them as one text: its offsets are those of the document. */
  readonly source: TextSource;
  /** The first of them. Settings and exclusions are the same for all. */
  readonly first: TextDocument;
  has(text: TextDocument): boolean;
  /** The offset of a place in one of them, in UTF-16 units; the end of the document for a text that is none of them. */
  offsetAt(text: TextDocument, position: Position): number;
  /** The place that an offset stands for. */
  positionAt(offset: number): TextPlace;
  /** The number, from 0, that a line of one of them has in all of them as one text. */
  lineAt(text: TextDocument, line: number): number;
  /** The place in a line of all of them as one text. */
  placeInLine(line: number, character: number): TextPlace;
}

/** The one text of a document that is no notebook. */
export class SingleText implements DocumentTexts {
  readonly source: DocumentSource;

  constructor(readonly first: TextDocument) {
    this.source = new DocumentSource(first);
  }

  get uri(): Uri {
    return this.first.uri;
  }

  has(text: TextDocument): boolean {
    return text === this.first;
  }

  offsetAt(text: TextDocument, position: Position): number {
    return text === this.first ? text.offsetAt(position) : this.source.length;
  }

  positionAt(offset: number): TextPlace {
    return { text: this.first, position: this.first.positionAt(offset) };
  }

  lineAt(_text: TextDocument, line: number): number {
    return line;
  }

  placeInLine(line: number, character: number): TextPlace {
    return { text: this.first, position: new Position(line, character) };
  }

  /** The text was edited. */
  edited(changes: readonly TextChange[]): void {
    for (const { removed, text } of changes) this.source.edited(removed, text.length);
  }
}
