import { assert } from 'chai';
import fc from 'fast-check';
import { Backward } from '../../src/insight/connectivity.js';
import { addTransposed, rowProduct } from '../../src/insight/products.js';
import type { Step } from '../../src/insight/step.js';
import {
  unitCount,
  type FeedforwardManifest,
  type LayersManifest,
  type Manifest,
} from '../../src/network/manifest.js';
import { namedWeights, storedSize } from '../../src/network/weights.js';
import { never } from '../../src/scheduler.js';
import { HashNetwork } from './hash-network.js';
import { Oracle } from './oracle.js';

type Cell = (LayersManifest | FeedforwardManifest)['cell'];

interface Architecture {
  readonly cell: Cell;
  readonly layers: readonly number[];
  readonly embedding: number;
  readonly skip: boolean;
}

const gateCount: Readonly<Record<Cell, number>> = { rnn: 1, gru: 3, lstm: 4, feedforward: 1 };
const window = 3;

function manifestOf({ cell, layers, embedding, skip }: Architecture): Manifest {
  const plain = cell === 'feedforward';
  const tensors: Manifest['weights']['tensors'] = [];
  const add = (name: string, ...shape: number[]) => tensors.push({ name, shape, type: 'i8' });
  add('embedding', 256, embedding);
  layers.forEach((units, i) => {
    const rows = gateCount[cell] * units;
    const inputs = layers[i - 1] ?? embedding * (plain ? window : 1);
    add(`layer${i}.W`, rows, inputs);
    if (!plain) add(`layer${i}.R`, rows, units);
    add(`layer${i}.B`, plain ? units : 2 * rows);
  });
  add('output.weight', skip ? layers.reduce((a, b) => a + b) : (layers.at(-1) ?? 0), 256);
  add('output.bias', 256);
  const sizes = { layers: [...layers], embedding, skip, weights: { file: 'w', tensors } };
  const common = { ...new HashNetwork().manifest, ...sizes };
  return plain ? { ...common, kind: 'feedforward', cell, window } : { ...common, kind: 'layers', cell };
}

/** Stored weights that a seed decides, spread over about -1 to 1. */
function weightsOf(manifest: Manifest, seed: number): Uint8Array {
  const stored = new Uint8Array(storedSize(manifest));
  const view = new DataView(stored.buffer);
  let state = seed + 1;
  let at = 0;
  for (const { shape } of manifest.weights.tensors) {
    const columns = shape.at(-1) ?? 1;
    const rows = shape.reduce((a, b) => a * b) / columns;
    for (let row = 0; row < rows; row++, at += 4) view.setFloat32(at, 1 / 127, true);
    for (let i = 0; i < rows * columns; i++) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      view.setInt8(at++, ((state >>> 16) % 255) - 127);
    }
  }
  return stored;
}

function replaced(list: readonly number[], i: number, value: number): number[] {
  return list.map((old, j) => (i === j ? value : old));
}

const architecture: fc.Arbitrary<Architecture> = fc.record({
  cell: fc.constantFrom<Cell>('rnn', 'gru', 'lstm', 'feedforward'),
  // Odd numbers, too: sums are taken in fours and eights.
  layers: fc.array(fc.integer({ min: 1, max: 11 }), { minLength: 1, maxLength: 3 }),
  embedding: fc.integer({ min: 1, max: 5 }),
  skip: fc.boolean(),
});

describe('the backward pass', () => {
  it('gives what finite differences give, for every cell, any number of layers, read by the logits all or one', async () => {
    const text = [7, 200, 3, 3, 65, 8];
    const guess = 42;
    await fc.assert(
      fc.asyncProperty(architecture, fc.nat(1e6), async (architecture, seed) => {
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
          const { logits, hidden, gates } = oracle.step(byte);
          const shown = Object.entries(gates).map(
            ([gate, values]) => [gate, Float32Array.from(values)] as const,
          );
          return {
            state: Float32Array.from(oracle.state),
            logits: Float32Array.from(logits),
            hidden: Float32Array.from(hidden),
            gates: Object.fromEntries(shown),
          };
        });
        const backward = new Backward(manifest, namedWeights(manifest, stored));
        const gradients = await backward.byEmbeddings(Float32Array.from(begin), steps, guess, never);
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
        const byUnits = backward.byUnits(last.logits, guess);
        assert.equal(byUnits.length, unitCount(manifest));
        const of = (logits: Float32Array) =>
          (logits[guess] ?? NaN) - Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
        byUnits.forEach((derivative, unit) => {
          const change =
            of(backward.reread(last.logits, unit, 0.01)) - of(backward.reread(last.logits, unit, -0.01));
          assert.closeTo(change / 0.02, derivative, 1e-3);
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
