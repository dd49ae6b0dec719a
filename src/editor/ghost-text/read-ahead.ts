import { window } from 'vscode';
import { DisposableOwner } from '../disposable.js';
import type { Documents } from '../documents/documents.js';
import type { Engine } from '../engine/engine.js';
import type { DocumentSilences } from './document-silences.js';

/** Milliseconds of stillness before reading ahead: sooner than the editor asks for suggestions (50). */
const settle = 25;

/** Reads to the caret, and what typing on will need, while the person pauses. */
export class ReadAhead extends DisposableOwner {
  private work = { isCancellationRequested: false };
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly documents: Documents,
    private readonly documentSilences: DocumentSilences,
  ) {
    super();
    this.register(window.onDidChangeActiveTextEditor(() => this.schedule()));
    this.register(
      window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === window.activeTextEditor) this.schedule();
      }),
    );
    this.register(
      engine.onDidChange(() => {
        if (engine.state.kind === 'ready') this.schedule();
      }),
    );
    this.register({ dispose: () => this.pause() });
  }

  /** Reads ahead once the person pauses. Asking again starts afresh. */
  schedule(): void {
    this.pause();
    const editor = window.activeTextEditor;
    if (!editor || this.documentSilences.of(editor.document)) return;
    this.timer = setTimeout(() => {
      const { network } = this.engine;
      const document = this.documents.of(editor.document);
      if (!network || !document) return;
      this.documents
        .reader(document, network)
        .prepare(document.offsetAt(editor.document, editor.selection.active), this.work)
        .catch((error: unknown) => this.engine.failed(network, error));
    }, settle);
  }

  /** Stops reading ahead, so that an answer does not wait for it. */
  pause(): void {
    this.work.isCancellationRequested = true;
    this.work = { isCancellationRequested: false };
    clearTimeout(this.timer);
  }
}
