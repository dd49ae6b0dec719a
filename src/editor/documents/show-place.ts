import { NotebookRange, Selection, Uri, window } from 'vscode';
import type { Documents } from './documents.js';
import { notebookOf } from './notebook-cells.js';

/** A place in a text that the memory holds, by the text's name. */
export interface NamedPlace {
  readonly name: string;
  readonly line: number;
  readonly character: number;
}

/** Shows a place in a file or, where its text is of a notebook's cells, in the cell that it is in. */
export async function showPlace(documents: Documents, { name, line, character }: NamedPlace): Promise<void> {
  const place = documents.withAddress(name)?.placeInLine(line, character);
  const notebook = place && notebookOf(place.text);
  if (!notebook) {
    const selection = new Selection(line, character, line, character);
    await window.showTextDocument(Uri.parse(name), { selection, preview: true });
    return;
  }
  const index = notebook.getCells().findIndex(({ document }) => document === place.text);
  await window.showNotebookDocument(notebook, { selections: [new NotebookRange(index, index + 1)] });
  const editor = window.visibleTextEditors.find(({ document }) => document === place.text);
  if (editor) editor.selection = new Selection(place.position, place.position);
}
