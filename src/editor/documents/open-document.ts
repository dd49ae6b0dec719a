import { EventEmitter, type Disposable, type TextDocument } from 'vscode';
import { headerLanguage } from '../../network/manifest.js';
import type { Network } from '../../network/network.js';
import { Reader } from '../../reading/reader.js';
import type { TextChange } from '../../reading/source.js';
import { DocumentSource } from './document-source.js';
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
 * An open document: its text, its readers, its edits and its end.
 *
 * It lives as long as the document is open, in one language, with one kind of line ending, and may be read. When one of these
 * changes, it ends, its readers answer nothing from then on, and whoever goes on asks `Documents.of` for the one that follows.
 */
export class OpenDocument implements Disposable {
  readonly source: DocumentSource;
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

  constructor(readonly text: TextDocument) {
    this.source = new DocumentSource(text);
    this.languageId = text.languageId;
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

  /** Forgets the states that were read; they are read again when they are needed. */
  forgetStates(): void {
    for (const reader of this.readers.values()) reader.reset();
  }

  /** Ends the reader of a network, which is about to be disposed of or serves no more. */
  forgetNetwork(network: Network): void {
    this.readers.get(network)?.end();
    this.readers.delete(network);
  }

  /** Ends the readers of all networks but some. */
  keepNetworks(kept: ReadonlySet<Network>): void {
    for (const network of [...this.readers.keys()]) if (!kept.has(network)) this.forgetNetwork(network);
  }

  /** Follows a line through the edits. At most one line is followed: the one before counts as changed. */
  trackLine(line: number): TrackedLine {
    if (this.line) this.line.isIntact = false;
    const { range } = this.text.lineAt(line);
    this.line = new TrackedLine(this.text.offsetAt(range.start), this.text.offsetAt(range.end));
    if (this.isEnded) this.line.isIntact = false;
    return this.line;
  }

  /** Takes in a change event: called by `Documents` alone. */
  edit(changes: readonly TextChange[], reason: 'undo' | 'redo' | undefined): void {
    this.editCount++;
    this.deleted = reason !== undefined || changes.every(({ text }) => text === '');
    for (const { removed, text } of changes) this.source.edited(removed, text.length);
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
