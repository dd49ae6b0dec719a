import {
  type EndOfLine,
  TextDocumentChangeReason,
  window,
  workspace,
  type Disposable,
  type TextDocument,
  type TextDocumentChangeEvent,
} from 'vscode';
import { headerLanguage } from '../../network/manifest.js';
import type { Network } from '../../network/network.js';
import { Reader } from '../../reading/reader.js';
import { DocumentSource } from './document-source.js';
import type { Engine } from '../engine/engine.js';
import type { DocumentSilences } from '../ghost-text/document-silences.js';

/** Documents with states kept; beyond these the one used longest ago is read again when it is come back to. */
const mostDocuments = 16;
/** Milliseconds of stillness before reading ahead: sooner than the editor asks for suggestions (50). */
const settle = 25;

interface Entry {
  readonly network: Network;
  readonly reader: Reader;
  eol: EndOfLine;
}

/** Keeps a reader for each document in use, and reads ahead of the caret while the person pauses. */
export class Documents implements Disposable {
  /** Least recently used first. By document, not by address: an untitled one that was closed leaves its address to the next. */
  private readonly entries = new Map<TextDocument, Entry>();
  private readonly deleted = new Set<TextDocument>();
  private readonly subscriptions: Disposable[];
  private ahead = { isCancellationRequested: false };
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly documentSilences: DocumentSilences,
  ) {
    this.subscriptions = [
      workspace.onDidChangeTextDocument(event => this.changed(event)),
      workspace.onDidCloseTextDocument(document => {
        this.entries.delete(document);
        this.deleted.delete(document);
      }),
      window.onDidChangeActiveTextEditor(() => this.readAhead()),
      window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === window.activeTextEditor) this.readAhead();
      }),
      workspace.onDidChangeConfiguration(event => {
        // What is excluded from now on is not to be kept either.
        if (event.affectsConfiguration('unroll.exclude')) this.entries.clear();
      }),
      engine.onDidChange(() => {
        // States are of one network alone.
        for (const [document, { network }] of this.entries)
          if (engine.state.kind !== 'ready' || engine.state.network !== network)
            this.entries.delete(document);
        if (engine.state.kind === 'ready') this.readAhead();
      }),
    ];
  }

  /** Documents of which something read is kept. */
  kept(): TextDocument[] {
    return [...this.entries.keys()];
  }

  /** Was the last change to this document a deletion, an undo or a redo? */
  wasDeletedFrom(document: TextDocument): boolean {
    return this.deleted.has(document);
  }

  reader(document: TextDocument, network: Network): Reader {
    let entry = this.entries.get(document);
    if (entry?.network !== network) {
      const language = headerLanguage(network.manifest, document.languageId);
      const reader = new Reader(network, new DocumentSource(document), language);
      entry = { network, reader, eol: document.eol };
    }
    this.entries.delete(document);
    this.entries.set(document, entry);
    const [oldest] = this.entries.keys();
    if (this.entries.size > mostDocuments && oldest !== undefined) this.entries.delete(oldest);
    return entry.reader;
  }

  /** Reads to the caret, and what typing on will need, once the person pauses. Asking again starts afresh. */
  readAhead(): void {
    this.pause();
    const editor = window.activeTextEditor;
    if (!editor || this.documentSilences.of(editor.document)) return;
    this.timer = setTimeout(() => {
      const { network } = this.engine;
      if (!network || editor.document.isClosed) return;
      const { document, selection } = editor;
      this.reader(document, network)
        .prepare(document.offsetAt(selection.active), this.ahead)
        .catch((error: unknown) => {
          // A network that was put away in the middle is no failure.
          if (this.engine.network === network) this.engine.fail(error);
        });
    }, settle);
  }

  /** Stops reading ahead, so that an answer does not wait for it. */
  pause(): void {
    this.ahead.isCancellationRequested = true;
    this.ahead = { isCancellationRequested: false };
    clearTimeout(this.timer);
  }

  dispose(): void {
    this.pause();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private changed({ document, contentChanges, reason }: TextDocumentChangeEvent): void {
    if (contentChanges.length === 0) return;
    const reverted = reason === TextDocumentChangeReason.Undo || reason === TextDocumentChangeReason.Redo;
    if (reverted || contentChanges.every(change => change.text === '')) this.deleted.add(document);
    else this.deleted.delete(document);
    const entry = this.entries.get(document);
    if (!entry) return;
    if (entry.eol !== document.eol) {
      entry.eol = document.eol;
      entry.reader.reset();
      return;
    }
    // Offsets are of the text before the event: taken from the end, no change moves the ones still to come.
    const fromEnd = [...contentChanges].sort((a, b) => b.rangeOffset - a.rangeOffset);
    for (const { rangeOffset, rangeLength, text } of fromEnd) {
      entry.reader.edited({ offset: rangeOffset, removed: rangeLength, inserted: text.length });
    }
  }
}
