import { parts, type Manifest, type Part } from '../network/manifest.js';
import type { Weights } from '../network/weights.js';

/** A layer's weights, in the layout of the ONNX operators (see `models/README.md`). */
export interface Layer {
  readonly units: number;
  /** Where its units begin among those of all layers. */
  readonly start: number;
  /** `[gates * units, inputs]` */
  readonly W: Float32Array;
  readonly inputs: number;
  /** `[gates * units, units]` and `[2 * gates * units]`; the plain network has no R, and one bias a unit. */
  readonly R: Float32Array;
  readonly B: Float32Array;
  /** Where its h, and the LSTM's c, lie in a state. */
  readonly h: Part | undefined;
  readonly c: Part | undefined;
}

/** The layers of a network, first layer first. */
export function layersOf(manifest: Manifest, weights: Weights): Layer[] {
  const all = parts(manifest);
  let start = 0;
  if (manifest.kind === 'blocks') throw new Error('not yet');
  let inputs = manifest.embedding * (manifest.cell === 'feedforward' ? manifest.window : 1);
  return manifest.layers.map((units, i) => {
    const part = (name: Part['name']) => all.find(part => part.layer === i && part.name === name);
    const recurrent = manifest.cell === 'feedforward' ? new Float32Array(0) : tensor(weights, `layer${i}.R`);
    const layer: Layer = {
      units,
      start,
      W: tensor(weights, `layer${i}.W`),
      inputs,
      R: recurrent,
      B: tensor(weights, `layer${i}.B`),
      h: part('h'),
      c: part('c'),
    };
    start += units;
    inputs = units;
    return layer;
  });
}

/** @throws Error where the network has no such tensor */
export function tensor(weights: Weights, name: string): Float32Array {
  const found = weights.get(name);
  if (!found) throw new Error(`the network has no tensor ${name}`);
  return found;
}
