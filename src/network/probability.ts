/*
 * Arithmetic with probabilities of the next byte. A distribution is `[256]`: the probability of each byte, which sum to one. Logits
 * are `[256]`: what a network gives, log-probabilities but for a constant.
 */

/** A byte and how likely it is to come. */
export interface Guess {
  readonly byte: number;
  readonly probability: number;
}

/**
 * The distribution that logits stand for: p_i = exp(x_i) / sum over j of exp(x_j) (Bridle 1990). The highest logit is taken from all
 * of them first, which changes nothing but that no power overflows.
 */
export function softmax(logits: Float32Array): Float32Array {
  const highest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = logits.map(logit => Math.exp(logit - highest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map(power => power / sum);
}

/** The surprise at a byte, in bits: -log2 p(byte) (Shannon 1948), by logits of what was expected before it. */
export function surpriseOf(logits: Float32Array, byte: number): number {
  let highest = -Infinity;
  for (const logit of logits) highest = Math.max(highest, logit);
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - highest);
  return (Math.log(sum) + highest - (logits[byte] ?? -Infinity)) / Math.LN2;
}

/** The surprise that a distribution has in store on average, in bits: -sum over i of p_i log2 p_i (Shannon 1948). */
export function entropy(distribution: Float32Array): number {
  return -distribution.reduce((sum, p) => (p > 0 ? sum + p * Math.log2(p) : sum), 0);
}

/**
 * How far a distribution is from another, in bits: sum over i of p_i log2 (p_i / q_i) (Kullback and Leibler 1951). It is what it costs
 * to expect `other` where `one` holds.
 */
export function divergence(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let bits = 0;
  for (let i = 0; i < one.length; i++) {
    const p = one[i] ?? NaN;
    if (p > 0) bits += p * (Math.log2(p) - Math.log2(Math.max(other[i] ?? NaN, Number.MIN_VALUE)));
  }
  return Math.max(0, bits);
}

/** The likeliest bytes of a distribution, the likeliest first; of equals the smaller byte. */
export function likeliest(distribution: ArrayLike<number>, count: number): Guess[] {
  return Array.from(distribution, (probability, byte) => ({ byte, probability }))
    .sort((a, b) => b.probability - a.probability || a.byte - b.byte)
    .slice(0, count);
}

/** The likeliest byte, by a distribution or by logits, which are in the same order; of equals the smaller. */
export function likeliestByte(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[best] ?? 0)) best = i;
  return best;
}

/** The probability whose log-odds are x: 1 / (1 + exp(-x)), the logistic function (Verhulst 1838; Cox 1958 for regression). */
export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
