import { assert } from 'chai';
import fc from 'fast-check';
import { Backward } from '../../src/insight/connectivity.js';
import { addTransposed, rowProduct } from '../../src/insight/products.js';
import type { Step } from '../../src/insight/step.js';
import { unitCount } from '../../src/network/manifest.js';
import { namedWeights } from '../../src/network/weights.js';
import { never } from '../../src/scheduler.js';
import { inBlocks, layered, manifestOf, weightsOf } from './architecture.js';
import { Oracle } from './oracle.js';
import { difference } from './steps.js';

function replaced(list: readonly number[], i: number, value: number): number[] {
  return list.map((old, j) => (i === j ? value : old));
}

describe('the backward pass', () => {
  it('gives what finite differences give, for every cell, any number of layers, read by the logits all or one', async () => {
    const text = [7, 200, 3, 3, 65, 8];
    const guess = 42;
    await fc.assert(
      fc.asyncProperty(fc.oneof(layered, inBlocks), fc.nat(1e6), async (architecture, seed) => {
        const manifest = manifestOf(architecture);
        const stored = weightsOf(manifest, seed);
        const oracle = new Oracle(manifest, stored);
        const begin = oracle.state;
        const logChance = (bytes: readonly number[]) => {
          oracle.state = begin;
          let logits: number[] = [];
          for (const byte of bytes) ({ logits } = oracle.step(byte));
          return (logits[guess] ?? NaN) - Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
        };
        const steps = text.map((byte): Step => {
          const before = Float32Array.from(oracle.state);
          const { logits, hidden, gates } = oracle.step(byte);
          const shown = Object.entries(gates).map(
            ([gate, values]) => [gate, Float32Array.from(values)] as const,
          );
          return {
            byte,
            before,
            state: Float32Array.from(oracle.state),
            logits: Float32Array.from(logits),
            hidden: Float32Array.from(hidden),
            gates: Object.fromEntries(shown),
          };
        });
        const backward = new Backward(manifest, namedWeights(manifest, stored));
        const gradients = await backward.byEmbeddings(steps, guess, never);
        const nudge = 1e-5;
        for (const [i, gradient] of (gradients ?? []).entries()) {
          const embedded = oracle.embedded(text[i] ?? 0);
          const size = Math.hypot(...gradient);
          gradient.forEach((expected, axis) => {
            const [more = NaN, less = NaN] = [nudge, -nudge].map(by =>
              logChance(
                replaced(
                  text,
                  i,
                  oracle.learn(replaced(embedded, axis, (embedded[axis] ?? NaN) + by), text[i] ?? 0),
                ),
              ),
            );
            assert.closeTo((more - less) / (2 * nudge), expected, 1e-4 * size + 1e-7);
          });
        }
        // And what it says of units: the logits with one of them a little larger.
        const last = steps.at(-1);
        assert.ok(last);
        const byUnits = backward.byUnits(last, guess);
        assert.equal(byUnits.length, unitCount(manifest));
        const of = (logits: ArrayLike<number>) =>
          (logits[guess] ?? NaN) -
          Math.log(Array.from(logits).reduce((sum, logit) => sum + Math.exp(logit), 0));
        const nudged = (unit: number, more: number) => {
          oracle.state = [...last.before];
          oracle.nudge = { unit, more };
          const { logits } = oracle.step(last.byte);
          oracle.nudge = undefined;
          return { logits, state: oracle.state };
        };
        byUnits.forEach((derivative, unit) => {
          if (manifest.kind !== 'blocks') {
            const change =
              of(backward.reread(last, unit, 0.01).logits) - of(backward.reread(last, unit, -0.01).logits);
            assert.closeTo(change / 0.02, derivative, 1e-3);
            return;
          }
          // Through its own block and those after it, whose states follow.
          const change = of(nudged(unit, nudge).logits) - of(nudged(unit, -nudge).logits);
          assert.closeTo(change / (2 * nudge), derivative, 1e-3 * Math.hypot(...byUnits) + 1e-5);
          const [found, expected] = [backward.reread(last, unit, 0.3), nudged(unit, 0.3)];
          assert.isBelow(difference(found.logits, expected.logits), 1e-3);
          assert.isBelow(difference(found.state, expected.state), 1e-4);
        });
      }),
      { numRuns: 60, seed: 3 },
    );
  }).timeout(60_000);
});

describe('products', () => {
  it('are right for sizes that are no multiples of what is taken together', () => {
    for (const [rows, columns] of [
      [1, 1],
      [7, 3],
      [8, 5],
      [19, 6],
    ] as const) {
      const M = Float32Array.from({ length: rows * columns }, (_, i) => (i % 7) - 3);
      const v = Float64Array.from({ length: rows }, (_, i) => i - 2);
      const out = new Float64Array(columns).fill(10);
      addTransposed(M, v, out);
      const expected = Array.from(out, (_, j) =>
        v.reduce((sum, value, i) => sum + value * (M[i * columns + j] ?? NaN), 10),
      );
      assert.deepEqual([...out], expected);
      const w = Float64Array.from({ length: columns }, (_, j) => j + 0.5);
      const row = w.reduce((sum, value, j) => sum + value * (M[(rows - 1) * columns + j] ?? NaN), 0);
      assert.equal(rowProduct(M, (rows - 1) * columns, w), row);
    }
  });
});
