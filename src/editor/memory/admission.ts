import { Uri, workspace } from 'vscode';
import type { Exclusion } from '../documents/exclusion.js';
import type { Log } from '../log.js';
import { languageOfFile } from './file-languages.js';
import { GitRules } from './git-rules.js';
import { isForeign } from './listing.js';
import { WorkspaceRuleFiles, personFoldersOf } from './rule-files.js';

/** Answers about folders that are kept. */
const maximumKeptFolders = 20_000;

/**
 * Says which files of the workspace the memory may read, whoever asks: source files that neither are secret nor excluded by the
 * person, nor hidden in the editor (`files.exclude`), nor left out by git.
 *
 * It is of the folders and settings as they are when it is made.
 */
export class Admission {
  /** By the file systems that the workspace's folders lie in. */
  private readonly rules = new Map<string, GitRules>();
  /** By the workspace's folders. */
  private readonly hiddenGlobs = new Map<string, readonly string[]>();
  private readonly hiddenFolders = new Map<string, boolean>();
  /** Can be seen what a person has git ignore in all repositories (`core.excludesFile`)? */
  readonly seesPersonRules: boolean = true;

  constructor(
    private readonly exclusion: Exclusion,
    log: Log,
  ) {
    const folders = workspace.workspaceFolders ?? [];
    const environment = typeof process === 'object' ? process.env : {};
    for (const { uri } of folders) {
      const key = fileSystemOf(uri);
      if (this.rules.has(key)) continue;
      const opened = folders.filter(folder => fileSystemOf(folder.uri) === key);
      const person = uri.scheme === 'file' ? personFoldersOf(environment, path => Uri.file(path)) : undefined;
      if (!person) this.seesPersonRules = false;
      const failed = (file: string, leftOut: string | undefined, error: unknown) => {
        if (leftOut === undefined)
          log.error(
            `${file} cannot be read and is not followed: change its permissions, or delete it.`,
            error,
          );
        else
          log.error(
            `${file} cannot be read, so the memory reads nothing in ${leftOut}: change its permissions, or delete it.`,
            error,
          );
      };
      const paths = new Set(opened.map(folder => pathOf(folder.uri)));
      this.rules.set(key, new GitRules(new WorkspaceRuleFiles(uri), paths, person, failed));
    }
  }

  /** May a file be read? Links are told from files only where they lie in: whoever reads a file looks at what it is. */
  async admits(uri: Uri): Promise<boolean> {
    const languageId = languageOfFile(uri.path);
    if (languageId === undefined || isForeign(uri) || !workspace.getWorkspaceFolder(uri)) return false;
    if (this.exclusion.hasFile(uri, languageId) || this.isHidden(uri)) return false;
    return (await this.rules.get(fileSystemOf(uri))?.leaveOut(uri.path)) === false;
  }

  /** The folder that the rules in a file are about, if it has rules or may come to have some. */
  scopeOf(uri: Uri): Uri | undefined {
    const path = this.rules.get(fileSystemOf(uri))?.scopeOf(uri.path);
    if (path !== undefined) return uri.with({ path });
    return uri.path.endsWith('/.gitignore') && !isForeign(uri) ? parentOf(uri) : undefined;
  }

  /** Has the rules of some folders, and of all that lie in them, read again. */
  forgetRules(folders: Iterable<Uri>): void {
    const all = [...folders];
    for (const [key, rules] of this.rules)
      rules.forget(all.filter(uri => fileSystemOf(uri) === key).map(({ path }) => path));
  }

  /** Files of rules that lie outside of the workspace. */
  outsideSources(): readonly Uri[] {
    const folders = workspace.workspaceFolders ?? [];
    return [...this.rules].flatMap(([key, rules]) => {
      const root = folders.find(({ uri }) => fileSystemOf(uri) === key)?.uri;
      return root ? rules.outsideSources().map(path => root.with({ path })) : [];
    });
  }

  /** Does the editor hide a file, or a folder that it lies in? */
  private isHidden(uri: Uri): boolean {
    const folder = workspace.getWorkspaceFolder(uri)?.uri ?? uri;
    const key = folder.toString();
    let globs = this.hiddenGlobs.get(key);
    if (!globs) {
      globs = this.exclusion.hiddenGlobs(folder);
      this.hiddenGlobs.set(key, globs);
    }
    return (
      this.isFolderHidden(parentOf(uri), pathOf(folder).length, globs) ||
      this.exclusion.isHiddenItself(uri, globs)
    );
  }

  /** @param end how long the path is of the folder that was opened */
  private isFolderHidden(uri: Uri, end: number, globs: readonly string[]): boolean {
    if (uri.path.length <= end) return false;
    const key = `${end} ${fileSystemOf(uri)}${uri.path}`;
    const cached = this.hiddenFolders.get(key);
    if (cached !== undefined) return cached;
    const isHidden =
      this.isFolderHidden(parentOf(uri), end, globs) || this.exclusion.isHiddenItself(uri, globs);
    if (this.hiddenFolders.size >= maximumKeptFolders) this.hiddenFolders.clear();
    this.hiddenFolders.set(key, isHidden);
    return isHidden;
  }
}

function parentOf(uri: Uri): Uri {
  return uri.with({ path: uri.path.slice(0, uri.path.lastIndexOf('/')) || '/' });
}

function fileSystemOf({ scheme, authority }: Uri): string {
  return `${scheme}://${authority}`;
}

/** A folder's path without a slash at its end. */
function pathOf({ path }: Uri): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
