import { vocabulary } from '../network/bytes.js';
import { unitCount, type FeedforwardManifest, type LayersManifest } from '../network/manifest.js';
import type { Reading } from '../network/network.js';
import type { LayeredTensors } from '../network/tensors.js';
import { nextTurn, type Cancellation } from '../scheduler.js';
import { goBack, type Flow } from './cell-backward.js';
import { placed, type Layer } from './layers.js';
import { rowProduct } from './products.js';
import type { Step } from './step.js';

/** Derivatives of the guesses of a network of layers, of the plain one, too. */
export class LayersBackward {
  private readonly manifest: LayersManifest | FeedforwardManifest;
  private readonly layers: readonly Layer[];
  /** `[units read, 256]` */
  private readonly output: Float32Array;

  constructor(tensors: LayeredTensors) {
    this.manifest = tensors.manifest;
    this.layers = placed(tensors.manifest, tensors.layers);
    this.output = tensors.outputWeight;
  }

  /** @param byLogits `[256]` */
  byUnits(_: Step, byLogits: Float64Array): Float64Array {
    const derivatives = new Float64Array(unitCount(this.manifest));
    for (let unit = this.firstRead; unit < derivatives.length; unit++)
      derivatives[unit] = rowProduct(this.output, (unit - this.firstRead) * vocabulary, byLogits);
    return derivatives;
  }

  reread({ state, logits }: Omit<Step, 'hidden' | 'gates'>, unit: number, more: number): Reading {
    const after = state.slice();
    const layer = this.layers.find(({ start, units }) => unit >= start && unit < start + units);
    if (layer?.h) {
      const place = layer.h.start + unit - layer.start;
      after[place] = (after[place] ?? NaN) + more;
    }
    const row = (unit - this.firstRead) * vocabulary;
    const changed = logits.map((logit, byte) => logit + more * (this.output[row + byte] ?? NaN));
    return { state: after, logits: row < 0 ? logits : changed };
  }

  async byEmbeddings(
    steps: readonly Step[],
    byLogits: Float64Array,
    cancellation: Cancellation,
  ): Promise<Float64Array[] | undefined> {
    const last = steps.at(-1);
    if (!last) return [];
    const byUnits = this.byUnits(last, byLogits);
    const flows = this.layers.map(({ start, units, c }): Flow => ({
      h: byUnits.slice(start, start + units),
      c: new Float64Array(c?.size ?? 0),
    }));
    if (this.manifest.kind === 'feedforward')
      return throughWindow(this.manifest, this.stepBack(last, flows), steps.length);
    const gradients: Float64Array[] = [];
    for (const step of [...steps].reverse()) {
      gradients.push(this.stepBack(step, flows));
      if (!(await nextTurn(cancellation))) return undefined;
    }
    return gradients.reverse();
  }

  /** Logits read the last layer, or with `skip` all: the first unit that they read. */
  private get firstRead(): number {
    return unitCount(this.manifest) - this.output.length / vocabulary;
  }

  /** Goes back over a byte in all layers, the last one first: derivatives by what the first one read. */
  private stepBack(step: Step, flows: readonly Flow[]): Float64Array {
    for (let i = this.layers.length - 1; ; i--) {
      const [layer, flow] = [this.layers[i], flows[i]];
      if (!layer || !flow) throw new Error('a network has a layer');
      // What a layer reads is what the one below puts out after the same byte.
      const below = flows[i - 1]?.h ?? new Float64Array(layer.inputs);
      goBack(this.manifest.cell, layer, step, flow, below);
      if (i === 0) return below;
    }
  }
}

/** The plain network reads its window's bytes at once, and nothing of those before. */
function throughWindow(
  { embedding }: FeedforwardManifest,
  byWindow: Float64Array,
  count: number,
): Float64Array[] {
  return Array.from({ length: count }, (_, i) => {
    const from = byWindow.length - (count - i) * embedding;
    return from >= 0 ? byWindow.slice(from, from + embedding) : new Float64Array(embedding);
  });
}
