import type { Gate, Manifest } from './manifest.js';
import type { Weights } from './weights.js';

/**
 * A hidden state: `[stateSize]` floats, layer after layer (see `parts`). Never written to once it was handed out,
 * so that checkpoints and branches may share it. The plain network's is its window: the bytes that it can see.
 */
export type State = Float32Array;

/** The network's state and output after a byte. */
export interface Reading {
  readonly state: State;
  /** `[256]`: the unnormalised log-probabilities of the next byte. */
  readonly logits: Float32Array;
}

/** The activations of a network while it reads: one row for each byte, in row-major order. */
export interface Probe {
  readonly bytes: number;
  /** `[bytes, stateSize]`: the state after each byte. */
  readonly states: Float32Array;
  /** `[bytes, 256]`: what is expected after each byte. */
  readonly logits: Float32Array;
  /** `[bytes, unitCount]`: what the layers' units put out, layer after layer; of a recurrent cell its `h`. */
  readonly hidden: Float32Array;
  /** `[bytes, unitCount]` each: the cell's gates (see `gates`), layer after layer. */
  readonly gates: Readonly<Partial<Record<Gate, Float32Array>>>;
}

/** A network over bytes. Calls never overlap inside; they are answered in the order in which they came. */
export interface Network {
  readonly manifest: Manifest;
  /** The state before anything was read: zeros. */
  initial(): State;
  /** One byte for each of a batch of states: `bytes[i]` is read in `states[i]`. */
  step(states: readonly State[], bytes: Uint8Array): Promise<Reading[]>;
  /** Many bytes (at least one) for one state: what is known after the last. */
  read(state: State, bytes: Uint8Array): Promise<Reading>;
  /**
   * Reads like `read` and returns all activations at every byte, for inspection. The first call loads the graph for it.
   * The network steps byte by byte: split a long window into pieces, each starting from the last state of the previous one.
   */
  probe(state: State, bytes: Uint8Array): Promise<Probe>;
  /** The weights themselves, for inspection. Each call makes a copy (4 bytes a parameter): keep it only as long as it is needed. */
  weights(): Weights;
  /** Frees what the network holds. Calls that are waiting are answered first; later ones reject. */
  dispose(): Promise<void>;
}
