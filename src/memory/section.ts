import { decodeText, newline } from '../network/bytes.js';
import { Signposts } from './signposts.js';
import { compare, sorted } from './sorting.js';

/** Texts whose names are put in order between two yields. */
const namesPerSlice = 512;
/** Places that are numbered between two yields. */
const placesPerSlice = 32_768;
/** With fewer places than this, signposts do not pay. */
const minimumPlacesForSignposts = 100_000;

/** A text, and what it is called. */
export type NamedText = readonly [name: string, bytes: Uint8Array];

/** Where a text stands in a section: its bytes at [start, end) of the section's text, after a byte 0. */
export interface Entry {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Texts, and all places in them sorted by the bytes before each, read backwards: so the places whose context matches that of the
 * caret lie side by side, the longest match nearest. It is a suffix array (Manber and Myers 1993) of the text read backwards,
 * of which prediction by partial matching (Cleary and Teahan 1997, PPM*) and infini-grams (Liu and others 2024) take theirs.
 *
 * Nothing in it changes but which of its texts are removed: a removed text is not found from then on, and its bytes go with the next
 * merge (`mergeSections`). An edit or a merge makes another section, and this one can be asked meanwhile. Takes five bytes for each byte of
 * text, and three quarters of one more where there are signposts.
 */
export class Section {
  /** Where each text starts, side by side. */
  private readonly starts: Uint32Array;
  private readonly numbers = new Map<string, number>();
  /** 1 for each text that is removed, by its number. */
  private readonly removed: Uint8Array;
  private removedTexts = 0;
  private removedBytes = 0;

  /**
   * @param text the texts, a byte 0 before each
   * @param order the place of each byte of the texts, sorted; those before which the same stands in the order of the text
   * @param entries the texts by their names, in the order of which they stand in `text`
   */
  constructor(
    readonly text: Uint8Array,
    readonly order: Uint32Array,
    private readonly entries: readonly Entry[],
    private readonly signposts?: Signposts,
  ) {
    this.starts = Uint32Array.from(entries, ({ start }) => start);
    this.removed = new Uint8Array(entries.length);
    for (const [number, { name }] of entries.entries()) this.numbers.set(name, number);
  }

  /**
   * Sorts texts, in slices.
   * @param texts without a byte 0, none of them twice; not to be changed before the end
   * @param minimumPlaces with fewer places than this there are no signposts
   */
  static *of(texts: readonly NamedText[], minimumPlaces?: number): Generator<undefined, Section> {
    const bytes = texts.reduce((sum, [, { length }]) => sum + length, 0);
    // To clear millions of places takes milliseconds.
    const text = new Uint8Array(bytes + texts.length);
    yield;
    const places = new Uint32Array(bytes);
    yield;
    const entries: Entry[] = [];
    let used = 0;
    let filled = 0;
    for (const [name, some] of yield* byName(texts)) {
      const start = used + 1;
      text.set(some, start);
      used = start + some.length;
      entries.push({ name, start, end: used });
      for (let place = start; place < used; place++) {
        places[filled++] = place;
        if (filled % placesPerSlice === 0) yield;
      }
      if (entries.length % namesPerSlice === 0) yield;
    }
    yield;
    yield* sorted(text, places);
    return yield* Section.sorted(text, places, entries, minimumPlaces);
  }

  /** Makes a section of places that are sorted already, with signposts where they pay. */
  static *sorted(
    text: Uint8Array,
    order: Uint32Array,
    entries: readonly Entry[],
    fewest = minimumPlacesForSignposts,
  ): Generator<undefined, Section> {
    const signposts = order.length >= fewest ? yield* Signposts.along(text, order, order.length) : undefined;
    return new Section(text, order, entries, signposts);
  }

  /** Bytes of the texts that are not removed. */
  get size(): number {
    return this.order.length - this.removedBytes;
  }

  /** Bytes of memory that the section takes. */
  get memoryBytes(): number {
    return this.text.buffer.byteLength + this.order.buffer.byteLength + (this.signposts?.memoryBytes ?? 0);
  }

  /** The number of texts, removed ones included. */
  get entryCount(): number {
    return this.entries.length;
  }

  /** Does the section still hold the bytes of removed texts? */
  get hasRemoved(): boolean {
    return this.removedTexts > 0;
  }

  /** The texts that are not removed, in the order of their names. */
  present(): readonly Entry[] {
    return this.hasRemoved ? this.entries.filter((_, number) => this.removed[number] === 0) : this.entries;
  }

  /** Where a text stands in `text`, or undefined where it is not here. */
  bounds(name: string): Entry | undefined {
    const number = this.numbers.get(name);
    return number === undefined || this.removed[number] === 1 ? undefined : this.entries[number];
  }

  /** Removes texts, in a time that depends only on the number of names. @returns whether any of them was here */
  remove(names: Iterable<string>): boolean {
    const before = this.removedTexts;
    for (const name of names) {
      const number = this.numbers.get(name);
      const entry = this.bounds(name);
      if (number === undefined || !entry) continue;
      this.removed[number] = 1;
      this.removedTexts++;
      this.removedBytes += entry.end - entry.start;
    }
    return this.removedTexts > before;
  }

  /** Removes the texts whose names go on from a name with a `/`: side by side in the order of their names. */
  removeUnder(name: string): void {
    const start = `${name}/`;
    let [low, high] = [0, this.entries.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.entries[middle]?.name ?? '') < start) low = middle + 1;
      else high = middle;
    }
    const names: string[] = [];
    for (let entry; (entry = this.entries[low])?.name.startsWith(start); low++) names.push(entry.name);
    this.remove(names);
  }

  /** Does a place lie in a text that is removed? */
  isRemoved(place: number): boolean {
    return this.removedTexts > 0 && this.removed[this.numberAt(place)] === 1;
  }

  /** The name of the text that a place lies in. */
  nameAt(place: number): string {
    return this.entries[this.numberAt(place)]?.name ?? '';
  }

  /** Which text a place lies in, and where in it. */
  locate(place: number): { readonly name: string; readonly line: number; readonly character: number } {
    const { name = '', start = place } = this.entries[this.numberAt(place)] ?? {};
    let line = 0;
    let lineStart = start;
    for (let i = start; i < place; i++) if (this.text[i] === newline) [line, lineStart] = [line + 1, i + 1];
    return { name, line, character: decodeText(this.text.subarray(lineStart, place)).length };
  }

  /** The number of places that sort before a context. */
  rank(context: Uint8Array, end: number): number {
    const { length } = this.order;
    let { low, high } = this.signposts?.range(context, end, length) ?? { low: 0, high: length };
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(this.text, this.order[middle] ?? 0, context, end) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The number of the text that a place lies in: how many of `entries` stand before it. */
  numberAt(place: number): number {
    const { starts } = this;
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] ?? 0) <= place) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** Texts in the order of their names, in slices, by merging. */
function* byName(texts: readonly NamedText[]): Generator<undefined, readonly NamedText[]> {
  let runs: (readonly NamedText[])[] = [];
  for (let i = 0; i < texts.length; i += namesPerSlice) {
    runs.push(texts.slice(i, i + namesPerSlice).sort((a, b) => (a[0] < b[0] ? -1 : 1)));
    if (texts.length > namesPerSlice) yield;
  }
  while (runs.length > 1) {
    const longer: (readonly NamedText[])[] = [];
    for (let i = 0; i < runs.length; i += 2) longer.push(yield* mergeRuns(runs[i] ?? [], runs[i + 1] ?? []));
    runs = longer;
  }
  return runs[0] ?? [];
}

/** Two runs in the order of their names as one. */
function* mergeRuns(
  a: readonly NamedText[],
  b: readonly NamedText[],
): Generator<undefined, readonly NamedText[]> {
  const both: NamedText[] = [];
  let [i, j] = [0, 0];
  for (;;) {
    const [left, right] = [a[i], b[j]];
    if (left && (!right || left[0] < right[0])) {
      both.push(left);
      i++;
    } else if (right) {
      both.push(right);
      j++;
    } else return both;
    if (both.length % namesPerSlice === 0) yield;
  }
}
