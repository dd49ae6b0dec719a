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

/** An edit with the text that came. */
export interface TextChange {
  readonly offset: number;
  readonly removed: number;
  readonly text: string;
}

/** The nearest place at or before an offset where text may be split, within a document. */
export function align(source: TextSource, offset: number): number {
  let place = Math.max(0, Math.min(offset, source.length));
  while (place > 0 && !mayEndWith(source.slice(place - 1, place).charCodeAt(0))) place--;
  return place;
}
