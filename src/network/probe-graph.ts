import type { NetworkFiles } from './backend.js';
import type { Network, Probe, State } from './network.js';

/** What shows a network's activations. */
export interface ProbeGraph {
  /** @param before the state before each of the bytes */
  probe(before: readonly State[], bytes: Uint8Array): Promise<Probe>;
  dispose(): Promise<void>;
}

/** Makes what shows a network's activations: once somebody looks, since most people never do. */
export type MakeProbe = (files: NetworkFiles) => Promise<ProbeGraph>;

/** The state before each of some bytes, the first of which is read in `state`. */
export async function statesBefore(
  network: Pick<Network, 'step'>,
  state: State,
  bytes: Uint8Array,
): Promise<State[]> {
  const before = [state];
  for (let last = state, i = 0; i + 1 < bytes.length; i++) {
    const [reading] = await network.step([last], bytes.subarray(i, i + 1));
    if (reading) before.push((last = reading.state));
  }
  return before;
}
