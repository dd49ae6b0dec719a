/** A byte and how likely it is to come. */
export interface Guess {
  readonly byte: number;
  readonly probability: number;
}

/** The likeliest bytes of a distribution `[256]`, the likeliest first; of equals the smaller byte. */
export function likeliest(distribution: ArrayLike<number>, count: number): Guess[] {
  return Array.from(distribution, (probability, byte) => ({ byte, probability }))
    .sort((a, b) => b.probability - a.probability || a.byte - b.byte)
    .slice(0, count);
}

/** How far a distribution is from another, in bits (Kullback and Leibler 1951): what it costs to expect `other` where `one` holds. */
export function divergence(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let bits = 0;
  for (let i = 0; i < one.length; i++) {
    const p = one[i] ?? NaN;
    if (p > 0) bits += p * (Math.log2(p) - Math.log2(Math.max(other[i] ?? NaN, Number.MIN_VALUE)));
  }
  return Math.max(0, bits);
}
