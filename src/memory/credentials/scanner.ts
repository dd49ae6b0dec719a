import type { ByteText } from './automaton.js';
import { Finder } from './finder.js';
import type { Span } from './reading.js';
import { triggers } from './triggers.js';

/** A secret that stands in a text: its bytes alone, without the name before it. */
export interface Credential extends Span {
  /** The byte at which it was noticed. */
  readonly trigger: number;
}

/** Bytes that are looked through between two yields: less than a millisecond's. */
const slice = 32_768;

/** Bytes before a place on which it depends what is noticed from there on, but for credentials that reach beyond it. */
export const lookBehind = 1280;
/** Bytes behind a place on which it depends whether something is noticed there, at most. */
export const lookAhead = 8192;

export interface ScanOptions {
  /** Where to begin: between no `trigger` and its credential's end. */
  readonly from?: number;
  /** Is asked of a place, behind the last credential, whether to end there. */
  readonly isEnd?: (at: number) => boolean;
  /** What ends with the text may go on: a beginning of a credential is one, too. */
  readonly isCut?: boolean;
}

/**
 * Finds the credentials in a text: private keys, tokens, passwords, and what is assigned to the names of such. One pass, in slices, that looks
 * at each byte a bounded number of times, whatever the text.
 * @param text UTF-8
 * @returns in the order of the text; none overlaps another
 */
export function* credentialsIn(
  text: ByteText,
  options: ScanOptions = {},
): Generator<undefined, Credential[]> {
  const { from = 0, isEnd, isCut = false } = options;
  const finder = new Finder(text, text.length, isCut);
  const found: Credential[] = [];
  let state = stateAt(text, from);
  let next = from + slice;
  for (let at = from; at < text.length;) {
    state = triggers.after(state, text[at] ?? 0);
    at++;
    const ends = triggers.endsIn(state);
    if (ends) {
      const span = finder.find(ends, at);
      if (span) {
        const start = Math.max(span.from, found.at(-1)?.to ?? 0);
        if (span.to > start) found.push({ from: start, to: span.to, trigger: at - 1 });
        if (span.to > at) {
          at = span.to;
          state = stateAt(text, at);
        }
      }
    }
    if (isEnd?.(at)) break;
    if (at < next) continue;
    next = at + slice;
    yield;
  }
  return found;
}

/** The automaton's state before a byte: it depends on the few before it alone. */
function stateAt(text: ByteText, place: number): number {
  let state = 0;
  for (let at = Math.max(0, place - triggers.longest); at < place; at++)
    state = triggers.after(state, text[at] ?? 0);
  return state;
}

/** All credentials of a short text, at once. */
export function allCredentials(text: ByteText, isCut = false): Credential[] {
  const work = credentialsIn(text, { isCut });
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
