import { byteString, rulesIn, type IgnoreRule } from './ignore-rule.js';

/** Answers about folders that are kept. */
const maximumKeptFolders = 20_000;

/**
 * Tells which files a repository ignores, by its `.gitignore` files and by rules kept outside of them (gitignore(5)). A
 * folder that is no repository works in the same way.
 *
 * Paths are relative to the repository, with `/` between their parts.
 */
export class Ignored {
  /** Rules by the folder that their file lies in: `''`, or `a/b/`. */
  private readonly rules = new Map<string, readonly IgnoreRule[]>();
  /** Rules with a lower priority than every `.gitignore`; the list added last comes first. */
  private readonly repositoryRules: (readonly IgnoreRule[])[] = [];
  /** Cached answers about folders. */
  private readonly folders = new Map<string, boolean>();

  /** @param foldsCase upper and lower case in paths are the same (`core.ignoreCase`) */
  constructor(private readonly foldsCase = false) {}

  /**
   * Takes in a `.gitignore`, in the place of one of the same path.
   * @param path of the file
   */
  add(path: string, text: string): void {
    this.rules.set(folderOf(path), rulesIn(text, this.foldsCase));
    this.folders.clear();
  }

  /** Takes in rules that count for the whole repository where no `.gitignore` says otherwise: of `core.excludesFile` first, then of `info/exclude`. */
  addOthers(text: string): void {
    this.repositoryRules.unshift(rulesIn(text, this.foldsCase));
    this.folders.clear();
  }

  remove(path: string): void {
    if (this.rules.delete(folderOf(path))) this.folders.clear();
  }

  /** Is a file left out, or a folder that it lies in? */
  has(path: string): boolean {
    const bytes = byteString(path);
    return this.leavesOutFolder(parentFolderOf(bytes)) || this.isNamedByRule(bytes, false);
  }

  /** Is a folder left out, or one that it lies in? */
  hasFolder(path: string): boolean {
    return this.leavesOutFolder(byteString(path));
  }

  private leavesOutFolder(path: string): boolean {
    if (path === '') return false;
    const cached = this.folders.get(path);
    if (cached !== undefined) return cached;
    const isLeftOut = this.leavesOutFolder(parentFolderOf(path)) || this.isNamedByRule(path, true);
    if (this.folders.size >= maximumKeptFolders) this.folders.clear();
    this.folders.set(path, isLeftOut);
    return isLeftOut;
  }

  /** Does the last rule that matches, of the innermost file that has one, leave this out? */
  private isNamedByRule(path: string, isFolder: boolean): boolean {
    const name = path.slice(path.lastIndexOf('/') + 1);
    for (let end = path.lastIndexOf('/'); ; end = end > 0 ? path.lastIndexOf('/', end - 1) : -1) {
      const rules = this.rules.get(path.slice(0, end + 1));
      const found = rules && lastMatch(rules, path.slice(end + 1), name, isFolder);
      if (found) return !found.negated;
      if (end < 0) break;
    }
    for (const rules of this.repositoryRules) {
      const found = lastMatch(rules, path, name, isFolder);
      if (found) return !found.negated;
    }
    return false;
  }
}

function parentFolderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function lastMatch(
  rules: readonly IgnoreRule[],
  path: string,
  name: string,
  isFolder: boolean,
): IgnoreRule | undefined {
  for (let i = rules.length - 1; i >= 0; i--) {
    const rule = rules[i];
    if (rule && (isFolder || !rule.foldersOnly) && rule.matches(rule.isOfName ? name : path)) return rule;
  }
  return undefined;
}

/** The folder of a file, with a slash at its end, or `''`. */
function folderOf(path: string): string {
  return byteString(path.slice(0, path.lastIndexOf('/') + 1));
}
