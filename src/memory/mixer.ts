import { newline, vocabulary } from '../network/bytes.js';
import { kindCount, kindOf } from './byte-kinds.js';
import type { Found } from './memory.js';
import { featuresOfByte, noFeature, votesOf, type Votes } from './votes.js';

/** `npm run replay:mix` writes it. */
export interface MixerModel {
  /** Of the features, in their order. */
  readonly weights: ArrayLike<number>;
  /** The exponent of the network's probabilities at each class of places. */
  readonly exponents: ArrayLike<number>;
}

/**
 * Mixes the network's distribution with the memory's votes: a log-linear model (Rosenfeld 1996, a maximum entropy approach to adaptive
 * language modelling), p(byte) ~ network(byte)^exponent * exp(scale * sum of the weights of the features that hold for the byte). The
 * exponent is of the place: where much is the same elsewhere, the network is trusted less. Bytes that no place of the memory says come
 * next have no features: what the others gain they lose in proportion.
 *
 * It learns: at a byte that came, its weights take a step along the gradient of the byte's log-probability, and decay a little to those
 * that ship, as the mixers of PAQ do (Mahoney 2005, adaptive weighing of context models for lossless data compression). For that the
 * exponent has a part that is added, and the memory a scale, for each kind of the byte before the place. So a mixer that learns belongs
 * to one text.
 */
export class Mixer {
  private readonly weights: Float32Array;
  private readonly exponents: Float32Array;
  private readonly shipped: Float32Array;
  /** By the kind of the byte before the place. */
  private readonly addedExponents = new Float32Array(kindCount);
  private readonly scales = new Float32Array(kindCount).fill(1);

  constructor(readonly model: MixerModel) {
    this.weights = Float32Array.from(model.weights);
    this.shipped = this.weights.slice();
    this.exponents = Float32Array.from(model.exponents);
  }

  /**
   * @param alone `[256]`: the network's distribution
   * @param context the bytes before the place
   * @returns `[256]`
   */
  mix(alone: Float32Array, context: Uint8Array, found: Found): Float32Array {
    const votes = votesOf(found, context, alone);
    return votes.count === 0 ? alone : this.mixed(alone, votes, kindBefore(context));
  }

  /**
   * Learns from a byte that came; where the memory said nothing there is nothing to be learnt.
   * @param byte what came
   * @param alone as for `mix`, before it came
   */
  learn(byte: number, alone: Float32Array, context: Uint8Array, found: Found): void {
    const votes = votesOf(found, context, alone);
    if (votes.count === 0) return;
    const kind = kindBefore(context);
    const errors = this.mixed(alone, votes, kind);
    let [ofExponent, ofScale] = [0, 0];
    for (let other = 0; other < vocabulary; other++) {
      const error = Number(other === byte) - (errors[other] ?? 0);
      errors[other] = error;
      ofExponent += error * (logarithms[other] ?? 0);
    }
    for (let i = 0; i < votes.count; i++)
      ofScale += (errors[votes.bytes[i] ?? 0] ?? 0) * weightOf(votes, i, this.weights);
    for (let i = 0; i < votes.count; i++) {
      const step = rates.weight * (errors[votes.bytes[i] ?? 0] ?? 0);
      for (let j = i * featuresOfByte; j < (i + 1) * featuresOfByte; j++) {
        const feature = votes.features[j] ?? noFeature;
        if (feature !== noFeature) this.weights[feature] = this.moved(feature, step);
      }
    }
    const { addedExponents, scales } = this;
    const [added = 0, scale = 1] = [addedExponents[kind], scales[kind]];
    addedExponents[kind] = within(-1, 1, added - decay * added + rates.exponent * ofExponent);
    scales[kind] = within(0, 3, scale - decay * (scale - 1) + rates.scale * ofScale);
  }

  private moved(feature: number, step: number): number {
    const weight = this.weights[feature] ?? 0;
    return weight - decay * (weight - (this.shipped[feature] ?? 0)) + step;
  }

  private mixed(alone: Float32Array, votes: Votes, kind: number): Float32Array {
    const added = this.addedExponents[kind] ?? 0;
    const exponent = within(0, 2, (this.exponents[votes.place] ?? 1) + added);
    const scale = this.scales[kind] ?? 1;
    const mixed = new Float32Array(vocabulary);
    for (let byte = 0; byte < vocabulary; byte++) {
      const logarithm = Math.log(Math.max(minimumNetworkProbability, alone[byte] ?? 0));
      logarithms[byte] = logarithm;
      mixed[byte] = Math.exp(exponent * logarithm);
    }
    for (let i = 0; i < votes.count; i++) {
      const byte = votes.bytes[i] ?? 0;
      const weight = scale * weightOf(votes, i, this.weights);
      mixed[byte] = (mixed[byte] ?? 0) * Math.exp(within(-maximumLogWeight, maximumLogWeight, weight));
    }
    let sum = 0;
    for (const power of mixed) sum += power;
    for (let byte = 0; byte < vocabulary; byte++) mixed[byte] = (mixed[byte] ?? 0) / sum;
    return mixed;
  }
}

/** Of the network's chances that were mixed last: every byte would need new ones. */
const logarithms = new Float64Array(vocabulary);

/** The sizes of a step along the gradient, chosen on the calibration split with `decay`: see test/replay/README.md. */
const rates = { weight: 0.03, scale: 0.03, exponent: 0.009 };
/** Of what was learnt so much is lost at each step. */
const decay = 0.003;

/** A text begins as a line does. */
const kindBefore = (context: Uint8Array) => kindOf(context.at(-1) ?? newline);

/** What is learnt stays where powers neither overflow nor all vanish. */
const within = (least: number, most: number, value: number) => Math.min(most, Math.max(least, value));

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
