import { window, type TextDocument, type TextEditor } from 'vscode';

/**
 * The editor that a part follows: the one that is worked in, where its document may be read, or else the one that was followed before,
 * as long as it is on screen: what it shows may become readable again. Where none is worked in, as while a page of the extension's own
 * is, and none was followed, another that is on screen.
 */
export function editorToFollow(
  former: TextEditor | undefined,
  isReadable: (document: TextDocument) => boolean,
): TextEditor | undefined {
  const { activeTextEditor: active, visibleTextEditors: visible } = window;
  if (active && isReadable(active.document)) return active;
  if (former && visible.includes(former)) return former;
  return active ? undefined : visible.find(({ document }) => isReadable(document));
}
