import { assert } from 'chai';
import fc from 'fast-check';
import { never, type Cancellation } from '../../src/scheduler.js';
import { textFeatureNames } from '../../src/insight/feature.js';
import { textFeatures } from '../../src/insight/features.js';
import { Names, type Observation } from '../../src/insight/names.js';

const text = 'function add(a, b) {\n  return "sum: " + (a + b); // Both\n}\n'.repeat(3);
const size = textFeatureNames.length;
const features = textFeatures('javascript', text);

/** Units that follow: being in a string; the depth, turned round; nothing; two things at once. */
const observations: Observation[] = Array.from(text, (_, i) => {
  const row = features.subarray(i * size, (i + 1) * size);
  const [string = 0, , depth = 0] = row;
  const noise = Math.sin(7919 * i);
  return {
    hidden: Float32Array.of(string * 2 - 1, -depth / 4, 0.5, 0.6 * string + 0.4 * noise),
    features: row,
  };
});

/** Asks to stop after so many questions. */
function after(count: number): Cancellation {
  let left = count;
  return {
    get isCancellationRequested() {
      return --left < 0;
    },
  };
}

/** Pearson's correlation as its definition says. */
function pearson(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const dot = (a: readonly number[], ma: number, b: readonly number[], mb: number) =>
    a.reduce((sum, value, i) => sum + (value - ma) * ((b[i] ?? NaN) - mb), 0);
  return dot(x, mx, y, my) / Math.sqrt(dot(x, mx, x, mx) * dot(y, my, y, my));
}

describe('the names of units', () => {
  it('are those of what they follow, with their correlation', async () => {
    const names = new Names(4);
    await names.update(observations, never);
    assert.equal(names.count, text.length);
    const [string, depth, still, mixed] = [0, 1, 2, 3].map(unit => names.nameOf(unit));
    assert.equal(string?.feature, 'string');
    assert.closeTo(string?.correlation ?? NaN, 1, 1e-6);
    assert.equal(depth?.feature, 'depth');
    assert.closeTo(depth?.correlation ?? NaN, -1, 1e-6);
    assert.isUndefined(still, 'what never moves follows nothing');
    const column = observations.map(({ hidden }) => hidden[3] ?? NaN);
    const feature = observations.map(({ features }) => features[0] ?? NaN);
    assert.equal(mixed?.feature, 'string');
    assert.closeTo(mixed?.correlation ?? NaN, pearson(column, feature), 1e-9);
  });

  it('list the units of a feature, the closest first', async () => {
    const names = new Names(4);
    await names.update(observations, never);
    assert.deepEqual(
      names.unitsOf('string', 2).map(({ unit }) => unit),
      [0, 3],
    );
  });

  it('say nothing of a text that is too short, or of none', async () => {
    const names = new Names(4);
    await names.update(observations.slice(0, 20), never);
    assert.isUndefined(names.nameOf(0));
    await names.update([], never);
    assert.isUndefined(names.nameOf(0));
    assert.isEmpty(names.unitsOf('string', 3));
  });

  it('come out the same however the bytes came and went', async () => {
    const fresh = new Names(4);
    await fresh.update(observations, never);
    const span = fc.tuple(fc.nat(text.length), fc.nat(text.length));
    await fc.assert(
      fc.asyncProperty(fc.array(span, { maxLength: 6 }), async spans => {
        const names = new Names(4);
        for (const [from, length] of spans) {
          // Some of the bytes, and of those some with other features for a while.
          const some = observations.slice(from, from + length);
          const seen = some.map((one, i) => (i % 3 ? one : { ...one, features: new Float32Array(size) }));
          await names.update(seen, from % 2 ? never : after(length));
        }
        await names.update(observations, never);
        for (let unit = 0; unit < 4; unit++) {
          const [now, expected] = [names.nameOf(unit), fresh.nameOf(unit)];
          assert.equal(now?.feature, expected?.feature);
          if (expected) assert.closeTo(now?.correlation ?? NaN, expected.correlation, 1e-9);
        }
      }),
      { numRuns: 30 },
    );
  });
});
