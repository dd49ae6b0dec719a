import { featureCount, featuresOfByte } from '../../src/memory/votes.js';
import type { Example } from './examples.js';

/** How strongly weights are held to zero. */
const ridge = 2e-5;
const iterations = 150;
const rate = 0.15;
/** The rate's last part, in which it is smaller. */
const settling = 0.6;
/** No exponent is larger, so that nothing overflows. */
const most = 20;

/** What the mixed model has of an example's byte, and of each byte voted for. */
export interface Mixed {
  /** -log2 of the probability of the byte that came. */
  readonly bits: number;
  readonly chances: Float64Array;
}

/** Mixes as `Mixer` does, without what is not needed to learn. */
export function mixed({ byte, alone, votes, chances }: Example, weights: Float64Array): Mixed {
  const powers = new Float64Array(votes.count);
  let [sum, own] = [1, Math.max(1e-7, alone)];
  for (let i = 0; i < votes.count; i++) {
    let weight = 0;
    for (let j = i * featuresOfByte; j < (i + 1) * featuresOfByte; j++)
      weight += weights[votes.features[j] ?? 0] ?? 0;
    const chance = chances[i] ?? 0;
    powers[i] = Math.max(1e-7, chance) * Math.exp(Math.min(most, weight));
    sum += (powers[i] ?? 0) - chance;
    if (votes.bytes[i] === byte) own = powers[i] ?? 0;
  }
  return { bits: -Math.log2(own / sum), chances: powers.map(power => power / sum) };
}

/** Fits the mixer's weights to what came: the least mean surprise, by Adam (Kingma and Ba 2015) over all examples at once. */
export function fitMixer(examples: readonly Example[]): Float64Array {
  const weights = new Float64Array(featureCount);
  const first = new Float64Array(featureCount);
  const second = new Float64Array(featureCount);
  for (let step = 1; step <= iterations; step++) {
    const gradient = weights.map(weight => ridge * weight);
    for (const example of examples) {
      const { votes, byte } = example;
      if (votes.count === 0) continue;
      const { chances } = mixed(example, weights);
      for (let i = 0; i < votes.count; i++) {
        const error = ((chances[i] ?? 0) - Number(votes.bytes[i] === byte)) / examples.length;
        for (let j = i * featuresOfByte; j < (i + 1) * featuresOfByte; j++) {
          const feature = votes.features[j] ?? 0;
          gradient[feature] = (gradient[feature] ?? 0) + error;
        }
      }
    }
    // The last feature stands for none.
    gradient[featureCount - 1] = 0;
    const size = rate * (step < settling * iterations ? 1 : 0.3);
    for (let i = 0; i < featureCount; i++) {
      const slope = gradient[i] ?? 0;
      first[i] = 0.9 * (first[i] ?? 0) + 0.1 * slope;
      second[i] = 0.99 * (second[i] ?? 0) + 0.01 * slope * slope;
      const mean = (first[i] ?? 0) / (1 - 0.9 ** step);
      const deviation = Math.sqrt((second[i] ?? 0) / (1 - 0.99 ** step));
      weights[i] = (weights[i] ?? 0) - (size * mean) / (deviation + 1e-8);
    }
  }
  return weights;
}
