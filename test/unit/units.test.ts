import { assert } from 'chai';
import { Backward } from '../../src/insight/connectivity.js';
import type { Step } from '../../src/insight/step.js';
import { mostChanged, mostTelling, strongest } from '../../src/insight/units.js';
import { encode } from '../../src/network/bytes.js';
import { loadNetwork } from '../../src/network/load.js';
import { readModel, readRuntime } from '../shipped.js';
import { probed } from './steps.js';

const step = (hidden: readonly number[]): Step => ({
  byte: 0,
  before: new Float32Array(0),
  state: new Float32Array(0),
  logits: new Float32Array(256),
  hidden: Float32Array.from(hidden),
  gates: {},
});

describe('ranked units', () => {
  it('are the furthest from zero first, of equals the first, and none that is zero', () => {
    assert.deepEqual(strongest([0.5, -2, 0, 2, 1], 9), [
      { unit: 1, value: -2 },
      { unit: 3, value: 2 },
      { unit: 4, value: 1 },
      { unit: 0, value: 0.5 },
    ]);
    assert.deepEqual(strongest([1, 2, 3], 1), [{ unit: 2, value: 3 }]);
  });

  it('changed by what they put out now less what they put out before', () => {
    const changed = mostChanged(step([0.5, 0, -1]), step([0.5, 0.25, 0.5]), 2);
    assert.deepEqual(changed, [
      { unit: 2, value: 1.5 },
      { unit: 1, value: 0.25 },
    ]);
    assert.deepEqual(mostChanged(undefined, step([0, -0.5]), 2), [{ unit: 1, value: -0.5 }]);
  });

  it('tell of a guess what its logits lose without them', async () => {
    const network = await loadNetwork('gru', readModel, readRuntime);
    const weights = network.weights();
    const read = await probed(network, network.initial(), encode('const a = [1, 2'));
    const last = read.at(-1);
    assert.ok(last);
    const guess = 0x5d;
    const [most] = mostTelling(new Backward(network.manifest, weights), last, guess, 3);
    assert.ok(most);
    // The log probability with a hundredth of the unit's output taken away, from the weights themselves.
    const row = weights.get('output.weight')?.subarray(256 * most.unit, 256 * (most.unit + 1));
    const chance = (logits: ArrayLike<number>) =>
      (logits[guess] ?? NaN) - Math.log(Array.from(logits).reduce((sum, logit) => sum + Math.exp(logit), 0));
    const share = 0.01 * (last.hidden[most.unit] ?? NaN);
    const without = Array.from(last.logits, (logit, byte) => logit - share * (row?.[byte] ?? NaN));
    const lost = (chance(last.logits) - chance(without)) / 0.01;
    assert.closeTo(lost, most.value, 0.01 * Math.abs(most.value));
    await network.dispose();
  });
});
