import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { phrase } from '../phrase.js';
import { admit } from './admit.js';
import type { Backend, NetworkFiles } from './backend.js';
import { vocabulary } from './bytes.js';
import { gatesOf, NetworkError, stateSize, unitCount, type Gate, type Manifest } from './manifest.js';
import type { Network, Probe, Reading, State } from './network.js';
import { OnDemand } from './on-demand.js';
import { Queue } from './queue.js';
import { expandWeights, namedWeights, type Weights } from './weights.js';

type Graph = keyof Manifest['graphs'];

/** The name under which every graph refers to the weights. */
const externalData = 'weights';

/** The runtime takes one call at a time: neither creating nor running sessions may overlap, across networks too. */
const queue = new Queue();

/**
 * Makes the sessions of some graphs, which share one copy of the weights in fp32 while they are made.
 * @throws NetworkError where the runtime cannot start or does not take a graph
 */
async function createSessions<G extends Graph>(
  { manifest, graphs, weights }: NetworkFiles,
  wanted: readonly G[],
): Promise<Record<G, InferenceSession>> {
  const { buffer, byteOffset, byteLength } = expandWeights(manifest, weights);
  const data = new Uint8Array(buffer, byteOffset, byteLength);
  for (const graph of wanted) {
    const states = graph === 'read' ? 1 : undefined;
    admit(graphs[graph], manifest.graphs[graph], stateSize(manifest), byteLength, states);
  }
  const created: [G, InferenceSession][] = [];
  for (const graph of wanted) {
    try {
      const create = () =>
        InferenceSession.create(graphs[graph], {
          executionProviders: ['wasm'],
          graphOptimizationLevel: 'all',
          externalData: [{ path: externalData, data }],
        });
      created.push([graph, await queue.inTurn(create)]);
    } catch (cause) {
      await release(created.map(([, session]) => session));
      const file = manifest.graphs[graph];
      throw new NetworkError(phrase`${file} could not be made ready: ${String(cause)}`, { cause });
    }
  }
  return Object.fromEntries(created) as Record<G, InferenceSession>;
}

function release(sessions: Iterable<InferenceSession>): Promise<void> {
  return queue.inTurn(async () => {
    for (const session of sessions) await session.release();
  });
}

class OnnxNetwork implements Network {
  private readonly size: number;
  private disposing: Promise<void> | undefined;
  /** Made when it is first asked for: most people never look inside. */
  private readonly probing: OnDemand<InferenceSession>;

  constructor(
    private readonly files: NetworkFiles,
    private readonly sessions: Readonly<Record<'step' | 'read', InferenceSession>>,
  ) {
    this.size = stateSize(files.manifest);
    this.probing = new OnDemand(
      async () => (await createSessions(files, ['probe'])).probe,
      session => release([session]),
      () => this.unloaded(),
    );
  }

  get manifest(): Manifest {
    return this.files.manifest;
  }

  initial(): State {
    return new Float32Array(this.size);
  }

  async step(states: readonly State[], bytes: Uint8Array): Promise<Reading[]> {
    const batch = states.length;
    if (batch === 0) return [];
    const { next, logits } = await this.runReading('step', bytes, this.packed(states), batch);
    // Each a copy of its own: a checkpoint that is kept must not keep a whole batch alive.
    return states.map((_, i) => ({
      state: next.slice(i * this.size, (i + 1) * this.size),
      logits: logits.slice(i * vocabulary, (i + 1) * vocabulary),
    }));
  }

  async read(state: State, bytes: Uint8Array): Promise<Reading> {
    const graph = bytes.length === 1 ? 'step' : 'read';
    const { next, logits } = await this.runReading(graph, bytes, state, 1);
    return { state: next, logits };
  }

  async probe(state: State, bytes: Uint8Array): Promise<Probe> {
    const session = await this.probing.get();
    // Given the states before, every byte's gates are rows of one product.
    const before = [state];
    for (let last = state, i = 0; i + 1 < bytes.length; i++) {
      const [reading] = await this.step([last], bytes.subarray(i, i + 1));
      if (reading) before.push((last = reading.state));
    }
    const hidden = unitCount(this.manifest);
    const gateSizes = Object.fromEntries(gatesOf(this.manifest).map(gate => [gate, hidden])) as Record<
      Gate,
      number
    >;
    const sizes = { ...gateSizes, next: this.size, logits: vocabulary, hidden };
    const all = await this.run('probe', session, bytes, this.packed(before), bytes.length, sizes);
    const { next: states, logits, hidden: outputs, ...found } = all;
    return { bytes: bytes.length, states, logits, hidden: outputs, gates: found };
  }

  weights(): Weights {
    return namedWeights(this.manifest, this.files.weights);
  }

  dispose(): Promise<void> {
    return (this.disposing ??= this.releaseSessions());
  }

  private async releaseSessions(): Promise<void> {
    await this.probing.release();
    await release(Object.values(this.sessions));
  }

  private unloaded(): NetworkError {
    return new NetworkError(phrase`the network ${this.manifest.name} was unloaded`);
  }

  private packed(states: readonly State[]): Float32Array {
    const packed = new Float32Array(states.length * this.size);
    states.forEach((state, i) => packed.set(state, i * this.size));
    return packed;
  }

  private runReading(graph: 'step' | 'read', bytes: Uint8Array, state: Float32Array, rows: number) {
    return this.run(graph, this.sessions[graph], bytes, state, rows, { next: this.size, logits: vocabulary });
  }

  /** Runs a graph; `sizes`: what it gives, and how many numbers of each in a row. */
  private run<Name extends string>(
    graph: Graph,
    session: InferenceSession,
    bytes: Uint8Array,
    state: Float32Array,
    rows: number,
    sizes: Readonly<Record<Name, number>>,
  ): Promise<Record<Name, Float32Array>> {
    return queue.inTurn(async () => {
      if (this.disposing) throw this.unloaded();
      const outputs = await session.run({
        bytes: new Tensor('int32', Int32Array.from(bytes), [bytes.length]),
        state: new Tensor('float32', state, [rows, this.size]),
      });
      const values: Partial<Record<Name, Float32Array>> = {};
      for (const name of Object.keys(sizes) as Name[]) {
        const data = outputs[name]?.data;
        const length = rows * sizes[name];
        if (!(data instanceof Float32Array && data.length === length))
          throw new NetworkError(
            phrase`${this.manifest.graphs[graph]} does not give ${length} numbers in fp32 as "${name}"`,
          );
        values[name] = data;
      }
      return values as Record<Name, Float32Array>;
    });
  }
}

/**
 * The backend that runs everywhere: onnxruntime's WASM, on one thread.
 * @param runtime gives the bytes of `ort-wasm-simd-threaded.wasm`
 */
export function wasmBackend(runtime: () => Promise<Uint8Array>): Backend {
  return {
    name: 'wasm',
    title: 'WASM',
    unavailableReason: () => undefined,
    async create(files) {
      const wasm = runtime().catch((cause: unknown) => {
        throw new NetworkError(phrase`the WASM runtime is missing or cannot be read`, { cause });
      });
      return createNetwork(...(await Promise.all([files, wasm])));
    },
  };
}

async function createNetwork(files: NetworkFiles, wasm: Uint8Array): Promise<Network> {
  env.wasm.numThreads = 1;
  env.wasm.wasmBinary = wasm;
  env.logLevel = 'error';
  const sessions = await createSessions(files, ['step', 'read']);
  const network = new OnnxNetwork(files, sessions);
  try {
    // A first call of each shape: finds a graph that does not fit now rather than while the person types.
    await network.step([network.initial()], Uint8Array.of(0));
    const { logits } = await network.read(network.initial(), Uint8Array.of(0, 0));
    if (!logits.every(Number.isFinite))
      throw new NetworkError(phrase`${files.manifest.graphs.read} gives what is not a number`);
    return network;
  } catch (error) {
    await network.dispose();
    if (error instanceof NetworkError) throw error;
    throw new NetworkError(phrase`the graphs of ${files.manifest.name} do not run: ${String(error)}`, {
      cause: error,
    });
  }
}
