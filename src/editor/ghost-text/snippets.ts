import { TextEditorSelectionChangeKind, window, type TextDocument } from 'vscode';
import { SnippetMode, type Mover } from '../../suggestion/snippet.js';
import { DisposableOwner } from '../disposable.js';
import type { Documents } from '../documents/documents.js';
import type { OpenDocument } from '../documents/open-document.js';

/** Watches for snippets that are being filled in, in each document for itself. */
export class Snippets extends DisposableOwner {
  private readonly modes = new WeakMap<OpenDocument, SnippetMode>();

  constructor(private readonly documents: Documents) {
    super();
    this.register(
      documents.onDidEdit(({ document, changes, reason }) =>
        this.modeOf(document).changed(changes, reason !== undefined),
      ),
    );
    this.register(
      window.onDidChangeTextEditorSelection(({ textEditor: { document: text }, selections, kind }) => {
        const document = documents.of(text);
        if (!document) return;
        const mode = this.modes.get(document);
        if (!mode?.follows) return;
        const ranges = selections.map(({ start, end }) => ({
          start: document.offsetAt(text, start),
          end: document.offsetAt(text, end),
        }));
        mode.selected(ranges, moverOf(kind));
      }),
    );
  }

  isIn(text: TextDocument): boolean {
    const document = this.documents.of(text);
    return document !== undefined && this.modes.get(document)?.isOn === true;
  }

  private modeOf(document: OpenDocument): SnippetMode {
    let mode = this.modes.get(document);
    if (!mode) this.modes.set(document, (mode = new SnippetMode()));
    return mode;
  }
}

function moverOf(kind: TextEditorSelectionChangeKind | undefined): Mover {
  if (kind === undefined) return 'unnamed';
  return kind === TextEditorSelectionChangeKind.Command ? 'command' : 'person';
}
