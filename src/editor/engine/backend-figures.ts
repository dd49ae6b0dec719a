import type { Figures } from '../../network/compare.js';
import type { PhraseArgument } from '../../phrase.js';

/** A backend's figures, or why there are none. */
export type BackendFigures = MeasuredBackend | MissingBackend;

interface MeasuredBackend extends Figures {
  readonly kind: 'measured';
  readonly title: string;
  /** Milliseconds until the network was ready. */
  readonly ready: number;
  /** The largest differences from the first backend, WASM (see `difference`); none of that one itself. */
  readonly apart?: { readonly logits: number; readonly state: number };
}

interface MissingBackend {
  readonly kind: 'missing';
  readonly title: string;
  readonly missing: PhraseArgument;
}

/** A network on every backend that there is. */
export interface BackendsCompared {
  readonly title: PhraseArgument;
  readonly parameters: number;
  readonly steps: number;
  readonly backends: readonly BackendFigures[];
}
