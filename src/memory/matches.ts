import type { Section } from './section.js';
import { common, compare, maximumContextBytes } from './sorting.js';

/** Places that have bytes in common with the context of the caret, the longest match first. */
export interface Matches {
  /** How many there are. */
  count: number;
  /** The byte at each place: what it says comes next. */
  readonly bytes: Uint8Array;
  /** The number of bytes before it that match, up to `maximumContextBytes`. */
  readonly lengths: Uint8Array;
  /** Where each lies: a place in a section's text. */
  readonly places: Uint32Array;
  readonly sections: (Section | undefined)[];
}

export function noMatches(maximum: number): Matches {
  return {
    count: 0,
    bytes: new Uint8Array(maximum),
    lengths: new Uint8Array(maximum),
    places: new Uint32Array(maximum),
    sections: Array.from({ length: maximum }, () => undefined),
  };
}

/** The length of the longest match that predicts a byte; 0 where none does. */
export function longestOf({ count, bytes, lengths }: Matches, byte: number): number {
  for (let i = 0; i < count; i++) if (bytes[i] === byte) return lengths[i] ?? 0;
  return 0;
}

/** A place in a text of the memory. */
export interface Match {
  /** The text's name. */
  readonly name: string;
  readonly line: number;
  /** UTF-16 units before it in its line. */
  readonly character: number;
  /** Bytes before it that are the same as before the caret, up to `maximumContextBytes`. */
  readonly length: number;
}

/** The longest match that predicts a byte; the first of equals. */
export function longestMatch(all: readonly Matches[], byte: number): Match | undefined {
  let best: Match | undefined;
  for (const matches of all) {
    const index = matches.bytes.subarray(0, matches.count).indexOf(byte);
    const length = matches.lengths[index] ?? 0;
    const section = matches.sections[index];
    if (index < 0 || !section || (best && best.length >= length)) continue;
    best = { ...section.locate(matches.places[index] ?? 0), length };
  }
  return best;
}

/** Bytes that are asked for behind the caret one after another, at most. */
const longestContinuationBytes = 256;

/** Walks away from where a context stands among a section's places, up or down. */
interface Walk {
  readonly section: Section;
  readonly step: 1 | -1;
  at: number;
  place: number;
  length: number;
  /** The name of the text that the place lies in, once it was asked for. */
  name: string | undefined;
}

/**
 * Finds the places in some sections that have most in common with a context: its neighbours, were all their places sorted as one. Which they are is a
 * function of the texts alone, not of how these are spread over sections.
 * @param context the bytes before the caret: the last `maximumContextBytes`, or all there are
 * @param minimumLength fewer bytes in common are none
 * @param into is filled
 * @param caret the caret's place in the one section's text, where the caret's own text is searched
 */
export function findMatches(
  sections: readonly Section[],
  context: Uint8Array,
  minimumLength: number,
  into: Matches,
  caret?: number,
): void {
  const walks: Walk[] = [];
  for (const section of sections) {
    const rank = section.rank(context, context.length);
    for (const step of [1, -1] as const) {
      const walk = { section, step, at: step === 1 ? rank - 1 : rank, place: 0, length: 0, name: undefined };
      if (advance(walk, context, caret) && walk.length >= minimumLength) insertWalk(walks, walk);
    }
  }
  const maximum = into.bytes.length;
  into.count = 0;
  while (into.count < maximum) {
    const walk = walks.pop();
    if (!walk) break;
    into.bytes[into.count] = walk.section.text[walk.place] ?? 0;
    into.lengths[into.count] = walk.length;
    into.places[into.count] = walk.place;
    into.sections[into.count++] = walk.section;
    if (advance(walk, context, caret) && walk.length >= minimumLength) insertWalk(walks, walk);
  }
}

/** Puts a walk among those in order, the best of which is the last: it is looked for from there, where it mostly belongs. */
function insertWalk(walks: Walk[], walk: Walk): void {
  let at = walks.length;
  for (; at > 0; at--) {
    const other = walks[at - 1];
    if (!other || !comesBefore(other, walk)) break;
    walks[at] = other;
  }
  walks[at] = walk;
}

/**
 * Goes on to the next place that counts. One behind the caret does not where all that stands between is what a context ends in, as far as it is
 * compared: that is how a continuation that says what stands right after the caret would go on saying it.
 */
function advance(walk: Walk, context: Uint8Array, caret = Infinity): boolean {
  const { section, step } = walk;
  for (walk.at += step; walk.at >= 0 && walk.at < section.order.length; walk.at += step) {
    const place = section.order[walk.at] ?? 0;
    if (section.isRemoved(place)) continue;
    const length = common(section.text, place, context, context.length);
    const behind = place - caret;
    if (behind >= 0 && behind < longestContinuationBytes && length >= Math.min(behind, maximumContextBytes))
      continue;
    walk.place = place;
    walk.name = undefined;
    walk.length = length;
    return true;
  }
  return false;
}

/** The one with more in common first; of equals those sorted after the context, and then the nearer one. */
function comesBefore(a: Walk, b: Walk): boolean {
  if (a.length !== b.length) return a.length > b.length;
  if (a.step !== b.step) return a.step === 1;
  // Both have as much in common with the context, and so with each other.
  const order =
    compare(a.section.text, a.place, b.section.text, b.place, a.length + 1) ||
    (nameOf(a) < nameOf(b) ? -1 : 1);
  return order * a.step < 0;
}

function nameOf(walk: Walk): string {
  return (walk.name ??= walk.section.nameAt(walk.place));
}
