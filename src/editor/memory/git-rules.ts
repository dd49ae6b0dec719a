import { Ignored } from '../../memory/ignored.js';
import { gitSetting } from './git-config.js';

/** The file system that git's rules lie in. Paths are absolute, with `/` between their parts. */
export interface RuleFiles {
  /**
   * @returns undefined where there is no such file
   * @throws Error where there is one that cannot be read
   */
  read(path: string): Promise<string | undefined>;
  /** What lies at a path; a link is not followed. */
  kindOf(path: string): Promise<'file' | 'folder' | 'link' | 'none'>;
}

/** Where git looks for what is a person's own: the home, and `$XDG_CONFIG_HOME` where it is set. */
export interface PersonFolders {
  readonly home: string;
  readonly config?: string | undefined;
}

/** A repository, or an opened folder that lies in none. */
interface Repository {
  readonly root: string;
  readonly ignored: Ignored;
  /** Its rules cannot be read. */
  readonly isLeftOut: boolean;
}

/** A folder of which the rules are known. */
interface Folder {
  readonly repository: Repository | undefined;
  readonly isLeftOut: boolean;
}

const noRules: Folder = { repository: undefined, isLeftOut: false };

/**
 * Tells which files git ignores in the opened folders, by all of its rules, whichever folder of a repository is open: the `.gitignore` files of
 * all folders from the repository's own down, `.git/info/exclude`, and the person's `core.excludesFile`. The rules of a repository end at
 * one that lies in it, but where they leave that one out it is left out.
 *
 * Rules are read before anything is said about what they are for. Where a file of rules cannot be read, all that it could be about is left
 * out; so is what lies behind a link, which may lead anywhere.
 */
export class GitRules {
  private readonly folders = new Map<string, Promise<Folder>>();
  private readonly repositories = new Map<string, Promise<Repository | undefined>>();
  /** Where rules are, or may come to be, and the folder that they are about. */
  private readonly sources = new Map<string, string>();
  private person: Promise<{ readonly excludesFile: string | undefined }> | undefined;

  /**
   * @param opened the opened folders
   * @param personFolders undefined where they cannot be read
   * @param failed is told of a file of rules that cannot be read, and of what is left out for it
   */
  constructor(
    private readonly files: RuleFiles,
    private readonly opened: ReadonlySet<string>,
    private readonly personFolders: PersonFolders | undefined,
    private readonly failed: (file: string, leftOut: string | undefined, error: unknown) => void,
  ) {}

  /** Is a file left out? */
  async leaveOut(path: string): Promise<boolean> {
    const { repository, isLeftOut } = await this.folder(parentOf(path));
    return isLeftOut || repository?.ignored.has(within(repository.root, path)) === true;
  }

  /** The folder that the rules in a file are about, if they were looked for there. */
  scopeOf(path: string): string | undefined {
    return this.sources.get(path);
  }

  /** Files of rules that lie outside of the opened folders. */
  outsideSources(): readonly string[] {
    return [...this.sources.keys()].filter(path => !path.endsWith('/.git') && !this.isBelowOpened(path));
  }

  /** Has the rules of some folders, and of all that lie in them, read again. */
  forget(folders: Iterable<string>): void {
    const gone = new Set(folders);
    if (gone.size === 0) return;
    if (gone.has('/')) this.person = undefined;
    for (const cache of [this.folders, this.repositories])
      for (const path of cache.keys()) if (isIn(path, gone)) cache.delete(path);
  }

  private folder(path: string): Promise<Folder> {
    let folder = this.folders.get(path);
    if (!folder) {
      folder = this.read(path);
      this.folders.set(path, folder);
    }
    return folder;
  }

  private async read(path: string): Promise<Folder> {
    const parent = path === '/' ? noRules : await this.folder(parentOf(path));
    const isOpened = this.opened.has(path);
    const isBelow = this.isBelowOpened(path);
    const own = parent.isLeftOut && isBelow && !isOpened ? undefined : await this.repositoryAt(path);
    // A repository that is opened itself is read, even where the repository around it ignores it.
    if ((!own || (isBelow && !isOpened)) && (await this.isLeftOutBy(parent, path, isBelow && !isOpened)))
      return { repository: parent.repository, isLeftOut: true };
    const repository =
      own ??
      parent.repository ??
      (isOpened ? { root: path, ignored: new Ignored(), isLeftOut: false } : undefined);
    if (!repository) return noRules;
    const file = joined(path, '.gitignore');
    this.sources.set(file, path);
    try {
      const text = await this.files.read(file);
      const name = within(repository.root, file);
      if (text === undefined) repository.ignored.remove(name);
      else repository.ignored.add(name, text);
      return { repository, isLeftOut: repository.isLeftOut };
    } catch (error) {
      this.failed(file, path, error);
      return { repository, isLeftOut: true };
    }
  }

  private async isLeftOutBy(parent: Folder, path: string, isBelow: boolean): Promise<boolean> {
    if (parent.isLeftOut) return true;
    const { repository } = parent;
    if (repository?.ignored.hasFolder(within(repository.root, path)) === true) return true;
    return isBelow && (await this.files.kindOf(path)) === 'link';
  }

  /** The repository of which this is the outermost folder, if it is one. */
  private repositoryAt(path: string): Promise<Repository | undefined> {
    let repository = this.repositories.get(path);
    if (!repository) {
      repository = this.readRepository(path);
      this.repositories.set(path, repository);
    }
    return repository;
  }

  private async readRepository(path: string): Promise<Repository | undefined> {
    this.sources.set(joined(path, '.git'), path);
    const git = await this.gitFolderOf(path);
    if (git === undefined) return undefined;
    const config = await this.readOr(joined(git, 'config'), '');
    const ignored = new Ignored(gitSetting(config, 'core', 'ignoreCase')?.toLowerCase() === 'true');
    const excludesFile =
      this.pathOf(gitSetting(config, 'core', 'excludesFile')) ?? (await this.personRules()).excludesFile;
    if (excludesFile !== undefined) {
      this.sources.set(excludesFile, '/');
      // Git, too, goes on without it.
      ignored.addOthers(await this.readOr(excludesFile, ''));
    }
    const exclude = joined(git, 'info/exclude');
    this.sources.set(exclude, path);
    try {
      ignored.addOthers((await this.files.read(exclude)) ?? '');
      return { root: path, ignored, isLeftOut: false };
    } catch (error) {
      this.failed(exclude, path, error);
      return { root: path, ignored, isLeftOut: true };
    }
  }

  /** The folder that all that git keeps of a repository lies in (gitrepository-layout(5)): of a worktree it is the main one's. */
  private async gitFolderOf(path: string): Promise<string | undefined> {
    const git = joined(path, '.git');
    const kind = await this.files.kindOf(git);
    if (kind === 'none') return undefined;
    let folder = git;
    if (kind === 'file') {
      const named = /^gitdir:(.*)/m.exec(await this.readOr(git, ''))?.[1]?.trim();
      if (named === undefined) return undefined;
      folder = resolved(path, named);
    }
    // A folder without HEAD is no repository for git, either.
    if ((await this.files.kindOf(joined(folder, 'HEAD'))) === 'none') return undefined;
    const common = (await this.readOr(joined(folder, 'commondir'), '')).trim();
    return common === '' ? folder : resolved(folder, common);
  }

  /** Where the rules are that a person has for all repositories. */
  private personRules() {
    this.person ??= (async () => {
      if (!this.personFolders) return { excludesFile: undefined };
      const { home, config = joined(home, '.config') } = this.personFolders;
      let excludesFile = joined(config, 'git/ignore');
      for (const file of [joined(config, 'git/config'), joined(home, '.gitconfig')])
        excludesFile =
          this.pathOf(gitSetting(await this.readOr(file, ''), 'core', 'excludesFile')) ?? excludesFile;
      return { excludesFile };
    })();
    return this.person;
  }

  /** A path in git's configuration. Relative paths are not followed. */
  private pathOf(value: string | undefined): string | undefined {
    const home = this.personFolders?.home;
    if (value === undefined || value === '') return undefined;
    if (value.startsWith('~/')) return home === undefined ? undefined : joined(home, value.slice(2));
    return isAbsolute(value) ? resolved('/', value) : undefined;
  }

  private async readOr(path: string, otherwise: string): Promise<string> {
    try {
      return (await this.files.read(path)) ?? otherwise;
    } catch (error) {
      this.failed(path, undefined, error);
      return otherwise;
    }
  }

  private isBelowOpened(path: string): boolean {
    return path !== '/' && isIn(parentOf(path), this.opened);
  }
}

/** Is a path one of some, or does it lie in one? */
export function isIn(path: string, folders: ReadonlySet<string>): boolean {
  for (let at = path; ; at = parentOf(at)) {
    if (folders.has(at)) return true;
    if (at === '/') return false;
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/'))) || '/';
}

function joined(folder: string, name: string): string {
  return folder === '/' ? `/${name}` : `${folder}/${name}`;
}

/** A path from a folder that it lies in. */
function within(folder: string, path: string): string {
  return path.slice(folder === '/' ? 1 : folder.length + 1);
}

function isAbsolute(path: string): boolean {
  return /^([A-Za-z]:)?[\\/]/.test(path);
}

/** A path as git writes it, seen from a folder. */
function resolved(folder: string, path: string): string {
  const slashed = /^[A-Za-z]:[\\/]/.test(path) ? `/${path.replace(/\\/g, '/')}` : path;
  const parts: string[] = [];
  for (const part of (isAbsolute(path) ? slashed : `${folder}/${slashed}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
