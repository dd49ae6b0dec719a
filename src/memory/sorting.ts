/** Bytes before a place that are compared: places whose last bytes are equal as far as this count as equal. */
export const maximumContextBytes = 32;

/** Fewer places than this are sorted by insertion. */
const insertionSortLimit = 12;
/** More places than this are first sorted by counting. */
const countingSortMinimum = 8192;
/** Places that are handled between two yields, in sorting and in counting: about a millisecond. */
const placesPerSlice = 8192;
const countedPlacesPerSlice = 32_768;

/**
 * Sorts places of a text by the bytes before them, read backwards, up to `maximumContextBytes` bytes: by the nearest two bytes at once, then
 * by multikey quicksort (Bentley and Sedgewick 1997). A byte 0 ends what stands before a place.
 *
 * Yields between slices of a few milliseconds at the most, so that others get a turn.
 * @param text texts, a byte 0 before each
 * @param places is sorted in place
 * Places before which the same stands are left in the order of the text.
 */
export function* sorted(text: Uint8Array, places: Uint32Array): Generator<undefined, void> {
  // Stretches that are still to be sorted: from, to, depth; nearer than that depth all of a stretch is equal.
  const stretches =
    places.length < countingSortMinimum ? [0, places.length, 1] : yield* byTwoBytes(text, places);
  let handled = 0;
  while (stretches.length > 0) {
    const depth = stretches.pop() ?? 0;
    const to = stretches.pop() ?? 0;
    const from = stretches.pop() ?? 0;
    const size = to - from;
    if (size < 2) continue;
    if (handled >= placesPerSlice) {
      handled = 0;
      yield;
    }
    handled += size;
    if (depth > maximumContextBytes) {
      yield* byNumber(places.subarray(from, to));
      continue;
    }
    if (size <= insertionSortLimit) {
      insertionSort(text, places, from, to, depth);
      continue;
    }
    const at = (i: number) => text[(places[i] ?? 0) - depth] ?? 0;
    const pivot = median(at(from), at(from + (size >> 1)), at(to - 1));
    let [less, i, greater] = [from, from, to];
    while (i < greater) {
      // A stretch of blanks may be a tenth of all there is.
      for (let left = placesPerSlice; left > 0 && i < greater; left--) {
        const place = places[i] ?? 0;
        const byte = text[place - depth] ?? 0;
        if (byte < pivot) {
          places[i++] = places[less] ?? 0;
          places[less++] = place;
        } else if (byte > pivot) {
          places[i] = places[--greater] ?? 0;
          places[greater] = place;
        } else i++;
      }
      if (i < greater) yield;
    }
    stretches.push(from, less, depth, greater, to, depth);
    // Where what stands before has ended, it is equal to its end.
    stretches.push(less, greater, pivot === 0 ? maximumContextBytes + 1 : depth + 1);
  }
}

/** The nearest two bytes before a place as a number: places are sorted by it first. */
export function pairBefore(text: Uint8Array, place: number): number {
  const last = text[place - 1] ?? 0;
  return last === 0 ? 0 : (last << 8) | (text[place - 2] ?? 0);
}

/** Sorts by the nearest two bytes, counting them. @returns the stretches of more than one place: from, to, depth */
function* byTwoBytes(text: Uint8Array, places: Uint32Array): Generator<undefined, number[]> {
  const starts = new Uint32Array(2 ** 16 + 1);
  // Filled as it is counted: a copy of 16 MB at once would be a slice of its own.
  const unsorted = new Uint32Array(places.length);
  for (let i = 0; i < unsorted.length; i++) {
    const place = places[i] ?? 0;
    unsorted[i] = place;
    const at = pairBefore(text, place) + 1;
    starts[at] = (starts[at] ?? 0) + 1;
    if (i % countedPlacesPerSlice === countedPlacesPerSlice - 1) yield;
  }
  const stretches: number[] = [];
  for (let at = 0; at < 2 ** 16; at++) {
    const from = starts[at] ?? 0;
    const to = from + (starts[at + 1] ?? 0);
    starts[at + 1] = to;
    if (to - from > 1)
      stretches.push(from, to, at >> 8 === 0 || (at & 0xff) === 0 ? maximumContextBytes + 1 : 3);
  }
  for (let i = 0; i < unsorted.length; i++) {
    const place = unsorted[i] ?? 0;
    const at = pairBefore(text, place);
    const to = starts[at] ?? 0;
    places[to] = place;
    starts[at] = to + 1;
    if (i % countedPlacesPerSlice === countedPlacesPerSlice - 1) yield;
  }
  return stretches;
}

/** Sorts numbers: of a text that repeats itself there may be millions, before which the same stands. */
function* byNumber(numbers: Uint32Array): Generator<undefined, void> {
  const { length } = numbers;
  for (let from = 0; from < length; from += placesPerSlice) {
    numbers.subarray(from, from + placesPerSlice).sort();
    if (length > placesPerSlice) yield;
  }
  if (length <= placesPerSlice) return;
  const runs = new Uint32Array(length);
  for (let run = placesPerSlice; run < length; run *= 2) {
    runs.set(numbers);
    for (let from = 0, filled = 0; from < length; from += 2 * run) {
      let [a, b] = [from, Math.min(length, from + run)];
      const [endOfA, endOfB] = [b, Math.min(length, b + run)];
      while (a < endOfA || b < endOfB) {
        const isA = b >= endOfB || (a < endOfA && (runs[a] ?? 0) < (runs[b] ?? 0));
        numbers[filled++] = runs[isA ? a++ : b++] ?? 0;
        if (filled % countedPlacesPerSlice === 0) yield;
      }
    }
  }
}

function insertionSort(text: Uint8Array, places: Uint32Array, from: number, to: number, depth: number): void {
  for (let i = from + 1; i < to; i++) {
    const place = places[i] ?? 0;
    let j = i;
    for (; j > from; j--) {
      const other = places[j - 1] ?? 0;
      if ((compare(text, other, text, place, depth) || other - place) <= 0) break;
      places[j] = other;
    }
    places[j] = place;
  }
}

function median(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

/**
 * Which of two places comes first by what stands before them, perhaps in different texts: negative for the first, 0 where the same
 * does.
 * @param depth distance from the places at which the comparison begins: nearer bytes are known to be equal
 */
export function compare(a: Uint8Array, inA: number, b: Uint8Array, inB: number, depth = 1): number {
  for (let d = depth; d <= maximumContextBytes; d++) {
    const byte = a[inA - d] ?? 0;
    const difference = byte - (b[inB - d] ?? 0);
    if (difference !== 0 || byte === 0) return difference;
  }
  return 0;
}

/** How many bytes before two places are the same, up to `maximumContextBytes`. */
export function common(a: Uint8Array, inA: number, b: Uint8Array, inB: number): number {
  let length = 0;
  while (length < maximumContextBytes) {
    const byte = a[inA - length - 1] ?? 0;
    if (byte === 0 || byte !== (b[inB - length - 1] ?? 0)) break;
    length++;
  }
  return length;
}
