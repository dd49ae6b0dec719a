import { DecorationRangeBehavior, Range, ThemeColor, window, type TextEditor } from 'vscode';
import type { OpenDocument } from '../../editor/documents/open-document.js';
import { DisposableOwner, DisposableValue, type DisposableLike } from '../../editor/disposable.js';

/**
 * The box around the character that the view looks at, in the editor: an editor that is not worked in draws no caret, so while the
 * person moves along the view's text nothing else would say where in the file they are.
 */
export class PlaceMark extends DisposableOwner {
  private readonly decoration = this.register(new DisposableValue<DisposableLike>());

  /** Marks the character before a place of a document, and no other any more. @param offset in UTF-16 units */
  show(editor: TextEditor, offset: number, document: OpenDocument): void {
    const { text, position: end } = document.positionAt(offset);
    const { text: same, position: start } = document.positionAt(Math.max(0, offset - 1));
    if (text !== editor.document || same !== text) {
      this.hide();
      return;
    }
    const type = window.createTextEditorDecorationType({
      border: '1px solid',
      borderColor: new ThemeColor('focusBorder'),
      rangeBehavior: DecorationRangeBehavior.ClosedClosed,
    });
    this.decoration.value = type;
    editor.setDecorations(type, [new Range(start, end)]);
  }

  hide(): void {
    this.decoration.value = undefined;
  }
}
