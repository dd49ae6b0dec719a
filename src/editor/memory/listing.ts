import { CancellationTokenSource, FileType, RelativePattern, Uri, workspace, type GlobPattern } from 'vscode';
import { nextTurn, type Cancellation } from '../../scheduler.js';
import { languageOfFile, readEndings } from './file-languages.js';
import type { Exclusion } from '../documents/exclusion.js';

/** Folders that are never searched: their files are not written by hand. */
const foreignFolders = new Set([
  ...['node_modules', 'bower_components', '.git', '.hg', '.svn', '.venv', '__pycache__'],
]);
const excludedGlob = `**/{${[...foreignFolders].join(',')}}/**`;

/**
 * Lists source files, whether they may be read or not.
 * @param folders where, instead of all of the workspace
 * @param maximumFiles files at most
 */
export async function listFiles(
  exclusion: Exclusion,
  maximumFiles: number,
  run: Cancellation,
  folders?: readonly Uri[],
): Promise<readonly Uri[]> {
  const glob = `**/*.{${readEndings.join(',')}}`;
  const searched = folders?.map(folder => new RelativePattern(folder, glob)) ?? [glob];
  const found = (await Promise.all(searched.map(pattern => search(pattern, maximumFiles)))).flat();
  // A virtual file system need not be one that can be searched: it is walked, then.
  const opened = (workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const files = found.length > 0 ? found : await walk(exclusion, maximumFiles, run, folders ?? opened);
  // Of folders that lie in each other all is found more than once.
  return [...new Map(files.map(uri => [uri.toString(), uri])).values()].slice(0, maximumFiles);
}

/** Milliseconds that a search may take in a file system that may have no search provider. */
const searchTimeoutMilliseconds = 4000;

/** Searches for files. @returns none where the file system has no search provider: VS Code then throws or never answers */
async function search(glob: GlobPattern, maximumFiles: number): Promise<readonly Uri[]> {
  const token = new CancellationTokenSource();
  const schemes = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme);
  const isSearched = schemes.every(scheme => scheme === 'file' || scheme === 'vscode-remote');
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timedOut = new Promise<readonly Uri[]>(resolve => {
    if (!isSearched) timer = setTimeout(() => resolve([]), searchTimeoutMilliseconds);
  });
  try {
    return await Promise.race([workspace.findFiles(glob, excludedGlob, maximumFiles, token.token), timedOut]);
  } catch {
    return [];
  } finally {
    clearTimeout(timer);
    token.cancel();
    token.dispose();
  }
}

/** Folder after folder, those further up first. */
async function walk(
  exclusion: Exclusion,
  maximumFiles: number,
  run: Cancellation,
  roots: readonly Uri[],
): Promise<readonly Uri[]> {
  const files: Uri[] = [];
  const folders = [...roots];
  for (let i = 0; i < folders.length && files.length < maximumFiles && (await nextTurn(run)); i++) {
    const folder = folders[i];
    if (!folder) break;
    for (const [name, type] of await entriesOf(folder)) {
      const uri = Uri.joinPath(folder, name);
      if (foreignFolders.has(name) || exclusion.isHidden(uri)) continue;
      // What a link points at is found where it lies, or is not of the workspace.
      if (type === FileType.Directory && folders.length < maximumFiles) folders.push(uri);
      else if (type === FileType.File && languageOfFile(name) !== undefined) files.push(uri);
    }
  }
  return files;
}

async function entriesOf(folder: Uri): Promise<[string, FileType][]> {
  try {
    return await workspace.fs.readDirectory(folder);
  } catch {
    // Gone meanwhile, or not to be read.
    return [];
  }
}

/** Does a file lie in a folder that no person writes in? */
export function isForeign(uri: Uri): boolean {
  return uri.path.split('/').some(part => foreignFolders.has(part));
}

/** Is there a folder, and no link to one? */
export async function isFolder(uri: Uri): Promise<boolean> {
  try {
    return (await workspace.fs.stat(uri)).type === FileType.Directory;
  } catch {
    return false;
  }
}
