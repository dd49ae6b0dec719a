import type { Manifest } from './manifest.js';

/**
 * A hidden state: `[stateSize]` floats, layer after layer. Never written to once it was handed out,
 * so that checkpoints and branches may share it.
 */
export type State = Float32Array;

/** What the network knows after a byte. */
export interface Reading {
  readonly state: State;
  /** `[256]`: the unnormalised log-probabilities of the next byte. */
  readonly logits: Float32Array;
}

/** A recurrent network over bytes. Calls never overlap inside; they are answered in the order in which they came. */
export interface Network {
  readonly manifest: Manifest;
  /** The state before anything was read: zeros. */
  initial(): State;
  /** One byte for each of a batch of states: `bytes[i]` is read in `states[i]`. */
  step(states: readonly State[], bytes: Uint8Array): Promise<Reading[]>;
  /** Many bytes (at least one) for one state: what is known after the last. */
  read(state: State, bytes: Uint8Array): Promise<Reading>;
  /** Frees what the network holds. Calls that are waiting are answered first; later ones reject. */
  dispose(): Promise<void>;
}
