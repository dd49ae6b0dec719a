import type { Network, Probe, Reading, State } from '../../../src/network/network.js';
import { encode } from '../../../src/network/bytes.js';
import { headerLanguage } from '../../../src/network/manifest.js';
import { HashNetwork } from '../hash-network.js';

/** A hash of all that was read, and how many bytes that were. */
export type Mixed = readonly [hash: number, count: number];

/** The state before anything was read: it tells networks of different names apart. */
export function beginning(name: string): Mixed {
  let hash = 7;
  for (let i = 0; i < name.length; i++) hash = (Math.imul(hash, 31) + name.charCodeAt(i)) & 0x3fffff;
  return [hash, 0];
}

export function after([hash, count]: Mixed, bytes: Uint8Array): Mixed {
  for (const byte of bytes) hash = (Math.imul(hash, 31) + byte) & 0x3fffff; // within what a float holds exactly
  return [hash, count + bytes.length];
}

/** Eight classes of bytes that are more and less expected, and one byte more than all others. */
export function expected([hash]: Mixed): Float32Array {
  const logits = new Float32Array(256);
  for (let byte = 0; byte < 256; byte++) logits[byte] = (byte ^ hash) & 7;
  logits[0x61 + (hash % 26)] = 14;
  return logits;
}

/** What a network of this name knows before a document of this language. */
export function headerOf({ manifest }: Network, languageId: string): Mixed {
  const { start, end } = manifest.header;
  const language = headerLanguage(manifest, languageId) ?? '';
  return after(beginning(manifest.name), encode(start + language + end));
}

/** As `HashNetwork`, but networks of two names differ, calls are answered in their order and take time, and one may fail. */
export class MixingNetwork extends HashNetwork {
  /** Does the next call fail? */
  isFailing = false;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    name: string,
    private readonly turn: () => Promise<void>,
  ) {
    super(name);
  }

  override initial(): State {
    return Float32Array.from(beginning(this.manifest.name));
  }

  override step(states: readonly State[], bytes: Uint8Array): Promise<Reading[]> {
    return this.call(() => states.map((state, i) => this.readNow(state, bytes.subarray(i, i + 1))));
  }

  override read(state: State, bytes: Uint8Array): Promise<Reading> {
    return this.call(() => this.readNow(state, bytes));
  }

  override probe(state: State, bytes: Uint8Array): Promise<Probe> {
    return this.call(() => {
      const states = new Float32Array(bytes.length * 2);
      const logits = new Float32Array(bytes.length * 256);
      let now = mixedOf(state);
      for (let i = 0; i < bytes.length; i++) {
        now = after(now, bytes.subarray(i, i + 1));
        states.set(now, 2 * i);
        logits.set(expected(now), 256 * i);
      }
      const zeros = new Float32Array(states.length);
      return {
        bytes: bytes.length,
        ...{ states, logits, hidden: states },
        gates: { z: states, r: zeros, n: zeros },
      };
    });
  }

  override async dispose(): Promise<void> {
    this.disposals++;
    await this.last;
  }

  private readNow(state: State, bytes: Uint8Array): Reading {
    const now = after(mixedOf(state), bytes);
    return { state: Float32Array.from(now), logits: expected(now) };
  }

  private async call<T>(work: () => T): Promise<T> {
    if (this.disposals > 0) throw new Error('the network was disposed of');
    const before = this.last;
    const turn = before.then(this.turn);
    this.last = turn;
    await turn;
    if (this.isFailing) {
      this.isFailing = false;
      throw new Error('the graphics card is gone');
    }
    return work();
  }
}

function mixedOf([hash = 0, count = 0]: State): Mixed {
  return [hash, count];
}
