import type { Gate, Manifest } from './manifest.js';
import type { Weights } from './weights.js';

/**
 * A hidden state: `[stateSize]` floats, layer after layer (see `parts`). Never written to once it was handed out,
 * so that checkpoints and branches may share it. The plain network's is its window: what of the text it can see.
 */
export type State = Float32Array;

/** What the network knows after a byte. */
export interface Reading {
  readonly state: State;
  /** `[256]`: the unnormalised log-probabilities of the next byte. */
  readonly logits: Float32Array;
}

/** What goes on inside a network while it reads: a row for each byte, each array row after row. */
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
   * As `read`, for looking on: all that happens at every byte. The graph for it is made ready when this is first called.
   * Steps byte by byte, so ask for a long window in pieces, each from the last state of the one before.
   */
  probe(state: State, bytes: Uint8Array): Promise<Probe>;
  /** The weights themselves, for looking on. Made when asked (4 bytes a parameter): keep them only as long as you look. */
  weights(): Weights;
  /** Frees what the network holds. Calls that are waiting are answered first; later ones reject. */
  dispose(): Promise<void>;
}
