import { decode, newline } from '../network/bytes.js';
import { compare, deepest, pairBefore, sorted } from './sorting.js';

/** Bytes that are counted between two yields. */
const slice = 400_000;

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
 * What it holds is a function of the texts alone, however they came to be. Takes five bytes for each byte of text.
 */
export class Section {
  /** The texts, a byte 0 before each. */
  text: Uint8Array = new Uint8Array(1);
  /** Bytes of `text` in use. */
  private used = 0;
  /** Sorted: the place of each byte of the texts. */
  order: Uint32Array = new Uint32Array(1);
  /** How many of them are in use. */
  count = 0;
  /** In the order in which they stand in `text`. */
  private readonly entries: Entry[] = [];
  /** `[2^16 + 1]`: of a large section, how many places come before those of each pair of bytes (see `pairBefore`). */
  private heads: Uint32Array | undefined;

  /** @param fewest with fewer places than this the pairs of bytes are not counted */
  constructor(private readonly fewest = 100_000) {}

  /** Bytes of text. */
  get size(): number {
    return this.count;
  }

  /** Bytes of memory that it takes. */
  get taken(): number {
    return this.text.length + 4 * (this.order.length + (this.heads?.length ?? 0));
  }

  names(): string[] {
    return this.entries.map(({ name }) => name);
  }

  /** Where a text stands in `text`, or undefined where it is not here. */
  bounds(name: string): { readonly start: number; readonly end: number } | undefined {
    return this.entries.find(entry => entry.name === name);
  }

  /** A copy of a text. */
  textOf(name: string): Uint8Array | undefined {
    const entry = this.bounds(name);
    return entry && this.text.slice(entry.start, entry.end);
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
    return { name, line, character: decode(this.text.subarray(lineStart, place)).length };
  }

  /**
   * Adds texts, in slices: nothing is seen of them before the last.
   * @param texts without a byte 0; names that are not here yet
   */
  *add(texts: readonly (readonly [name: string, bytes: Uint8Array])[]): Generator<undefined, void> {
    const bytes = texts.reduce((sum, [, { length }]) => sum + length, 0);
    this.reserve(this.used + bytes + texts.length);
    const { text } = this;
    const places = new Uint32Array(bytes);
    let filled = 0;
    // In the order of their names, so that ties are in the order of the text.
    for (const [name, some] of [...texts].sort(([a], [b]) => (a < b ? -1 : 1))) {
      text[this.used++] = 0;
      text.set(some, this.used);
      this.entries.push({ name, start: this.used, end: this.used + some.length });
      for (let i = 0; i < some.length; i++) places[filled++] = this.used + i;
      this.used += some.length;
      if (some.length > 0) yield;
    }
    yield* sorted(text, places);
    this.merge(places);
    yield;
    yield* this.countPairs();
  }

  /** Takes texts out: many at once in about the time of one. */
  remove(names: ReadonlySet<string>): void {
    const gone = this.entries.filter(({ name }) => names.has(name));
    const [entry] = gone;
    if (!entry) return;
    if (gone.length === 1) {
      this.entries.splice(this.entries.indexOf(entry), 1);
      this.uncountPairs(entry);
      this.drop(entry.start, entry.end, entry.start - 1 - entry.end);
      this.move(entry.end, entry.start - 1);
    } else this.removeAll(names);
    if (2 * this.used > this.text.length) return;
    this.text = this.text.slice(0, this.used);
    this.order = this.order.slice(0, this.count);
  }

  private removeAll(names: ReadonlySet<string>): void {
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
    this.entries.splice(0, this.entries.length, ...kept);
    let count = 0;
    for (let i = 0; i < this.count; i++) {
      const place = moved[this.order[i] ?? 0] ?? 0;
      if (place > 0) this.order[count++] = place;
    }
    this.count = count;
    const counting = this.countPairs();
    while (counting.next().done !== true);
  }

  /** Replaces `removed` bytes of a text by others. */
  replace(name: string, at: number, removed: number, inserted: Uint8Array): void {
    const entry = this.entries.find(entry => entry.name === name);
    if (!entry) return;
    const from = entry.start + at;
    const after = from + removed;
    const change = inserted.length - removed;
    // To be counted anew at every key would cost more than it saves.
    this.heads = undefined;
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

  /** How many places come before a context: what stands before it is less. */
  rank(context: Uint8Array, end: number): number {
    let [low, high] = [0, this.count];
    if (this.heads) {
      const pair = pairBefore(context, end);
      [low, high] = [this.heads[pair] ?? 0, this.heads[pair + 1] ?? 0];
    }
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
    let [low, high] = [0, this.entries.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.entries[middle]?.start ?? 0) <= place) low = middle + 1;
      else high = middle;
    }
    return this.entries[low - 1];
  }

  /** Counts the places of each pair of bytes, where there are enough for it to pay. Nothing else may go on meanwhile. */
  private *countPairs(): Generator<undefined, void> {
    this.heads = undefined;
    if (this.count < this.fewest) return;
    const heads = new Uint32Array(2 ** 16 + 1);
    let counted = 0;
    for (const { start, end } of this.entries) {
      for (let place = start; place < end; place++) {
        const pair = pairBefore(this.text, place) + 1;
        heads[pair] = (heads[pair] ?? 0) + 1;
      }
      counted += end - start;
      if (counted < slice) continue;
      counted = 0;
      yield;
    }
    for (let pair = 1; pair < heads.length; pair++) heads[pair] = (heads[pair] ?? 0) + (heads[pair - 1] ?? 0);
    this.heads = heads;
  }

  /** Counts a text's places no more. */
  private uncountPairs({ start, end }: Entry): void {
    const { heads } = this;
    if (!heads) return;
    const gone = new Uint32Array(heads.length);
    for (let place = start; place < end; place++) {
      const pair = pairBefore(this.text, place) + 1;
      gone[pair] = (gone[pair] ?? 0) + 1;
    }
    let before = 0;
    for (let pair = 1; pair < heads.length; pair++) {
      before += gone[pair] ?? 0;
      heads[pair] = (heads[pair] ?? 0) - before;
    }
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
