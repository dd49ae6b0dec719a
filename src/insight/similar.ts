import { norm } from './products.js';
import { Turns, type Cancellation } from '../reading/turn.js';

/** A place and the state that was kept there. */
export interface KeptState<Document> {
  readonly document: Document;
  /** Where in the document, in UTF-16 units. */
  readonly offset: number;
  /** `[units]` */
  readonly vector: Float32Array;
}

export interface Match<Document> {
  readonly document: Document;
  readonly offset: number;
  /** Cosine of the angle between the two: 1 where they point the same way. */
  readonly likeness: number;
}

/** UTF-16 units within which only the best place is listed: neighbours are alike anyway. */
const apart = 24;
/** States looked at before others get a turn. */
const piece = 512;

/**
 * The places whose state is most like a given one's, the most alike first; none near that place itself, none near a better one.
 * @returns undefined where it was cancelled
 */
export async function mostSimilar<Document>(
  target: KeptState<Document>,
  kept: readonly KeptState<Document>[],
  count: number,
  cancellation: Cancellation,
): Promise<Match<Document>[] | undefined> {
  const turns = new Turns();
  const length = norm(target.vector);
  const likeness = new Float64Array(kept.length);
  for (let from = 0; from < kept.length; from += piece) {
    const to = Math.min(kept.length, from + piece);
    for (let i = from; i < to; i++) {
      const vector = kept[i]?.vector;
      likeness[i] = vector ? cosine(target.vector, length, vector) : -Infinity;
    }
    if (!(await turns.next(cancellation))) return undefined;
  }
  const drop = ({ document, offset }: Pick<KeptState<Document>, 'document' | 'offset'>) =>
    kept.forEach((other, i) => {
      if (other.document === document && Math.abs(other.offset - offset) < apart) likeness[i] = -Infinity;
    });
  drop(target);
  const found: Match<Document>[] = [];
  while (found.length < count) {
    const best = highest(likeness);
    const place = kept[best];
    if (!place) break;
    const { document, offset } = place;
    found.push({ document, offset, likeness: likeness[best] ?? NaN });
    drop(place);
  }
  return found;
}

/** Where the highest of the values stands, the first of equals; -1 where all are dropped. */
function highest(values: Float64Array): number {
  let [best, most] = [-1, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? -Infinity;
    if (value > most) [best, most] = [i, value];
  }
  return best;
}

/** Cosine of the angle between two vectors, given the length of the first; 0 where one of them is 0. */
function cosine(a: Float32Array, length: number, b: Float32Array): number {
  // Two sums of each kind, so that none waits for the one before.
  let [product, product2, square, square2] = [0, 0, 0, 0];
  const even = b.length & ~1;
  for (let i = 0; i < even; i += 2) {
    const x = b[i] ?? NaN;
    const y = b[i + 1] ?? NaN;
    product += (a[i] ?? NaN) * x;
    product2 += (a[i + 1] ?? NaN) * y;
    square += x * x;
    square2 += y * y;
  }
  if (even < b.length) {
    const x = b[even] ?? NaN;
    product += (a[even] ?? NaN) * x;
    square += x * x;
  }
  const lengths = length * Math.sqrt(square + square2);
  return lengths > 0 ? (product + product2) / lengths : 0;
}
