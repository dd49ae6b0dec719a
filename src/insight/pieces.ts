import { encode, mayEndWith } from '../network/bytes.js';
import { anchorOf, maximumAnchorDistance } from '../reading/anchor.js';
import { align, type TextSource } from '../reading/source.js';

/** A piece of text that may not be split further: a character, CRLF, a carriage return or lone surrogate with what follows. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

/** Pieces that stand beside each other and are read from one anchor. At least one. */
export interface PieceSpan {
  readonly anchor: number;
  readonly pieces: readonly Piece[];
}

/** The pieces of a stretch of text. Both ends lie where text may be split. */
export function piecesOf(source: TextSource, start: number, end: number): Piece[] {
  const text = source.slice(start, end);
  const pieces: Piece[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (!mayEndWith(text.charCodeAt(i))) continue;
    const unit = text.charCodeAt(i);
    const bytes = from === i && unit < 0x80 ? Uint8Array.of(unit) : encode(text.slice(from, i + 1));
    pieces.push({ start: start + from, end: start + i + 1, bytes });
    from = i + 1;
  }
  return pieces;
}

/** The spans that pieces of one stretch make; those left out part them. One at a time: to find each takes up to a millisecond. */
export function* spansOf(source: TextSource, pieces: readonly (Piece | undefined)[]): Generator<PieceSpan> {
  const anchorAt = (i: number) => anchorOf(source, pieces[i]?.end ?? 0);
  for (let i = 0; i < pieces.length;) {
    if (!pieces[i]) {
      i++;
      continue;
    }
    // No anchor holds for more bytes than that.
    const limit = Math.min(pieces.length, i + maximumAnchorDistance + 1);
    let end = i + 1;
    while (end < limit && pieces[end]) end++;
    const anchor = anchorAt(i);
    // Anchors move only forward, so bisect for the last piece that has the first one's.
    let [same, other] = [i, end];
    while (other - same > 1) {
      const middle = same === i && other === end ? end - 1 : (same + other) >> 1;
      if (anchorAt(middle) === anchor) same = middle;
      else other = middle;
    }
    yield { anchor, pieces: pieces.slice(i, same + 1).filter(piece => piece !== undefined) };
    i = same + 1;
  }
}

/**
 * The stretch of so many bytes before and after a place, in UTF-16 units.
 * @returns offsets at which text may be split
 */
export function stretch(source: TextSource, offset: number, behind: number, ahead: number) {
  const place = align(source, offset);
  const before = piecesOf(source, align(source, place - behind), place);
  let from = place;
  for (let left = behind, i = before.length - 1; i >= 0; i--) {
    left -= before[i]?.bytes.length ?? 0;
    if (left < 0) break;
    from = before[i]?.start ?? from;
  }
  let to = place;
  let left = ahead;
  for (const { end, bytes } of piecesOf(source, place, align(source, place + ahead))) {
    left -= bytes.length;
    if (left < 0) break;
    to = end;
  }
  return { from, to };
}
