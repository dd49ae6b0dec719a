import { CancellationTokenSource, FileType, Uri, workspace } from 'vscode';
import { nextTurn, type Cancellation } from '../../scheduler.js';
import { languageOfFile, readEndings } from './file-languages.js';
import type { Exclusion } from '../documents/exclusion.js';

/** Never looked into: what no person writes here. */
const foreign = ['node_modules', 'bower_components', '.git', '.hg', '.svn', '.venv', '__pycache__'];
const skipped = `**/{${foreign.join(',')}}/**`;

/** The source files of the workspace and its `.gitignore` files. */
export interface Listing {
  readonly files: readonly Uri[];
  readonly ignores: readonly Uri[];
}

/** @param most files at most */
export async function listFiles(exclusion: Exclusion, most: number, run: Cancellation): Promise<Listing> {
  const [files, ignores] = await Promise.all([
    search(`**/*.{${readEndings.join(',')}}`, most),
    search('**/.gitignore', most),
  ]);
  if (files.length > 0) return { files, ignores };
  // A virtual file system need not be one that can be searched: it is walked, then.
  return walk(exclusion, most, run);
}

/** Milliseconds that a search may take in a file system that nobody may be searching. */
const patience = 4000;

/** None where nobody searches such a file system: VS Code refuses then, or waits for ever for who would. */
async function search(glob: string, most: number): Promise<readonly Uri[]> {
  const token = new CancellationTokenSource();
  const schemes = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme);
  const isSearched = schemes.every(scheme => scheme === 'file' || scheme === 'vscode-remote');
  let timer: ReturnType<typeof setTimeout> | undefined;
  const vain = new Promise<readonly Uri[]>(resolve => {
    if (!isSearched) timer = setTimeout(() => resolve([]), patience);
  });
  try {
    return await Promise.race([workspace.findFiles(glob, skipped, most, token.token), vain]);
  } catch {
    return [];
  } finally {
    clearTimeout(timer);
    token.cancel();
    token.dispose();
  }
}

/** Folder after folder, those further up first. */
async function walk(exclusion: Exclusion, most: number, run: Cancellation): Promise<Listing> {
  const [files, ignores]: [Uri[], Uri[]] = [[], []];
  const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  for (let i = 0; i < folders.length && files.length < most && (await nextTurn(run)); i++) {
    const folder = folders[i];
    if (!folder) break;
    for (const [name, type] of await entriesOf(folder)) {
      const uri = Uri.joinPath(folder, name);
      if (foreign.includes(name) || exclusion.isHidden(uri)) continue;
      // What a link points at is found where it lies, or is not of the workspace.
      if (type === FileType.Directory && folders.length < most) folders.push(uri);
      else if (type === FileType.File && name === '.gitignore') ignores.push(uri);
      else if (type === FileType.File && languageOfFile(name) !== undefined) files.push(uri);
    }
  }
  return { files: files.slice(0, most), ignores };
}

async function entriesOf(folder: Uri): Promise<[string, FileType][]> {
  try {
    return await workspace.fs.readDirectory(folder);
  } catch {
    // Gone meanwhile, or not to be read.
    return [];
  }
}

export function isForeign(uri: Uri): boolean {
  return uri.path.split('/').some(part => foreign.includes(part));
}
