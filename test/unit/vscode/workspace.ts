import type * as vscode from 'vscode';
import { currentHost } from './current.js';
import { FakeDocument } from './documents.js';
import { matchesGlob } from './glob.js';
import { Uri } from './uri.js';

/** As many untitled documents as there were so far, in all hosts. */
let untitled = 0;

/** Opens a document of a file's text, in a later turn; one that is open already is the same. */
async function openTextDocument(
  what?: vscode.Uri | string | { language?: string; content?: string },
): Promise<vscode.TextDocument> {
  const host = currentHost();
  await host.turn('openTextDocument');
  if (what === undefined || (typeof what === 'object' && !('path' in what))) {
    const uri = Uri.from({ scheme: 'untitled', path: `Untitled-${++untitled}` });
    const document = new FakeDocument(uri, what?.content ?? '', what?.language ?? 'plaintext');
    host.documents.add(document);
    return document;
  }
  return host.documentOf(typeof what === 'string' ? Uri.file(what) : what);
}

async function findFiles(
  include: vscode.GlobPattern,
  exclude?: vscode.GlobPattern | null,
  maximum = Infinity,
  token?: vscode.CancellationToken,
): Promise<vscode.Uri[]> {
  const host = currentHost();
  const cancelled = new Promise<'cancelled'>(resolve =>
    token?.onCancellationRequested(() => resolve('cancelled')),
  );
  const isSearched = host.folders.every(({ uri }) => uri.scheme === 'file');
  // Nobody searches another file system: VS Code waits for who would.
  const turn = isSearched ? host.turn('findFiles') : new Promise<void>(() => undefined);
  if ((await Promise.race([turn, cancelled])) === 'cancelled') return [];
  const found: vscode.Uri[] = [];
  for (const folder of host.folders) {
    const settings = host.configuration.get(undefined, folder.uri);
    const hidden = Object.entries(settings.get<Record<string, unknown>>('files.exclude') ?? {})
      .filter(([, isOn]) => exclude !== null && isOn === true)
      .map(([glob]) => glob);
    const left = [...hidden, ...(exclude ? [exclude] : [])];
    for (const path of host.files.below(folder.uri.path, settings.get('search.followSymlinks') === true)) {
      const inFolder = path.slice(folder.uri.path.length + 1);
      const isOf = (glob: vscode.GlobPattern) =>
        matchesGlob(glob, typeof glob === 'string' ? inFolder : path);
      // What hides a folder hides all that is in it.
      const isLeft = left.some(
        glob => isOf(glob) || parentsOf(inFolder).some(parent => matchesGlob(glob, parent)),
      );
      if (isOf(include) && !isLeft && found.length < maximum) found.push(folder.uri.with({ path }));
    }
  }
  return found;
}

function parentsOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

export const workspace = {
  get isTrusted() {
    return currentHost().isTrusted;
  },
  get workspaceFolders() {
    const { folders } = currentHost();
    return folders.length === 0 ? undefined : folders;
  },
  get textDocuments() {
    return currentHost().documents.all;
  },
  get notebookDocuments() {
    return currentHost().notebooks.all;
  },
  get fs() {
    return currentHost().files.api;
  },
  getWorkspaceFolder: uri => currentHost().folderOf(uri),
  getConfiguration: (section, scope) => currentHost().configuration.get(section, scope),
  openTextDocument,
  findFiles,
  createFileSystemWatcher: (glob, ...ignores) => currentHost().files.watch(glob, ignores.map(Boolean)),
  get onDidChangeTextDocument() {
    return currentHost().documents.changed.event;
  },
  get onDidOpenTextDocument() {
    return currentHost().documents.opened.event;
  },
  get onDidCloseTextDocument() {
    return currentHost().documents.closed.event;
  },
  get onDidChangeNotebookDocument() {
    return currentHost().notebooks.changed.event;
  },
  get onDidOpenNotebookDocument() {
    return currentHost().notebooks.opened.event;
  },
  get onDidCloseNotebookDocument() {
    return currentHost().notebooks.closed.event;
  },
  get onDidSaveTextDocument() {
    return currentHost().documents.saved.event;
  },
  get onDidChangeConfiguration() {
    return currentHost().configuration.changed.event;
  },
  get onDidChangeWorkspaceFolders() {
    return currentHost().foldersChanged.event;
  },
  get onDidGrantWorkspaceTrust() {
    return currentHost().trusted.event;
  },
} satisfies Partial<typeof vscode.workspace>;
