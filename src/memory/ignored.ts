/** A line of a `.gitignore`. */
interface Rule {
  readonly pattern: RegExp;
  readonly negated: boolean;
  readonly foldersOnly: boolean;
}

/**
 * What the `.gitignore` files of a folder leave out (gitignore(5)).
 *
 * Paths are relative to the folder, with `/` between their parts.
 */
export class Ignored {
  /** Rules by the folder that their file lies in: `''`, or `a/b/`. */
  private readonly rules = new Map<string, readonly Rule[]>();

  /**
   * Takes in a `.gitignore`.
   * @param path of the file
   */
  add(path: string, text: string): void {
    this.rules.set(path.slice(0, path.lastIndexOf('/') + 1), text.split(/\r?\n/).flatMap(parsed));
  }

  remove(path: string): void {
    this.rules.delete(path.slice(0, path.lastIndexOf('/') + 1));
  }

  /** Is a file left out, or a folder that it lies in? */
  has(path: string): boolean {
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1))
      if (this.names(path.slice(0, end), true)) return true;
    return this.names(path, false);
  }

  /** Does the last rule that matches, of the innermost file that has one, leave this out? */
  private names(path: string, isFolder: boolean): boolean {
    for (let end = path.lastIndexOf('/'); ; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end + 1);
      const rules = this.rules.get(folder) ?? [];
      const inside = path.slice(folder.length);
      for (let i = rules.length - 1; i >= 0; i--) {
        const rule = rules[i];
        if (rule && (isFolder || !rule.foldersOnly) && rule.pattern.test(inside)) return !rule.negated;
      }
      if (end <= 0) {
        if (folder === '') return false;
        end = 0;
      }
    }
  }
}

function parsed(line: string): Rule[] {
  // Spaces at the end do not count unless a backslash stands before them.
  let text = line.replace(/(?<!\\)\s+$/, '');
  if (text === '' || text.startsWith('#')) return [];
  const negated = text.startsWith('!');
  if (negated) text = text.slice(1);
  const foldersOnly = text.endsWith('/');
  if (foldersOnly) text = text.slice(0, -1);
  // A slash at the beginning or within binds it to its folder.
  const bound = text.includes('/');
  if (text.startsWith('/')) text = text.slice(1);
  try {
    return [{ pattern: new RegExp(`^${bound ? '' : '(?:.*/)?'}${expression(text)}$`), negated, foldersOnly }];
  } catch {
    // A range that is none: git, too, matches nothing by it.
    return [];
  }
}

/** A glob of gitignore(5) as a regular expression's source. */
function expression(glob: string): string {
  const parts = /\*\*\/|\/\*\*$|\*+|\?|\[(?:!|\^)?\]?[^\]]*\]|\\.|[^]/g;
  return glob.replace(parts, (part, at: number) => {
    if (part === '**/' && (at === 0 || glob[at - 1] === '/')) return '(?:.*/)?';
    if (part === '/**') return '/.*';
    if (part === '**/') return '[^/]*/';
    if (part.startsWith('*')) return part === '**' && glob === '**' ? '.*' : '[^/]*';
    if (part === '?') return '[^/]';
    if (part.startsWith('[') && part.length > 1)
      return part
        .replace(/^\[!/, '[^')
        .replace(/\\(?!\])/g, '\\\\')
        .replace(/(?<=.)\[/g, '\\[');
    return part.replace(/^\\(?=.)/, '').replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  });
}
