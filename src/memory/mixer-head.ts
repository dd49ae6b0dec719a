import { vocabulary } from '../network/bytes.js';
import { kindCount } from './byte-kinds.js';
import { factCount, featuresOfByte, type Votes } from './votes.js';

/** Facts of the network's distribution, beside it and the memory's facts. */
const networkFactCount = 5;
/** What the head sees of a place: facts, the kind of the byte before it, and the network's log-probabilities. */
export const headInputs = networkFactCount + factCount + kindCount + vocabulary;
/** Units of the hidden layer. */
export const headUnits = 16;
/** What is added to the network's exponent, and to the scale of each table of features, which is 1 without it. Layers go by four: one is left over. */
export const headOutputs = Math.ceil((1 + featuresOfByte) / 4) * 4;

/** `npm run replay:mix` writes it, as part of `MixerModel`. Rows of zeros stand for what is missing at the end. */
export interface HeadModel {
  /** `[headInputs + 1, headUnits]`: the last row is the bias. */
  readonly hidden: ArrayLike<number>;
  /** `[headUnits + 1, headOutputs]`: the last row is the bias. */
  readonly output: ArrayLike<number>;
}

/**
 * Says how far the network is to be believed at a place, and how far each table of the memory's features: a network of one hidden layer,
 * y = tanh(x W + b) V + c (a gate over experts, as in Jacobs et al. 1991, adaptive mixtures of local experts).
 */
export class MixerHead {
  private readonly hidden = new Float32Array((headInputs + 1) * headUnits);
  private readonly output = new Float32Array((headUnits + 1) * headOutputs);

  constructor(model: HeadModel) {
    this.hidden.set(model.hidden);
    this.output.set(model.output);
  }

  /**
   * @param inputs `[headInputs]`, by `fillInputs`
   * @param units `[headUnits]`: is filled with the hidden layer
   * @param outputs `[headOutputs]`: is filled
   */
  run(inputs: Float32Array, units: Float32Array, outputs: Float32Array): void {
    layer(inputs, this.hidden, units);
    for (let unit = 0; unit < headUnits; unit++) units[unit] = Math.tanh(units[unit] ?? 0);
    layer(units, this.output, outputs);
  }
}

/** y = x W + b, with the bias as the last row of W, `[inputs + 1, outputs]`: four outputs at a time, so that their sums stay in registers. */
function layer(inputs: Float32Array, weights: Float32Array, outputs: Float32Array): void {
  const [rows, width] = [inputs.length, outputs.length];
  const bias = rows * width;
  for (let i = 0; i < width; i += 4) {
    let a = weights[bias + i] ?? 0;
    let b = weights[bias + i + 1] ?? 0;
    let c = weights[bias + i + 2] ?? 0;
    let d = weights[bias + i + 3] ?? 0;
    for (let row = 0, at = i; row < rows; row++, at += width) {
      const input = inputs[row] ?? 0;
      a += input * (weights[at] ?? 0);
      b += input * (weights[at + 1] ?? 0);
      c += input * (weights[at + 2] ?? 0);
      d += input * (weights[at + 3] ?? 0);
    }
    outputs[i] = a;
    outputs[i + 1] = b;
    outputs[i + 2] = c;
    outputs[i + 3] = d;
  }
}

/** Log-probabilities are seen in these units, from their middle: -16 to 0 becomes about -1 to 1. */
const logarithmUnit = 8;

/**
 * @param alone `[256]`: the network's probabilities
 * @param logarithms `[256]`: their natural logarithms
 * @param inputs `[headInputs]`: is filled
 */
export function fillInputs(
  alone: Float32Array,
  logarithms: Float32Array,
  votes: Votes,
  inputs: Float32Array,
): void {
  const from = networkFactCount + factCount + kindCount;
  let [entropy, likeliest] = [0, 0];
  for (let byte = 0; byte < vocabulary; byte++) {
    const logarithm = logarithms[byte] ?? 0;
    entropy -= (alone[byte] ?? 0) * logarithm;
    if (logarithm > (logarithms[likeliest] ?? 0)) likeliest = byte;
    inputs[from + byte] = logarithm / logarithmUnit + 1;
  }
  let [voted, isVoted] = [0, 0];
  for (let i = 0; i < votes.count; i++) {
    const byte = votes.bytes[i] ?? 0;
    voted += alone[byte] ?? 0;
    if (byte === likeliest) isVoted = 1;
  }
  inputs.fill(0, 0, from);
  inputs[0] = entropy / 3;
  inputs[1] = (logarithms[likeliest] ?? 0) / 3;
  inputs[2] = voted;
  inputs[3] = isVoted;
  inputs[4] = (logarithms[votes.bytes[0] ?? 0] ?? 0) / logarithmUnit + 1;
  inputs.set(votes.facts, networkFactCount);
  inputs[networkFactCount + factCount + votes.kind] = 1;
}
