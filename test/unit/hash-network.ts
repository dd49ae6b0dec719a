import { stateSize, type LayersManifest, type Manifest } from '../../src/network/manifest.js';
import type { Weights } from '../../src/network/weights.js';
import type { Network, Probe, Reading, State } from '../../src/network/network.js';

const manifest: LayersManifest = {
  kind: 'layers',
  format: 1,
  name: 'hash',
  title: 'Hash of all that was read',
  cell: 'gru',
  embedding: 1,
  layers: [2],
  skip: false,
  parameters: 1,
  header: { start: '\u0001', end: '\n', languages: { typescript: ['typescript'] } },
  graphs: { step: 's', read: 'r', probe: 'p' },
  weights: { file: 'w', tensors: [{ name: 't', shape: [1], type: 'f16' }] },
  licence: 'MIT',
  training: { bytesSeen: 0, validationBitsPerByte: 8, finished: '' },
};

/** A "network" whose state is a hash and a count of the bytes read: two states are equal only if all that was read is. */
export class HashNetwork implements Network {
  readonly manifest: Manifest;
  /** Bytes read so far, by all calls. */
  bytesRead = 0;
  /** Times that it was disposed of: a network is once. */
  disposals = 0;

  private readonly size: number;

  /** @param units numbers of a state: all but two are of no meaning */
  constructor(name = manifest.name, units = 2) {
    this.manifest = { ...manifest, name, layers: [units] };
    this.size = stateSize(this.manifest);
  }

  initial(): State {
    return new Float32Array(this.size);
  }

  step(states: readonly State[], bytes: Uint8Array): Promise<Reading[]> {
    return Promise.all(states.map((state, i) => this.read(state, bytes.subarray(i, i + 1))));
  }

  async read(state: State, bytes: Uint8Array): Promise<Reading> {
    this.refuseIfDisposed();
    this.bytesRead += bytes.length;
    let [hash = 0, count = 0] = state;
    for (const byte of bytes) {
      hash = (Math.imul(hash, 31) + byte) & 0x3fffff; // within what a float holds exactly
      count++;
    }
    // Let others in, as a real network does.
    await Promise.resolve();
    const logits = new Float32Array(256);
    logits[hash & 0xff] = 3;
    const after = new Float32Array(this.size);
    after.set([hash, count]);
    return { state: after, logits };
  }

  /** Bytes probed so far, by all calls. */
  bytesProbed = 0;

  /** States and hidden are alike; the gate z is the state, too. */
  async probe(state: State, bytes: Uint8Array): Promise<Probe> {
    this.refuseIfDisposed();
    this.bytesProbed += bytes.length;
    const read = this.bytesRead;
    const readings: Reading[] = [];
    for (let i = 0; i < bytes.length; i++)
      readings.push(await this.read(readings.at(-1)?.state ?? state, bytes.subarray(i, i + 1)));
    this.bytesRead = read;
    const states = new Float32Array(bytes.length * this.size);
    const logits = new Float32Array(bytes.length * 256);
    readings.forEach((reading, i) => {
      states.set(reading.state, this.size * i);
      logits.set(reading.logits, 256 * i);
    });
    const zeros = new Float32Array(states.length);
    return {
      bytes: bytes.length,
      ...{ states, logits, hidden: states },
      gates: { z: states, r: zeros, n: zeros },
    };
  }

  /** Of no meaning, but of the sizes that the manifest asks for. */
  weights(): Weights {
    const some = (length: number) => new Float32Array(length).fill(0.1);
    return new Map([
      ['embedding', some(256)],
      ['layer0.W', some(6)],
      ['layer0.R', some(12)],
      ['layer0.B', some(12)],
      ['output.weight', Float32Array.from(some(512), (_, i) => Math.sin(i))],
      ['output.bias', some(256)],
    ]);
  }

  dispose(): Promise<void> {
    this.disposals++;
    return Promise.resolve();
  }

  private refuseIfDisposed(): void {
    if (this.disposals > 0) throw new Error('the network was disposed of');
  }
}
