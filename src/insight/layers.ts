import { parts, type Manifest, type Part } from '../network/manifest.js';
import type { BlockTensors, LayerTensors } from '../network/tensors.js';

/** Where a layer stands among all of a network. */
interface Placed {
  /** Where its units begin among those of all layers. */
  readonly start: number;
  /** Where its h, the LSTM's c, and what a block's convolution read lie in a state. */
  readonly h: Part | undefined;
  readonly c: Part | undefined;
  readonly history: Part | undefined;
}

/** A layer's weights, and where it stands. */
export type Layer = LayerTensors & Placed;
export type BlockLayer = BlockTensors & Placed;

/** Layers with their places, first layer first. */
export function placed<T extends LayerTensors>(manifest: Manifest, layers: readonly T[]): (T & Placed)[] {
  const all = parts(manifest);
  let start = 0;
  return layers.map((layer, i) => {
    const part = (name: Part['name']) => all.find(part => part.layer === i && part.name === name);
    const found = { ...layer, start, h: part('h'), c: part('c'), history: part('history') };
    start += layer.units;
    return found;
  });
}
