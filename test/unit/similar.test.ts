import { assert } from 'chai';
import { likenessTo, mostSimilar, type SimilarPlace } from '../../src/insight/similar.js';

interface Kept {
  readonly document: string;
  readonly offset: number;
  readonly vector: Float32Array;
}

const state = (document: string, offset: number, ...vector: number[]): Kept => ({
  document,
  offset,
  vector: Float32Array.from(vector),
});

function find(target: Kept, kept: readonly Kept[], count: number): SimilarPlace<string>[] {
  const likeness = likenessTo(target.vector);
  const places = kept.map(({ vector, ...place }) => ({ ...place, likeness: likeness(vector) }));
  return mostSimilar(target, places, count);
}

describe('similar places', () => {
  const here = state('a', 100, 1, 1, 0);

  it('are those whose state points the same way, the closest first, in whatever document', () => {
    const others = [
      state('a', 500, 1, 0, 0),
      state('b', 100, 2, 2, 0),
      state('b', 300, -1, -1, 0),
      state('c', 0, 0, 0, 0),
    ];
    assert.deepEqual(
      find(here, others, 3).map(({ document, offset, likeness }) => [document, offset, likeness.toFixed(4)]),
      [
        ['b', 100, '1.0000'],
        ['a', 500, '0.7071'],
        ['c', 0, '0.0000'],
      ],
    );
  });

  it('do not lie beside each other, nor beside the place itself', () => {
    const kept = Array.from({ length: 400 }, (_, i) => state('a', i, 1, 1, Math.abs(i - 250) / 1000));
    const offsets = find(here, kept, 5).map(({ offset }) => offset);
    assert.equal(offsets[0], 250);
    assert.equal(offsets.length, 5);
    for (const [i, offset] of [100, ...offsets].entries())
      for (const other of offsets.slice(i)) assert.isAtLeast(Math.abs(offset - other), 24);
  });

  it('are none where nothing is kept', () => {
    assert.deepEqual(find(here, [], 3), []);
  });
});
