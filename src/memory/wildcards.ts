const slash = 0x2f;
const backslash = 0x5c;
const bracket = 0x5b;
const closingBracket = 0x5d;
const hyphen = 0x2d;

/** The position of a text at a wildcard of a pattern: inside of the run, or before the wildcard. */
const [inRun, beforeNext] = [1, 2];

/** One byte out of some, or a run of bytes. */
type Wildcard =
  | { readonly kind: 'byte'; readonly allows: Uint8Array }
  /** @property crosses runs over slashes, too. @property isFolders it and the slash after it may be left out */
  | { readonly kind: 'run'; readonly crosses: boolean; readonly isFolders: boolean };

const between = (from: string, to: string) => (byte: number) =>
  byte >= from.charCodeAt(0) && byte <= to.charCodeAt(0);
const isDigit = between('0', '9');
const isUpper = between('A', 'Z');
const isLower = between('a', 'z');
const isLetter = (byte: number) => isUpper(byte) || isLower(byte);
const isGraphic = between('!', '~');

/** The classes of POSIX, for ASCII. */
const classes: Readonly<Record<string, (byte: number) => boolean>> = {
  alnum: byte => isLetter(byte) || isDigit(byte),
  alpha: isLetter,
  blank: byte => byte === 0x20 || byte === 0x09,
  cntrl: byte => byte < 0x20 || byte === 0x7f,
  digit: isDigit,
  graph: isGraphic,
  lower: isLower,
  print: byte => byte === 0x20 || isGraphic(byte),
  punct: byte => isGraphic(byte) && !isLetter(byte) && !isDigit(byte),
  space: byte => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d),
  upper: isUpper,
  xdigit: byte => isDigit(byte) || between('a', 'f')(byte) || between('A', 'F')(byte),
};

/**
 * Reads a pattern of gitignore(5) as git's wildmatch does: `?` and `*` stop at a slash, `**` between slashes does not.
 * @param pattern a byte string
 * @param foldsCase it will be compared with texts in lower case
 * @returns undefined where it matches nothing, as a bracket that is not closed
 */
export function wildcardsOf(pattern: string, foldsCase: boolean): readonly Wildcard[] | undefined {
  const wildcards: Wildcard[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const byte = pattern.charCodeAt(at);
    if (byte === bracket) {
      const found = classAt(pattern, at, foldsCase);
      if (!found) return undefined;
      wildcards.push({ kind: 'byte', allows: found.allows });
      at = found.end;
    } else if (pattern[at] === '*') {
      const from = at;
      while (pattern[at + 1] === '*') at++;
      const rest = pattern.slice(at + 1, at + 3);
      const isBound =
        at > from &&
        (from === 0 || pattern[from - 1] === '/') &&
        (rest === '' || rest.startsWith('/') || rest === '\\/');
      wildcards.push({ kind: 'run', crosses: isBound, isFolders: isBound && rest.startsWith('/') });
    } else if (pattern[at] === '?') {
      wildcards.push({ kind: 'byte', allows: new Uint8Array(256).fill(1).fill(0, slash, slash + 1) });
    } else {
      if (byte === backslash) at++;
      if (at >= pattern.length) return undefined;
      const literal = pattern.charCodeAt(at);
      const isFolded = foldsCase && byte !== backslash && isUpper(literal);
      const allows = new Uint8Array(256);
      allows[isFolded ? literal + 0x20 : literal] = 1;
      wildcards.push({ kind: 'byte', allows });
    }
  }
  return wildcards;
}

/** A bracket of a pattern, and where it ends; undefined where it does not. */
function classAt(pattern: string, at: number, foldsCase: boolean) {
  const allows = new Uint8Array(256);
  const code = (at: number) => (at < pattern.length ? pattern.charCodeAt(at) : 0);
  const allow = (from: number, to: number) => {
    if (from <= to) allows.fill(1, from, to + 1);
    if (!foldsCase) return;
    for (let byte = from; byte <= to; byte++) if (isUpper(byte) && to > from) allows[byte + 0x20] = 1;
  };
  const negated = pattern[at + 1] === '!' || pattern[at + 1] === '^';
  let end = at + (negated ? 2 : 1);
  /** The byte before, from which a range may go on; 0 where none may. */
  let before = 0;
  do {
    let byte = code(end);
    if (byte === backslash) {
      byte = code(++end);
      allow(byte, byte);
    } else if (byte === hyphen && before > 0 && code(end + 1) > 0 && code(end + 1) !== closingBracket) {
      byte = code(++end);
      if (byte === backslash) byte = code(++end);
      if (byte === 0) return undefined;
      allow(before, byte);
      before = 0;
      continue;
    } else if (byte === bracket && pattern[end + 1] === ':') {
      const close = pattern.indexOf(']', end + 2);
      if (close < 0) return undefined;
      if (close > end + 2 && pattern[close - 1] === ':') {
        const isOf = classes[pattern.slice(end + 2, close - 1)];
        if (!isOf) return undefined;
        for (let byte = 0; byte < 256; byte++)
          if (isOf(byte)) allows[foldsCase && isUpper(byte) ? byte + 0x20 : byte] = 1;
        end = close;
        before = 0;
        continue;
      }
      allow(byte, byte);
    } else allow(byte, byte);
    if (byte === 0) return undefined;
    before = byte;
  } while (code(++end) !== closingBracket);
  if (negated) for (let byte = 0; byte < 256; byte++) allows[byte] = 1 - (allows[byte] ?? 0);
  allows[slash] = 0;
  return { allows, end };
}

/**
 * Does a pattern match all of a text? Takes a time in proportion to the one times the other, whatever they are: all places of the
 * pattern at which the text may have arrived are kept side by side (Thompson 1968), and none is tried again.
 * @param text a byte string
 */
export function matchesWildcards(wildcards: readonly Wildcard[], text: string): boolean {
  const { length } = wildcards;
  let [arrived, next] = [new Uint8Array(length + 1), new Uint8Array(length + 1)];
  arrive(wildcards, arrived, 0);
  for (let at = 0; at < text.length; at++) {
    const byte = text.charCodeAt(at);
    next.fill(0);
    let isAny = false;
    for (let i = 0; i < length; i++) {
      const wildcard = wildcards[i];
      if (arrived[i] === 0 || !wildcard) continue;
      if (wildcard.kind === 'run' ? !wildcard.crosses && byte === slash : wildcard.allows[byte] === 0)
        continue;
      if (wildcard.kind === 'run') next[i] = Math.max(next[i] ?? 0, inRun);
      arrive(wildcards, next, i + 1);
      isAny = true;
    }
    if (!isAny) return false;
    [arrived, next] = [next, arrived];
  }
  return arrived[length] !== 0;
}

/** A text has arrived at a place of the pattern, and so after it where the runs that stand there may be empty. */
function arrive(wildcards: readonly Wildcard[], arrived: Uint8Array, at: number): void {
  for (let i = at; arrived[i] !== beforeNext; i++) {
    arrived[i] = beforeNext;
    const wildcard = wildcards[i];
    if (wildcard?.kind !== 'run') return;
    // Folders are left away with their slash, or not at all.
    if (wildcard.isFolders) arrive(wildcards, arrived, i + 2);
  }
}
