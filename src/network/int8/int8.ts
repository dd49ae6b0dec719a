import { phrase } from '../../phrase.js';
import { never, nextTurn } from '../../scheduler.js';
import { admitGraphs } from '../admit.js';
import type { Backend, NetworkFiles } from '../backend.js';
import { layerUnits, NetworkError, stateSize, type Manifest } from '../manifest.js';
import type { Network, Probe, Reading, State } from '../network.js';
import { unloadedError } from '../guarded.js';
import { OnDemand } from '../on-demand.js';
import { statesBefore, type MakeProbe, type ProbeGraph } from '../probe-graph.js';
import { Queue } from '../queue.js';
import { namedWeights, type Weights } from '../weights.js';
import { BlocksProgram, lengthsRead } from './blocks.js';
import { chooseKernel, hasSimd, type KernelChoice } from './choice.js';
import { FeedforwardProgram } from './feedforward.js';
import { Machine, maximumRows } from './machine.js';
import { Output } from './output.js';
import type { Program } from './program.js';
import { RecurrentProgram } from './recurrent.js';
import { KernelTensors } from './tensors.js';

/** What a piece of a read takes at most, once it was seen how quick the machine is, and its fewest bytes. */
const pieceMilliseconds = 4;
const minimumRows = 4;

/** A network on the kernel. */
export class Int8Network implements Network {
  private readonly queue = new Queue();
  private readonly size: number;
  private readonly probing: OnDemand<ProbeGraph>;
  private disposing: Promise<void> | undefined;
  /** Bytes that are read in one piece. */
  private rowsInPiece = maximumRows / 2;

  private constructor(
    private readonly files: NetworkFiles,
    private readonly machine: Machine,
    private readonly program: Program,
    private readonly output: Output,
    makeProbe: MakeProbe,
  ) {
    this.size = stateSize(files.manifest);
    this.probing = new OnDemand(
      () => makeProbe(files),
      graph => graph.dispose(),
      () => unloadedError(this.manifest),
    );
  }

  /** @throws NetworkError where the weights are not what the manifest asks for, or the kernel does not take them */
  static async create(files: NetworkFiles, kernel: KernelChoice, makeProbe: MakeProbe): Promise<Int8Network> {
    const { manifest, weights } = files;
    const tensors = new KernelTensors(manifest, weights);
    const machine = new Machine(kernel.module, longestVector(manifest));
    const program = await programOf(machine, manifest, tensors);
    const output = await Output.create(machine, tensors, outputLengths(manifest));
    return new Int8Network(files, machine, program, output, makeProbe);
  }

  get manifest(): Manifest {
    return this.files.manifest;
  }

  /** Is nothing written outside of what was handed out? For tests. */
  get isIntact(): boolean {
    return this.machine.arena.isIntact;
  }

  initial(): State {
    return new Float32Array(this.size);
  }

  step(states: readonly State[], bytes: Uint8Array): Promise<Reading[]> {
    return this.inTurn(async () => {
      const readings: Reading[] = [];
      for (let from = 0; from < states.length; from += maximumRows) {
        const some = states.slice(from, from + maximumRows);
        readings.push(...this.stepTogether(some, bytes.subarray(from, from + some.length)));
        if (from + maximumRows < states.length) await nextTurn(never);
      }
      return readings;
    });
  }

  read(state: State, bytes: Uint8Array): Promise<Reading> {
    return this.inTurn(async () => {
      let outputs;
      const { program } = this;
      program.load(0, state);
      for (let from = 0; from < bytes.length;) {
        if (from > 0) await nextTurn(never);
        const piece = bytes.subarray(from, from + this.rowsInPiece);
        const begun = performance.now();
        outputs = program.read(piece);
        this.fitPiece(piece.length, performance.now() - begun);
        from += piece.length;
      }
      if (!outputs) throw new RangeError('a read takes at least one byte');
      const [logits = new Float32Array(0)] = this.output.of(outputs, 1);
      return { state: program.save(0), logits };
    });
  }

  async probe(state: State, bytes: Uint8Array): Promise<Probe> {
    const graph = await this.probing.get();
    return graph.probe(await statesBefore(this, state, bytes), bytes);
  }

  weights(): Weights {
    return namedWeights(this.manifest, this.files.weights);
  }

  dispose(): Promise<void> {
    return (this.disposing ??= this.queue.inTurn(() => this.probing.release()));
  }

  /** Between two pieces others get a turn: on a slow or busy machine they are shorter. What is read does not depend on it. */
  private fitPiece(rows: number, milliseconds: number): void {
    if (milliseconds > pieceMilliseconds) this.rowsInPiece = Math.max(minimumRows, rows >> 1);
    else if (rows === this.rowsInPiece && milliseconds < pieceMilliseconds / 2)
      this.rowsInPiece = Math.min(maximumRows, 2 * rows);
  }

  private stepTogether(states: readonly State[], bytes: Uint8Array): Reading[] {
    const { program } = this;
    states.forEach((state, row) => program.load(row, state));
    const logits = this.output.of(program.step(bytes), states.length);
    return logits.map((logits, row) => ({ state: program.save(row), logits }));
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.queue.inTurn(() => {
      if (this.disposing) throw unloadedError(this.manifest);
      return work();
    });
  }
}

async function programOf(machine: Machine, manifest: Manifest, tensors: KernelTensors): Promise<Program> {
  switch (manifest.kind) {
    case 'layers':
      return RecurrentProgram.create(machine, manifest, tensors);
    case 'feedforward':
      return FeedforwardProgram.create(machine, manifest, tensors);
    case 'blocks':
      if (manifest.cell !== 'glr')
        throw new NetworkError(phrase`the int8 backend takes no ${manifest.cell} in blocks`);
      return BlocksProgram.create(machine, manifest, tensors);
  }
}

/** Lengths of the vectors that the logits read, side by side. */
function outputLengths(manifest: Manifest): readonly number[] {
  if (manifest.kind === 'blocks') return lengthsRead(manifest);
  return manifest.skip ? manifest.layers : manifest.layers.slice(-1);
}

/** The longest vector that a matrix of a network is multiplied with, and a little more for what is added between its parts. */
function longestVector(manifest: Manifest): number {
  const joined = outputLengths(manifest).reduce((sum, length) => sum + length + 16, 0);
  const units = Math.max(...layerUnits(manifest));
  switch (manifest.kind) {
    case 'layers':
      return Math.max(joined, units, manifest.embedding);
    case 'feedforward':
      return Math.max(joined, units, manifest.window * manifest.embedding);
    case 'blocks': {
      const inner = Math.max(...manifest.blocks.map(({ ffn }) => ffn));
      const { orders = [], width = 0 } = manifest.tables ?? {};
      return Math.max(joined, units, inner, manifest.width, orders.length * width);
    }
  }
}

const missingSimd = phrase`The int8 backend needs WebAssembly’s SIMD, which this editor does not have`;

/** The kernel that is quicker here; undefined where the engine has no SIMD. Found once. */
let choice: Promise<KernelChoice | undefined> | undefined;

/**
 * The backend that multiplies the int8 weights as they are stored, in a kernel of its own.
 * @param makeProbe makes what activations are looked at with, once somebody looks
 * @param choose finds the kernel to use
 */
export function int8Backend(makeProbe: MakeProbe, choose = () => (choice ??= chooseKernel())): Backend {
  return {
    name: 'int8',
    title: 'int8',
    unavailableReason: () => (hasSimd() ? undefined : missingSimd),
    async create(files) {
      const [loaded, kernel] = await Promise.all([files, choose()]);
      if (!kernel) throw new NetworkError(missingSimd);
      const network = await Int8Network.create(loaded, kernel, makeProbe);
      // The kernel needs no graph, but a network whose graphs are no good is refused before anybody looks inside.
      admitGraphs(loaded, ['step', 'read']);
      // A first read, of zeros: numbers that are too large show here rather than while the person types.
      const { state, logits } = await network.read(network.initial(), Uint8Array.of(0, 0));
      if (!(state.every(Number.isFinite) && logits.every(Number.isFinite)))
        throw new NetworkError(phrase`${loaded.manifest.name} gives what is not a number`);
      return network;
    },
  };
}
