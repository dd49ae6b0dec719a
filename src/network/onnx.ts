import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { phrase } from '../phrase.js';
import { admitGraphs } from './admit.js';
import type { Backend, NetworkFiles } from './backend.js';
import { vocabulary } from './bytes.js';
import { gatesOf, NetworkError, stateSize, unitCount, type Gate, type Manifest } from './manifest.js';
import type { Network, Probe, Reading, State } from './network.js';
import { statesBefore, type MakeProbe, type ProbeGraph } from './probe-graph.js';
import { unloadedError } from './guarded.js';
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
  files: NetworkFiles,
  wanted: readonly G[],
): Promise<Record<G, InferenceSession>> {
  const { manifest, graphs, weights } = files;
  const { buffer, byteOffset, byteLength } = expandWeights(manifest, weights);
  const data = new Uint8Array(buffer, byteOffset, byteLength);
  admitGraphs(files, wanted);
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

/** Runs a graph once. @param sizes what it gives, and how many numbers of each in a row */
async function runGraph<Name extends string>(
  session: InferenceSession,
  file: string,
  bytes: Uint8Array,
  state: Float32Array,
  rows: number,
  sizes: Readonly<Record<Name, number>>,
): Promise<Record<Name, Float32Array>> {
  const outputs = await session.run({
    bytes: new Tensor('int32', Int32Array.from(bytes), [bytes.length]),
    state: new Tensor('float32', state, [rows, state.length / rows]),
  });
  const values: Partial<Record<Name, Float32Array>> = {};
  for (const name of Object.keys(sizes) as Name[]) {
    const data = outputs[name]?.data;
    const length = rows * sizes[name];
    if (!(data instanceof Float32Array && data.length === length))
      throw new NetworkError(phrase`${file} does not give ${length} numbers in fp32 as "${name}"`);
    values[name] = data;
  }
  return values as Record<Name, Float32Array>;
}

function packed(states: readonly State[], size: number): Float32Array {
  const packed = new Float32Array(states.length * size);
  states.forEach((state, i) => packed.set(state, i * size));
  return packed;
}

/** A network's graph that shows its activations. Given the states before, every byte's gates are rows of one product. */
class OnnxProbe implements ProbeGraph {
  private disposing: Promise<void> | undefined;

  constructor(
    private readonly manifest: Manifest,
    private readonly session: InferenceSession,
  ) {}

  probe(before: readonly State[], bytes: Uint8Array): Promise<Probe> {
    const { manifest } = this;
    const [size, units] = [stateSize(manifest), unitCount(manifest)];
    const gateSizes = Object.fromEntries(gatesOf(manifest).map(gate => [gate, units])) as Record<
      Gate,
      number
    >;
    const sizes = { ...gateSizes, next: size, logits: vocabulary, hidden: units };
    return queue.inTurn(async () => {
      if (this.disposing) throw unloadedError(manifest);
      const states = packed(before, size);
      const file = manifest.graphs.probe;
      const all = await runGraph(this.session, file, bytes, states, bytes.length, sizes);
      const { next, logits, hidden, ...found } = all;
      return { bytes: bytes.length, states: next, logits, hidden, gates: found };
    });
  }

  dispose(): Promise<void> {
    return (this.disposing ??= release([this.session]));
  }
}

class OnnxNetwork implements Network {
  private readonly size: number;
  private disposing: Promise<void> | undefined;
  /** Made when it is first asked for: most people never look inside. */
  private readonly probing: OnDemand<ProbeGraph>;

  constructor(
    private readonly files: NetworkFiles,
    private readonly sessions: Readonly<Record<'step' | 'read', InferenceSession>>,
  ) {
    this.size = stateSize(files.manifest);
    this.probing = new OnDemand(
      () => createProbe(files),
      graph => graph.dispose(),
      () => unloadedError(files.manifest),
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
    const { next, logits } = await this.runReading('step', bytes, packed(states, this.size), batch);
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
    const graph = await this.probing.get();
    return graph.probe(await statesBefore(this, state, bytes), bytes);
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

  private runReading(graph: 'step' | 'read', bytes: Uint8Array, state: Float32Array, rows: number) {
    return queue.inTurn(() => {
      if (this.disposing) throw unloadedError(this.manifest);
      const sizes = { next: this.size, logits: vocabulary };
      return runGraph(this.sessions[graph], this.manifest.graphs[graph], bytes, state, rows, sizes);
    });
  }
}

async function createProbe(files: NetworkFiles): Promise<ProbeGraph> {
  return new OnnxProbe(files.manifest, (await createSessions(files, ['probe'])).probe);
}

/**
 * Makes the graphs that show activations, for backends that have none of their own.
 * @param runtime gives the bytes of `ort-wasm-simd-threaded.wasm`
 */
export function wasmProbes(runtime: () => Promise<Uint8Array>): MakeProbe {
  return async files => {
    startRuntime(await readRuntime(runtime));
    return createProbe(files);
  };
}

async function readRuntime(runtime: () => Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await runtime();
  } catch (cause) {
    throw new NetworkError(phrase`the WASM runtime is missing or cannot be read`, { cause });
  }
}

function startRuntime(wasm: Uint8Array): void {
  env.wasm.numThreads = 1;
  env.wasm.wasmBinary = wasm;
  env.logLevel = 'error';
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
      return createNetwork(...(await Promise.all([files, readRuntime(runtime)])));
    },
  };
}

async function createNetwork(files: NetworkFiles, wasm: Uint8Array): Promise<Network> {
  startRuntime(wasm);
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
