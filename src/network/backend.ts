import type { Phrase } from '../phrase.js';
import type { Manifest } from './manifest.js';
import type { Network } from './network.js';

/** The files of a network, as bytes, so that this runs alike in Node, in a browser's worker and under test. */
export interface NetworkFiles {
  readonly manifest: Manifest;
  readonly graphs: Readonly<Record<keyof Manifest['graphs'], Uint8Array>>;
  /** The weights as they are stored. */
  readonly weights: Uint8Array;
}

/** The backends, by their names in the setting `unroll.backend`; the first runs everywhere. */
export const backendNames = ['wasm', 'int8', 'webgl'] as const;
export type BackendName = (typeof backendNames)[number];

/**
 * One way to run networks. Another one (WebGPU, say) is a file that implements this, its name in `backendNames` and in the setting's
 * list, and a line in `editor/backends.ts`.
 */
export interface Backend {
  readonly name: BackendName;
  /** The name shown to people. */
  readonly title: string;
  /** Why it cannot run here, as a sentence without its full stop; undefined where it can. */
  unavailableReason(): Phrase | undefined;
  /**
   * @param files may still be on their way: what else is needed is read meanwhile
   * @throws NetworkError where its runtime cannot start, or the files are not one network that it can run
   */
  create(files: NetworkFiles | Promise<NetworkFiles>): Promise<Network>;
}
