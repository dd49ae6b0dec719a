import { assert } from 'chai';
import fc from 'fast-check';
import { Contestant, race, sizeOf } from '../../src/insight/compare.js';
import { encode } from '../../src/network/bytes.js';
import { loadNetwork } from '../../src/network/load.js';
import type { Network } from '../../src/network/network.js';
import { never } from '../../src/scheduler.js';
import { readModel, readRuntime } from '../shipped.js';
import { HashNetwork } from './hash-network.js';

const header = encode('\u0001typescript\n');
const text = encode('for (let i = 0; i < names.length; i++) print(names[i]);\n');

describe('networks side by side', () => {
  const networks: Network[] = [];
  before(async () => {
    for (const name of ['feedforward', 'gru'] as const)
      networks.push(await loadNetwork(name, readModel, readRuntime));
  });
  after(async () => {
    for (const network of networks) await network.dispose();
  });

  it('are each as surprised at each byte as its own logits say, and come on together', async () => {
    const contestants = networks.map(network => new Contestant(network, header));
    const places: number[] = [];
    assert.isTrue(await race(contestants, text, never, bytes => places.push(bytes)));
    assert.deepEqual(places, [32, text.length]);
    for (const contestant of contestants) {
      const { network } = contestant;
      assert.equal(contestant.surprise.length, text.length);
      const { logits } = await network.read(
        network.initial(),
        Uint8Array.of(...header, ...text.subarray(0, 9)),
      );
      const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
      const bits = Math.log2(sum) - (logits[text[9] ?? 0] ?? NaN) / Math.LN2;
      assert.closeTo(contestant.surprise[9] ?? NaN, bits, 1e-3);
      const mean = contestant.surprise.reduce((a, b) => a + b) / text.length;
      assert.closeTo(contestant.bitsPerByte(), mean, 1e-9);
      assert.equal(contestant.bitsPerByte(1), contestant.surprise[0]);
    }
  });

  it('say how large they are', () => {
    const [plain, gru] = networks.map(({ manifest }) => sizeOf(manifest));
    assert.deepEqual(plain, { parameters: 303_744, units: 384, state: undefined, window: 16 });
    assert.deepEqual(gru, { parameters: 296_704, units: 256, state: 256, window: undefined });
  });
});

describe('a text that changes under a comparison', () => {
  it('is read from where it changed, and comes out as if it was read afresh', async () => {
    const network = new HashNetwork();
    const contestant = new Contestant(network, header);
    await contestant.follow(text, never);
    const read = network.bytesRead;
    const changed = Uint8Array.of(...text.subarray(0, 40), 0x58, ...text.subarray(40));
    await race([contestant], changed, never);
    assert.equal(network.bytesRead - read, changed.length - 40);
    const fresh = new Contestant(new HashNetwork(), header);
    await fresh.follow(changed, never);
    assert.deepEqual(contestant.surprise, fresh.surprise);
    await race([contestant], text.subarray(0, 10), never);
    assert.equal(contestant.surprise.length, 10);
    await race([contestant], new Uint8Array(0), never);
    assert.isEmpty(contestant.surprise);
    assert.isNaN(contestant.bitsPerByte());
  });

  it('is kept within 8 MB, however large the states are, and comes out the same', async () => {
    const long = encode('const value = compute(other, 12);\n'.repeat(80));
    const change = fc.record({ at: fc.nat(2999), removed: fc.nat(30), put: fc.uint8Array({ maxLength: 5 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(2, 900, 8192),
        fc.array(change, { maxLength: 4 }),
        async (units, changes) => {
          const contestant = new Contestant(new HashNetwork('large', units), header);
          let bytes = long;
          await contestant.follow(bytes, never);
          for (const { at, removed, put } of changes) {
            bytes = Uint8Array.of(...bytes.subarray(0, at), ...put, ...bytes.subarray(at + removed));
            await race([contestant], bytes, never);
            assert.isAtMost(contestant.size * 4 * (units + 256), 8.1e6);
            const fresh = new Contestant(new HashNetwork(), header);
            await fresh.follow(bytes, never);
            assert.deepEqual(contestant.surprise, fresh.surprise);
          }
        },
      ),
      { numRuns: 20 },
    );
  }).timeout(60_000);

  it('goes on where a cancelled read stopped', async () => {
    const network = new HashNetwork();
    const contestant = new Contestant(network, header);
    let left = 20;
    const soon = {
      get isCancellationRequested() {
        return --left < 0;
      },
    };
    assert.isFalse(await race([contestant], text, soon));
    const { length } = contestant.surprise;
    assert.isAbove(length, 0);
    assert.isBelow(length, text.length);
    const read = network.bytesRead;
    assert.isTrue(await race([contestant], text, never));
    assert.equal(network.bytesRead - read, text.length - length);
  });

  it('is no concern of the one that is compared if the caller writes over it later', async () => {
    const contestant = new Contestant(new HashNetwork(), header);
    const own = text.slice();
    await contestant.follow(own, never);
    own.fill(0x20);
    await contestant.follow(own, never);
    const fresh = new Contestant(new HashNetwork(), header);
    await fresh.follow(own, never);
    assert.deepEqual(contestant.surprise, fresh.surprise);
  });
});
