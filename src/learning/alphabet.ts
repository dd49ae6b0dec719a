import { vocabulary } from '../network/bytes.js';

/**
 * The bytes of a text as classes, and one class more for each byte that it has not: those are alike to a network that never saw one, so
 * they share what it holds of them. All 256 keep a chance, and most of them cost nothing.
 */
export class Alphabet {
  /** The bytes of the classes, in their order; those of the last class are all others. */
  readonly bytes: readonly number[];
  private readonly classes = new Uint8Array(vocabulary);

  /** @param text not empty */
  constructor(text: Uint8Array) {
    const isThere = new Uint8Array(vocabulary);
    for (const byte of text) isThere[byte] = 1;
    this.bytes = [...isThere.keys()].filter(byte => isThere[byte] === 1);
    this.classes.fill(this.bytes.length);
    this.bytes.forEach((byte, i) => (this.classes[byte] = i));
  }

  /** Classes, that of all other bytes included. */
  get size(): number {
    return this.bytes.length + 1;
  }

  /** Bytes that the last class stands for. */
  get others(): number {
    return vocabulary - this.bytes.length;
  }

  classOf(byte: number): number {
    return this.classes[byte] ?? this.bytes.length;
  }

  /** The byte of a class; a class of several bytes has none of its own. */
  byteOf(index: number): number | undefined {
    return this.bytes[index];
  }
}
