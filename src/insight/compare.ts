import { vocabulary } from '../network/bytes.js';
import { stateSize, unitCount, type Manifest } from '../network/manifest.js';
import type { Network, Reading } from '../network/network.js';
import { surpriseOf } from '../network/probability.js';
import { nextTurn, type Cancellation } from '../scheduler.js';

/** A network's size, for the eye. */
export interface Size {
  readonly parameters: number;
  readonly units: number;
  /** Numbers in a state; undefined where it keeps none. */
  readonly state: number | undefined;
  /** Bytes that it can see at once; undefined where there is no end. */
  readonly window: number | undefined;
}

export function sizeOf(manifest: Manifest): Size {
  const plain = manifest.cell === 'feedforward';
  return {
    parameters: manifest.parameters,
    units: unitCount(manifest),
    state: plain ? undefined : stateSize(manifest),
    window: plain ? manifest.window : undefined,
  };
}

/** Bytes of states that one network's reading of a text keeps, where the text is as long as the view compares over. */
const maximumKeptBytes = 8_000_000;
const comparedBytes = 3000;

/** One network's reading of a text, from the header on, kept as the text goes on or changes. One call at a time. */
export class Contestant {
  private read = new Uint8Array(0);
  /** What was known after so many bytes: after every so many (`spacing`), and after the last that was read. */
  private readonly readings = new Map<number, Reading>();
  private readonly spacing: number;
  private last = 0;
  private readonly bits: number[] = [];

  /** @param header the bytes that the network reads before a document: at least one */
  constructor(
    readonly network: Network,
    private readonly header: Uint8Array,
  ) {
    const bytesEach = 4 * (stateSize(network.manifest) + vocabulary);
    this.spacing = Math.max(1, Math.ceil((comparedBytes * bytesEach) / maximumKeptBytes));
  }

  /** Readings that are kept. */
  get size(): number {
    return this.readings.size;
  }

  /** Bits for each byte read so far. */
  get surprise(): readonly number[] {
    return this.bits;
  }

  /** Mean of them up to a byte, that one included; NaN where none was read. */
  bitsPerByte(end = this.bits.length): number {
    const upTo = this.bits.slice(0, end);
    return upTo.reduce((sum, bits) => sum + bits, 0) / upTo.length;
  }

  /**
   * Reads a text: what is new in it, from the first byte that differs from those read before, or from a reading shortly before it.
   * @param end how much of it to read for now
   * @returns false where it was cancelled; what was read until then is kept
   */
  async follow(text: Uint8Array, cancellation: Cancellation, end = text.length): Promise<boolean> {
    if (!this.readings.has(0))
      this.readings.set(0, await this.network.read(this.network.initial(), this.header));
    let same = 0;
    const common = Math.min(this.bits.length, text.length);
    while (same < common && this.read[same] === text[same]) same++;
    this.bits.length = same;
    // A copy: the caller may go on writing to the array.
    this.read = text.slice();
    for (let i = this.resume(same); i < end; i++) {
      const before = this.readings.get(i);
      const byte = text[i];
      if (!before || byte === undefined || !(await nextTurn(cancellation))) return false;
      const [reading] = await this.network.step([before.state], Uint8Array.of(byte));
      if (!reading) return false;
      if (i >= this.bits.length) this.bits.push(surpriseOf(before.logits, byte));
      this.keep(i + 1, reading);
    }
    return true;
  }

  /** Forgets what was known after more bytes than these. @returns after how many of them something is known */
  private resume(bytes: number): number {
    let nearest = 0;
    for (const at of this.readings.keys()) {
      if (at > bytes) this.readings.delete(at);
      else nearest = Math.max(nearest, at);
    }
    return (this.last = nearest);
  }

  private keep(bytes: number, reading: Reading): void {
    if (this.last % this.spacing !== 0) this.readings.delete(this.last);
    this.readings.set(bytes, reading);
    this.last = bytes;
  }
}

/**
 * Lets several networks read the same text, a few bytes each in turn, so that all of them are at about the same place.
 * @param progress is called when all have come so far
 * @returns false where it was cancelled
 */
export async function race(
  contestants: readonly Contestant[],
  text: Uint8Array,
  cancellation: Cancellation,
  progress: (bytes: number) => void = () => undefined,
): Promise<boolean> {
  let end = 0;
  do {
    end = Math.min(text.length, end + bytesPerTurn);
    for (const contestant of contestants)
      if (!(await contestant.follow(text, cancellation, end))) return false;
    progress(end);
  } while (end < text.length);
  return true;
}

/** Bytes that one reads before the next one's turn. */
const bytesPerTurn = 32;
