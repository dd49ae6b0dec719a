import { assert } from 'chai';
import { Backward } from '../../src/insight/connectivity.js';
import { whatIf, type Intervention } from '../../src/insight/what-if.js';
import { encode } from '../../src/network/bytes.js';
import { loadNetwork } from '../../src/network/load.js';
import type { Network, Reading } from '../../src/network/network.js';
import { divergence, likeliest, softmax } from '../../src/network/probability.js';
import { never } from '../../src/scheduler.js';
import { readRuntime } from '../shipped.js';
import { Oracle } from './oracle.js';
import { blockNetworks, isTrained, readTested } from './tested-networks.js';

const text = encode('const a = "b');

describe('guesses', () => {
  it('are the likeliest bytes, of equals the smaller', () => {
    const distribution = new Float32Array(256);
    [distribution[7], distribution[3], distribution[9]] = [0.25, 0.25, 0.5];
    assert.deepEqual(
      likeliest(distribution, 3).map(({ byte }) => byte),
      [9, 3, 7],
    );
  });

  it('are a bit apart where half of what was expected comes', () => {
    assert.closeTo(divergence([1, 0], [0.5, 0.5]), 1, 1e-12);
    assert.equal(divergence([0.3, 0.7], [0.3, 0.7]), 0);
    assert.isTrue(Number.isFinite(divergence([0.5, 0.5], [1, 0])));
  });
});

for (const name of ['glr', 'gru', 'lstm', 'feedforward', ...blockNetworks] as const) {
  describe(`what if, with ${name}`, () => {
    let network: Network;
    let start: Reading;
    let backward: Backward;
    before(async () => {
      network = await loadNetwork(name, readTested, readRuntime);
      start = await network.read(network.initial(), encode('\u0001typescript\n'));
      backward = new Backward(network.manifest, network.weights());
    });
    after(() => network.dispose());
    const ask = (change: Intervention, bytes = text) =>
      whatIf(network, start, bytes, change, backward, 5, never).then(found => {
        assert.ok(found);
        return found;
      });

    it('a byte were another: the guesses are those of a fresh read of that text', async () => {
      const put = encode("'");
      const found = await ask({ kind: 'bytes', from: 10, removed: 1, bytes: put });
      const fresh = await network.read(start.state, encode("const a = 'b"));
      const expected = likeliest(softmax(fresh.logits), 5);
      assert.deepEqual(
        found.after.map(({ byte }) => byte),
        expected.map(({ byte }) => byte),
      );
      assert.closeTo(found.after[0]?.probability ?? NaN, expected[0]?.probability ?? NaN, 1e-4);
      assert.isAbove(found.divergence, isTrained(name) ? 0.1 : 0);
      // Up to the byte nothing differs; what was put in has no counterpart; what follows has.
      const { divergences } = found;
      assert.equal(divergences.length, 12);
      assert.isTrue(divergences.subarray(0, 10).every(bits => bits === 0));
      assert.isNaN(divergences[10]);
      assert.equal(divergences[11], found.divergence);
    });

    it('something were typed, or taken away: what follows is compared with itself', async () => {
      const typed = await ask({ kind: 'bytes', from: 12, removed: 0, bytes: encode('"') });
      const { logits } = await network.read(start.state, encode('const a = "b"'));
      assert.equal(typed.after[0]?.byte, likeliest(softmax(logits), 1)[0]?.byte);
      const gone = await ask({ kind: 'bytes', from: 6, removed: 2, bytes: new Uint8Array(0) });
      assert.equal(gone.divergences.length, 10);
      assert.isTrue(gone.divergences.every(Number.isFinite));
      const same = await ask({ kind: 'bytes', from: 0, removed: 0, bytes: new Uint8Array(0) });
      assert.equal(same.divergence, 0);
      assert.deepEqual(same.before, same.after);
    });

    it('a change lay outside of the text: it is refused', async () => {
      const beyond: Intervention = { kind: 'bytes', from: 13, removed: 0, bytes: encode('x') };
      const refused = await whatIf(network, start, text, beyond, backward, 5, never).catch((e: unknown) => e);
      assert.instanceOf(refused, RangeError);
    });

    if (name === 'feedforward') {
      it('a unit were held: it keeps none, and says so', async () => {
        const held: Intervention = { kind: 'clamp', from: 0, unit: 3, value: 0 };
        const refused = await whatIf(network, start, text, held, backward, 5, never).catch((e: unknown) => e);
        assert.match(String(refused), /feedforward keeps no unit 3/);
      });
      return;
    }

    it('a unit were held: all goes as if the cell had put out that value', async () => {
      const unit = 11;
      const value = 0.9;
      const found = await ask({ kind: 'clamp', from: 4, unit, value });
      assert.isTrue(found.divergences.subarray(0, 4).every(bits => bits === 0));
      assert.isTrue(found.divergences.subarray(4).every(bits => bits > 0));
      if (network.manifest.kind === 'blocks') {
        const oracle = new Oracle(network.manifest, await readTested(network.manifest.weights.file));
        oracle.state = [...start.state];
        let logits: number[] = [];
        for (const [i, byte] of text.entries()) {
          const before = oracle.state;
          const seen = oracle.step(byte);
          logits = seen.logits;
          if (i < 4) continue;
          oracle.state = before;
          oracle.nudge = { unit, more: value - (seen.hidden[unit] ?? NaN) };
          ({ logits } = oracle.step(byte));
          oracle.nudge = undefined;
        }
        const expected = likeliest(softmax(Float32Array.from(logits)), 5);
        expected.forEach(({ byte, probability }, i) => {
          assert.equal(found.after[i]?.byte, byte);
          assert.closeTo(found.after[i]?.probability ?? NaN, probability, 1e-5);
        });
        return;
      }
      // By hand: one layer, so h begins the state.
      let { state } = start;
      let logits = new Float32Array(256);
      for (const [i, byte] of text.entries()) {
        const [next] = await network.step([state], Uint8Array.of(byte));
        assert.ok(next);
        state = next.state.slice();
        logits = next.logits.slice();
        if (i < 4) continue;
        const row = network
          .weights()
          .get('output.weight')
          ?.subarray(256 * unit, 256 * (unit + 1));
        const more = value - (state[unit] ?? NaN);
        logits.forEach((logit, byte) => (logits[byte] = logit + more * (row?.[byte] ?? NaN)));
        state[unit] = value;
      }
      const [expected] = likeliest(softmax(logits), 1);
      assert.equal(found.after[0]?.byte, expected?.byte);
      assert.closeTo(found.after[0]?.probability ?? NaN, expected?.probability ?? NaN, 1e-5);
    });

    it('it were held at what it is: nothing changes', async () => {
      const { state } = await network.read(start.state, text);
      const held: Intervention = { kind: 'clamp', from: text.length - 1, unit: 11, value: state[11] ?? NaN };
      assert.isBelow((await ask(held)).divergence, 1e-6);
    });
  });
}
