import { phrase } from '../phrase.js';
import { vocabulary } from './bytes.js';
import { elements, NetworkError, type Manifest } from './manifest.js';
import { namedWeights } from './weights.js';

/** A recurrent layer's weights in ONNX's layout, gates one after the other, G of them; of the plain network's R is empty. */
export interface LayerTensors {
  /** Units: H. */
  readonly units: number;
  /** How many numbers the layer reads: I. */
  readonly inputs: number;
  /** `[G * H, I]` */
  readonly W: Float32Array;
  /** `[G * H, H]` */
  readonly R: Float32Array;
  /** `[2 * G * H]`: the inputs' biases, then the recurrent ones; of the plain network `[H]`. */
  readonly B: Float32Array;
}

/** A network's weights by their meaning. */
export interface Tensors {
  /** `[256, E]` */
  readonly embedding: Float32Array;
  readonly layers: readonly LayerTensors[];
  /** `[units that are read, 256]` */
  readonly outputWeight: Float32Array;
  /** `[256]` */
  readonly outputBias: Float32Array;
}

const gateCount = { rnn: 1, gru: 3, lstm: 4, feedforward: 1 } as const;

/**
 * Finds a network's weights by name and holds them to the sizes in its manifest. Backends that build their own graphs want this;
 * the graphs that come with a network know by themselves where their weights lie.
 * @param stored the weights as they are stored
 * @throws NetworkError where one is missing or of another size
 */
export function tensorsOf(manifest: Manifest, stored: Uint8Array): Tensors {
  if (manifest.kind === 'blocks') throw new Error('not yet');
  const { cell, embedding: E, layers: units } = manifest;
  const named = namedWeights(manifest, stored);
  const get = (name: string, ...shape: readonly number[]): Float32Array => {
    const tensor = named.get(name);
    const length = elements(shape);
    if (tensor?.length !== length)
      throw new NetworkError(
        phrase`${manifest.weights.file} should hold ${length} numbers as "${name}" for this ${cell} network, but has ${tensor?.length ?? phrase`none`}`,
      );
    return tensor;
  };
  const G = gateCount[cell];
  const isFeedforward = cell === 'feedforward';
  let inputs = isFeedforward ? manifest.window * E : E;
  const layers = units.map((H, i): LayerTensors => {
    const layer = {
      units: H,
      inputs,
      W: get(`layer${i}.W`, G * H, inputs),
      R: isFeedforward ? new Float32Array(0) : get(`layer${i}.R`, G * H, H),
      B: isFeedforward ? get(`layer${i}.B`, H) : get(`layer${i}.B`, 2 * G * H),
    };
    inputs = H;
    return layer;
  });
  const unitsRead = manifest.skip ? units.reduce((a, b) => a + b, 0) : (units.at(-1) ?? 0);
  return {
    embedding: get('embedding', vocabulary, E),
    layers,
    outputWeight: get('output.weight', unitsRead, vocabulary),
    outputBias: get('output.bias', vocabulary),
  };
}
