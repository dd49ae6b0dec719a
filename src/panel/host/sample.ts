import { Uri, ViewColumn, window, workspace, type TextEditor } from 'vscode';

const sample = 'media/sample.ts';

/** Files that ship, to look at and to type in: the sample, for a person who has no file open, and programs. A copy is opened, made anew unless it is open. */
export class Sample {
  /** @param storage a folder of the extension's own, which need not be there yet */
  constructor(
    private readonly extensionUri: Uri,
    private readonly storage: Uri,
  ) {}

  /**
   * @param path of the file in the extension's folder, with slashes
   * @throws Error where the copy cannot be written
   */
  async open(column: ViewColumn, path = sample): Promise<TextEditor> {
    const names = path.split('/');
    const copy = Uri.joinPath(this.storage, names.at(-1) ?? path);
    const isOpen = workspace.textDocuments.some(({ uri }) => uri.toString() === copy.toString());
    if (!isOpen) {
      const text = await workspace.fs.readFile(Uri.joinPath(this.extensionUri, ...names));
      await workspace.fs.createDirectory(this.storage);
      await workspace.fs.writeFile(copy, text);
    }
    const document = await workspace.openTextDocument(copy);
    return window.showTextDocument(document, { viewColumn: column, preview: false });
  }
}
