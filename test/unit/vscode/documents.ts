import type * as vscode from 'vscode';
import { EndOfLine, TextDocumentChangeReason } from './enums.js';
import { EventEmitter } from './events.js';
import { Position, Range } from './positions.js';

/** Text in place of some other, in UTF-16 units. */
export interface Replacement {
  readonly offset: number;
  readonly removed: number;
  readonly text: string;
}

/** A document as the extension sees it, and the undo that the editor keeps of it. */
export class FakeDocument implements vscode.TextDocument {
  version = 1;
  isDirty = false;
  isClosed = false;
  eol: vscode.EndOfLine;
  languageId: string;
  private lines: string[];
  /** What takes back the edits made, last one last; and the edits that were taken back. */
  readonly undos: (readonly Replacement[])[] = [];
  readonly redos: (readonly Replacement[])[] = [];

  constructor(
    readonly uri: vscode.Uri,
    text: string,
    languageId: string,
  ) {
    this.languageId = languageId;
    const crlf = text.match(/\r\n/g)?.length ?? 0;
    const lf = (text.match(/\r|\n/g)?.length ?? 0) - crlf;
    this.eol = crlf > lf - crlf ? EndOfLine.CRLF : EndOfLine.LF;
    this.lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  }

  get fileName(): string {
    return this.uri.fsPath;
  }

  get isUntitled(): boolean {
    return this.uri.scheme === 'untitled';
  }

  get lineCount(): number {
    return this.lines.length;
  }

  get lineEnd(): '\n' | '\r\n' {
    return this.eol === EndOfLine.CRLF ? '\r\n' : '\n';
  }

  save(): Thenable<boolean> {
    return Promise.resolve(!this.isClosed);
  }

  lineAt(at: number | vscode.Position): vscode.TextLine {
    const line = typeof at === 'number' ? at : at.line;
    const text = this.lines[line];
    if (text === undefined || Math.floor(line) !== line) throw new Error('Illegal value for `line`');
    const isLast = line === this.lines.length - 1;
    const first = /\S/.exec(text)?.index ?? text.length;
    return {
      ...{ lineNumber: line, text, firstNonWhitespaceCharacterIndex: first },
      isEmptyOrWhitespace: first === text.length,
      range: new Range(line, 0, line, text.length),
      rangeIncludingLineBreak: isLast
        ? new Range(line, 0, line, text.length)
        : new Range(line, 0, line + 1, 0),
    };
  }

  offsetAt(position: vscode.Position): number {
    const { line, character } = this.validatePosition(position);
    let offset = character;
    for (let i = 0; i < line; i++) offset += (this.lines[i] ?? '').length + this.lineEnd.length;
    return offset;
  }

  /** A place within a line end is the one before it. */
  positionAt(offset: number): Position {
    let left = Math.max(0, Math.floor(offset));
    for (const [line, { length }] of this.lines.entries()) {
      if (left < length + this.lineEnd.length) return new Position(line, Math.min(left, length));
      left -= length + this.lineEnd.length;
    }
    return this.end;
  }

  getText(range?: vscode.Range): string {
    if (!range) return this.lines.join(this.lineEnd);
    const { start, end } = this.validateRange(range);
    if (start.line === end.line) return (this.lines[start.line] ?? '').slice(start.character, end.character);
    return [
      (this.lines[start.line] ?? '').slice(start.character),
      ...this.lines.slice(start.line + 1, end.line),
      (this.lines[end.line] ?? '').slice(0, end.character),
    ].join(this.lineEnd);
  }

  getWordRangeAtPosition(position: vscode.Position, expression = /\w+/g): Range | undefined {
    const { line, character } = this.validatePosition(position);
    for (const { index, 0: word } of (this.lines[line] ?? '').matchAll(new RegExp(expression, 'g')))
      if (index <= character && character <= index + word.length)
        return new Range(line, index, line, index + word.length);
    return undefined;
  }

  validateRange(range: vscode.Range): Range {
    return new Range(this.validatePosition(range.start), this.validatePosition(range.end));
  }

  validatePosition({ line, character }: vscode.Position): Position {
    const text = this.lines[line];
    if (text === undefined) return line < 0 ? new Position(0, 0) : this.end;
    return new Position(line, Math.min(Math.max(0, character), text.length));
  }

  /**
   * Makes replacements that do not overlap.
   * @returns the changes as VS Code tells of them, those further down first, and what takes them back
   */
  apply(replacements: readonly Replacement[]): {
    changes: vscode.TextDocumentContentChangeEvent[];
    inverse: Replacement[];
  } {
    const fromEnd = replacements
      .map(({ offset, removed, text }) => ({
        range: new Range(this.positionAt(offset), this.positionAt(offset + removed)),
        text: text.replace(/\r\n|\r|\n/g, this.lineEnd),
      }))
      .map(({ range, text }) => ({
        ...{ range, text, rangeOffset: this.offsetAt(range.start) },
        rangeLength: this.offsetAt(range.end) - this.offsetAt(range.start),
      }))
      .sort((a, b) => b.rangeOffset - a.rangeOffset || b.rangeLength - a.rangeLength);
    let moved = fromEnd.reduce((sum, { rangeLength, text }) => sum + text.length - rangeLength, 0);
    const inverse: Replacement[] = [];
    let before = this.getText();
    for (const { rangeOffset, rangeLength, text } of fromEnd) {
      moved -= text.length - rangeLength;
      const old = before.slice(rangeOffset, rangeOffset + rangeLength);
      inverse.push({ offset: rangeOffset + moved, removed: text.length, text: old });
      before = before.slice(0, rangeOffset) + text + before.slice(rangeOffset + rangeLength);
    }
    this.lines = before.split(this.lineEnd);
    this.version++;
    return { changes: fromEnd, inverse };
  }

  private get end(): Position {
    const last = this.lines.length - 1;
    return new Position(last, (this.lines[last] ?? '').length);
  }
}

/** The documents that are open, and what is told of them. */
export class OpenDocuments {
  private readonly open = new Set<FakeDocument>();
  readonly opened = new EventEmitter<vscode.TextDocument>();
  readonly closed = new EventEmitter<vscode.TextDocument>();
  readonly changed = new EventEmitter<vscode.TextDocumentChangeEvent>();
  readonly saved = new EventEmitter<vscode.TextDocument>();

  get all(): readonly FakeDocument[] {
    return [...this.open];
  }

  at(uri: vscode.Uri): FakeDocument | undefined {
    return this.all.find(document => document.uri.toString() === uri.toString());
  }

  add(document: FakeDocument): void {
    this.open.add(document);
    this.opened.fire(document);
  }

  /** The document is closed before anyone is told. */
  remove(document: FakeDocument): void {
    if (!this.open.delete(document)) return;
    document.isClosed = true;
    document.isDirty = false;
    this.closed.fire(document);
  }

  /** As VS Code does: the same document closes with its old language, though `isClosed` stays false, and opens with the new one. */
  setLanguage(document: FakeDocument, languageId: string): void {
    if (languageId === document.languageId) return;
    this.closed.fire(document);
    document.languageId = languageId;
    this.opened.fire(document);
  }

  edit(
    document: FakeDocument,
    replacements: readonly Replacement[],
  ): readonly vscode.TextDocumentContentChangeEvent[] {
    this.dirty(document);
    const { changes, inverse } = document.apply(replacements);
    document.undos.push(inverse);
    document.redos.length = 0;
    this.tell(document, changes, undefined);
    return changes;
  }

  /** @returns the changes; none where there is nothing to take back */
  undo(document: FakeDocument): readonly vscode.TextDocumentContentChangeEvent[] {
    return this.revert(document, document.undos, document.redos, TextDocumentChangeReason.Undo);
  }

  redo(document: FakeDocument): readonly vscode.TextDocumentContentChangeEvent[] {
    return this.revert(document, document.redos, document.undos, TextDocumentChangeReason.Redo);
  }

  /** The text stays, and every line ends otherwise: one change of everything. */
  setEndOfLine(document: FakeDocument, eol: vscode.EndOfLine): void {
    if (eol === document.eol) return;
    this.dirty(document);
    const { length } = document.getText();
    const range = new Range(document.positionAt(0), document.positionAt(length));
    document.eol = eol;
    document.version++;
    document.undos.length = document.redos.length = 0;
    this.tell(
      document,
      [{ range, rangeOffset: 0, rangeLength: length, text: document.getText() }],
      undefined,
    );
  }

  /** A document that is saved tells of a change without changes: it is not dirty any more. */
  save(document: FakeDocument): void {
    if (document.isDirty) {
      document.isDirty = false;
      this.tell(document, [], undefined);
    }
    this.saved.fire(document);
  }

  private revert(
    document: FakeDocument,
    from: (readonly Replacement[])[],
    to: (readonly Replacement[])[],
    reason: vscode.TextDocumentChangeReason,
  ) {
    const last = from.pop();
    if (!last) return [];
    const { changes, inverse } = document.apply(last);
    to.push(inverse);
    this.tell(document, changes, reason);
    return changes;
  }

  /** The first edit of a file tells, before it, of a change without changes. Of what has no file VS Code does not. */
  private dirty(document: FakeDocument): void {
    if (document.isDirty) return;
    document.isDirty = true;
    if (!document.isUntitled) this.tell(document, [], undefined);
  }

  private tell(
    document: FakeDocument,
    contentChanges: readonly vscode.TextDocumentContentChangeEvent[],
    reason: vscode.TextDocumentChangeReason | undefined,
  ): void {
    this.changed.fire(Object.freeze({ document, contentChanges, reason }));
  }
}
