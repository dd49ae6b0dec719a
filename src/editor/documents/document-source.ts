import { EndOfLine, Range, type TextDocument } from 'vscode';
import type { TextSource } from '../../reading/source.js';

/** A document's text for those who read it. */
export class DocumentSource implements TextSource {
  /** The length is kept: to ask the editor for it takes time that grows with the number of lines. */
  private units: number | undefined;

  constructor(private readonly document: TextDocument) {}

  get length(): number {
    const { document } = this;
    return (this.units ??= document.offsetAt(document.lineAt(document.lineCount - 1).range.end));
  }

  /** Tells of an edit that the document has already made. */
  edited(removed: number, inserted: number): void {
    if (this.units !== undefined) this.units += inserted - removed;
  }

  slice(start: number, end: number): string {
    const { document } = this;
    const [from, to] = [document.positionAt(start), document.positionAt(end)];
    const text = document.getText(new Range(from, to));
    if (document.eol === EndOfLine.LF) return text;
    // The editor knows no place between a carriage return and its line feed: it takes that for the place before both.
    const isCut = to.line < document.lineCount - 1 && end > document.offsetAt(to);
    return (isCut ? `${text}\r` : text).slice(start - document.offsetAt(from));
  }
}
