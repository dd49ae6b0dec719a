import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { NetworkError, stateSize, type Manifest } from './manifest.js';
import { vocabulary } from './bytes.js';
import type { Network, Reading, State } from './network.js';

/** The files of a network, as bytes, so that this runs alike in Node, in a browser's worker and under test. */
export interface NetworkFiles {
  readonly manifest: Manifest;
  readonly graphs: Readonly<Record<keyof Manifest['graphs'], Uint8Array>>;
  /** All weights in fp32, as the graphs refer to them: see `expandWeights`. */
  readonly weights: Float32Array;
}

/** The name under which every graph refers to the weights. */
const externalData = 'weights';

/** The runtime takes one call at a time: neither creating nor running sessions may overlap, across networks too. */
let last: Promise<unknown> = Promise.resolve();
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = last.then(work, work);
  last = turn.catch(() => undefined);
  return turn;
}

class OnnxNetwork implements Network {
  private readonly size: number;
  private disposed = false;

  constructor(
    readonly manifest: Manifest,
    private readonly sessions: Readonly<Record<keyof Manifest['graphs'], InferenceSession>>,
  ) {
    this.size = stateSize(manifest);
  }

  initial(): State {
    return new Float32Array(this.size);
  }

  async step(states: readonly State[], bytes: Uint8Array): Promise<Reading[]> {
    const batch = states.length;
    if (batch === 0) return [];
    const packed = new Float32Array(batch * this.size);
    states.forEach((state, i) => packed.set(state, i * this.size));
    const { next, logits } = await this.run('step', bytes, packed, batch);
    // Each a copy of its own: a checkpoint that is kept must not keep a whole batch alive.
    return states.map((_, i) => ({
      state: next.slice(i * this.size, (i + 1) * this.size),
      logits: logits.slice(i * vocabulary, (i + 1) * vocabulary),
    }));
  }

  async read(state: State, bytes: Uint8Array): Promise<Reading> {
    const graph = bytes.length === 1 ? 'step' : 'read';
    const { next, logits } = await this.run(graph, bytes, state, 1);
    return { state: next, logits };
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    await inTurn(async () => {
      for (const session of Object.values(this.sessions)) await session.release();
    });
  }

  private run(graph: keyof Manifest['graphs'], bytes: Uint8Array, state: Float32Array, batch: number) {
    return inTurn(async () => {
      if (this.disposed) throw new NetworkError(`the network ${this.manifest.name} was put away`);
      const { next, logits } = await this.sessions[graph].run({
        bytes: new Tensor('int32', Int32Array.from(bytes), [bytes.length]),
        state: new Tensor('float32', state, [batch, this.size]),
      });
      if (!(next?.data instanceof Float32Array && logits?.data instanceof Float32Array)) {
        throw new NetworkError(`${this.manifest.graphs[graph]} does not give "next" and "logits" in fp32`);
      }
      return { next: next.data, logits: logits.data };
    });
  }
}

/**
 * Starts the runtime, where it was not started yet, and makes the network's sessions.
 * @param wasm the bytes of `ort-wasm-simd-threaded.wasm`
 * @throws NetworkError where the runtime cannot start or does not take a graph
 */
export async function createNetwork(files: NetworkFiles, wasm: Uint8Array): Promise<Network> {
  const { manifest } = files;
  env.wasm.numThreads = 1;
  env.wasm.wasmBinary = wasm;
  env.logLevel = 'error';
  const { buffer, byteOffset, byteLength } = files.weights;
  const data = new Uint8Array(buffer, byteOffset, byteLength);
  const made: InferenceSession[] = [];
  const session = async (graph: keyof Manifest['graphs']) => {
    try {
      const session = await inTurn(() =>
        InferenceSession.create(files.graphs[graph], {
          executionProviders: ['wasm'],
          graphOptimizationLevel: 'all',
          externalData: [{ path: externalData, data }],
        }),
      );
      made.push(session);
      return session;
    } catch (cause) {
      throw new NetworkError(`${manifest.graphs[graph]} could not be made ready: ${String(cause)}`, {
        cause,
      });
    }
  };
  try {
    const network = new OnnxNetwork(manifest, { step: await session('step'), read: await session('read') });
    // A first call of each shape: finds a graph that does not fit now rather than under the person's fingers.
    await network.step([network.initial()], Uint8Array.of(0));
    await network.read(network.initial(), Uint8Array.of(0, 0));
    return network;
  } catch (error) {
    for (const session of made) await inTurn(() => session.release());
    throw error;
  }
}
