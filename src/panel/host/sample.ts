import { Uri, ViewColumn, window, workspace, type TextEditor } from 'vscode';

const file = 'sample.ts';

/** A file to look at and to type in, for who has none open: a copy of the one that ships, made anew unless it is open. */
export class Sample {
  /** @param storage a folder of the extension's own, which need not be there yet */
  constructor(
    private readonly extensionUri: Uri,
    private readonly storage: Uri,
  ) {}

  /** @throws Error where the copy cannot be written */
  async open(column: ViewColumn): Promise<TextEditor> {
    const copy = Uri.joinPath(this.storage, file);
    const isOpen = workspace.textDocuments.some(({ uri }) => uri.toString() === copy.toString());
    if (!isOpen) {
      const text = await workspace.fs.readFile(Uri.joinPath(this.extensionUri, 'media', file));
      await workspace.fs.createDirectory(this.storage);
      await workspace.fs.writeFile(copy, text);
    }
    const document = await workspace.openTextDocument(copy);
    return window.showTextDocument(document, { viewColumn: column, preview: false });
  }
}
