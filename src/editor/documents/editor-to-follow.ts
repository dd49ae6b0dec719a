import { window, type TextDocument, type TextEditor } from 'vscode';

/**
 * The editor that a part follows: the one that is worked in, where its document may be read. While that is none, as in a page of the
 * extension's own, the one that was followed before, as long as it is on screen: what it shows may become readable again.
 */
export function editorToFollow(
  former: TextEditor | undefined,
  isReadable: (document: TextDocument) => boolean,
): TextEditor | undefined {
  const { activeTextEditor: active, visibleTextEditors } = window;
  if (active && isReadable(active.document)) return active;
  return former && visibleTextEditors.includes(former) ? former : undefined;
}
