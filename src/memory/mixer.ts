import { vocabulary } from '../network/bytes.js';
import { kindCount } from './byte-kinds.js';
import type { Found } from './memory.js';
import { fillInputs, headInputs, headOutputs, headUnits, MixerHead, type HeadModel } from './mixer-head.js';
import { featureCount, featuresOfByte, noFeature, placeCount, votesOf, type Votes } from './votes.js';

/** `npm run replay:mix` writes it. Zeros stand for what is missing at an end; of exponents, ones. */
export interface MixerModel {
  /** Of the features, in their order. */
  readonly weights: ArrayLike<number>;
  /** The exponent of the network's probabilities at each class of places. */
  readonly exponents: ArrayLike<number>;
  readonly head: HeadModel;
}

/**
 * Mixes the network's distribution with the memory's votes: a log-linear model (Rosenfeld 1996, a maximum entropy approach to adaptive
 * language modelling), p(byte) ~ network(byte)^exponent * exp(sum of the weights of the features that hold for the byte, each times the
 * scale of its table). Exponent and scales are of the place: the exponent of its class, and what a small network (`MixerHead`) makes of
 * what else is known there. Bytes that no place of the memory says come next have no features: what the others gain they lose in
 * proportion.
 *
 * It learns: at a byte that came, its weights take a step along the gradient of the byte's log-probability, and decay a little to those
 * that ship, as the mixers of PAQ do (Mahoney 2005, adaptive weighing of context models for lossless data compression). What learns
 * beside the weights is added to what ships: to the exponent, a part for each kind of the byte before the place; to the memory, a scale
 * for each such kind, and a part of the scale of each table. So a mixer that learns belongs to one text.
 */
export class Mixer {
  private readonly shipped = new Float32Array(featureCount);
  private readonly weights: Float32Array;
  private readonly exponents = new Float32Array(placeCount).fill(1);
  /** By the kind of the byte before the place. */
  private readonly addedExponents = new Float32Array(kindCount);
  private readonly scales = new Float32Array(kindCount).fill(1);
  /** By the table of features. */
  private readonly addedScales = new Float32Array(featuresOfByte);

  /** @param head of the model; mixers of one model share it */
  constructor(
    private readonly model: MixerModel,
    private readonly head = new MixerHead(model.head),
  ) {
    this.shipped.set(model.weights);
    this.weights = this.shipped.slice();
    this.exponents.set(model.exponents);
  }

  /** A mixer of the same model that has learnt nothing yet. */
  untaught(): Mixer {
    const { shipped, exponents, head } = this;
    return new Mixer({ weights: shipped, exponents, head: this.model.head }, head);
  }

  /**
   * @param alone `[256]`: the network's distribution
   * @param context the bytes before the place
   * @returns `[256]`
   */
  mix(alone: Float32Array, context: Uint8Array, found: Found): Float32Array {
    const votes = votesOf(found, context, alone);
    if (votes.count === 0) return alone;
    const mixed = new Float32Array(vocabulary);
    this.mixInto(mixed, alone, votes);
    return mixed;
  }

  /**
   * Learns from a byte that came; where the memory said nothing there is nothing to be learnt.
   * @param byte what came
   * @param alone as for `mix`, before it came
   */
  learn(byte: number, alone: Float32Array, context: Uint8Array, found: Found): void {
    const votes = votesOf(found, context, alone);
    if (votes.count === 0) return;
    const { kind } = votes;
    this.mixInto(errors, alone, votes);
    let [ofExponent, ofScale] = [0, 0];
    for (let other = 0; other < vocabulary; other++) {
      const error = Number(other === byte) - (errors[other] ?? 0);
      errors[other] = error;
      ofExponent += error * (logarithms[other] ?? 0);
    }
    for (let i = 0; i < votes.count; i++)
      ofScale += (errors[votes.bytes[i] ?? 0] ?? 0) * weightOf(votes, i, this.weights, tableScales);
    ofTables.fill(0);
    for (let i = 0; i < votes.count; i++) {
      const error = errors[votes.bytes[i] ?? 0] ?? 0;
      for (let table = 0; table < featuresOfByte; table++) {
        const feature = votes.features[i * featuresOfByte + table] ?? noFeature;
        if (feature === noFeature) continue;
        ofTables[table] = (ofTables[table] ?? 0) + error * (this.weights[feature] ?? 0);
        this.weights[feature] = this.moved(feature, rates.weight * error);
      }
    }
    const { addedExponents, scales, addedScales } = this;
    for (let table = 0; table < featuresOfByte; table++) {
      const added = addedScales[table] ?? 0;
      addedScales[table] = within(-2, 2, added - decay * added + rates.table * (ofTables[table] ?? 0));
    }
    const [added = 0, scale = 1] = [addedExponents[kind], scales[kind]];
    addedExponents[kind] = within(-1, 1, added - decay * added + rates.exponent * ofExponent);
    scales[kind] = within(0, 3, scale - decay * (scale - 1) + rates.scale * ofScale);
  }

  private moved(feature: number, step: number): number {
    const weight = this.weights[feature] ?? 0;
    return weight - decay * (weight - (this.shipped[feature] ?? 0)) + step;
  }

  /** Leaves the network's log-probabilities in `logarithms`, and in `outputs` what the head said and was learnt. */
  private mixInto(mixed: Float32Array, alone: Float32Array, votes: Votes): void {
    for (let byte = 0; byte < vocabulary; byte++)
      logarithms[byte] = Math.log(Math.max(minimumNetworkProbability, alone[byte] ?? 0));
    fillInputs(alone, logarithms, votes, inputs);
    this.head.run(inputs, units, outputs);
    for (let table = 0; table < featuresOfByte; table++)
      outputs[1 + table] = (outputs[1 + table] ?? 0) + (this.addedScales[table] ?? 0);
    mixVotes({
      ...{ logarithms, votes, outputs, mixed, weights: this.weights },
      exponent: (this.exponents[votes.place] ?? 1) + (this.addedExponents[votes.kind] ?? 0),
      scale: this.scales[votes.kind] ?? 1,
    });
  }
}

/** What is mixed at a place. */
interface Mixing {
  /** `[256]`: natural logarithms of the network's probabilities. */
  readonly logarithms: Float32Array;
  readonly votes: Votes;
  /** Of the features. */
  readonly weights: Float32Array;
  /** `[headOutputs]`: what the head says of the place. */
  readonly outputs: Float32Array;
  /** Of the network's probabilities, without what the head adds. */
  readonly exponent: number;
  /** Of all votes. */
  readonly scale: number;
  /** `[256]`: is filled with the distribution. */
  readonly mixed: Float32Array;
}

/** The formula of `Mixer`, once all that it depends on is known. */
export function mixVotes({ logarithms, votes, weights, outputs, exponent, scale, mixed }: Mixing): void {
  const power = within(0, 2, exponent + (outputs[0] ?? 0));
  for (let table = 0; table < featuresOfByte; table++) tableScales[table] = scaleOf(outputs, table);
  for (let byte = 0; byte < vocabulary; byte++) mixed[byte] = Math.exp(power * (logarithms[byte] ?? 0));
  for (let i = 0; i < votes.count; i++) {
    const byte = votes.bytes[i] ?? 0;
    const weight = scale * weightOf(votes, i, weights, tableScales);
    mixed[byte] = (mixed[byte] ?? 0) * Math.exp(within(-maximumLogWeight, maximumLogWeight, weight));
  }
  let sum = 0;
  for (let byte = 0; byte < vocabulary; byte++) sum += mixed[byte] ?? 0;
  for (let byte = 0; byte < vocabulary; byte++) mixed[byte] = (mixed[byte] ?? 0) / sum;
}

/** The sum of the weights of the features of one vote, each times the scale of its table. */
function weightOf({ features }: Votes, vote: number, weights: Float32Array, scales: Float32Array): number {
  let weight = 0;
  for (let table = 0, at = vote * featuresOfByte; table < featuresOfByte; table++, at++)
    weight += (scales[table] ?? 0) * (weights[features[at] ?? 0] ?? 0);
  return weight;
}

/** The scale of a table of features, by what the head says. */
export const scaleOf = (outputs: Float32Array, table: number) =>
  within(0, maximumScale, 1 + (outputs[1 + table] ?? 0));

// What was worked out last; every byte would need new ones.
const logarithms = new Float32Array(vocabulary);
const errors = new Float32Array(vocabulary);
const inputs = new Float32Array(headInputs);
const units = new Float32Array(headUnits);
const outputs = new Float32Array(headOutputs);
const ofTables = new Float32Array(featuresOfByte);
/** Of the tables of features, where it was mixed last. */
const tableScales = new Float32Array(featuresOfByte);

/** The sizes of a step along the gradient, chosen on the validation split with `decay`: see test/replay/README.md. */
const rates = { weight: 0.04, scale: 0.03, table: 0.05, exponent: 0.009 };
/** Of what was learnt so much is lost at each step. */
const decay = 0.003;

/** What is learnt stays where powers neither overflow nor all vanish. */
const within = (least: number, most: number, value: number) => Math.min(most, Math.max(least, value));

/** The smallest probability that is taken from the network for a byte. */
export const minimumNetworkProbability = 1e-7;
/** The largest weight that counts for a byte, as a natural logarithm. */
const maximumLogWeight = 20;
/** The largest scale of a table of features. */
const maximumScale = 4;
