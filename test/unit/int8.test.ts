import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import type { NetworkFiles } from '../../src/network/backend.js';
import { encode } from '../../src/network/bytes.js';
import { chooseKernel, type KernelChoice } from '../../src/network/int8/choice.js';
import { Int8Network, int8Backend } from '../../src/network/int8/int8.js';
import { kernelModule, maximumColumns } from '../../src/network/int8/kernel.js';
import { loadFiles } from '../../src/network/load.js';
import { NetworkError, parseManifest } from '../../src/network/manifest.js';
import type { Network, Reading, State } from '../../src/network/network.js';
import { wasmBackend, wasmProbes } from '../../src/network/onnx.js';
import { likeliestByte, surpriseOf } from '../../src/network/probability.js';
import { shippedNetworks } from '../../src/network/shipped.js';
import { inEnglish } from '../../src/phrase.js';
import { readModel, readRuntime } from '../shipped.js';
import { Oracle } from './oracle.js';
import { filesOf, randomNetwork } from './random-networks.js';

const noProbe = () => Promise.reject(new Error('nobody looks inside'));
const plain: KernelChoice = { name: 'plain', module: new WebAssembly.Module(kernelModule(false)) };
const kernels = [plain];
const relaxed = kernelModule(true);
if (WebAssembly.validate(relaxed)) kernels.push({ name: 'relaxed', module: new WebAssembly.Module(relaxed) });

async function stepped(network: Network, text: Uint8Array, from: State): Promise<Reading[]> {
  const readings: Reading[] = [];
  let state = from;
  for (let i = 0; i < text.length; i++) {
    const [reading] = await network.step([state], text.subarray(i, i + 1));
    assert.ok(reading);
    readings.push(reading);
    ({ state } = reading);
  }
  return readings;
}

const same = (a: Reading | undefined, b: Reading | undefined, what: string) => {
  assert.ok(a && b, what);
  assert.deepEqual(a.state, b.state, `${what}: state`);
  assert.deepEqual(a.logits, b.logits, `${what}: logits`);
};

const text = fc.uint8Array({ minLength: 1, maxLength: 80 });

describe('the int8 kernel', () => {
  it('gives exactly the same for a state alone and in a batch, stepping and reading, with each kernel, and writes nowhere else', async () => {
    await fc.assert(
      fc.asyncProperty(randomNetwork, text, fc.nat(79), async (random, bytes, cut) => {
        const files = filesOf(random);
        const found: Reading[][] = [];
        for (const kernel of kernels) {
          const network = await Int8Network.create(files, kernel, noProbe);
          const readings = await stepped(network, bytes, network.initial());
          same(await network.read(network.initial(), bytes), readings.at(-1), 'a read');
          const middle = readings[Math.min(cut, bytes.length - 1)];
          assert.ok(middle);
          if (cut + 1 < bytes.length)
            same(await network.read(middle.state, bytes.subarray(cut + 1)), readings.at(-1), 'in two pieces');
          const states = [network.initial(), ...readings.map(({ state }) => state)].slice(0, bytes.length);
          const batch = await network.step(states, bytes);
          batch.forEach((reading, i) => same(reading, readings[i], `row ${i} of ${states.length}`));
          assert.ok(network.isIntact);
          found.push(readings);
        }
        found[1]?.forEach((reading, i) => same(reading, found[0]?.[i], `kernels, byte ${i}`));
      }),
      { numRuns: 120, seed: 5 },
    );
  }).timeout(120_000);

  it('gives what the plain TypeScript oracle gives, for every kind of network and odd sizes, to a hundredth', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomNetwork,
        fc.uint8Array({ minLength: 1, maxLength: 12 }),
        async (random, bytes) => {
          const files = filesOf(random);
          const network = await Int8Network.create(files, plain, noProbe);
          const oracle = new Oracle(files.manifest, files.weights);
          const readings = await stepped(network, bytes, network.initial());
          readings.forEach(({ state, logits }, i) => {
            const { logits: expected } = oracle.step(bytes[i] ?? 0);
            const close = (a: ArrayLike<number>, b: ArrayLike<number>, what: string) => {
              assert.equal(a.length, b.length);
              for (let k = 0; k < a.length; k++) {
                const apart = Math.abs((a[k] ?? NaN) - (b[k] ?? NaN));
                assert.ok(apart < 1e-2, `${what} ${k} after byte ${i}: ${a[k]} and ${b[k]}`);
              }
            };
            close(logits, expected, 'logit');
            close(state, oracle.state, 'number of the state');
          });
        },
      ),
      { numRuns: 150, seed: 7 },
    );
  }).timeout(120_000);

  it('takes states of any size: one from elsewhere may hold more than the cell would write', async () => {
    const network = await Int8Network.create(await loadFiles('rnn', readModel), plain, noProbe);
    const oracle = new Oracle(network.manifest, await readModel(network.manifest.weights.file));
    const state = network.initial().map((_, i) => 30 * Math.sin(i));
    oracle.state = [...state];
    const [reading] = await network.step([state], Uint8Array.of(65));
    const { logits } = oracle.step(65);
    reading?.logits.forEach((logit, i) => assert.ok(Math.abs(logit - (logits[i] ?? NaN)) < 0.05));
  });
});

/** Bytes over which the backends are compared: `INT8_BYTES=40000 npx mocha out/unit/int8.test.js` for more. */
const compared = Number(process.env['INT8_BYTES'] ?? 1500);
const runtime = readRuntime();
const wasm = wasmBackend(() => runtime);
const int8 = int8Backend(wasmProbes(() => runtime));

for (const name of shippedNetworks)
  describe(`the network ${name} on the int8 backend`, () => {
    let [expected, found]: (Network | undefined)[] = [];
    let code: Uint8Array;
    before(async () => {
      const files = await loadFiles(name, readModel);
      [expected, found] = [await wasm.create(files), await int8.create(files)];
      const names = ['suggestion/decode', 'reading/reader', 'memory/memory', 'editor/ghost-text/provider'];
      const sources = await Promise.all(names.map(name => readFile(`src/${name}.ts`, 'utf8')));
      code = encode(`\u0001typescript\n${sources.join('')}`).subarray(0, compared);
    });
    after(async () => {
      await expected?.dispose();
      await found?.dispose();
    });

    it('expects what onnxruntime does: logits to 2e-2, the same byte first in 99.9 %, bits per byte to 0.001', async () => {
      assert.ok(expected && found);
      const a = await stepped(expected, code, expected.initial());
      const b = await stepped(found, code, found.initial());
      let [largest, sameFirst] = [0, 0];
      const bits = [0, 0];
      a.forEach(({ logits }, i) => {
        const others = b[i]?.logits ?? new Float32Array(0);
        logits.forEach((logit, k) => (largest = Math.max(largest, Math.abs(logit - (others[k] ?? NaN)))));
        if (likeliestByte(logits) === likeliestByte(others)) sameFirst++;
        const next = code[i + 1];
        if (next === undefined) return;
        [logits, others].forEach((each, k) => (bits[k] = (bits[k] ?? 0) + surpriseOf(each, next)));
      });
      assert.ok(largest < 2e-2, `a logit differs by ${largest}`);
      const [ofWasm = NaN, ofInt8 = NaN] = bits.map(sum => sum / (code.length - 1));
      console.log(
        `      ${sameFirst} of ${code.length} the same, logits to ${largest.toFixed(4)}, bits ${ofWasm.toFixed(5)} and ${ofInt8.toFixed(5)}`,
      );
      assert.ok(sameFirst >= 0.999 * code.length - 1, `${sameFirst} of ${code.length}`);
      assert.ok(Math.abs(ofWasm - ofInt8) < 1e-3, `${ofWasm} and ${ofInt8} bits per byte`);
    }).timeout(Math.max(60_000, 20 * compared));

    it('goes on from a state of onnxruntime’s, and onnxruntime from its', async () => {
      assert.ok(expected && found);
      const [first, second] = [code.subarray(0, 200), code.subarray(200, 260)];
      const whole = await expected.read((await expected.read(expected.initial(), first)).state, second);
      const there = await found.read((await expected.read(expected.initial(), first)).state, second);
      const back = await expected.read((await found.read(found.initial(), first)).state, second);
      for (const { logits } of [there, back])
        logits.forEach((logit, k) => assert.ok(Math.abs(logit - (whole.logits[k] ?? NaN)) < 2e-2));
    });

    it('shows in a probe what it reads', async () => {
      assert.ok(found);
      const { state } = await found.read(found.initial(), code.subarray(0, 100));
      const { states, logits } = await found.probe(state, code.subarray(100, 120));
      const readings = await stepped(found, code.subarray(100, 120), state);
      const last = readings.at(-1);
      last?.state.forEach((value, k) =>
        assert.ok(Math.abs(value - (states[19 * state.length + k] ?? NaN)) < 2e-2),
      );
      last?.logits.forEach((value, k) => assert.ok(Math.abs(value - (logits[19 * 256 + k] ?? NaN)) < 2e-2));
    });
  });

describe('the int8 backend', () => {
  it('says so once the network was unloaded', async () => {
    const network = await int8.create(await loadFiles('rnn', readModel));
    await network.dispose();
    const away = (work: Promise<unknown>) => assert.rejects(work, /was unloaded/);
    await away(network.read(network.initial(), Uint8Array.of(1, 2)));
    await away(network.step([network.initial()], Uint8Array.of(1)));
    await away(network.probe(network.initial(), Uint8Array.of(1, 2)));
  });

  const refused = (files: NetworkFiles, message: RegExp) =>
    assert.rejects(
      int8.create(files),
      (error: unknown) => error instanceof NetworkError && message.test(inEnglish(error.phrase)),
    );

  it('hands on what it does not take: weights that are no int8, rows that are too long, other cells in blocks', async () => {
    const files = await loadFiles('gru', readModel);
    const { weights } = files.manifest;
    const change = (name: string, by: object) =>
      weights.tensors.map(tensor => (tensor.name === name ? { ...tensor, ...by } : tensor));
    const withTensors = (tensors: typeof weights.tensors) => ({
      ...files.manifest,
      weights: { ...weights, tensors },
    });
    const halves = withTensors(change('layer0.R', { type: 'f16' }));
    const [, units] = weights.tensors.find(({ name }) => name === 'layer0.R')?.shape.slice(-2) ?? [];
    assert.ok(units);
    const more = new Uint8Array(files.weights.length + 3 * units * units - 12 * units);
    await refused(
      { ...files, manifest: halves, weights: more },
      /needs "layer0\.R" in gru\.weights, as int8/,
    );
    const renamed = withTensors(change('layer0.R', { name: 'R' }));
    await refused({ ...files, manifest: renamed }, /needs "layer0\.R"/);
    const long = maximumColumns(14) + 1;
    const wide = parseManifest(
      JSON.stringify({
        ...files.manifest,
        ...{ cell: 'feedforward', window: 2, embedding: 1, layers: [long, 1], skip: false },
        weights: {
          file: 'w',
          tensors: [
            { name: 'embedding', shape: [256, 1], type: 'i8' },
            { name: 'layer0.W', shape: [long, 2], type: 'i8' },
            { name: 'layer0.B', shape: [long], type: 'i8' },
            { name: 'layer1.W', shape: [1, long], type: 'i8' },
            { name: 'layer1.B', shape: [1], type: 'i8' },
          ],
        },
      }),
      'w.json',
    );
    const size = 256 + 4 * 256 + 6 * long + long + 4 + long + 4 + 1 + 4;
    await refused({ ...files, manifest: wide, weights: new Uint8Array(size) }, /2,048 columns at most/);
    const blocks = { ...files.manifest, kind: 'blocks', width: 4, blocks: [{ units: 4, ffn: 4, conv: 0 }] };
    await refused({ ...files, manifest: blocks as NetworkFiles['manifest'] }, /takes no gru in blocks/);
  });

  it('names weights that are another network’s, or no numbers', async () => {
    const files = await loadFiles('rnn', readModel);
    await refused({ ...files, weights: files.weights.subarray(0, 1000) }, /rnn\.weights has 1,000 bytes/);
    await refused({ ...files, weights: files.weights.map(() => 0xff) }, /not a number/);
    const larger = { ...files.manifest, layers: [17] } as NetworkFiles['manifest'];
    await refused({ ...files, manifest: larger }, /should hold .* numbers as "layer0\.[WRB]"/);
  });
});

describe('the choice of a kernel', () => {
  /** A clock that passes no time: no kernel is quicker than the other. */
  const still = () => 0;
  /** A clock for which every second sample, the relaxed kernel's, takes none. */
  const relaxedIsQuick = () => {
    let calls = 0;
    return () => [0, 1000, 2000, 2001][calls++ % 4] ?? 0;
  };

  it('is for what every engine has where relaxed SIMD is not known', async () => {
    const unknown = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 99);
    assert.equal((await chooseKernel({ relaxed: unknown }))?.name, 'plain');
  });

  it('is for it where relaxed SIMD’s dot product is wrong, however quick', async () => {
    // The plain kernel with another product in the place of its own: what a wrong dot product comes to.
    const wrong = kernelModule(false);
    const [dot, subtract] = [
      [0xfd, 0xba, 0x01],
      [0xfd, 0xb1, 0x01],
    ];
    let changed = 0;
    for (let i = 0; i + 2 < wrong.length; i++)
      if (dot.every((byte, k) => wrong[i + k] === byte)) {
        wrong.set(subtract, i);
        changed++;
      }
    assert.ok(changed > 0);
    assert.equal((await chooseKernel({ relaxed: wrong, now: relaxedIsQuick() }))?.name, 'plain');
  });

  it('is by the clock where both are right', async () => {
    const right = { plain: kernelModule(false), relaxed: kernelModule(false) };
    assert.equal((await chooseKernel({ ...right, now: relaxedIsQuick() }))?.name, 'relaxed');
    assert.equal((await chooseKernel({ ...right, now: still }))?.name, 'plain');
  });

  it('is for none where the engine has no SIMD', async () => {
    const unknown = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 99);
    assert.equal(await chooseKernel({ plain: unknown }), undefined);
    const without = int8Backend(noProbe, () => Promise.resolve(undefined));
    await assert.rejects(without.create(await loadFiles('rnn', readModel)), /needs WebAssembly’s SIMD/);
  });
});
