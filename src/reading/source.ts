import { mayEndWith } from '../network/bytes.js';

/** A document's text as it is now. Offsets are UTF-16 units, line ends counted as they stand in it. */
export interface TextSource {
  readonly length: number;
  slice(start: number, end: number): string;
}

/** Text was replaced: `removed` units at `offset` became `inserted` units. */
export interface TextEdit {
  readonly offset: number;
  readonly removed: number;
  readonly inserted: number;
}

/** An edit together with the inserted text. */
export interface TextChange {
  readonly offset: number;
  readonly removed: number;
  readonly text: string;
}

/** UTF-16 units read from the text at once while searching for a place to split it. */
const unitsPerSlice = 256;

/** The nearest place at or before an offset where text may be split, within a document. */
export function align(source: TextSource, offset: number): number {
  let place = Math.max(0, Math.min(offset, source.length));
  // One unit nearly always: only text that is no text has many halves of characters in a row.
  for (let unitsAsked = 1; place > 0; unitsAsked = unitsPerSlice) {
    const start = Math.max(0, place - unitsAsked);
    const text = source.slice(start, place);
    for (; place > start; place--) if (mayEndWith(text.charCodeAt(place - start - 1))) return place;
  }
  return 0;
}
