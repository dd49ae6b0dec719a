import type { Gate } from '../network/manifest.js';
import type { State } from '../network/network.js';

/** What the network computed when it read a byte: a row of a trace or of a probe. */
export interface Step {
  /** `[stateSize]`: the state after the byte. */
  readonly state: State;
  /** `[256]`: what is expected after it. */
  readonly logits: Float32Array;
  /** `[unitCount]`: what the layers' units put out. */
  readonly hidden: Float32Array;
  /** `[unitCount]` each. */
  readonly gates: Readonly<Partial<Record<Gate, Float32Array>>>;
}
