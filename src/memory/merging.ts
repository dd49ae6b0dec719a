import { Section, type Entry } from './section.js';
import { compare } from './sorting.js';

/** Places that are merged between two yields: about a millisecond. */
const placesPerSlice = 4096;
/** Texts that are copied between two yields. */
const textsPerSlice = 256;

/** A section's places in their order, each of them with where it stands in the text of the section that is made. */
class SectionCursor {
  /** By how much each text moves, by its number; NaN for those that are left out. */
  private readonly shifts: Float64Array;
  private next = 0;
  /** The place that is next; 0 where there is none any more. */
  place = 0;
  /** Where it stands in the new text. */
  moved = 0;

  constructor(readonly section: Section) {
    this.shifts = new Float64Array(section.entryCount).fill(NaN);
  }

  /** A text of it stands here from now on. */
  setStart(entry: Entry, start: number): void {
    this.shifts[this.section.numberAt(entry.start)] = start - entry.start;
  }

  /** Goes on to the next place that stays, or stops after some that do not: they may be millions. @returns whether it arrived */
  advance(): boolean {
    const { order } = this.section;
    for (let tries = 0; tries < placesPerSlice; tries++) {
      this.place = order[this.next++] ?? 0;
      if (this.place === 0) return true;
      const shift = this.shifts[this.section.numberAt(this.place)] ?? NaN;
      if (Number.isNaN(shift)) continue;
      this.moved = this.place + shift;
      return true;
    }
    return false;
  }
}

/**
 * Makes one section of one or two, without the texts that were removed before this began, in slices. Nothing is sorted again.
 * @param a a section; of what is in both it has none
 */
export function* mergeSections(a: Section, b?: Section): Generator<undefined, Section> {
  const left = new SectionCursor(a);
  const right = b && new SectionCursor(b);
  const size = a.size + (b?.size ?? 0);
  yield;
  const { text, entries } = yield* mergeTexts(left, right, size);
  yield;
  const order = new Uint32Array(size);
  yield;
  while (!left.advance()) yield;
  if (right) while (!right.advance()) yield;
  for (let filled = 0; filled < size;) {
    const source = right && comesFirst(right, left) ? right : left;
    order[filled++] = source.moved;
    if (filled % placesPerSlice === 0) yield;
    while (!source.advance()) yield;
  }
  return yield* Section.sorted(text, order, entries);
}

/** The texts that stay, in the order of their names. */
function* mergeTexts(left: SectionCursor, right: SectionCursor | undefined, size: number) {
  const [a, b] = [left.section.present(), right?.section.present() ?? []];
  const text = new Uint8Array(size + a.length + b.length);
  const entries: Entry[] = [];
  let [i, j, used] = [0, 0, 0];
  for (;;) {
    const [one, other] = [a[i], b[j]];
    const isLeft = one !== undefined && (other === undefined || one.name < other.name);
    const source = isLeft ? left : right;
    const entry = isLeft ? one : other;
    if (!source || !entry) return { text, entries };
    if (isLeft) i++;
    else j++;
    const { name, start, end } = entry;
    source.setStart(entry, used + 1);
    text.set(source.section.text.subarray(start, end), used + 1);
    entries.push({ name, start: used + 1, end: used + 1 + end - start });
    used += 1 + end - start;
    if (entries.length % textsPerSlice === 0) yield;
  }
}

function comesFirst(a: SectionCursor, b: SectionCursor): boolean {
  if (a.place === 0 || b.place === 0) return b.place === 0;
  // Where the same stands before both, as they stand in the new text.
  return (compare(a.section.text, a.place, b.section.text, b.place) || a.moved - b.moved) < 0;
}
