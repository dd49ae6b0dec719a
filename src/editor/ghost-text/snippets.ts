import { TextEditorSelectionChangeKind, window, workspace, type Disposable, type TextDocument } from 'vscode';
import { SnippetMode, type Mover } from '../../suggestion/snippet.js';

/** Watches for snippets that are being filled in. */
export class Snippets implements Disposable {
  private readonly mode = new SnippetMode();
  private readonly subscriptions: Disposable[] = [
    workspace.onDidChangeTextDocument(({ document, contentChanges, reason }) => {
      const changes = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
        offset: rangeOffset,
        removed: rangeLength,
        text,
      }));
      if (changes.length > 0) this.mode.changed(document, changes, reason !== undefined);
    }),
    window.onDidChangeTextEditorSelection(({ textEditor: { document }, selections, kind }) => {
      if (!this.mode.follows(document)) return;
      const spans = selections.map(({ start, end }) => ({
        start: document.offsetAt(start),
        end: document.offsetAt(end),
      }));
      this.mode.selected(document, spans, moverOf(kind));
    }),
  ];

  isIn(document: TextDocument): boolean {
    return this.mode.isIn(document);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

function moverOf(kind: TextEditorSelectionChangeKind | undefined): Mover {
  if (kind === undefined) return 'unnamed';
  return kind === TextEditorSelectionChangeKind.Command ? 'command' : 'person';
}
