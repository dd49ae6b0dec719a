import assert from 'node:assert/strict';
import { encode, vocabulary } from '../../src/network/bytes.js';
import { loadNetwork } from '../../src/network/load.js';
import type { State } from '../../src/network/network.js';
import { tensorsAmong } from '../../src/network/tensors.js';
import { outputReads } from '../replay/output-reads.js';
import { readRuntime } from '../shipped.js';
import { readTested, testedNetworks } from './tested-networks.js';

describe('what the output layer reads, as the replay of learning has it', () => {
  for (const name of testedNetworks)
    it(`gives the logits of ${name}, by its weights`, async () => {
      const network = await loadNetwork(name, readTested, readRuntime);
      const { outputWeight, outputBias } = tensorsAmong(network.manifest, network.weights());
      const reads = outputReads(network);
      const bytes = encode('for (const a of b) c(a);\n');
      const begin = network.initial();
      const probe = await network.probe(begin, bytes);
      let before: State = begin;
      for (const [row, byte] of bytes.entries()) {
        const read = reads.of({ before, byte, probe, row, rows: bytes.length });
        assert.equal(read.length, reads.size);
        for (const guess of [0, 40, 97, 255]) {
          const logit = read.reduce(
            (sum, value, i) => sum + value * (outputWeight[i * vocabulary + guess] ?? NaN),
            outputBias[guess] ?? NaN,
          );
          const expected = probe.logits[row * vocabulary + guess] ?? NaN;
          assert.ok(Math.abs(logit - expected) < 1e-3, `byte ${row}: ${logit}, not ${expected}`);
        }
        before = probe.states.subarray(row * begin.length, (row + 1) * begin.length);
      }
      await network.dispose();
    });
});
