import { piecesOf, spansOf } from '../../../src/insight/pieces.js';
import { surpriseOf } from '../../../src/network/probability.js';
import { encode } from '../../../src/network/bytes.js';
import type { Network } from '../../../src/network/network.js';
import { anchorOf } from '../../../src/reading/anchor.js';
import { align, type TextSource } from '../../../src/reading/source.js';
import { after, expected, headerOf, type Mixed } from './mixing-network.js';

/** A byte of a text as a network reads it that has read nothing before. */
export interface FreshRow {
  readonly byte: number;
  readonly start: number;
  readonly end: number;
  readonly anchor: number;
  readonly surprise: number;
  readonly state: Mixed;
}

/** What a network makes of a text, from the text alone. */
export class FreshReading {
  private readonly source: TextSource;
  private readonly header: Mixed;

  constructor(
    private readonly text: string,
    languageId: string,
    network: Network,
  ) {
    this.source = { length: text.length, slice: (start, end) => text.slice(start, end) };
    this.header = headerOf(network, languageId);
  }

  /** The state at a place, in UTF-16 units. */
  at(offset: number): Mixed {
    const place = align(this.source, offset);
    return this.from(anchorOf(this.source, place), place);
  }

  /** A row for each byte of the text. */
  rows(): FreshRow[] {
    const rows: FreshRow[] = [];
    let before = this.at(0);
    for (const { anchor, pieces } of spansOf(this.source, piecesOf(this.source, 0, this.text.length))) {
      let state = this.from(anchor, pieces[0]?.start ?? 0);
      for (const { start, end, bytes } of pieces)
        for (const byte of bytes) {
          const surprise = surpriseOf(expected(before), byte);
          before = state = after(state, Uint8Array.of(byte));
          rows.push({ byte, start, end, anchor, surprise, state });
        }
    }
    return rows;
  }

  /** Bits per byte of a stretch that is read from its beginning, as the cells are compared. */
  bitsPerByte(bytes: Uint8Array): number {
    let state = this.header;
    let bits = 0;
    for (const byte of bytes) {
      bits += surpriseOf(expected(state), byte);
      state = after(state, Uint8Array.of(byte));
    }
    return bits / bytes.length;
  }

  private from(anchor: number, place: number): Mixed {
    return after(this.header, encode(this.text.slice(anchor, place)));
  }
}
