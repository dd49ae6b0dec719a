import { vocabulary } from '../bytes.js';
import type { FeedforwardManifest } from '../manifest.js';
import type { State } from '../network.js';
import { maximumRows, rowAddress, type Machine, type Rows } from './machine.js';
import { packedMatrix, type Matrix } from './matrix.js';
import { joinedPlaces } from './output.js';
import type { Program } from './program.js';
import type { KernelTensors } from './tensors.js';

interface Layer {
  readonly W: Matrix;
  readonly units: number;
  readonly bias: Rows;
  readonly sums: Rows;
}

/** The plain network of Bengio et al. 2003: its state is the window, the bytes before the next one as numbers. */
export class FeedforwardProgram implements Program {
  private readonly embedded: Rows;
  private readonly joined: Rows;
  private readonly joinedStarts: readonly number[];
  private readonly windows: State[] = [];

  private constructor(
    private readonly machine: Machine,
    private readonly manifest: FeedforwardManifest,
    private readonly layers: readonly Layer[],
    /** `[256, embedding]` */
    private readonly embedding: Float32Array,
  ) {
    this.embedded = machine.rows(maximumRows, manifest.window * manifest.embedding);
    const { starts, length } = joinedPlaces(manifest.skip ? manifest.layers : manifest.layers.slice(-1));
    this.joinedStarts = starts;
    this.joined = machine.rows(maximumRows, length);
  }

  /** @throws NetworkError where a tensor is not what the manifest asks for, or the kernel does not take it */
  static async create(
    machine: Machine,
    manifest: FeedforwardManifest,
    tensors: KernelTensors,
  ): Promise<FeedforwardProgram> {
    const { embedding, window } = manifest;
    const layers: Layer[] = [];
    for (const [i, units] of manifest.layers.entries()) {
      const inputs = layers.at(-1)?.units ?? window * embedding;
      layers.push({
        W: await packedMatrix(machine.arena, tensors.matrix(`layer${i}.W`, units, inputs)),
        units,
        bias: machine.constant(tensors.values(`layer${i}.B`, units)),
        sums: machine.rows(maximumRows, units),
      });
    }
    const values = tensors.values('embedding', vocabulary * embedding);
    return new FeedforwardProgram(machine, manifest, layers, values);
  }

  load(row: number, state: State): void {
    this.windows[row] = state;
  }

  save(row: number): State {
    return this.windows[row] ?? new Float32Array(this.manifest.window - 1);
  }

  step(bytes: Uint8Array): Rows {
    bytes.forEach((byte, row) => {
      const window = Float32Array.of(...this.save(row), byte);
      this.embed(row, window);
      this.windows[row] = window.slice(1);
    });
    return this.run(bytes.length);
  }

  /** The window is all that it remembers: a text's last byte is enough. */
  read(bytes: Uint8Array): Rows {
    const { window } = this.manifest;
    const text = Float32Array.of(...this.save(0), ...bytes).slice(-window);
    this.embed(0, text);
    this.windows[0] = text.slice(1);
    return this.run(1);
  }

  /** Puts the embeddings of a window's bytes side by side. */
  private embed(row: number, window: State): void {
    const { machine, embedded, embedding } = this;
    const length = this.manifest.embedding;
    let place = rowAddress(embedded, row) / 4;
    for (const byte of window) {
      machine.floats.set(embedding.subarray(byte * length, (byte + 1) * length), place);
      place += length;
    }
  }

  /** What is read of the layers' outputs, side by side. */
  private run(count: number): Rows {
    const { machine, layers, joined, joinedStarts } = this;
    const unread = layers.length - joinedStarts.length;
    let below = this.embedded;
    layers.forEach(({ W, units, bias, sums }, i) => {
      machine.product(W, below, count, bias, sums);
      for (let row = 0; row < count; row++) {
        const at = rowAddress(sums, row);
        machine.kernel.rectify(at, at, 4 * W.rows);
        const start = joinedStarts[i - unread];
        if (start !== undefined) machine.copy(at, rowAddress(joined, row) + 4 * start, units);
      }
      below = sums;
    });
    return joined;
  }
}
