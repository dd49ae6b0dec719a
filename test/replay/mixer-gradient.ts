import { fillInputs, headInputs, headOutputs, headUnits, MixerHead } from '../../src/memory/mixer-head.js';
import { mixVotes, scaleOf } from '../../src/memory/mixer.js';
import { featureCount, featuresOfByte, noFeature, placeCount } from '../../src/memory/votes.js';
import { vocabulary } from '../../src/network/bytes.js';
import type { Example } from './examples.js';

/** The numbers of a mixer, or the slopes of a loss along them. */
export interface Numbers {
  /** `[featureCount]`. */
  readonly weights: Float32Array;
  /** `[placeCount]`. */
  readonly exponents: Float32Array;
  /** `[headInputs + 1, headUnits]`. */
  readonly hidden: Float32Array;
  /** `[headUnits + 1, headOutputs]`. */
  readonly output: Float32Array;
}

/** Numbers one after another in one array, and their parts by name. */
export function numbersOf(all: Float32Array): Numbers {
  let at = 0;
  const part = (size: number) => all.subarray(at, (at += size));
  return {
    weights: part(featureCount),
    exponents: part(placeCount),
    hidden: part((headInputs + 1) * headUnits),
    output: part((headUnits + 1) * headOutputs),
  };
}

export const numberCount =
  featureCount + placeCount + (headInputs + 1) * headUnits + (headUnits + 1) * headOutputs;

const inputs = new Float32Array(headInputs);
const units = new Float32Array(headUnits);
const outputs = new Float32Array(headOutputs);
const outputSlopes = new Float32Array(headOutputs);
const mixed = new Float32Array(vocabulary);
const chances = new Float32Array(vocabulary);

/** A mixer of some numbers, which may be moved between calls; what its head makes of them is of the last call of `moved`. */
export class FittedMixer {
  private head: MixerHead;

  constructor(readonly numbers: Numbers) {
    this.head = new MixerHead(numbers);
  }

  moved(): void {
    this.head = new MixerHead(this.numbers);
  }

  /** The probability of the byte that came, mixed as `Mixer` does before it has learnt anything. */
  chanceOf({ byte, alone, votes }: Example): number {
    if (votes.count === 0) return Math.exp(alone[byte] ?? 0);
    for (let other = 0; other < vocabulary; other++) chances[other] = Math.exp(alone[other] ?? 0);
    fillInputs(chances, alone, votes, inputs);
    this.head.run(inputs, units, outputs);
    const { weights, exponents } = this.numbers;
    const exponent = exponents[votes.place] ?? 1;
    mixVotes({ logarithms: alone, votes, weights, outputs, exponent, scale: 1, mixed });
    return mixed[byte] ?? 0;
  }

  /**
   * Adds the slopes of -ln of that probability to others, times a share.
   * @returns the probability
   */
  addSlopes(example: Example, share: number, slopes: Numbers): number {
    const { byte, alone, votes } = example;
    const chance = this.chanceOf(example);
    if (votes.count === 0) return chance;
    outputSlopes.fill(0);
    let ofExponent = 0;
    for (let other = 0; other < vocabulary; other++)
      ofExponent += ((mixed[other] ?? 0) - Number(other === byte)) * (alone[other] ?? 0);
    outputSlopes[0] = ofExponent * share;
    slopes.exponents[votes.place] = (slopes.exponents[votes.place] ?? 0) + ofExponent * share;
    for (let i = 0; i < votes.count; i++) {
      const voted = votes.bytes[i] ?? 0;
      const error = ((mixed[voted] ?? 0) - Number(voted === byte)) * share;
      for (let table = 0, at = i * featuresOfByte; table < featuresOfByte; table++, at++) {
        const feature = votes.features[at] ?? noFeature;
        if (feature === noFeature) continue;
        slopes.weights[feature] = (slopes.weights[feature] ?? 0) + error * scaleOf(outputs, table);
        outputSlopes[1 + table] =
          (outputSlopes[1 + table] ?? 0) + error * (this.numbers.weights[feature] ?? 0);
      }
    }
    this.addHeadSlopes(slopes);
    return chance;
  }

  private addHeadSlopes({ hidden, output }: Numbers): void {
    for (let unit = 0; unit < headUnits; unit++) {
      const value = units[unit] ?? 0;
      let slope = 0;
      for (let i = 0, at = unit * headOutputs; i < headOutputs; i++, at++) {
        const own = outputSlopes[i] ?? 0;
        slope += own * (this.numbers.output[at] ?? 0);
        output[at] = (output[at] ?? 0) + own * value;
      }
      // Of tanh.
      units[unit] = slope * (1 - value * value);
    }
    for (let i = 0, at = headUnits * headOutputs; i < headOutputs; i++, at++)
      output[at] = (output[at] ?? 0) + (outputSlopes[i] ?? 0);
    for (let row = 0, at = 0; row <= headInputs; row++) {
      const input = row < headInputs ? (inputs[row] ?? 0) : 1;
      for (let unit = 0; unit < headUnits; unit++, at++)
        hidden[at] = (hidden[at] ?? 0) + input * (units[unit] ?? 0);
    }
  }
}
