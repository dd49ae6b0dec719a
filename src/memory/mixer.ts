import { vocabulary } from '../network/bytes.js';
import type { Found } from './memory.js';
import { featuresOfByte, votesOf, type Votes } from './votes.js';

/** `npm run replay:mix` writes it. */
export interface MixerModel {
  /** Of the features, in their order. */
  readonly weights: ArrayLike<number>;
  /** The exponent of the network's probabilities at each class of places. */
  readonly exponents: ArrayLike<number>;
}

/**
 * Mixes the network's distribution with the memory's votes: a log-linear model (Rosenfeld 1996, a maximum entropy approach to adaptive
 * language modelling), p(byte) ~ network(byte)^exponent * exp(sum of the weights of the features that hold for the byte). The
 * exponent is of the place: where much is the same elsewhere, the network is trusted less. Bytes that no place of the memory says come
 * next have no features: what the others gain they lose in proportion.
 */
export class Mixer {
  private readonly weights: Float32Array;
  private readonly exponents: Float32Array;

  constructor({ weights, exponents }: MixerModel) {
    this.weights = Float32Array.from(weights);
    this.exponents = Float32Array.from(exponents);
  }

  /**
   * @param alone `[256]`: the network's distribution
   * @param context the bytes before the place
   * @returns `[256]`
   */
  mix(alone: Float32Array, context: Uint8Array, found: Found): Float32Array {
    const votes = votesOf(found, context, alone);
    if (votes.count === 0) return alone;
    const exponent = this.exponents[votes.place] ?? 1;
    const mixed = new Float32Array(vocabulary);
    for (let byte = 0; byte < vocabulary; byte++)
      mixed[byte] = Math.exp(exponent * Math.log(Math.max(minimumNetworkProbability, alone[byte] ?? 0)));
    for (let i = 0; i < votes.count; i++) {
      const byte = votes.bytes[i] ?? 0;
      mixed[byte] =
        (mixed[byte] ?? 0) * Math.exp(Math.min(maximumLogWeight, weightOf(votes, i, this.weights)));
    }
    let sum = 0;
    for (const power of mixed) sum += power;
    for (let byte = 0; byte < vocabulary; byte++) mixed[byte] = (mixed[byte] ?? 0) / sum;
    return mixed;
  }
}

/** The sum of the weights of the features of one vote. */
export function weightOf({ features }: Votes, vote: number, weights: ArrayLike<number>): number {
  let weight = 0;
  for (let j = vote * featuresOfByte; j < (vote + 1) * featuresOfByte; j++)
    weight += weights[features[j] ?? 0] ?? 0;
  return weight;
}

/** The smallest probability that is taken from the network for a byte. */
export const minimumNetworkProbability = 1e-7;
/** The largest weight that counts for a byte, as a natural logarithm. */
export const maximumLogWeight = 20;
