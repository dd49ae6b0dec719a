import { window, workspace, type Disposable, type TextDocument } from 'vscode';
import type { Cancellation } from '../../scheduler.js';

/** What a person waits for at a place: cancelled as soon as they type there, put the caret elsewhere, or turn to another file. */
export class Attention implements Cancellation, Disposable {
  private ended = false;
  private readonly subscriptions: readonly Disposable[];

  /** @param caret where it stands, in UTF-16 units: the editor may tell late that it came there */
  constructor(document: TextDocument, caret: number) {
    this.subscriptions = [
      window.onDidChangeTextEditorSelection(({ textEditor, selections: [selection] }) => {
        if (textEditor.document !== document || !selection) return;
        if (document.offsetAt(selection.active) !== caret) this.end();
      }),
      // None is active while the panel is worked in.
      window.onDidChangeActiveTextEditor(editor => {
        if (editor && editor.document !== document) this.end();
      }),
      workspace.onDidChangeTextDocument(({ document: edited, contentChanges }) => {
        if (edited === document && contentChanges.length > 0) this.end();
      }),
    ];
  }

  get isCancellationRequested(): boolean {
    return this.ended;
  }

  end(): void {
    this.ended = true;
  }

  dispose(): void {
    this.end();
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
