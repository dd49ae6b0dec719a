import type { Language } from '../evaluate/languages.js';

/** Where something stands that only what came before can tell: what closes a bracket or a quote, and a name that was used once before. */
export interface Place {
  readonly kind: Kind;
  /** Bytes [start, end) are measured: the mark that closes; of a name all but its first. */
  readonly start: number;
  readonly end: number;
  /** Bytes from the opening mark, or the name's first use, to here. */
  readonly distance: number;
}

export const kinds = ['bracket', 'quote', 'name'] as const;
export type Kind = (typeof kinds)[number];

const closers: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
/** What a project has given a name to, as far as its looks tell: six letters or more, with a capital, digit or `_` inside. */
const given = /\b[A-Za-z_](?=\w*[A-Z\d_]\w)\w{5,}/g;

/**
 * Finds the places in a text of a programming language.
 * @param text one character a byte (Latin-1), so that places are bytes
 */
export function placesIn(text: string, language: Language): Place[] {
  return [...marks(text, language), ...names(text)].sort((a, b) => a.start - b.start);
}

/** Closing brackets in code and closing quotes of strings within one line. Comments and other literals are passed over. */
function marks(text: string, language: Language): Place[] {
  const found: Place[] = [];
  const open: { mark: string; at: number }[] = [];
  const token = tokens(language);
  for (let match; (match = token.exec(text));) {
    const [whole] = match;
    const at = match.index;
    const end = at + whole.length;
    const opener = closers[whole];
    if (match.groups?.['string'] !== undefined)
      found.push({ kind: 'quote', start: end - 1, end, distance: end - 1 - at });
    else if (opener !== undefined) {
      // What closes nothing that is open began outside of the text: it tells nothing.
      const last = open.at(-1);
      if (last?.mark === opener) {
        open.pop();
        found.push({ kind: 'bracket', start: at, end, distance: at - last.at });
      } else open.length = 0;
    } else if ('([{'.includes(whole)) open.push({ mark: whole, at });
  }
  return found;
}

/** Matches what has to be told apart: comments, literals, strings (as the group `string`) and brackets. */
function tokens(language: Language): RegExp {
  const python = language === 'python';
  const scripted = python || language === 'javascript' || language === 'typescript';
  return new RegExp(
    [
      python ? String.raw`#.*` : String.raw`//.*|/\*[^]*?(?:\*/|$)`,
      ...(python ? [String.raw`"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)`] : []),
      scripted ? String.raw`\`(?:\\[^]|[^\`\\])*(?:\`|$)` : String.raw`'(?:\\.|[^'\\\n])'|\`[^\`]*(?:\`|$)`,
      String.raw`(?<string>"(?:\\.|[^"\\\n])*"${scripted ? String.raw`|'(?:\\.|[^'\\\n])*'` : ''})`,
      String.raw`[()[\]{}]`,
    ].join('|'),
    'g',
  );
}

/** Second uses of names that were given. */
function names(text: string): Place[] {
  const first = new Map<string, number>();
  const found: Place[] = [];
  for (const { 0: name, index } of text.matchAll(given)) {
    const before = first.get(name);
    if (before === undefined) first.set(name, index);
    else if (before >= 0) {
      found.push({ kind: 'name', start: index + 1, end: index + name.length, distance: index - before });
      first.set(name, -1);
    }
  }
  return found;
}
