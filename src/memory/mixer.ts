import { vocabulary } from '../network/bytes.js';
import type { Found } from './memory.js';
import { featuresOfByte, votesOf } from './votes.js';

/** Weights of the features, in their order: `npm run replay:fit` writes them. */
export interface MixerModel {
  readonly weights: readonly number[];
}

/**
 * Mixes what the network expects with what the memory found: a log-linear model (Rosenfeld 1996, a maximum entropy approach to adaptive
 * language modelling), p(byte) ~ network(byte) * exp(sum of the weights of the features that hold for the byte). Bytes that no place
 * of the memory says come next have no features: what the others gain they lose in proportion.
 */
export class Mixer {
  private readonly weights: Float32Array;

  constructor({ weights }: MixerModel) {
    this.weights = Float32Array.from(weights);
  }

  /**
   * @param alone `[256]`: the network's distribution
   * @param context what stands before the place
   * @returns `[256]`
   */
  mix(alone: Float32Array, context: Uint8Array, found: Found): Float32Array {
    const votes = votesOf(found, context);
    if (votes.count === 0) return alone;
    const mixed = alone.slice();
    let sum = 1;
    for (let i = 0; i < votes.count; i++) {
      let weight = 0;
      for (let j = i * featuresOfByte; j < (i + 1) * featuresOfByte; j++)
        weight += this.weights[votes.features[j] ?? 0] ?? 0;
      const byte = votes.bytes[i] ?? 0;
      const chance = Math.max(least, alone[byte] ?? 0);
      const power = chance * Math.exp(Math.min(most, weight));
      sum += power - (alone[byte] ?? 0);
      mixed[byte] = power;
    }
    for (let byte = 0; byte < vocabulary; byte++) mixed[byte] = (mixed[byte] ?? 0) / sum;
    return mixed;
  }
}

/** The network is never so sure that a byte does not come. */
const least = 1e-7;
/** No weight counts for more, on a scale of natural logarithms. */
const most = 20;
