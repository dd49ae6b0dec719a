import type { Reading, State } from '../../src/network/network.js';
import { HashNetwork } from './hash-network.js';

/** Is all but certain that the alphabet goes on to its end, and then the line ends. */
export class Expecting extends HashNetwork {
  override async read(state: State, bytes: Uint8Array): Promise<Reading> {
    const { state: after } = await super.read(state, bytes);
    const logits = new Float32Array(256);
    const last = bytes.at(-1) ?? 0;
    const isLetter = last >= 'a'.charCodeAt(0) && last < 'z'.charCodeAt(0);
    logits[isLetter ? last + 1 : '\n'.charCodeAt(0)] = 20;
    return { state: after, logits };
  }
}
