/** Bytes of the longest n-grams: one 64-bit number each, the first byte highest. */
export const longestGram = 8;

/** Bytes of an n-gram by which its place is found at once. */
const indexed = 2;

/** Most n-grams that one array can hold in Node 20. */
const most = 2 ** 29;

/** A byte that came after a context, and how often. */
export type Follower = readonly [byte: number, count: number];

/**
 * N-grams in order, with running sums of their counts. What begins with the same bytes lies together, so that the count of
 * every shorter n-gram is the difference of two sums. 12 bytes for each different n-gram.
 */
export class SortedGrams {
  /** First place of the n-grams that begin with each 2 bytes, `[2^16 + 1]`. */
  private readonly index = new Uint32Array(2 ** (8 * indexed) + 1);

  private constructor(
    /** Different n-grams in order: a low and a high half each; shorter ones are followed by zeros. */
    private readonly halves: Uint32Array,
    /** `[size + 1]`: how many n-grams, counted as often as they came, lie before each. */
    private readonly sums: Uint32Array,
  ) {
    let prefix = 0;
    for (let i = 0; i < this.size; i++) {
      const own = this.high(i) >>> (32 - 8 * indexed);
      while (prefix <= own) this.index[prefix++] = i;
    }
    this.index.fill(this.size, prefix);
  }

  /** How many different ones there are. */
  get size(): number {
    return this.sums.length - 1;
  }

  /**
   * The 8-grams of some texts, one for each byte, which it begins with; after a text's end come zeros.
   * Takes 8 bytes of memory for each byte of text meanwhile.
   * @param bytes how many bytes the texts have in all
   * @throws RangeError where that is more than 512 M
   */
  static of(texts: Iterable<Uint8Array>, bytes: number): SortedGrams {
    if (bytes > most) throw new RangeError(`${bytes} bytes are more than the ${most} that can be counted`);
    const halves = new Uint32Array(2 * bytes);
    let count = 0;
    for (const text of texts) {
      let [high, low] = [0, 0];
      // The n-gram that begins at i is whole once 7 more bytes were seen.
      for (let i = 1 - longestGram; i < text.length; i++) {
        high = ((high << 8) | (low >>> 24)) >>> 0;
        low = ((low << 8) | (text[i + longestGram - 1] ?? 0)) >>> 0;
        if (i < 0) continue;
        halves[2 * count] = low;
        halves[2 * count + 1] = high;
        count++;
      }
    }
    return SortedGrams.sorted(halves.subarray(0, 2 * count));
  }

  /**
   * The n-grams one byte shorter than those of a length here, without their first bytes. Each counts as often as there are
   * different bytes before it.
   */
  continuations(length: number): SortedGrams {
    const [highMask, lowMask] = masks(length);
    const differs = (i: number) =>
      i === 0 ||
      ((this.high(i) ^ this.high(i - 1)) & highMask) !== 0 ||
      ((this.low(i) ^ this.low(i - 1)) & lowMask) !== 0;
    let count = 0;
    for (let i = 0; i < this.size; i++) if (differs(i)) count++;
    const halves = new Uint32Array(2 * count);
    for (let i = 0, place = 0; i < this.size; i++) {
      if (!differs(i)) continue;
      const [high, low] = [this.high(i) & highMask, this.low(i) & lowMask];
      halves[place++] = low << 8;
      halves[place++] = (high << 8) | (low >>> 24);
    }
    return SortedGrams.sorted(halves);
  }

  /** Sorts, in place, and counts. */
  private static sorted(halves: Uint32Array): SortedGrams {
    const count = halves.length / 2;
    new BigUint64Array(halves.buffer, halves.byteOffset, count).sort();
    const same = (i: number, j: number) =>
      halves[2 * i] === halves[2 * j] && halves[2 * i + 1] === halves[2 * j + 1];
    let size = 0;
    for (let i = 0; i < count; i++) if (i === 0 || !same(i, i - 1)) size++;
    const sums = new Uint32Array(size + 1);
    const different = new Uint32Array(2 * size);
    for (let i = 0, place = 0; i < count; i++) {
      if (i > 0 && same(i, i - 1)) continue;
      different[2 * place] = halves[2 * i] ?? 0;
      different[2 * place + 1] = halves[2 * i + 1] ?? 0;
      sums[place++] = i;
    }
    sums[size] = count;
    return new SortedGrams(different, sums);
  }

  /** The bytes that came after a context of at most 7 bytes, lowest first. */
  followers(context: Uint8Array): Follower[] {
    const length = context.length;
    let [high, low] = [0, 0];
    for (let i = 0; i < length; i++) {
      if (i < 4) high = (high | ((context[i] ?? 0) << (24 - 8 * i))) >>> 0;
      else low = (low | ((context[i] ?? 0) << (56 - 8 * i))) >>> 0;
    }
    const start = this.firstFrom(high, low, ...this.bounds(context));
    const end = this.endOfPrefix(start, length, high, low);
    const found: Follower[] = [];
    for (let place = start; place < end;) {
      const half = length < 4 ? this.high(place) : this.low(place);
      const next = this.endOfPrefix(place, length + 1, this.high(place), this.low(place));
      found.push([(half >>> (24 - 8 * (length % 4))) & 0xff, this.countBetween(place, next)]);
      place = next;
    }
    return found;
  }

  /** How many different n-grams of a length came once, twice, three times and four times. */
  countsOfCounts(length: number): readonly [number, number, number, number] {
    const found: [number, number, number, number] = [0, 0, 0, 0];
    for (let place = 0; place < this.size;) {
      const next = this.endOfPrefix(place, length, this.high(place), this.low(place));
      const count = this.countBetween(place, next);
      if (count === 1 || count === 2 || count === 3 || count === 4) found[(count - 1) as 0 | 1 | 2 | 3]++;
      place = next;
    }
    return found;
  }

  private high(place: number): number {
    return this.halves[2 * place + 1] ?? 0;
  }

  private low(place: number): number {
    return this.halves[2 * place] ?? 0;
  }

  private countBetween(start: number, end: number): number {
    return (this.sums[end] ?? 0) - (this.sums[start] ?? 0);
  }

  /** Between which places those lie that begin as a context does, as far as the index tells. */
  private bounds(context: Uint8Array): [from: number, to: number] {
    let [first, last] = [0, 0];
    for (let i = 0; i < indexed; i++) {
      first = (first << 8) | (context[i] ?? 0);
      last = (last << 8) | (context[i] ?? 0xff);
    }
    return [this.index[first] ?? 0, this.index[last + 1] ?? this.size];
  }

  /** The first place in a range whose n-gram is not below a value. */
  private firstFrom(high: number, low: number, from: number, to: number): number {
    while (from < to) {
      const middle = (from + to) >>> 1;
      const own = this.high(middle);
      if (own < high || (own === high && this.low(middle) < low)) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** The first place from one on whose n-gram begins otherwise than a value: by doubling steps, then halving. */
  private endOfPrefix(start: number, length: number, high: number, low: number): number {
    const [highMask, lowMask] = masks(length);
    const within = (place: number) =>
      place < this.size &&
      ((this.high(place) ^ high) & highMask) === 0 &&
      ((this.low(place) ^ low) & lowMask) === 0;
    if (!within(start)) return start;
    let step = 1;
    while (within(start + step)) step *= 2;
    let [inside, outside] = [start + (step >> 1), start + step];
    while (outside - inside > 1) {
      const middle = (inside + outside) >>> 1;
      if (within(middle)) inside = middle;
      else outside = middle;
    }
    return outside;
  }
}

/** What keeps the first bytes of an n-gram's halves. */
function masks(length: number): [high: number, low: number] {
  return [
    length === 0 ? 0 : length >= 4 ? -1 : -1 << (32 - 8 * length),
    length <= 4 ? 0 : length >= 8 ? -1 : -1 << (64 - 8 * length),
  ];
}
