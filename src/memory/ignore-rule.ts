import { matchesWildcards, wildcardsOf } from './wildcards.js';

/** A line of a `.gitignore` (gitignore(5)). Paths are byte strings: see `byteString`. */
export interface IgnoreRule {
  /** It takes back what another rule leaves out. */
  readonly negated: boolean;
  readonly foldersOnly: boolean;
  /** It is compared with the last part of a path alone; otherwise with the path from the rule's folder on. */
  readonly isOfName: boolean;
  readonly matches: (text: string) => boolean;
}

/**
 * A text of which each character is one byte of its UTF-8: what git compares. Of ASCII it is the text itself.
 */
export function byteString(text: string): string {
  for (let i = 0; i < text.length; i++)
    if (text.charCodeAt(i) > 0x7f) {
      let bytes = '';
      for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
      return bytes;
    }
  return text;
}

/** Turns ASCII letters to lower case, like git where file names ignore case (`core.ignoreCase`). */
function folded(bytes: string): string {
  return bytes.replace(/[A-Z]/g, letter => letter.toLowerCase());
}

/**
 * The rules of a `.gitignore`, in its order.
 * @param foldsCase upper and lower case are the same
 */
export function rulesIn(text: string, foldsCase: boolean): IgnoreRule[] {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  return lines.flatMap(line => ruleOf(byteString(line.endsWith('\r') ? line.slice(0, -1) : line), foldsCase));
}

function ruleOf(line: string, foldsCase: boolean): IgnoreRule[] {
  if (line.startsWith('#')) return [];
  let glob = withoutLastSpaces(line.split('\0', 1)[0] ?? '');
  const negated = glob.startsWith('!');
  if (negated) glob = glob.slice(1);
  const foldersOnly = glob.endsWith('/');
  if (foldersOnly) glob = glob.slice(0, -1);
  // A slash at the beginning or within binds it to its folder.
  const isOfName = !glob.includes('/');
  if (glob.startsWith('/')) glob = glob.slice(1);
  if (glob === '') return [];
  return [{ negated, foldersOnly, isOfName, matches: matcherOf(glob, isOfName, foldsCase) }];
}

/** Spaces at the end do not count unless a backslash stands before them. */
function withoutLastSpaces(line: string): string {
  let end = 0;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '\\') {
      i++;
      // A backslash at the very end escapes nothing: git keeps all of such a line.
      if (i >= line.length) return line;
      end = i + 1;
    } else if (line[i] !== ' ') end = i + 1;
  }
  return line.slice(0, end);
}

/** Compares as git does: what stands before the first wildcard letter by letter, and the rest, if there is one, as a pattern of its own. */
function matcherOf(glob: string, isOfName: boolean, foldsCase: boolean): (text: string) => boolean {
  const first = glob.search(/[*?[\\]/);
  const read = foldsCase ? folded : (text: string) => text;
  if (first < 0) {
    const name = read(glob);
    return text => read(text) === name;
  }
  if (isOfName && first === 0 && glob.startsWith('*') && !/[*?[\\]/.test(glob.slice(1))) {
    const ending = read(glob.slice(1));
    return text => read(text).endsWith(ending);
  }
  // A name is matched as a whole.
  const start = isOfName ? '' : read(glob.slice(0, first));
  const wildcards = wildcardsOf(isOfName ? glob : glob.slice(first), foldsCase);
  if (!wildcards) return () => false;
  return text => {
    const path = read(text);
    return path.startsWith(start) && matchesWildcards(wildcards, path.slice(start.length));
  };
}
