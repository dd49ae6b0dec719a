import { decodeText, newline } from '../network/bytes.js';
import { Signposts } from './signposts.js';
import { compare, deepest, sorted } from './sorting.js';

/** Texts whose names are put in order between two yields. */
const slice = 512;

/** A text, and what it is called. */
export type NamedText = readonly [name: string, bytes: Uint8Array];

/** A text in a section: its bytes stand at [start, end), behind a byte 0. */
interface Entry {
  readonly name: string;
  start: number;
  end: number;
}

/**
 * Texts, and all places in them sorted by what stands before each, read backwards: so the places before which the same stands as before the
 * caret lie side by side, the longer the same the nearer. It is a suffix array (Manber and Myers 1993) of the text read backwards,
 * of which prediction by partial matching (Cleary and Teahan 1997, PPM*) and infini-grams (Liu and others 2024) take theirs.
 *
 * What it holds is a function of the texts alone, however they came to be. Takes five bytes for each byte of text, and three
 * quarters of one more where there are signposts.
 */
export class Section {
  /** The texts, a byte 0 before each. */
  text: Uint8Array = new Uint8Array(1);
  /** Bytes of `text` in use. */
  private used = 0;
  /** Of these, bytes that no text stands in any more. */
  private holes = 0;
  /** Sorted: the place of each byte of the texts. */
  order: Uint32Array = new Uint32Array(1);
  /** How many of them are in use. */
  count = 0;
  /** In the order in which they stand in `text`. */
  private readonly entries: Entry[] = [];
  /** Where each starts, side by side, as long as none of them has changed. */
  private starts: Uint32Array | undefined;
  /** Where there are enough places for them to pay. */
  private signposts: Signposts | undefined;

  /** @param fewest with fewer places than this there are no signposts */
  constructor(private readonly fewest = 100_000) {}

  /** Bytes of text. */
  get size(): number {
    return this.count;
  }

  /** Bytes of memory that it takes. */
  get taken(): number {
    return this.text.length + 4 * this.order.length + (this.signposts?.taken ?? 0);
  }

  names(): string[] {
    return this.entries.map(({ name }) => name);
  }

  /** Where a text stands in `text`, or undefined where it is not here. */
  bounds(name: string): { readonly start: number; readonly end: number } | undefined {
    return this.entries.find(entry => entry.name === name);
  }

  /** Copies of all texts. */
  texts(): NamedText[] {
    return this.entries.map(({ name, start, end }) => [name, this.text.slice(start, end)]);
  }

  /** The name of the text that a place lies in. */
  nameAt(place: number): string {
    return this.entryAt(place)?.name ?? '';
  }

  /** Which text a place lies in, and where in it. */
  locate(place: number): { readonly name: string; readonly line: number; readonly character: number } {
    const { name = '', start = place } = this.entryAt(place) ?? {};
    let line = 0;
    let lineStart = start;
    for (let i = start; i < place; i++) if (this.text[i] === newline) [line, lineStart] = [line + 1, i + 1];
    return { name, line, character: decodeText(this.text.subarray(lineStart, place)).length };
  }

  /**
   * Adds texts, in slices: nothing is seen of them before the last.
   * @param texts without a byte 0; names that are not here yet
   */
  *add(texts: readonly NamedText[]): Generator<undefined, void> {
    const bytes = texts.reduce((sum, [, { length }]) => sum + length, 0);
    this.reserve(this.used + bytes + texts.length);
    const { text } = this;
    const places = new Uint32Array(bytes);
    let filled = 0;
    // In the order of their names, so that ties are in the order of the text.
    for (const [name, some] of yield* byName(texts)) {
      text[this.used++] = 0;
      text.set(some, this.used);
      this.entries.push({ name, start: this.used, end: this.used + some.length });
      this.starts = undefined;
      for (let i = 0; i < some.length; i++) places[filled++] = this.used + i;
      this.used += some.length;
      if (some.length > 0) yield;
    }
    yield* sorted(text, places);
    this.merge(places);
    yield;
    yield* this.putSignposts();
  }

  /** Takes texts out: many at once in about the time of one. */
  remove(names: ReadonlySet<string>): void {
    const gone = this.entries.filter(({ name }) => names.has(name));
    const [entry] = gone;
    if (!entry) return;
    if (gone.length === 1 && 4 * (this.holes + entry.end - entry.start) < this.used) this.leaveHole(entry);
    else this.closeUp(names);
    if (2 * this.used > this.text.length) return;
    this.text = this.text.slice(0, this.used);
    this.order = this.order.slice(0, this.count);
  }

  /** Takes a text out, and moves no other. */
  private leaveHole(entry: Entry): void {
    const { start, end } = entry;
    const { order, count } = this;
    this.entries.splice(this.entries.indexOf(entry), 1);
    this.starts = undefined;
    this.text.fill(0, start, end);
    this.holes += end - start + 1;
    const gone = new Uint32Array(end - start);
    let found = 0;
    for (let i = 0; i < count; i++) {
      const place = order[i] ?? 0;
      if (place >= start && place < end) gone[found++] = i;
    }
    for (let i = 0; i < found; i++)
      order.copyWithin((gone[i] ?? 0) - i, (gone[i] ?? 0) + 1, i + 1 < found ? gone[i + 1] : count);
    this.count = count - found;
    this.signposts?.without(gone);
  }

  /** Takes texts out, and moves all others together. */
  private closeUp(names: ReadonlySet<string>): void {
    /** Where each place has gone; 0: nowhere. */
    const moved = new Uint32Array(this.used);
    const kept = this.entries.filter(({ name }) => !names.has(name));
    let used = 0;
    for (const entry of kept) {
      const { start, end } = entry;
      this.text.copyWithin(used, start - 1, end);
      entry.start = used + 1;
      for (let place = start; place < end; place++) moved[place] = ++used;
      entry.end = ++used;
    }
    this.used = used;
    this.holes = 0;
    this.entries.splice(0, this.entries.length, ...kept);
    this.starts = undefined;
    const { order, count } = this;
    const gone = new Uint32Array(count);
    let found = 0;
    for (let i = 0; i < count; i++) {
      const place = moved[order[i] ?? 0] ?? 0;
      if (place > 0) order[i - found] = place;
      else gone[found++] = i;
    }
    this.count = count - found;
    this.signposts?.without(gone.subarray(0, found));
  }

  /** Replaces `removed` bytes of a text by others. */
  replace(name: string, at: number, removed: number, inserted: Uint8Array): void {
    const entry = this.entries.find(entry => entry.name === name);
    if (!entry) return;
    const from = entry.start + at;
    const after = from + removed;
    const change = inserted.length - removed;
    // To put them up anew at every key would cost more than it saves.
    this.signposts = undefined;
    // What stands before these places has changed.
    const touched = Math.min(entry.end, after + deepest);
    this.drop(from, touched, change);
    this.move(after, from + inserted.length);
    this.text.set(inserted, from);
    const places = new Uint32Array(touched + change - from);
    for (let i = 0; i < places.length; i++) places[i] = from + i;
    const work = sorted(this.text, places);
    while (work.next().done !== true);
    this.merge(places);
  }

  /** How many places come before a context: what stands before them is less. */
  rank(context: Uint8Array, end: number): number {
    let { low, high } = this.signposts?.range(context, end, this.count) ?? { low: 0, high: this.count };
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(this.text, this.order[middle] ?? 0, context, end) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The order of two places before which the same stands: by their texts' names, then as they follow each other. */
  private tie(a: number, b: number): number {
    const [left, right] = [this.entryAt(a), this.entryAt(b)];
    if (!left || !right || left === right) return a - b;
    return left.name < right.name ? -1 : 1;
  }

  private entryAt(place: number): Entry | undefined {
    const starts = (this.starts ??= Uint32Array.from(this.entries, ({ start }) => start));
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] ?? 0) <= place) low = middle + 1;
      else high = middle;
    }
    return this.entries[low - 1];
  }

  /** Puts signposts up along the order, where it is long enough. Nothing else may go on meanwhile. */
  private *putSignposts(): Generator<undefined, void> {
    this.signposts = undefined;
    if (this.count >= this.fewest) this.signposts = yield* Signposts.along(this.text, this.order, this.count);
  }

  /** Takes the places in [from, to) out of the order, and moves those behind by a change of length. */
  private drop(from: number, to: number, change: number): void {
    // Nothing stands there, as where a text is typed at its end.
    if (from >= this.used) return;
    const { order, count } = this;
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const place = order[i] ?? 0;
      if (place < from) order[kept++] = place;
      else if (place >= to) order[kept++] = place + change;
    }
    this.count = kept;
  }

  /** Makes room for so many bytes of `text`. */
  private reserve(bytes: number): void {
    if (bytes <= this.text.length) return;
    // A first filling is exact; what grows is given room to grow.
    const grown = new Uint8Array(this.used === 0 ? bytes : bytes + (bytes >> 3) + 64);
    grown.set(this.text.subarray(0, this.used));
    this.text = grown;
  }

  /** Moves what stands in `text` from a place on to another, and with it the bounds of texts; not the order. */
  private move(from: number, to: number): void {
    const change = to - from;
    if (change === 0) return;
    const used = this.used + change;
    this.reserve(used);
    this.text.copyWithin(to, from, this.used);
    this.used = used;
    this.starts = undefined;
    for (const entry of this.entries) {
      if (entry.start > from) entry.start += change;
      if (entry.end >= from) entry.end += change;
    }
  }

  /** Puts sorted places into the order. */
  private merge(places: Uint32Array): void {
    const { count } = this;
    if (count === 0) {
      this.order = places;
      this.count = places.length;
      return;
    }
    const total = count + places.length;
    if (total > this.order.length) {
      const grown = new Uint32Array(total + (total >> 3) + 64);
      grown.set(this.order.subarray(0, count));
      this.order = grown;
    }
    const { order } = this;
    let end = count;
    for (let i = places.length - 1; i >= 0; i--) {
      const place = places[i] ?? 0;
      const at = this.before(place, end);
      order.copyWithin(at + i + 1, at, end);
      order[at + i] = place;
      end = at;
    }
    this.count = total;
  }

  /** How many of the first places in the order come before one that is not in it. */
  private before(place: number, end: number): number {
    let [low, high] = [0, end];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.order[middle] ?? 0;
      if ((compare(this.text, other, this.text, place) || this.tie(other, place)) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Texts in the order of their names, in slices, by merging. */
function* byName(texts: readonly NamedText[]): Generator<undefined, readonly NamedText[]> {
  let runs: (readonly NamedText[])[] = [];
  for (let i = 0; i < texts.length; i += slice) {
    runs.push(texts.slice(i, i + slice).sort((a, b) => (a[0] < b[0] ? -1 : 1)));
    yield;
  }
  while (runs.length > 1) {
    const longer: (readonly NamedText[])[] = [];
    for (let i = 0; i < runs.length; i += 2) longer.push(yield* merged(runs[i] ?? [], runs[i + 1] ?? []));
    runs = longer;
  }
  return runs[0] ?? [];
}

/** Two runs in the order of their names as one. */
function* merged(
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
    if (both.length % slice === 0) yield;
  }
}
