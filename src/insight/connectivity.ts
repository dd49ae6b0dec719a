import { vocabulary } from '../network/bytes.js';
import { unitCount, type Manifest } from '../network/manifest.js';
import type { State } from '../network/network.js';
import type { Weights } from '../network/weights.js';
import { softmax } from '../network/probability.js';
import { nextTurn, type Cancellation } from '../scheduler.js';
import { goBack, type Flow } from './cell-backward.js';
import { layersOf, tensor, type Layer } from './layers.js';
import { norm, rowProduct } from './products.js';
import type { Step } from './step.js';

/**
 * Derivatives of one network's guesses, by a backward pass through what a probe saw. Holds its weights in fp32: 4 bytes a
 * parameter, so keep it only as long as somebody looks.
 */
export class Backward {
  private readonly layers: readonly Layer[];
  /** `[units read, 256]` and `[256]` */
  private readonly output: Float32Array;

  constructor(
    private readonly manifest: Manifest,
    weights: Weights,
  ) {
    this.layers = layersOf(manifest, weights);
    this.output = tensor(weights, 'output.weight');
  }

  /**
   * Derivatives of log p(guess) by what each unit puts out, for the byte after which the guess is made.
   * @param logits `[256]`
   * @param guess a byte
   * @returns `[unitCount]`, in nats; 0 for units that the logits do not read
   */
  byUnits(logits: Float32Array, guess: number): Float64Array {
    const byLogits = Float64Array.from(softmax(logits), (p, byte) => Number(byte === guess) - p);
    const derivatives = new Float64Array(unitCount(this.manifest));
    for (let unit = this.firstRead; unit < derivatives.length; unit++)
      derivatives[unit] = rowProduct(this.output, (unit - this.firstRead) * vocabulary, byLogits);
    return derivatives;
  }

  /** The logits `[256]` if a unit put out so much more; the same where they do not read it. */
  reread(logits: Float32Array, unit: number, more: number): Float32Array {
    const row = (unit - this.firstRead) * vocabulary;
    return row < 0 ? logits : logits.map((logit, byte) => logit + more * (this.output[row + byte] ?? NaN));
  }

  /** Logits read the last layer, or with `skip` all: the first unit that they read. */
  private get firstRead(): number {
    return unitCount(this.manifest) - this.output.length / vocabulary;
  }

  /**
   * How much each earlier byte matters to a guess: the norm of the derivative of log p(guess) by the byte's embedding. Madsen,
   * "Visualizing memorization in RNNs" (Distill 2019), calls it connectivity, and takes the logit where we take the log
   * probability, so that what moves all logits alike counts for nothing.
   * @param before the state before the first step
   * @param steps of one read, without a gap, at least one: the guess is made after the last. A hundred are plenty
   * @param guess the byte guessed
   * @returns for the byte of each step, in nats for a length of 1 in the space of embeddings; undefined where it was cancelled
   */
  async connections(
    before: State,
    steps: readonly Step[],
    guess: number,
    cancellation: Cancellation,
  ): Promise<Float64Array | undefined> {
    const gradients = await this.byEmbeddings(before, steps, guess, cancellation);
    return gradients && Float64Array.from(gradients, norm);
  }

  /** The derivatives themselves, `[embedding]` for each step; parameters as those of `connections`. */
  async byEmbeddings(
    before: State,
    steps: readonly Step[],
    guess: number,
    cancellation: Cancellation,
  ): Promise<Float64Array[] | undefined> {
    const last = steps.at(-1);
    if (!last) return [];
    const { cell } = this.manifest;
    const byUnits = this.byUnits(last.logits, guess);
    const flows = this.layers.map(({ start, units }): Flow => ({
      h: byUnits.slice(start, start + units),
      c: new Float64Array(cell === 'lstm' ? units : 0),
    }));
    if (cell === 'feedforward') return this.throughWindow(before, last, flows, steps.length);
    const gradients: Float64Array[] = [];
    for (let i = steps.length - 1; i >= 0; i--) {
      const step = steps[i];
      if (step) gradients.push(this.stepBack(steps[i - 1]?.state ?? before, step, flows));
      if (!(await nextTurn(cancellation))) return undefined;
    }
    return gradients.reverse();
  }

  /** Goes back over a byte in all layers, the last one first: derivatives by what the first one read. */
  private stepBack(before: State, step: Step, flows: readonly Flow[]): Float64Array {
    for (let i = this.layers.length - 1; ; i--) {
      const [layer, flow] = [this.layers[i], flows[i]];
      if (!layer || !flow) throw new Error('a network has a layer');
      // What a layer reads is what the one below puts out after the same byte.
      const below = flows[i - 1]?.h ?? new Float64Array(layer.inputs);
      goBack(this.manifest.cell, layer, before, step, flow, below);
      if (i === 0) return below;
    }
  }

  /** The plain network reads its window's bytes at once, and nothing of those before. */
  private throughWindow(before: State, step: Step, flows: readonly Flow[], count: number): Float64Array[] {
    const { manifest } = this;
    if (manifest.kind === 'blocks') throw new Error('not yet');
    const { embedding } = manifest;
    const all = this.stepBack(before, step, flows);
    return Array.from({ length: count }, (_, i) => {
      const from = all.length - (count - i) * embedding;
      return from >= 0 ? all.slice(from, from + embedding) : new Float64Array(embedding);
    });
  }
}
