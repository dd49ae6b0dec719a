import { headInputs, headUnits } from '../../src/memory/mixer-head.js';
import { minimumNetworkProbability, type MixerModel } from '../../src/memory/mixer.js';
import { featureCount, noFeature, placeCount } from '../../src/memory/votes.js';
import { random, shuffled } from '../evaluate/sample.js';
import type { Example } from './examples.js';
import { FittedMixer, numberCount, numbersOf } from './mixer-gradient.js';

/** How often all examples are gone through. */
const passes = 16;
/** Of Adam; it falls to zero; that of the head is `headRate` of it. */
const rate = 0.1;
const headRate = 0.1;
/** How strongly the memory's weights and the head are held to zero, and exponents to one. */
const ridge = 1e-5;

/** -log2 of the probability of the byte that came, mixed as `Mixer` does. */
export function bitsOf(example: Example, mixer: FittedMixer): number {
  return -Math.log2(Math.max(minimumNetworkProbability, mixer.chanceOf(example)));
}

/**
 * Fits a mixer to what came: the least mean surprise, by Adam (Kingma and Ba 2015).
 * @param batch examples that make a step
 */
export function fitMixer(examples: readonly Example[], batch = 2048): FittedMixer {
  const all = new Float32Array(numberCount);
  const numbers = numbersOf(all);
  const mixer = new FittedMixer(numbers);
  numbers.exponents.fill(1);
  // The head's outputs begin at zero.
  const draw = random(1);
  const spread = 1 / Math.sqrt(headInputs);
  for (let i = 0; i < headInputs * headUnits; i++) numbers.hidden[i] = (2 * draw() - 1) * spread;
  const slopes = new Float32Array(numberCount);
  const named = numbersOf(slopes);
  const [first, second] = [new Float32Array(numberCount), new Float32Array(numberCount)];
  const told = examples.filter(({ votes }) => votes.count > 0);
  const steps = passes * Math.ceil(told.length / batch);
  let step = 0;
  for (let pass = 0; pass < passes; pass++) {
    const order = shuffled(told, pass);
    for (let from = 0; from < order.length; from += batch) {
      const some = order.slice(from, from + batch);
      slopes.fill(0);
      mixer.moved();
      for (const example of some) mixer.addSlopes(example, 1 / some.length, named);
      // The last feature stands for none.
      named.weights[noFeature] = 0;
      const size = rate * (1 - step++ / steps);
      for (let i = 0; i < numberCount; i++) {
        const isExponent = i >= featureCount && i < featureCount + placeCount;
        const slope = (slopes[i] ?? 0) + ridge * ((all[i] ?? 0) - Number(isExponent));
        const mean = (first[i] = 0.9 * (first[i] ?? 0) + 0.1 * slope);
        const square = (second[i] = 0.99 * (second[i] ?? 0) + 0.01 * slope * slope);
        const deviation = Math.sqrt(square / (1 - 0.99 ** step));
        const own = i < featureCount + placeCount ? size : size * headRate;
        all[i] = (all[i] ?? 0) - (own * mean) / (1 - 0.9 ** step) / (deviation + 1e-8);
      }
    }
  }
  mixer.moved();
  return mixer;
}

/** As it is written to a file. */
export function modelOf({ numbers }: FittedMixer): MixerModel {
  const rounded = (values: Float32Array, digits: number) =>
    Array.from(values, value => Number(value.toPrecision(digits)));
  const { weights, exponents, hidden, output } = numbers;
  return {
    weights: rounded(weights, 4),
    exponents: rounded(exponents, 4),
    head: { hidden: rounded(hidden, 3), output: rounded(output, 3) },
  };
}
