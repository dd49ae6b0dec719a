import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { encode } from '../../src/network/bytes.js';
import { loadNetwork } from '../../src/network/load.js';
import { shippedNetworks } from '../../src/network/shipped.js';
import { gatesOf, NetworkError, parseManifest, stateSize, unitCount } from '../../src/network/manifest.js';
import type { Network } from '../../src/network/network.js';
import { readModel, readRuntime } from '../shipped.js';
import { Oracle, type Seen } from './oracle.js';
import { isTrained, parityLogits, readTested, testedNetworks } from './tested-networks.js';

/** The largest difference between two lists of numbers. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assert.equal(a.length, b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const apart = Math.abs((a[i] ?? NaN) - (b[i] ?? NaN));
    if (!(apart <= largest)) largest = apart; // NaN counts as largest
  }
  return largest;
}

/** A row of several numbers each. */
const row = (values: Float32Array, i: number, size: number) => values.subarray(i * size, (i + 1) * size);

for (const name of testedNetworks) {
  describe(`the network ${name}`, () => {
    let network: Network;
    let text: Uint8Array;
    before(async () => {
      network = await loadNetwork(name, readTested, readRuntime);
      const sample = await readFile('test/unit/parity/sample.txt', 'utf8');
      text = encode(`\u0001typescript\n${sample}`);
    });
    after(() => network.dispose());

    it('gives the logits that PyTorch gave for the stored sample, to 1e-4, stepping and reading', async () => {
      const expected = await parityLogits(name);
      const known = text.subarray(0, expected.length / 256);
      assert.ok(known.length === text.length || (known.length > 20 && !isTrained(name)));
      let state = network.initial();
      for (const [i, byte] of known.entries()) {
        const [reading] = await network.step([state], Uint8Array.of(byte));
        assert.ok(reading);
        assert.ok(difference(reading.logits, row(expected, i, 256)) < 1e-4, `after byte ${i}`);
        state = reading.state;
      }
      for (const end of [2, 13, 100, known.length].filter(end => end <= known.length)) {
        const { logits } = await network.read(network.initial(), text.subarray(0, end));
        assert.ok(difference(logits, row(expected, end - 1, 256)) < 1e-4, `read ${end} bytes`);
      }
    });

    it('gives the states, logits and gates of the plain TypeScript oracle, to 1e-4', async () => {
      const oracle = new Oracle(network.manifest, await readTested(network.manifest.weights.file));
      const [units, size] = [unitCount(network.manifest), stateSize(network.manifest)];
      const shown = gatesOf(network.manifest);
      const read = text.subarray(0, 60);
      const probe = await network.probe(network.initial(), read);
      assert.equal(probe.bytes, read.length);
      assert.deepEqual(Object.keys(probe.gates).sort(), [...shown].sort());
      let seen: Seen | undefined;
      for (const [i, byte] of read.entries()) {
        seen = oracle.step(byte);
        // An LSTM's c is in the state, beside h.
        assert.ok(difference(row(probe.states, i, size), oracle.state) < 1e-4, `states, byte ${i}`);
        assert.ok(difference(row(probe.logits, i, 256), seen.logits) < 1e-4, `logits, byte ${i}`);
        assert.ok(difference(row(probe.hidden, i, units), seen.hidden) < 1e-4, `hidden, byte ${i}`);
        for (const gate of shown) {
          const values = row(probe.gates[gate] ?? new Float32Array(0), i, units);
          assert.ok(difference(values, seen.gates[gate] ?? []) < 1e-4, `${gate}, byte ${i}`);
        }
      }
      const { logits, state } = await network.read(network.initial(), read);
      assert.ok(difference(logits, seen?.logits ?? []) < 1e-4);
      assert.ok(difference(state, oracle.state) < 1e-4);
    }).timeout(120_000);

    it('shows in a probe what stepping and reading give, in whatever pieces', async () => {
      const size = stateSize(network.manifest);
      const { state } = await network.read(network.initial(), text.subarray(0, 50));
      const whole = await network.probe(state, text.subarray(50, 90));
      const first = await network.probe(state, text.subarray(50, 51));
      const rest = await network.probe(first.states, text.subarray(51, 90));
      assert.ok(difference(whole.states, [...first.states, ...rest.states]) < 1e-4);
      assert.ok(difference(whole.hidden, [...first.hidden, ...rest.hidden]) < 1e-4);
      const read = await network.read(state, text.subarray(50, 90));
      assert.ok(difference(row(whole.states, 39, size), read.state) < 1e-4);
      assert.ok(difference(row(whole.logits, 39, 256), read.logits) < 1e-4);
    });

    it('gives the same for a state alone and in a batch, in whatever pieces a text is read', async () => {
      const whole = await network.read(network.initial(), text);
      let state = network.initial();
      for (const [from, to] of [
        [0, 1],
        [1, 64],
        [64, 65],
        [65, text.length],
      ]) {
        ({ state } = await network.read(state, text.subarray(from, to)));
      }
      assert.ok(difference(state, whole.state) < 1e-4);
      const batch = await network.step([state, network.initial(), whole.state], Uint8Array.of(40, 41, 40));
      const [alone] = await network.step([network.initial()], Uint8Array.of(41));
      assert.ok(alone && batch[1] && difference(batch[1].logits, alone.logits) < 1e-4);
      assert.ok(batch[0] && batch[2] && difference(batch[0].logits, batch[2].logits) < 1e-3);
    });

    it('answers overlapping calls one after the other, each rightly', async () => {
      const prefixes = [3, 50, 120, 7, 300].map(end => text.subarray(0, end));
      const probed = network.probe(network.initial(), text.subarray(0, 20));
      const together = await Promise.all(prefixes.map(bytes => network.read(network.initial(), bytes)));
      for (const [i, bytes] of prefixes.entries()) {
        const { state } = await network.read(network.initial(), bytes);
        assert.ok(difference(together[i]?.state ?? [], state) < 1e-6);
      }
      const again = await network.probe(network.initial(), text.subarray(0, 20));
      assert.ok(difference((await probed).hidden, again.hidden) < 1e-6);
    });

    if (!isTrained(name)) return;
    it('expects what code has, better than chance by far', async () => {
      let { state, logits } = await network.read(network.initial(), text.subarray(0, 12));
      let bits = 0;
      for (const byte of text.subarray(12)) {
        const highest = Math.max(...logits);
        const sum = logits.reduce((total, logit) => total + Math.exp(logit - highest), 0);
        bits -= ((logits[byte] ?? 0) - highest - Math.log(sum)) / Math.LN2;
        ({ state, logits } = await network.read(state, Uint8Array.of(byte)));
      }
      assert.ok(bits / (text.length - 12) < 4, `${bits / (text.length - 12)} bits per byte`);
    });
  });
}

describe('a network that was unloaded', () => {
  it('says so, whatever it is asked, a probe that was never made ready included', async () => {
    const network = await loadNetwork(shippedNetworks[0], readModel, readRuntime);
    await network.dispose();
    const away = (work: Promise<unknown>) => assert.rejects(work, /was unloaded/);
    await away(network.read(network.initial(), Uint8Array.of(1, 2)));
    await away(network.step([network.initial()], Uint8Array.of(1)));
    await away(network.probe(network.initial(), Uint8Array.of(1, 2)));
  });
});

/** A manifest that says other sizes than its graphs have. */
function resized(manifest: Uint8Array): Uint8Array {
  type Sizes = { layers: number[]; blocks?: undefined } | { blocks: { units: number }[] };
  const value = JSON.parse(new TextDecoder().decode(manifest)) as Sizes;
  const sizes = value.blocks
    ? { blocks: value.blocks.map(block => ({ ...block, units: block.units + 16 })) }
    : { layers: value.layers.map(units => units + 16) };
  return encode(JSON.stringify({ ...value, ...sizes }));
}

for (const name of ['gru', 'blocks-glr'])
  describe(`${name}, where it cannot be used`, () => {
    const says = (words: string) => new RegExp(words.replaceAll('NAME', name));
    const refused = async (
      change: (file: string, bytes: Uint8Array) => Uint8Array | undefined,
      message: RegExp,
    ) => {
      const readFile = async (file: string) => {
        const bytes = change(file, await readTested(file));
        if (!bytes) throw new Error('no such file');
        return bytes;
      };
      await assert.rejects(
        loadNetwork(name, readFile, readRuntime),
        (error: unknown) => error instanceof NetworkError && message.test(error.message),
      );
    };

    it('names the file that is missing', () =>
      refused(
        (file, bytes) => (file.endsWith('.weights') ? undefined : bytes),
        says('NAME\\.weights is missing'),
      ));

    it('names the file that is truncated, and by how much', () =>
      refused(
        (file, bytes) => (file.endsWith('.weights') ? bytes.subarray(0, 1000) : bytes),
        says('NAME\\.weights has 1,000 bytes'),
      ));

    it('refuses weights that are not numbers', () =>
      refused((file, bytes) => (file.endsWith('.weights') ? bytes.map(() => 0xff) : bytes), /not a number/));

    it('names the graph that is broken', () =>
      refused(
        (file, bytes) => (file.endsWith('.read.onnx') ? bytes.subarray(0, 99) : bytes),
        says('NAME\\.read\\.onnx'),
      ));

    it('names the graph that is another network’s', async () => {
      const step = await readModel('feedforward.step.onnx');
      await refused((file, bytes) => (file === `${name}.step.onnx` ? step : bytes), says('NAME'));
      await refused(
        (file, bytes) => (file === `${name}.json` ? resized(bytes) : bytes),
        says('NAME\\.step\\.onnx|graphs of NAME'),
      );
    });

    it('is not refused for a probe graph that is broken until it is looked into', async () => {
      const broken = async (file: string) =>
        file.endsWith('.probe.onnx') ? encode('no graph') : readTested(file);
      const network = await loadNetwork(name, broken, readRuntime);
      const probed = network.probe(network.initial(), Uint8Array.of(65));
      await assert.rejects(probed, says('NAME\\.probe\\.onnx could not be made ready'));
      assert.ok(await network.read(network.initial(), Uint8Array.of(65)));
      await network.dispose();
    });
  });

describe('a network that cannot be used', () => {
  it('names the field of the manifest that is wrong', async () => {
    assert.throws(() => parseManifest('{', 'x.json'), /x\.json is not valid JSON/);
    const manifest = JSON.parse(await readFile('models/gru.json', 'utf8')) as Record<string, unknown>;
    const wrong = (changed: Record<string, unknown>) => () =>
      parseManifest(JSON.stringify({ ...manifest, ...changed }), 'x.json');
    assert.throws(wrong({ cell: 'abacus' }), /x\.json: field "cell"/);
    assert.throws(wrong({ layers: [0] }), /field "layers\.0"/);
    assert.throws(wrong({ graphs: { step: '../step', read: 'r', probe: 'p' } }), /field "graphs\.step"/);
    assert.throws(wrong({ cell: 'feedforward' }), /field "window"/);
    assert.throws(wrong({ layers: [512, 1e6] }), /field "layers\.1"/);
    const huge = {
      file: 'w',
      tensors: [
        { name: 'a', shape: [60e6], type: 'i8' },
        { name: 'b', shape: [60e6], type: 'i8' },
      ],
    };
    assert.throws(wrong({ weights: huge }), /field "weights\.tensors"/);
    const shapeless = { file: 'w', tensors: [{ name: 'a', shape: [], type: 'i8' }] };
    assert.throws(wrong({ weights: shapeless }), /field "weights\.tensors\.0\.shape"/);
    assert.throws(wrong({ header: undefined }), /field "header/);
  });

  it('says so when the runtime cannot start', async () => {
    // The runtime starts once in a process, so a broken one needs a process of its own: see the suite in the editor.
    await assert.rejects(
      loadNetwork('default', readModel, () => Promise.reject(new Error('gone'))),
      /the WASM runtime is missing/,
    );
  });
});
