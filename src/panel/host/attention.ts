import { window } from 'vscode';
import { DisposableOwner } from '../../editor/disposable.js';
import type { OpenDocument } from '../../editor/documents/open-document.js';
import type { Cancellation } from '../../scheduler.js';

/** What a person waits for at a place: cancelled as soon as they type there, put the caret elsewhere, or turn to another file. */
export class Attention extends DisposableOwner implements Cancellation {
  private ended = false;

  /** @param caret where it stands, in UTF-16 units: the editor may tell late that it came there */
  constructor(document: OpenDocument, caret: number) {
    super();
    this.register({ dispose: () => this.end() });
    this.register(
      window.onDidChangeTextEditorSelection(({ textEditor: { document: text }, selections: [selection] }) => {
        if (!document.has(text) || !selection) return;
        if (document.offsetAt(text, selection.active) !== caret) this.end();
      }),
    );
    this.register(
      window.onDidChangeActiveTextEditor(editor => {
        // None is active while the panel is worked in.
        if (editor && !document.has(editor.document)) this.end();
      }),
    );
    this.register(document.onDidEdit(() => this.end()));
    this.register(document.onDidEnd(() => this.end()));
  }

  get isCancellationRequested(): boolean {
    return this.ended;
  }

  end(): void {
    this.ended = true;
  }
}
