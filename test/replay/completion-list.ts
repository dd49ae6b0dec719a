import { surroundings } from '../../src/suggestion/lexical.js';
import type { Typist } from './typist.js';

/** Names as the list completes them. */
const names = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
/** Languages whose own services fill the list, with what stands in no document: a model of words says nothing of them. */
const ownEntries: readonly string[] = ['css', 'html', 'json', 'markdown'];
/** Text of a document that words are taken from, in UTF-16 units around the caret: its editor reads all of it. */
const [mostBefore, mostBehind] = [60_000, 20_000];

/**
 * A model of VS Code's completion list with default settings, where words of the document are all that it knows
 * (`quickSuggestions` is `offWhenInlineCompletions`, `wordBasedSuggestions` is `matchingDocuments`): it opens where a key in a word of
 * code got no ghost text, stays open while words go on from what is typed, and has the first of them selected.
 */
export class CompletionList {
  /** The entries as they were when the list opened; undefined while it is shut. */
  private entries: readonly string[] | undefined;

  constructor(
    private readonly languageId: string,
    private readonly typist: Typist,
  ) {}

  /** The document has changed: what is no single character shuts the list. */
  edited(removed: number, inserted: number): void {
    if (removed !== 0 || inserted !== 1) this.entries = undefined;
  }

  /** What Tab would type: the rest of the selected entry; undefined where the list is shut, a text that nothing begins with where it is no rest. */
  selected(): string | undefined {
    const word = this.word();
    const [entry] = this.entries && word !== '' ? matching(this.entries, word) : [];
    if (entry === undefined) {
      this.entries = undefined;
      return undefined;
    }
    return entry.startsWith(word) ? entry.slice(word.length) : '\0';
  }

  /** The last key got no ghost text: now the list may open. */
  nothingShown(): void {
    const word = this.word();
    if (this.entries || ownEntries.includes(this.languageId) || word === '' || !Number.isNaN(Number(word)))
      return;
    const { before, behind } = this.typist;
    if (surroundings(this.languageId, before.slice(-2000)) !== 'code') return;
    const text = `${before.slice(-mostBefore, -word.length)} ${behind.slice(0, mostBehind)}`;
    const words = new Set(text.match(names));
    words.delete(word);
    const entries = [...words].sort((a, b) => compare(a.toLowerCase(), b.toLowerCase()) || compare(a, b));
    if (matching(entries, word).length > 0) this.entries = entries;
  }

  /** The word up to the caret. */
  private word(): string {
    const { prefix } = this.typist;
    const last = prefix.match(names)?.at(-1) ?? '';
    return prefix.endsWith(last) ? last : '';
  }
}

/** The entries that a word matches, best first: those that begin with it, but for case, then those that hold its letters in order. */
export function matching(entries: readonly string[], word: string): string[] {
  const ranked = entries.map(entry => [rank(entry, word), entry] as const).filter(([rank]) => rank < 3);
  return ranked.sort(([a], [b]) => a - b).map(([, entry]) => entry);
}

function rank(entry: string, word: string): number {
  if (entry.startsWith(word)) return 0;
  const [low, wanted] = [entry.toLowerCase(), word.toLowerCase()];
  if (low.startsWith(wanted)) return 1;
  for (let start = 0; start < entry.length; start++)
    if (low[start] === wanted[0] && beginsPart(entry, start) && holds(low.slice(start), wanted)) return 2;
  return 3;
}

/** Does a part of a name begin here: at its start, behind a mark, or at a capital? */
function beginsPart(entry: string, at: number): boolean {
  if (at === 0 || /[-_$]/.test(entry.charAt(at - 1))) return true;
  return /\p{Lu}/u.test(entry.charAt(at)) && /\p{Ll}/u.test(entry.charAt(at - 1));
}

function holds(text: string, letters: string): boolean {
  let at = 0;
  for (const character of text) if (character === letters[at]) at++;
  return at >= letters.length;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
