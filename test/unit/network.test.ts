import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { encode } from '../../src/network/bytes.js';
import { loadNetwork } from '../../src/network/load.js';
import { NetworkError, parseManifest } from '../../src/network/manifest.js';
import type { Network } from '../../src/network/network.js';
import { readModel, readRuntime } from '../shipped.js';
import { Oracle } from './oracle.js';

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

describe('the network that ships', () => {
  let network: Network;
  let text: Uint8Array;
  before(async () => {
    network = await loadNetwork('default', readModel, readRuntime);
    const sample = await readFile('test/unit/parity/sample.txt', 'utf8');
    text = encode(`\u0001typescript\n${sample}`);
  });
  after(() => network.dispose());

  it('gives the logits that PyTorch gave for the stored sample, to 1e-4, stepping and reading', async () => {
    const stored = await readFile('test/unit/parity/default.logits');
    const expected = new Float32Array(new Uint8Array(stored).buffer);
    assert.equal(expected.length, 256 * text.length);
    let state = network.initial();
    for (const [i, byte] of text.entries()) {
      const [reading] = await network.step([state], Uint8Array.of(byte));
      assert.ok(reading);
      assert.ok(
        difference(reading.logits, expected.subarray(256 * i, 256 * i + 256)) < 1e-4,
        `after byte ${i}`,
      );
      state = reading.state;
    }
    for (const end of [2, 13, 100, text.length]) {
      const { logits } = await network.read(network.initial(), text.subarray(0, end));
      assert.ok(
        difference(logits, expected.subarray(256 * (end - 1), 256 * end)) < 1e-4,
        `read ${end} bytes`,
      );
    }
  });

  it('gives the states and logits of the plain TypeScript oracle, to 1e-4', async () => {
    const oracle = new Oracle(network.manifest, await readModel(network.manifest.weights.file));
    let expected: number[] = [];
    for (const byte of text.subarray(0, 60)) expected = oracle.step(byte);
    const { logits, state } = await network.read(network.initial(), text.subarray(0, 60));
    assert.ok(difference(logits, expected) < 1e-4);
    assert.ok(difference(state, oracle.states.flat()) < 1e-4);
  }).timeout(60_000);

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
    const together = await Promise.all(prefixes.map(bytes => network.read(network.initial(), bytes)));
    for (const [i, bytes] of prefixes.entries()) {
      const { state } = await network.read(network.initial(), bytes);
      assert.ok(difference(together[i]?.state ?? [], state) < 1e-6);
    }
  });

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

describe('a network that cannot be used', () => {
  const refused = async (
    change: (file: string, bytes: Uint8Array) => Uint8Array | undefined,
    message: RegExp,
  ) => {
    const readFile = async (file: string) => {
      const bytes = change(file, await readModel(file));
      if (!bytes) throw new Error('no such file');
      return bytes;
    };
    await assert.rejects(
      loadNetwork('default', readFile, readRuntime),
      (error: unknown) => error instanceof NetworkError && message.test(error.message),
    );
  };

  it('names the file that is missing', () =>
    refused((file, bytes) => (file.endsWith('.weights') ? undefined : bytes), /default\.weights is missing/));

  it('names the file that is truncated, and by how much', () =>
    refused(
      (file, bytes) => (file.endsWith('.weights') ? bytes.subarray(0, 1000) : bytes),
      /default\.weights has 1000 bytes/,
    ));

  it('refuses weights that are not numbers', () =>
    refused((file, bytes) => (file.endsWith('.weights') ? bytes.map(() => 0xff) : bytes), /not a number/));

  it('names the graph that is broken', () =>
    refused(
      (file, bytes) => (file.endsWith('.read.onnx') ? bytes.subarray(0, 99) : bytes),
      /default\.read\.onnx/,
    ));

  it('names the field of the manifest that is wrong', async () => {
    await refused(
      (file, bytes) => (file.endsWith('.json') ? encode('{') : bytes),
      /default\.json is not valid JSON/,
    );
    const manifest = JSON.parse(await readFile('models/default.json', 'utf8')) as Record<string, unknown>;
    const wrong = (changed: Record<string, unknown>) => () =>
      parseManifest(JSON.stringify({ ...manifest, ...changed }), 'x.json');
    assert.throws(wrong({ cell: 'abacus' }), /x\.json: field "cell"/);
    assert.throws(wrong({ layers: [0] }), /field "layers\.0"/);
    assert.throws(wrong({ graphs: { step: '../step', read: 'r' } }), /field "graphs\.step"/);
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
