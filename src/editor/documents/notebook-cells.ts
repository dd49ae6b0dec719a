import { workspace, type NotebookDocument, type TextDocument, type Uri } from 'vscode';

/** The scheme of all cells' texts, whatever their notebook's is. */
const cellScheme = 'vscode-notebook-cell';

/** A cell's text belongs to one notebook, for as long as that is open. */
const known = new WeakMap<TextDocument, NotebookDocument>();

/** The open notebook of which a text is a cell. */
export function notebookOf(text: TextDocument): NotebookDocument | undefined {
  if (text.uri.scheme !== cellScheme) return undefined;
  const notebook = known.get(text);
  if (notebook?.isClosed === false) return notebook;
  const found = workspace.notebookDocuments.find(other =>
    other.getCells().some(({ document }) => document === text),
  );
  if (found) known.set(text, found);
  return found;
}

/** The address of the file that a text is in: a cell has one of its own, which lies in no folder of the workspace. */
export function fileOf(text: TextDocument): Uri {
  return notebookOf(text)?.uri ?? text.uri;
}
