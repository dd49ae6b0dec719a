import { EventEmitter, type Disposable, type Position, type TextDocument, type Uri } from 'vscode';
import { headerLanguage } from '../../network/manifest.js';
import type { Network } from '../../network/network.js';
import { Reader } from '../../reading/reader.js';
import type { TextChange, TextSource } from '../../reading/source.js';
import type { DocumentTexts, TextPlace } from './document-texts.js';
import { TrackedLine } from './tracked-line.js';

/** Why an open document ended. After its end nothing that was derived from it is used. */
export type DocumentEnd = 'closed' | 'language' | 'lineEndings' | 'excluded' | 'shutdown';

/** One change event of the editor. */
export interface DocumentEdit {
  readonly document: OpenDocument;
  /** From the end of the text to its beginning, so that no change moves the ones still to come. */
  readonly changes: readonly TextChange[];
  readonly reason: 'undo' | 'redo' | undefined;
}

/**
 * An open document: its text, its readers, its edits and its end. All cells of a notebook that are in one language are one document,
 * whose text is theirs, joined: its offsets are of that, and `offsetAt` and `positionAt` say where in which cell they are.
 *
 * It lives as long as the document is open, in one language, with one kind of line ending, and may be read. When one of these
 * changes, it ends, its readers answer nothing from then on, and whoever goes on asks `Documents.of` for the one that follows.
 */
export class OpenDocument implements Disposable {
  readonly uri: Uri;
  readonly source: TextSource;
  readonly languageId: string;
  private readonly edited = new EventEmitter<DocumentEdit>();
  /** Fires after each edit, when the readers know of it already. */
  readonly onDidEdit = this.edited.event;
  private readonly ended = new EventEmitter<DocumentEnd>();
  /** Fires once. */
  readonly onDidEnd = this.ended.event;
  private readonly readers = new Map<Network, Reader>();
  private endReason: DocumentEnd | undefined;
  private editCount = 0;
  private deleted = false;
  private line: TrackedLine | undefined;

  constructor(private readonly texts: DocumentTexts) {
    this.uri = texts.uri;
    this.source = texts.source;
    this.languageId = texts.first.languageId;
  }

  /** The editor's text, or the first of several: for what is the same for all, as settings and exclusions are. */
  get text(): TextDocument {
    return this.texts.first;
  }

  /** Is this the editor's text, or one of them? */
  has(text: TextDocument): boolean {
    return this.texts.has(text);
  }

  /** The offset of a place in one of its texts, in UTF-16 units; the end for a text that is none of them. */
  offsetAt(text: TextDocument, position: Position): number {
    return this.texts.offsetAt(text, position);
  }

  /** The place in one of its texts that an offset stands for. */
  positionAt(offset: number): TextPlace {
    return this.texts.positionAt(offset);
  }

  /** The number, from 0, that a line of one of its texts has in the document. */
  lineAt(text: TextDocument, line: number): number {
    return this.texts.lineAt(text, line);
  }

  /** The place in one of its texts that is in a line of the document. */
  placeInLine(line: number, character: number): TextPlace {
    return this.texts.placeInLine(line, character);
  }

  get isEnded(): boolean {
    return this.endReason !== undefined;
  }

  /** Why it ended, or undefined while it lives. */
  get endedBy(): DocumentEnd | undefined {
    return this.endReason;
  }

  /** How many edits there were: what was derived at one count is not of the text at another. */
  get edition(): number {
    return this.editCount;
  }

  /** Was the last edit a deletion, an undo or a redo? */
  get wasDeletedFrom(): boolean {
    return this.deleted;
  }

  /** The reader of a network. It follows the edits until the document ends or the network is forgotten. */
  reader(network: Network): Reader {
    let reader = this.readers.get(network);
    if (!reader) {
      reader = new Reader(network, this.source, headerLanguage(network.manifest, this.languageId));
      if (this.isEnded) reader.end();
      else this.readers.set(network, reader);
    }
    return reader;
  }

  /** Does any reader keep states? */
  get hasStates(): boolean {
    return [...this.readers.values()].some(reader => reader.hasStates);
  }

  /** Bytes of the states that its readers keep. */
  get stateBytes(): number {
    return [...this.readers.values()].reduce((sum, { stateBytes }) => sum + stateBytes, 0);
  }

  /** Forgets the states that were read; they are read again when they are needed. */
  forgetStates(): void {
    for (const reader of this.readers.values()) reader.reset();
  }

  /** Ends the reader of a network, which is about to be disposed of or serves no more. */
  forgetNetwork(network: Network): void {
    this.readers.get(network)?.end();
    this.readers.delete(network);
  }

  /** Follows a line of one of its texts through the edits. At most one line is followed: the one before counts as changed. */
  trackLine(text: TextDocument, line: number): TrackedLine {
    if (this.line) this.line.isIntact = false;
    const { start, end } = text.lineAt(line).range;
    this.line = new TrackedLine(this.offsetAt(text, start), this.offsetAt(text, end));
    if (this.isEnded) this.line.isIntact = false;
    return this.line;
  }

  /** Takes in a change event, of which the source knows already: called by `Documents` alone. */
  edit(changes: readonly TextChange[], reason: 'undo' | 'redo' | undefined): void {
    this.editCount++;
    this.deleted = reason !== undefined || changes.every(({ text }) => text === '');
    for (const { offset, removed, text } of changes) {
      for (const reader of this.readers.values()) reader.edited({ offset, removed, inserted: text.length });
      this.line?.edited({ offset, removed, text });
    }
    this.edited.fire({ document: this, changes, reason });
  }

  /** Ends it: called by `Documents` alone. */
  end(reason: DocumentEnd): void {
    if (this.isEnded) return;
    this.endReason = reason;
    for (const reader of this.readers.values()) reader.end();
    this.readers.clear();
    if (this.line) this.line.isIntact = false;
    this.ended.fire(reason);
    this.ended.dispose();
    this.edited.dispose();
  }

  dispose(): void {
    this.end('shutdown');
  }
}
