import { vocabulary } from '../../src/network/bytes.js';
import type { Manifest } from '../../src/network/manifest.js';
import type { Network, Reading, State } from '../../src/network/network.js';

/** A network that finds every byte as likely as any: what is mixed with it is the memory alone. */
export class BlindNetwork implements Network {
  private readonly reading: Reading = { state: new Float32Array(1), logits: new Float32Array(vocabulary) };

  constructor(readonly manifest: Manifest) {}

  initial(): State {
    return this.reading.state;
  }

  step(states: readonly State[]): Promise<Reading[]> {
    return Promise.resolve(states.map(() => this.reading));
  }

  read(): Promise<Reading> {
    return Promise.resolve(this.reading);
  }

  probe(): Promise<never> {
    return Promise.reject(new Error('a blind network has no gates'));
  }

  weights(): never {
    throw new Error('a blind network has no weights');
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}
