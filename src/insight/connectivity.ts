import type { Manifest } from '../network/manifest.js';
import type { Reading } from '../network/network.js';
import { softmax } from '../network/probability.js';
import { tensorsAmong } from '../network/tensors.js';
import type { Weights } from '../network/weights.js';
import type { Cancellation } from '../scheduler.js';
import { BlocksBackward } from './blocks-backward.js';
import { LayersBackward } from './layers-backward.js';
import { norm } from './products.js';
import type { Step } from './step.js';

/** Bytes before a guess over which it is asked how much each matters to it. */
export const connectivityBytes = 80;

/**
 * Derivatives of one network's guesses, by a backward pass through what a probe saw. Holds its weights in fp32: 4 bytes a
 * parameter, so keep it only as long as somebody looks.
 */
export class Backward {
  private readonly pass: LayersBackward | BlocksBackward;

  /** @throws NetworkError where the weights are not those of the manifest */
  constructor(manifest: Manifest, weights: Weights) {
    const tensors = tensorsAmong(manifest, weights);
    this.pass = tensors.kind === 'blocks' ? new BlocksBackward(tensors) : new LayersBackward(tensors);
  }

  /**
   * Derivatives of log p(guess) by what each unit puts out, for the byte after which the guess is made: of a block's unit along all
   * ways to the logits of that byte, through its own block and those after it.
   * @param guess a byte
   * @returns `[unitCount]`, in nats; 0 for units that the logits do not read
   */
  byUnits(step: Step, guess: number): Float64Array {
    return this.pass.byUnits(step, byLogits(step, guess));
  }

  /**
   * What would be known after a byte if a unit put out so much more there: the state with what it put out in it and, of blocks, what
   * those after it then make of the same byte; and the logits, the same where they do not read it.
   */
  reread(step: Omit<Step, 'hidden' | 'gates'>, unit: number, more: number): Reading {
    return this.pass.reread(step, unit, more);
  }

  /**
   * How much each earlier byte matters to a guess: the norm of the derivative of log p(guess) by the byte's embedding. Madsen,
   * "Visualizing memorization in RNNs" (Distill 2019), calls it connectivity, and takes the logit where we take the log
   * probability, so that what moves all logits alike counts for nothing. What tables say of the last bytes, together, is no part of it.
   * @param steps of one read, without a gap: the guess is made after the last. A hundred are plenty
   * @param guess the byte guessed
   * @returns for the byte of each step, in nats for a length of 1 in the space of embeddings; undefined where it was cancelled
   */
  async connections(
    steps: readonly Step[],
    guess: number,
    cancellation: Cancellation,
  ): Promise<Float64Array | undefined> {
    const gradients = await this.byEmbeddings(steps, guess, cancellation);
    return gradients && Float64Array.from(gradients, norm);
  }

  /** The derivatives themselves, `[embedding]` for each step; parameters as those of `connections`. */
  async byEmbeddings(
    steps: readonly Step[],
    guess: number,
    cancellation: Cancellation,
  ): Promise<Float64Array[] | undefined> {
    const last = steps.at(-1);
    return last ? this.pass.byEmbeddings(steps, byLogits(last, guess), cancellation) : [];
  }
}

/** Derivatives of log p(guess) by the logits. */
function byLogits({ logits }: Step, guess: number): Float64Array {
  return Float64Array.from(softmax(logits), (p, byte) => Number(byte === guess) - p);
}
