import { vocabulary } from '../../src/network/bytes.js';
import { longestGram, SortedGrams } from './grams.js';

/** Contexts up to this long have their distributions kept: few, with many followers each. */
const keptContext = 2;

/** What is taken off counts of 1, of 2, and of 3 or more. */
type Discounts = readonly [number, number, number];

/** Counts of the n-grams of one length, and what is taken off them. */
interface Level {
  readonly grams: SortedGrams;
  readonly discounts: Discounts;
}

/** Probabilities of the next byte, `[256]`, given the bytes before it. */
export interface ByteModel {
  distribution(context: Uint8Array): Float64Array;
}

/**
 * N-gram models of bytes with interpolated modified Kneser-Ney smoothing (Chen and Goodman, "An empirical study of smoothing
 * techniques for language modeling", 1999, section 3):
 *
 *     p(b | c) = (n(cb) - D(n(cb))) / n(c) + g(c) p(b | c')
 *
 * where c' is c without its first byte, g(c) is what the discounts D took off, over n(c), and n counts how often an n-gram
 * came at the highest order, and below it how many different bytes it came after. Below the empty context every byte is
 * equally likely. The end of a text counts as a byte 0 that follows it.
 */
export class Ngrams {
  /** For contexts of 0 to 6 bytes, where a longer one is looked at too. */
  private readonly lower: readonly Level[];

  private constructor(private readonly grams: SortedGrams) {
    this.lower = Array.from({ length: longestGram - 1 }, (_, context) => {
      const grams = this.grams.continuations(context + 2);
      return { grams, discounts: discountsOf(grams.countsOfCounts(context + 1)) };
    });
  }

  /** Different n-grams that are kept, at 12 bytes each. */
  get size(): number {
    return this.lower.reduce((sum, { grams }) => sum + grams.size, this.grams.size);
  }

  /**
   * Counts the n-grams of some texts, up to 8 bytes long.
   * @param bytes how many bytes the texts have in all; meanwhile 8 times as much memory is taken
   * @throws RangeError where that is more than 512 M
   */
  static count(texts: Iterable<Uint8Array>, bytes: number): Ngrams {
    return new Ngrams(SortedGrams.of(texts, bytes));
  }

  /** The model that looks at `order - 1` bytes of context; orders are 1 to 8. */
  model(order: number): ByteModel {
    const highest = { grams: this.grams, discounts: discountsOf(this.grams.countsOfCounts(order)) };
    return new KneserNey([...this.lower.slice(0, order - 1), highest]);
  }
}

/** Chen and Goodman's equation 17; 3/4 where a text is too small to say. */
export function discountsOf([n1, n2, n3, n4]: readonly [number, number, number, number]): Discounts {
  if (n1 * n2 * n3 * n4 === 0) return [0.75, 0.75, 0.75];
  const y = n1 / (n1 + 2 * n2);
  const within = (discount: number, count: number) => Math.max(0, Math.min(count, discount));
  return [
    within(1 - (2 * y * n2) / n1, 1),
    within(2 - (3 * y * n3) / n2, 2),
    within(3 - (4 * y * n4) / n3, 3),
  ];
}

class KneserNey implements ByteModel {
  /** By a short context's bytes, after a leading 1. */
  private readonly kept = new Map<number, Float64Array>();

  /** @param levels by the length of context */
  constructor(private readonly levels: readonly Level[]) {}

  distribution(context: Uint8Array): Float64Array {
    let known: Float64Array = new Float64Array(vocabulary).fill(1 / vocabulary);
    this.levels.forEach((level, length) => {
      if (length > context.length) return;
      const own = context.subarray(context.length - length);
      if (length > keptContext) {
        known = extended(level, own, known);
        return;
      }
      const key = own.reduce((key, byte) => (key << 8) | byte, 1);
      known = this.kept.get(key) ?? extended(level, own, known);
      this.kept.set(key, known);
    });
    return known;
  }
}

/** One step of the recursion: the distribution after a context from the one after the context without its first byte. */
function extended({ grams, discounts }: Level, context: Uint8Array, shorter: Float64Array): Float64Array {
  const followers = grams.followers(context);
  if (followers.length === 0) return shorter;
  const off = (count: number) => discounts[count >= 3 ? 2 : count === 2 ? 1 : 0];
  let [total, taken] = [0, 0];
  for (const [, count] of followers) {
    total += count;
    taken += off(count);
  }
  const result = shorter.map(probability => (probability * taken) / total);
  for (const [byte, count] of followers) result[byte] = (result[byte] ?? 0) + (count - off(count)) / total;
  return result;
}
