/** The bracket that closes each. */
const closerOf: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);
const closers: ReadonlySet<string> = new Set(closerOf.values());
const quotes = '"\'`';

/** Brackets of a text that have no partner in it. */
export interface Unpaired {
  /** What would close those that are open at its end, the innermost last. */
  readonly open: readonly string[];
  /** Those that close what stands before it, in their order. */
  readonly closing: readonly string[];
}

/** Finds the brackets without a partner. What stands in quotes on one line does not count; a closing one of another kind closes nothing. */
export function unpairedBrackets(text: string, before: readonly string[] = []): Unpaired {
  const open = [...before];
  const closing: string[] = [];
  /** Where the line ends in which a quote is not closed: those like it before that end are not, either, and are not looked at again. */
  const unclosedUntil = new Map<string, number>();
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    const closer = closerOf.get(character);
    if (closer !== undefined) open.push(closer);
    else if (closers.has(character)) {
      if (open.at(-1) === character) open.pop();
      else if (open.length === 0) closing.push(character);
    } else if (quotes.includes(character) && i >= (unclosedUntil.get(character) ?? 0)) {
      const end = endOfQuote(text, i);
      if (text[end] === character) i = end;
      else unclosedUntil.set(character, end);
    }
  }
  return { open, closing };
}

/** Text on each side of the caret in which brackets are counted, in UTF-16 units. */
const counted = 4000;

/** What the brackets around a caret say of a text that would be put there. */
export interface Balance {
  /** Does it close what the text behind the caret closes, or a bracket of another kind than that does? */
  readonly contradicts: boolean;
  /** Brackets that the document then leaves open. */
  readonly leftOpen: number;
}

/** The brackets around a caret: those open before it, and those that the text behind it closes. */
export class BracketContext {
  private readonly open: readonly string[];
  private readonly wanted: readonly string[];
  /** Is there more text on that side than was counted in? */
  private readonly isCutBefore: boolean;
  private readonly isCutAfter: boolean;

  constructor(before: string, after: string) {
    this.isCutBefore = before.length > counted;
    this.isCutAfter = after.length > counted;
    this.open = unpairedBrackets(before.slice(-counted)).open;
    this.wanted = unpairedBrackets(after.slice(0, counted)).closing;
  }

  balanceWith(text: string): Balance {
    const { open, closing } = unpairedBrackets(text, this.open);
    const left = [...open].reverse();
    const { wanted } = this;
    const differs = left.some((closer, i) => i < wanted.length && wanted[i] !== closer);
    const isOver = left.length < wanted.length || closing.length > 0;
    const leftOpen = this.isCutAfter ? 0 : Math.max(0, left.length - wanted.length);
    return { contradicts: differs || (isOver && !this.isCutBefore), leftOpen };
  }
}

/** Where what a quote opens is closed on its line; the line's end where it is not, as an apostrophe. */
function endOfQuote(text: string, start: number): number {
  const quote = text.charAt(start);
  let at = start + 1;
  for (; at < text.length && text[at] !== '\n' && text[at] !== quote; at++) if (text[at] === '\\') at++;
  return at;
}
