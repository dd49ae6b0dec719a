import { assert } from 'chai';
import { mostSimilar, type KeptState } from '../../src/insight/similar.js';
import { never } from '../../src/reading/turn.js';

const state = (document: string, offset: number, ...vector: number[]): KeptState<string> => ({
  document,
  offset,
  vector: Float32Array.from(vector),
});

describe('similar places', () => {
  const here = state('a', 100, 1, 1, 0);

  it('are those whose state points the same way, the closest first, in whatever document', async () => {
    const found = await mostSimilar(
      here,
      [
        state('a', 500, 1, 0, 0),
        state('b', 100, 2, 2, 0),
        state('b', 300, -1, -1, 0),
        state('c', 0, 0, 0, 0),
      ],
      3,
      never,
    );
    assert.deepEqual(
      found?.map(({ document, offset, likeness }) => [document, offset, likeness.toFixed(4)]),
      [
        ['b', 100, '1.0000'],
        ['a', 500, '0.7071'],
        ['c', 0, '0.0000'],
      ],
    );
  });

  it('do not lie beside each other, nor beside the place itself', async () => {
    const kept = Array.from({ length: 400 }, (_, i) => state('a', i, 1, 1, Math.abs(i - 250) / 1000));
    const found = await mostSimilar(here, kept, 5, never);
    const offsets = found?.map(({ offset }) => offset) ?? [];
    assert.equal(offsets[0], 250);
    assert.equal(offsets.length, 5);
    for (const [i, offset] of [100, ...offsets].entries())
      for (const other of offsets.slice(i)) assert.isAtLeast(Math.abs(offset - other), 24);
  });

  it('are given up when that is cancelled, and none where nothing is kept', async () => {
    assert.isUndefined(
      await mostSimilar(here, [state('b', 1, 1, 1, 0)], 3, { isCancellationRequested: true }),
    );
    assert.deepEqual(await mostSimilar(here, [], 3, never), []);
  });
});
