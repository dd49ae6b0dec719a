import {
  EventEmitter,
  TextDocumentChangeReason,
  workspace,
  type EndOfLine,
  type Event,
  type NotebookDocument,
  type TextDocument,
  type TextDocumentChangeEvent,
} from 'vscode';
import type { Network } from '../../network/network.js';
import type { Reader } from '../../reading/reader.js';
import type { TextChange } from '../../reading/source.js';
import { DisposableOwner } from '../disposable.js';
import type { SettingsStore } from '../settings/settings.js';
import { SingleText } from './document-texts.js';
import type { Exclusion } from './exclusion.js';
import { notebookOf } from './notebook-cells.js';
import { OpenNotebook } from './open-notebook.js';
import { OpenDocument, type DocumentEdit, type DocumentEnd } from './open-document.js';

/** Documents with states kept; beyond these the states of the one used longest ago are read again when they are needed. */
const maximumWithStates = 16;
/** Bytes of the states that all documents keep together; the document in use keeps its own. */
export const maximumBytesOfStates = 24_000_000;

interface Entry {
  readonly open: OpenDocument;
  readonly texts: SingleText;
  readonly eol: EndOfLine;
}

/**
 * The one owner of open documents: hears of every edit, close and change of language once, tells the document of it, and then
 * all who follow the document. No other part listens to the editor's document events, nor to those of its notebooks.
 */
export class Documents extends DisposableOwner {
  /** By document, not by address: an untitled one that was closed leaves its address to the next. */
  private readonly entries = new Map<TextDocument, Entry>();
  private readonly notebooks = new Map<NotebookDocument, OpenNotebook>();
  /** Documents with states, least recently used first. */
  private readonly recent = new Set<OpenDocument>();
  private readonly edited = this.register(new EventEmitter<DocumentEdit>());
  /** An open document was edited, and its readers know of it. */
  readonly onDidEdit = this.edited.event;
  private readonly ended = this.register(new EventEmitter<OpenDocument>());
  /** An open document ended. */
  readonly onDidEnd = this.ended.event;

  constructor(
    private readonly exclusion: Exclusion,
    settings: SettingsStore,
    networkReleased: Event<Network>,
  ) {
    super();
    this.register(workspace.onDidChangeTextDocument(event => this.changed(event)));
    // A change of language closes the document and opens it again, the same object with another language.
    this.register(
      workspace.onDidCloseTextDocument(text => this.end(text, text.isClosed ? 'closed' : 'language')),
    );
    this.register(
      workspace.onDidOpenTextDocument(text => {
        if (this.entries.has(text)) this.of(text);
        // Of cells that come and go the notebook tells.
        for (const notebook of this.notebooks.values()) if (notebook.knows(text)) notebook.update();
      }),
    );
    this.register(
      workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
        if (contentChanges.length > 0) this.notebooks.get(notebook)?.update();
      }),
    );
    this.register(
      workspace.onDidCloseNotebookDocument(notebook => {
        this.notebooks.get(notebook)?.end('closed');
        this.notebooks.delete(notebook);
      }),
    );
    this.register(networkReleased(network => this.forgetNetwork(network)));
    this.register(
      settings.onDidChange(() => {
        for (const text of [...this.entries.keys()])
          if (this.exclusion.forbids(text)) this.end(text, 'excluded');
        for (const notebook of this.notebooks.values())
          notebook.end('excluded', ({ text }) => this.exclusion.forbids(text) !== undefined);
      }),
    );
  }

  /** The open document of a text document, or undefined where it is closed or must not be read. Cells of a notebook share theirs. */
  of(text: TextDocument): OpenDocument | undefined {
    const notebook = notebookOf(text);
    return notebook ? this.notebook(notebook).of(text) : this.ofSingle(text);
  }

  private notebook(notebook: NotebookDocument): OpenNotebook {
    let open = this.notebooks.get(notebook);
    if (!open) {
      open = new OpenNotebook(notebook, this.exclusion, {
        edited: edit => this.edited.fire(edit),
        ended: document => this.tellEnd(document),
      });
      this.notebooks.set(notebook, open);
    }
    return open;
  }

  private ofSingle(text: TextDocument): OpenDocument | undefined {
    const entry = this.entries.get(text);
    if (entry) {
      const stale = endOf(entry, text);
      if (!stale) return entry.open;
      this.end(text, stale);
      // Whoever was told of the end may have asked for what follows already: there is one for all.
      return this.of(text);
    }
    if (text.isClosed || this.exclusion.forbids(text)) return undefined;
    const texts = new SingleText(text);
    const open = new OpenDocument(texts);
    this.entries.set(text, { open, texts, eol: text.eol });
    return open;
  }

  /** The reader of a network for a document that is in use; the states of documents used long ago are forgotten. */
  reader(document: OpenDocument, network: Network): Reader {
    this.recent.delete(document);
    if (!document.isEnded) this.recent.add(document);
    for (const oldest of this.recent) {
      const isWithin = this.recent.size <= maximumWithStates && this.stateBytes <= maximumBytesOfStates;
      if (isWithin || oldest === document) break;
      this.recent.delete(oldest);
      oldest.forgetStates();
    }
    return document.reader(network);
  }

  /** The open document that has an address, where there is one. */
  withAddress(address: string): OpenDocument | undefined {
    return this.all().find(({ uri }) => uri.toString() === address);
  }

  /** Bytes of the states that documents keep. */
  get stateBytes(): number {
    return [...this.recent].reduce((sum, { stateBytes }) => sum + stateBytes, 0);
  }

  /** Documents of which something read is kept. */
  withStates(): OpenDocument[] {
    return this.all().filter(({ hasStates }) => hasStates);
  }

  /** Ends all readers of a network: of one that is to be disposed of, or serves no more. */
  forgetNetwork(network: Network): void {
    for (const document of this.all()) document.forgetNetwork(network);
  }

  override dispose(): void {
    for (const text of [...this.entries.keys()]) this.end(text, 'shutdown');
    for (const notebook of this.notebooks.values()) notebook.end('shutdown');
    super.dispose();
  }

  private all(): OpenDocument[] {
    const single = [...this.entries.values()].map(({ open }) => open);
    return [...single, ...[...this.notebooks.values()].flatMap(({ documents }) => documents)];
  }

  private end(text: TextDocument, reason: DocumentEnd): void {
    const entry = this.entries.get(text);
    if (!entry) return;
    // Gone before anyone is told, so that who asks for the document then is given the one that follows.
    this.entries.delete(text);
    entry.open.end(reason);
    this.tellEnd(entry.open);
  }

  private tellEnd(document: OpenDocument): void {
    this.recent.delete(document);
    this.ended.fire(document);
  }

  private changed({ document: text, contentChanges, reason }: TextDocumentChangeEvent): void {
    if (contentChanges.length === 0) return;
    const changes = contentChanges
      .map(({ rangeOffset, rangeLength, text }): TextChange => ({
        offset: rangeOffset,
        removed: rangeLength,
        text,
      }))
      .sort((a, b) => b.offset - a.offset);
    const notebook = notebookOf(text);
    if (notebook) this.notebook(notebook).edited(text, changes, reasonOf(reason));
    else this.singleChanged(text, changes, reasonOf(reason));
  }

  private singleChanged(text: TextDocument, changes: readonly TextChange[], reason: DocumentEdit['reason']) {
    const former = this.entries.get(text)?.open;
    const document = this.ofSingle(text);
    if (!document) return;
    // A change of line endings ends the document: the one that follows began with the text as it is, and is told of no edit.
    if (former?.isEnded) return;
    this.entries.get(text)?.texts.edited(changes);
    document.edit(changes, reason);
    this.edited.fire({ document, changes, reason });
  }
}

/** Why what is known of a document is no longer of it. */
function endOf({ open, eol }: Entry, text: TextDocument): DocumentEnd | undefined {
  if (text.isClosed) return 'closed';
  if (open.languageId !== text.languageId) return 'language';
  return eol === text.eol ? undefined : 'lineEndings';
}

function reasonOf(reason: TextDocumentChangeReason | undefined): 'undo' | 'redo' | undefined {
  if (reason === TextDocumentChangeReason.Undo) return 'undo';
  return reason === TextDocumentChangeReason.Redo ? 'redo' : undefined;
}
