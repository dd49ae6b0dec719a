import { Section } from './section.js';
import { compare, maximumContextBytes, sorted } from './sorting.js';

/** Bytes that are compared, or places that are copied, between two yields. */
const placesPerSlice = 32_768;
/** Places that are looked up between two yields. */
const lookupsPerSlice = 512;

/** The smallest replacement that turns one text into another: `removed` bytes from `at` on become `inserted`. */
interface Difference {
  readonly at: number;
  readonly removed: number;
  readonly inserted: Uint8Array;
}

/**
 * Makes the section of a text as it is after an edit from the section of the earlier text, in slices: only the
 * difference is sorted. The old section is left as it is, and can be asked meanwhile.
 * @param old holds this text alone
 * @param bytes the text without a byte 0; not to be changed before the end
 * @param spare a section that nobody asks any more: its memory is used again
 */
export function* editSection(
  old: Section,
  name: string,
  bytes: Uint8Array,
  spare?: Section,
): Generator<undefined, Section> {
  const { at, removed, inserted } = yield* difference(old.text.subarray(1), bytes);
  if (removed === 0 && inserted.length === 0) return old;
  const text = arrayIn(Uint8Array, spare?.text, 1 + bytes.length);
  text[0] = 0;
  text.set(bytes, 1);
  const from = 1 + at;
  const change = inserted.length - removed;
  // What stands before the places from the edit on, up to here, has changed.
  const touched = Math.min(old.text.length, from + removed + maximumContextBytes);
  const places = new Uint32Array(touched + change - from);
  for (let i = 0; i < places.length; i++) {
    places[i] = from + i;
    if (i % placesPerSlice === placesPerSlice - 1) yield;
  }
  yield;
  yield* sorted(text, places);
  const removedRanks = yield* ranksOf(old, from, touched);
  const order = arrayIn(Uint32Array, spare?.order, bytes.length);
  const copy = { from: old.order, into: order, touched, change };
  let [next, filled, skipped, yielded] = [0, 0, 0, 0];
  for (let i = 0; i <= places.length; i++) {
    const place = places[i];
    const rank = place === undefined ? old.order.length : rankIn(old, next, text, place, touched);
    while (next < rank) {
      const stop = Math.min(rank, removedRanks[skipped] ?? rank, next + placesPerSlice);
      copyRun(copy, next, stop, filled);
      filled += stop - next;
      next = stop;
      if (next === removedRanks[skipped]) {
        next++;
        skipped++;
      }
      if (next - yielded < placesPerSlice) continue;
      yielded = next;
      yield;
    }
    if (place !== undefined) order[filled++] = place;
    if (i % lookupsPerSlice === lookupsPerSlice - 1) yield;
  }
  // To put up signposts anew at every key would cost more than it saves.
  return new Section(text, order, [{ name, start: 1, end: text.length }]);
}

/** Where in the order the places in [from, to) stand. */
function* ranksOf({ text, order }: Section, from: number, to: number): Generator<undefined, Uint32Array> {
  const ranks = new Uint32Array(to - from);
  if (ranks.length > order.length >> 8) {
    let found = 0;
    for (let i = 0; i < order.length; i++) {
      const place = order[i] ?? 0;
      if (place >= from && place < to) ranks[found++] = i;
      if (i % placesPerSlice === placesPerSlice - 1) yield;
    }
    return ranks;
  }
  for (let i = 0; i < ranks.length; i++) {
    let [low, high] = [0, order.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = order[middle] ?? 0;
      if ((compare(text, other, text, from + i) || other - from - i) < 0) low = middle + 1;
      else high = middle;
    }
    ranks[i] = low;
    if (i % lookupsPerSlice === lookupsPerSlice - 1) yield;
  }
  return ranks.sort();
}

/** The number of old places that come before a new one. @param low a number that is known to */
function rankIn(old: Section, low: number, text: Uint8Array, place: number, touched: number): number {
  let high = old.order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = old.order[middle] ?? 0;
    const order = compare(old.text, other, text, place);
    // Where the same stands before both, in the order of the text: what follows the edit follows the new places, too.
    if (order < 0 || (order === 0 && other < touched)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Copies the old places in [next, to) of the order, moved as the edit moves them. */
function copyRun(
  copy: {
    readonly from: Uint32Array;
    readonly into: Uint32Array;
    readonly touched: number;
    readonly change: number;
  },
  next: number,
  to: number,
  filled: number,
): void {
  const { from, into, touched, change } = copy;
  into.set(from.subarray(next, to), filled);
  if (change === 0) return;
  // On which side of the edit a place lies cannot be foreseen: a branch would cost more than all else here.
  for (let i = filled; i < filled + to - next; i++) {
    const place = into[i] ?? 0;
    into[i] = place + (((touched - 1 - place) >> 31) & change);
  }
}

function* difference(before: Uint8Array, after: Uint8Array): Generator<undefined, Difference> {
  const shorterLength = Math.min(before.length, after.length);
  const [left, right] = [viewOf(before), viewOf(after)];
  let same = 0;
  for (let to = 0; same === to && same < shorterLength;) {
    if (to > 0) yield;
    to = Math.min(shorterLength, to + placesPerSlice);
    same = commonStart(left, right, same, to);
  }
  let tail = 0;
  for (let to = 0; tail === to && tail < shorterLength - same;) {
    if (to > 0) yield;
    to = Math.min(shorterLength - same, to + placesPerSlice);
    tail = commonEnd(left, right, tail, to);
  }
  return {
    at: same,
    removed: before.length - same - tail,
    inserted: after.subarray(same, after.length - tail),
  };
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** The length of the common prefix, at most `to`. @param at a length that is known to be common */
function commonStart(a: DataView, b: DataView, at: number, to: number): number {
  while (at + 4 <= to && a.getUint32(at) === b.getUint32(at)) at += 4;
  while (at < to && a.getUint8(at) === b.getUint8(at)) at++;
  return at;
}

/** The length of the common suffix, at most `to`. @param at a length that is known to be common */
function commonEnd(a: DataView, b: DataView, at: number, to: number): number {
  const [endOfA, endOfB] = [a.byteLength, b.byteLength];
  while (at + 4 <= to && a.getUint32(endOfA - at - 4) === b.getUint32(endOfB - at - 4)) at += 4;
  while (at < to && a.getUint8(endOfA - at - 1) === b.getUint8(endOfB - at - 1)) at++;
  return at;
}

/** An array of `length` elements, in a used buffer where that fits: allocating a new one costs more than filling it. */
function arrayIn<T extends Uint8Array | Uint32Array>(
  make: new (buffer: ArrayBufferLike | number, at?: number, length?: number) => T,
  used: T | undefined,
  length: number,
): T {
  const bytes = length * (used?.BYTES_PER_ELEMENT ?? 0);
  const isFit = used && used.buffer.byteLength >= bytes && used.buffer.byteLength <= 2 * bytes;
  return isFit
    ? new make(used.buffer, 0, length)
    : (new make(length + (length >> 3) + 64).subarray(0, length) as T);
}
