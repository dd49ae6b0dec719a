import { Range, type TextDocument } from 'vscode';
import type { TextSource } from '../../reading/source.js';

/** A document's text for those who read it. */
export class DocumentSource implements TextSource {
  constructor(private readonly document: TextDocument) {}

  get length(): number {
    const { document } = this;
    return document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
  }

  slice(start: number, end: number): string {
    const { document } = this;
    return document.getText(new Range(document.positionAt(start), document.positionAt(end)));
  }
}
