import { assert } from 'chai';
import { encode } from '../../src/network/bytes.js';
import { loadNetwork } from '../../src/network/load.js';
import type { Network, State } from '../../src/network/network.js';
import { Backward } from '../../src/insight/connectivity.js';
import type { Step } from '../../src/insight/step.js';
import { never } from '../../src/scheduler.js';
import { readRuntime } from '../shipped.js';
import { Oracle } from './oracle.js';
import { difference, probed } from './steps.js';
import { readTested, testedNetworks } from './tested-networks.js';

const text = 'const names = ["Ann", "Bob"];\n';
const bytes = encode(text);

/** Reads symbols from a state in double precision: log p(guess). */
function logChance(oracle: Oracle, state: readonly number[], symbols: readonly number[], guess: number) {
  oracle.state = state;
  let logits: number[] = [];
  for (const symbol of symbols) ({ logits } = oracle.step(symbol));
  const highest = Math.max(...logits);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - highest), 0);
  return (logits[guess] ?? NaN) - highest - Math.log(sum);
}

/** A direction that the seed alone decides, of length 1. */
function direction(length: number, seed: number): number[] {
  const values = Array.from({ length }, (_, i) => Math.sin(12.9898 * (i + 1) * (seed + 1)));
  const size = Math.hypot(...values);
  return values.map(value => value / size);
}

for (const name of testedNetworks) {
  describe(`the connectivity of ${name}`, () => {
    let network: Network;
    let begin: State;
    let steps: Step[];
    let backward: Backward;
    before(async () => {
      network = await loadNetwork(name, readTested, readRuntime);
      ({ state: begin } = await network.read(network.initial(), encode('\u0001typescript\n')));
      steps = await probed(network, begin, bytes);
      backward = new Backward(network.manifest, network.weights());
    });
    after(() => network.dispose());

    it('is what finite differences of the oracle give, along it and across, to 0.1 %', async () => {
      const oracle = new Oracle(network.manifest, await readTested(network.manifest.weights.file));
      // Beyond the plain network's window there is nothing.
      const place = network.manifest.cell === 'feedforward' ? network.manifest.window + 1 : 10;
      const guess = text.charCodeAt(place + 1);
      const gradients = await backward.byEmbeddings(steps.slice(0, place + 1), guess, never);
      assert.ok(gradients);
      assert.equal(gradients.length, place + 1);
      for (const byte of encode('\u0001typescript\n')) oracle.step(byte);
      const states = Array.from(bytes, byte => {
        const { state } = oracle;
        oracle.step(byte);
        return state;
      });
      let worst = 0;
      for (const byte of [place, place - 1, place - 4, 0]) {
        const gradient = [...(gradients[byte] ?? [])];
        const size = Math.hypot(...gradient);
        const beyond = network.manifest.cell === 'feedforward' && place - byte >= network.manifest.window;
        assert.equal(size === 0, beyond, `byte ${byte}`);
        const along = beyond ? [] : [gradient.map(value => value / size)];
        for (const way of [...along, direction(gradient.length, byte)]) {
          const nudge = 1e-4;
          const nudged = [nudge, -nudge].map(by => {
            const embedded = oracle
              .embedded(bytes[byte] ?? 0)
              .map((value, i) => value + by * (way[i] ?? NaN));
            const symbol = oracle.learn(embedded, bytes[byte] ?? 0);
            const after = bytes.subarray(byte + 1, place + 1);
            return logChance(oracle, states[byte] ?? [], [symbol, ...after], guess);
          });
          const measured = ((nudged[0] ?? NaN) - (nudged[1] ?? NaN)) / (2 * nudge);
          const expected = gradient.reduce((sum, value, i) => sum + value * (way[i] ?? NaN), 0);
          worst = Math.max(worst, Math.abs(measured - expected) / Math.max(size, 1e-6));
        }
      }
      if (process.env['FIGURES']) console.log(`      ${name}: relative error ${worst.toExponential(1)}`);
      assert.isBelow(worst, 1e-3);
    }).timeout(120_000);

    it('is the norm of the derivatives, and does not depend on how far it looks back', async () => {
      const seen = steps.slice(0, 26);
      const all = await backward.connections(seen, 0x42, never);
      const gradients = await backward.byEmbeddings(seen, 0x42, never);
      const sizes = (gradients ?? []).map(gradient => Math.hypot(...gradient));
      assert.isBelow(difference(all ?? [], sizes), 1e-12);
      const few = await backward.connections(seen.slice(21), 0x42, never);
      assert.deepEqual([...(few ?? [])], [...(all ?? [])].slice(21));
    });

    it('is given up when it is cancelled', async () => {
      if (network.manifest.cell === 'feedforward') return; // one product, over before it could be
      const cancelled = { isCancellationRequested: true };
      assert.isUndefined(await backward.connections(steps, 0x42, cancelled));
    });
  });
}
