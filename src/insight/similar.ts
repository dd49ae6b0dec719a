import { norm } from './products.js';

/** A place and how like its state is to the one that is asked about. */
export interface SimilarPlace<Document> {
  readonly document: Document;
  /** Where in the document, in UTF-16 units. */
  readonly offset: number;
  /** Cosine of the angle between the two: 1 where they point the same way. */
  readonly likeness: number;
}

/** UTF-16 units within which only the best place is listed: neighbours are alike anyway. */
const minimumDistance = 24;

/**
 * The places that are most like a given one, the most alike first; none near that place itself, none near a better one.
 * @param places in any order; of equals the first counts as the better
 */
export function mostSimilar<Document>(
  target: Pick<SimilarPlace<Document>, 'document' | 'offset'>,
  places: readonly SimilarPlace<Document>[],
  count: number,
): SimilarPlace<Document>[] {
  const isNear = (one: typeof target, other: typeof target) =>
    one.document === other.document && Math.abs(one.offset - other.offset) < minimumDistance;
  const found: SimilarPlace<Document>[] = [];
  for (const place of [...places].sort((a, b) => b.likeness - a.likeness)) {
    if (found.length >= count) break;
    if (!isNear(place, target) && !found.some(better => isNear(place, better))) found.push(place);
  }
  return found;
}

/** @returns the cosine of the angle between a vector and others; 0 where one of the two is 0 */
export function likenessTo(vector: Float32Array): (other: Float32Array) => number {
  const length = norm(vector);
  return other => cosine(vector, length, other);
}

/** Cosine of the angle between two vectors, given the length of the first. */
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
