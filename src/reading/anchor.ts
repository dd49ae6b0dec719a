import { countUnits, encode, isContinuation, newline } from '../network/bytes.js';
import { align, type TextSource } from './source.js';

/** Bytes before a position between which its anchor is chosen: more context gains 0.003 bits per byte and makes opening a file slow (the model card measures it). */
export const minimumAnchorDistance = 256;
export const maximumAnchorDistance = 512;

/** Bytes after a place that are hashed: enough to tell apart blank lines and closing brackets. */
const hashedBytes = 64;

/**
 * The UTF-16 offset at which reading for a position begins.
 *
 * Of the line starts 256 to 512 bytes before the position, the one whose following bytes hash lowest (the later one of equals);
 * where a line is so long that there is none, the same over its characters; the top of the document where that is
 * within 512. This is winnowing (Schleimer, Wilkerson and Aiken 2003): it looks at nothing but nearby content, so
 * that edits elsewhere leave anchors alone, and an anchor moves only forward as the position does.
 *
 * @param ahead bytes still to be typed: the result is the anchor that will hold after them
 */
export function anchorOf(source: TextSource, position: number, ahead = 0): number {
  const end = align(source, position);
  // A unit is at least half a byte: a surrogate pair is four bytes, CRLF is read as one.
  const start = Math.max(0, end - 2 * maximumAnchorDistance - 2);
  const bytes = encode(source.slice(start, end));
  const virtualEnd = bytes.length + ahead;
  if (start === 0 && virtualEnd <= maximumAnchorDistance) return 0;
  const first = Math.max(0, virtualEnd - maximumAnchorDistance);
  const last = virtualEnd - minimumAnchorDistance;
  const chosen =
    lowest(bytes, first, last, i => bytes[i - 1] === newline) ??
    lowest(bytes, first, last, i => !isContinuation(bytes[i] ?? 0));
  if (chosen === undefined) return end;
  return unitsBack(source, end, countUnits(bytes, chosen));
}

/** The place among those allowed whose content hashes lowest. */
function lowest(bytes: Uint8Array, first: number, last: number, allowed: (i: number) => boolean) {
  let best: number | undefined;
  let bestHash = Infinity;
  for (let i = first; i <= last; i++) {
    if (!allowed(i)) continue;
    const hash = hashOf(bytes, i);
    if (hash <= bestHash) [best, bestHash] = [i, hash];
  }
  return best;
}

/** FNV-1a over the bytes at a place, with MurmurHash3's finaliser, since FNV's high bits mix poorly over short text. */
function hashOf(bytes: Uint8Array, start: number): number {
  let hash = 0x811c9dc5;
  const end = Math.min(bytes.length, start + hashedBytes);
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The offset from which the text up to `end` has exactly `units` units as the network counts them, CRLF being one. */
function unitsBack(source: TextSource, end: number, units: number): number {
  const text = source.slice(Math.max(0, end - 2 * units), end);
  if (!text.includes('\r\n')) return end - units;
  let i = text.length;
  for (let left = units; left > 0; left--) i -= text[i - 1] === '\n' && text[i - 2] === '\r' ? 2 : 1;
  return end - text.length + i;
}
