import { FileSystemError, FileType, workspace, type Uri } from 'vscode';
import type { PersonFolders, RuleFiles } from './git-rules.js';

/** What tells that there is no file of a name. */
const absent = new Set(['FileNotFound', 'FileNotADirectory', 'FileIsADirectory']);

/** Where git's rules are read from: the file system that an address belongs to. */
export class WorkspaceRuleFiles implements RuleFiles {
  /** @param root any address in it */
  constructor(private readonly root: Uri) {}

  async read(path: string): Promise<string | undefined> {
    try {
      return new TextDecoder().decode(await workspace.fs.readFile(this.root.with({ path })));
    } catch (error) {
      if (error instanceof FileSystemError && absent.has(error.code)) return undefined;
      if (await this.isAbsent(path)) return undefined;
      throw error;
    }
  }

  async kindOf(path: string): Promise<'file' | 'folder' | 'link' | 'none'> {
    try {
      const { type } = await workspace.fs.stat(this.root.with({ path }));
      if ((type & FileType.SymbolicLink) !== 0) return 'link';
      return (type & FileType.Directory) === 0 ? 'file' : 'folder';
    } catch {
      return 'none';
    }
  }

  /** Not every file system says why a file cannot be read. */
  private async isAbsent(path: string): Promise<boolean> {
    const slash = path.lastIndexOf('/');
    try {
      const entries = await workspace.fs.readDirectory(this.root.with({ path: path.slice(0, slash) || '/' }));
      return entries.every(([name]) => name !== path.slice(slash + 1));
    } catch {
      return false;
    }
  }
}

/** Where a person's own settings of git lie, as paths of addresses; undefined where no home can be seen, as in a browser. */
export function personFoldersOf(
  { HOME, USERPROFILE, XDG_CONFIG_HOME }: NodeJS.ProcessEnv,
  uriOf: (path: string) => Uri,
) {
  const home = HOME ?? USERPROFILE;
  if (home === undefined || home === '') return undefined;
  const config =
    XDG_CONFIG_HOME === undefined || XDG_CONFIG_HOME === '' ? undefined : uriOf(XDG_CONFIG_HOME).path;
  return { home: uriOf(home).path, config } satisfies PersonFolders;
}
