import { vocabulary } from '../network/bytes.js';

/** Discounts are of this share where a text is too short to tell them. */
const usualDiscount = 0.75;

/** What followed a context: how often in all, how many different bytes, and each of them how often. */
interface Followers {
  total: number;
  readonly counts: Map<number, number>;
}

/** Bytes, or contexts, that are counted before others get a turn. */
const countedAtOnce = 512;

/**
 * An n-gram model of bytes: each is guessed from the n - 1 before it, with interpolated Kneser-Ney smoothing (Kneser and Ney 1995, in the
 * form of Chen and Goodman 1999): what a small network has to beat.
 */
export class NgramModel {
  /** By the length of the context: what followed each, by its bytes as one number. */
  private readonly contexts: readonly Map<number, Followers>[];
  private readonly discounts: number[] = [];

  /** @param order n, from 1 to 6 */
  constructor(readonly order: number) {
    this.contexts = Array.from({ length: order }, () => new Map<number, Followers>());
  }

  /** Counts a text, once. */
  *count(text: Uint8Array): Generator<undefined, void> {
    const { contexts, order } = this;
    for (const [length, here] of [...contexts.entries()].reverse()) {
      const longer = contexts[length + 1];
      let counted = 0;
      if (!longer) {
        for (let i = order - 1; i < text.length; i++) {
          add(here, keyOf(text, i, length), text[i] ?? 0);
          if (++counted % countedAtOnce === 0) yield;
        }
      } else {
        // Of shorter contexts it counts in how many longer ones a byte follows.
        for (const [key, { counts }] of longer) {
          for (const byte of counts.keys()) add(here, key % 256 ** length, byte);
          if (++counted % countedAtOnce === 0) yield;
        }
      }
      this.discounts[length] = discountOf(here);
      yield;
    }
  }

  /** Mean cross-entropy on another text, in bits for a byte. */
  *bitsPerByte(text: Uint8Array): Generator<undefined, number> {
    let bits = 0;
    for (let i = 0; i < text.length; i++) {
      bits -= Math.log2(this.chance(text, i));
      if (i % countedAtOnce === 0) yield;
    }
    return bits / Math.max(1, text.length);
  }

  /** The chance of the byte that stands somewhere in a text, by those before it. */
  chance(text: Uint8Array, i: number): number {
    const byte = text[i] ?? 0;
    let chance = 1 / vocabulary;
    for (let length = 0; length <= Math.min(i, this.order - 1); length++) {
      const followers = this.contexts[length]?.get(keyOf(text, i, length));
      if (!followers) break;
      const discount = this.discounts[length] ?? usualDiscount;
      const own = Math.max(0, (followers.counts.get(byte) ?? 0) - discount);
      chance = (own + discount * followers.counts.size * chance) / followers.total;
    }
    return chance;
  }
}

/** The bytes before a place as one number, below 2^48 for the longest contexts. */
function keyOf(text: Uint8Array, i: number, length: number): number {
  let key = 0;
  for (let j = i - length; j < i; j++) key = key * 256 + (text[j] ?? 0);
  return key;
}

function add(contexts: Map<number, Followers>, key: number, byte: number): void {
  let followers = contexts.get(key);
  if (!followers) contexts.set(key, (followers = { total: 0, counts: new Map() }));
  followers.total++;
  followers.counts.set(byte, (followers.counts.get(byte) ?? 0) + 1);
}

/** n1 / (n1 + 2 n2), where nk bytes follow a context k times (Ney, Essen and Kneser 1994). */
function discountOf(contexts: Map<number, Followers>): number {
  let [once, twice] = [0, 0];
  for (const { counts } of contexts.values())
    for (const times of counts.values()) {
      if (times === 1) once++;
      if (times === 2) twice++;
    }
  return once > 0 && twice > 0 ? once / (once + 2 * twice) : usualDiscount;
}
