import { pairBefore } from './sorting.js';

/** Places from one signpost to the next: their numbers in the order fill a cache line. */
const placesPerSignpost = 16;
/** Signposts that are put up between two yields. */
const signpostsPerSlice = 4096;

/**
 * The ten nearest bytes before every sixteenth of some sorted places, as numbers that lie side by side. Looked into first, they leave few
 * places whose texts must be: each of these is somewhere else in memory, and waiting for it is what a lookup takes longest for.
 */
export class Signposts {
  /** Of each signpost: how many places come before it. */
  private readonly before: Uint32Array;
  /** Of each signpost: the third to sixth byte before it, and the seventh to tenth. */
  private readonly near: Uint32Array;
  private readonly far: Uint32Array;
  /** `[2^16 + 1]`: how many signposts come before those of each pair of nearest bytes (see `pairBefore`). */
  private readonly heads = new Uint32Array(2 ** 16 + 1);

  private constructor(signposts: number) {
    this.before = new Uint32Array(signposts);
    this.near = new Uint32Array(signposts);
    this.far = new Uint32Array(signposts);
  }

  /** Bytes of memory that they take. */
  get memoryBytes(): number {
    return 12 * this.before.length + 4 * this.heads.length;
  }

  /**
   * Puts them up, in slices. Nothing else may be done with the places meanwhile.
   * @param order places of a text, sorted; the first `count` of them
   */
  static *along(text: Uint8Array, order: Uint32Array, count: number): Generator<undefined, Signposts> {
    const posts = new Signposts(Math.ceil(count / placesPerSignpost));
    const { before, near, far, heads } = posts;
    for (let i = 0; i < before.length; i++) {
      const place = order[i * placesPerSignpost] ?? 0;
      before[i] = i * placesPerSignpost;
      near[i] = fourBefore(text, place, 3);
      far[i] = fourBefore(text, place, 7);
      const pair = pairBefore(text, place) + 1;
      heads[pair] = (heads[pair] ?? 0) + 1;
      if (i % signpostsPerSlice === signpostsPerSlice - 1) yield;
    }
    for (let pair = 1; pair < heads.length; pair++) heads[pair] = (heads[pair] ?? 0) + (heads[pair - 1] ?? 0);
    return posts;
  }

  /**
   * Between which places a context belongs: all before `low` come before it, none from `high` on does.
   * @param count how many places there are
   */
  range(context: Uint8Array, end: number, count: number): { readonly low: number; readonly high: number } {
    const { before, near, far, heads } = this;
    const pair = pairBefore(context, end);
    const [third, seventh] = [fourBefore(context, end, 3), fourBefore(context, end, 7)];
    const to = heads[pair + 1] ?? 0;
    let [low, high] = [heads[pair] ?? 0, to];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const four = near[middle] ?? 0;
      if (four < third || (four === third && (far[middle] ?? 0) < seventh)) low = middle + 1;
      else high = middle;
    }
    const first = low;
    // Those that are the same in all ten bytes, mostly none, do not tell where among them it belongs.
    high = near[low] === third && far[low] === seventh ? to : low;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (near[middle] === third && far[middle] === seventh) low = middle + 1;
      else high = middle;
    }
    return { low: first > 0 ? (before[first - 1] ?? 0) : 0, high: before[low] ?? count };
  }
}

/** Four bytes before a place as a number, the nearest of them `depth` bytes before it. Bytes beyond a byte 0 count as 0. */
function fourBefore(text: Uint8Array, place: number, depth: number): number {
  for (let d = 1; d < depth; d++) if ((text[place - d] ?? 0) === 0) return 0;
  let four = 0;
  for (let d = depth; d < depth + 4; d++) {
    const byte = text[place - d] ?? 0;
    if (byte === 0) return (four << (8 * (depth + 4 - d))) >>> 0;
    four = (four << 8) | byte;
  }
  return four >>> 0;
}
