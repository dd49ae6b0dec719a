import type { Network } from '../../src/network/network.js';
import { quantile } from '../bench/rows.js';

/** Median times of a network in WASM on one thread, in milliseconds. */
export interface Times {
  /** One byte for one state. */
  readonly step: number;
  /** 1,000 bytes for one state, in short pieces. */
  readonly read1000: number;
}

/** Bytes read in one call, as the reader does: short enough that other work on the machine rarely falls into one. */
const piece = 32;

export async function measureTimes(network: Network): Promise<Times> {
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => 32 + ((i * 7) % 90));
  const steps: number[] = [];
  const reads: number[] = [];
  let state = network.initial();
  for (const byte of bytes) {
    const begun = performance.now();
    const [reading] = await network.step([state], Uint8Array.of(byte));
    steps.push(performance.now() - begun);
    if (reading) state = reading.state;
  }
  for (let i = 0; i < 300; i++) {
    const begun = performance.now();
    await network.read(state, bytes.subarray(0, piece));
    reads.push(performance.now() - begun);
  }
  return { step: quantile(steps, 0.5), read1000: (1000 / piece) * quantile(reads, 0.5) };
}
