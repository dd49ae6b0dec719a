import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InferenceSession, Tensor, env } from 'onnxruntime-web/wasm';
import { encode } from '../../src/network/bytes.js';
import { comparedSteps, difference, figures, measureSteps } from '../../src/network/compare.js';
import { loadFiles } from '../../src/network/load.js';
import { NetworkError } from '../../src/network/manifest.js';
import type { Network } from '../../src/network/network.js';
import { wasmBackend } from '../../src/network/onnx.js';
import { webglBackend, type WebglRuntime } from '../../src/network/webgl.js';
import { inEnglish } from '../../src/phrase.js';
import { readModel, readRuntime } from '../shipped.js';
import { inBlocks, layered, manifestOf, weightsOf } from './architecture.js';
import { Oracle } from './oracle.js';
import { difference as apart } from './steps.js';
import { readTested, testedNetworks } from './tested-networks.js';

/** The WebGL backend with WASM beneath it: all of it but the graphics card, which only a browser has (see the suite for it). */
const beneath = {
  InferenceSession: {
    create: (model: Uint8Array) => InferenceSession.create(model, { executionProviders: ['wasm'] }),
  },
  Tensor,
  env: { logLevel: 'error', webgl: { context: { isContextLost: () => false } } },
} as unknown as WebglRuntime;
const webgl = webglBackend(() => {
  env.logLevel = 'error';
  return Promise.resolve(beneath);
});
const wasm = wasmBackend(readRuntime);
const atOnce = () => Promise.resolve();

for (const name of testedNetworks) {
  describe(`the network ${name} in primitive operators`, () => {
    let [expected, found]: (Network | undefined)[] = [];
    before(async () => {
      const files = await loadFiles(name, readTested);
      expected = await wasm.create(files);
      found = await webgl.create(files);
    });
    after(async () => {
      await expected?.dispose();
      await found?.dispose();
    });

    it(`steps as its own graphs do, over ${comparedSteps} steps to 1e-4`, async () => {
      assert.ok(expected && found);
      const [a, b] = [await measureSteps(expected, atOnce), await measureSteps(found, atOnce)];
      assert.equal(a.readings.length, comparedSteps);
      for (const part of ['logits', 'state'] as const) {
        const apart = difference(a, b, part);
        assert.ok(apart < 1e-4, `${part}: ${apart}`);
      }
      assert.ok(figures(b).perSecond > 0);
    });

    it('reads and shows in a probe the same', async () => {
      assert.ok(expected && found);
      const text = encode('\u0001typescript\nconst items = [1, 2];');
      const reading = await found.read(found.initial(), text);
      const wanted = await expected.read(expected.initial(), text);
      const same = (a: ArrayLike<number>, b: ArrayLike<number> | undefined, what: string) => {
        assert.equal(a.length, b?.length, what);
        for (let i = 0; i < a.length; i++) assert.ok(Math.abs((a[i] ?? NaN) - (b?.[i] ?? NaN)) < 1e-4, what);
      };
      same(reading.state, wanted.state, 'state');
      same(reading.logits, wanted.logits, 'logits');
      const [a, b] = [
        await found.probe(reading.state, text.subarray(0, 20)),
        await expected.probe(wanted.state, text.subarray(0, 20)),
      ];
      for (const part of ['states', 'logits', 'hidden'] as const) same(a[part], b[part], part);
      assert.deepEqual(Object.keys(a.gates).sort(), Object.keys(b.gates).sort());
      for (const [gate, values] of Object.entries(a.gates))
        same(values, b.gates[gate as keyof typeof b.gates], gate);
    });
  });
}

describe('the WebGL backend', () => {
  // What stands in for the card is WASM, which the other backend makes ready.
  before(async () => (await wasm.create(loadFiles('rnn', readModel))).dispose());

  it('steps networks of any sizes as the oracle does: tables at every place, blocks with a convolution or none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(layered, inBlocks), fc.nat(1e6), async (architecture, seed) => {
        const manifest = manifestOf(architecture);
        const weights = weightsOf(manifest, seed);
        const none = new Uint8Array(0);
        const network = await webgl.create({
          manifest,
          weights,
          graphs: { step: none, read: none, probe: none },
        });
        const oracle = new Oracle(manifest, weights);
        const bytes = Uint8Array.of(1, 255, 0, 65, 65, 10, 200);
        const { states, logits, hidden } = await network.probe(network.initial(), bytes);
        for (const [i, byte] of bytes.entries()) {
          const seen = oracle.step(byte);
          const row = (values: Float32Array) => {
            const size = values.length / bytes.length;
            return values.subarray(i * size, (i + 1) * size);
          };
          assert.ok(apart(row(states), oracle.state) < 1e-4, 'states');
          assert.ok(apart(row(hidden), seen.hidden) < 1e-4, 'hidden');
          assert.ok(apart(row(logits), seen.logits) < 1e-3, 'logits');
        }
        await network.dispose();
      }),
      { numRuns: 25, seed: 5 },
    );
  }).timeout(60_000);

  it('says why it is not there, outside of a browser', () => {
    assert.match(
      inEnglish(webgl.unavailableReason() ?? ''),
      /only there where extensions themselves run in a browser/,
    );
    assert.equal(wasm.unavailableReason(), undefined);
  });

  it('refuses weights that are not those of the cell, by name', async () => {
    const files = await loadFiles('gru', readModel);
    const { weights } = files.manifest;
    const renamed = weights.tensors.map(tensor => ({
      ...tensor,
      name: tensor.name.replace('layer0.R', 'R'),
    }));
    const manifest = { ...files.manifest, weights: { ...weights, tensors: renamed } };
    await assert.rejects(
      webgl.create({ ...files, manifest }),
      (error: unknown) =>
        error instanceof NetworkError && /numbers as "layer0\.R" for this gru.*has none/.test(error.message),
    );
    assert.ok(files.manifest.kind === 'layers');
    const larger = { ...files.manifest, layers: files.manifest.layers.map(units => units + 1) };
    await assert.rejects(webgl.create({ ...files, manifest: larger }), /layer0\.W/);
  });

  it('says so once the network was unloaded', async () => {
    const network = await webgl.create(loadFiles('rnn', readModel));
    await network.dispose();
    await assert.rejects(network.read(network.initial(), Uint8Array.of(1)), /was unloaded/);
  });
});

describe('a difference between two runs', () => {
  it('is not a number where one of them is not', async () => {
    const network = await wasm.create(loadFiles('rnn', readModel));
    const one = await measureSteps(network, atOnce);
    await network.dispose();
    const broken = {
      ...one,
      readings: one.readings.map((reading, i) =>
        i === 7 ? { ...reading, logits: reading.logits.map(() => NaN) } : reading,
      ),
    };
    assert.ok(Number.isNaN(difference(one, broken, 'logits')));
    assert.equal(difference(one, one, 'state'), 0);
  });
});
