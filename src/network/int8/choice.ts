import { yieldTurn } from '../../scheduler.js';
import { kernelModule, rowsInTile } from './kernel.js';
import { Machine, rowAddress, type Rows } from './machine.js';
import { packedMatrix } from './matrix.js';

/** The kernels: `relaxed` uses relaxed SIMD's dot product, `plain` what every engine has. */
export type KernelName = 'plain' | 'relaxed';

export interface KernelChoice {
  readonly name: KernelName;
  readonly module: WebAssembly.Module;
}

/** What a choice is made from; a test puts others in their places. */
export interface Candidates {
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly relaxed: Uint8Array<ArrayBuffer>;
  /** Milliseconds. */
  readonly now: () => number;
}

/** A case that is as large as a layer of a network: a product of it is worth measuring. */
const caseColumns = 512;
const caseRows = 2 * rowsInTile;
const caseVectors = 3;
/** Products in a sample, which a browser's coarse clock can tell from another. */
const productsInSample = 128;
/** Samples of each kernel: as many as it takes for the engine to optimize its code, which it does beside it. */
const [fewestSamples, mostSamples] = [4, 40];
const millisecondsOfSamples = 40;

/** A kernel at work on the case. */
class Trial {
  milliseconds = Infinity;

  private constructor(
    readonly choice: KernelChoice,
    private readonly machine: Machine,
    private readonly product: () => void,
    private readonly out: Rows,
  ) {}

  static async create(choice: KernelChoice): Promise<Trial> {
    const machine = new Machine(choice.module, caseColumns);
    const stored = {
      ...{ rows: caseRows, columns: caseColumns },
      bytes: Int8Array.from({ length: caseRows * caseColumns }, (_, i) => ((i * 37 + (i >> 9)) % 255) - 127),
      scales: Float32Array.from({ length: caseRows }, (_, i) => 0.01 + i / 1000),
    };
    const matrix = await packedMatrix(machine.arena, stored);
    const x = machine.rows(caseVectors, caseColumns);
    const none = machine.constant([], caseRows);
    const out = machine.rows(caseVectors, caseRows);
    for (let row = 0; row < caseVectors; row++)
      for (let k = 0; k < caseColumns; k++)
        machine.floats[rowAddress(x, row) / 4 + k] = Math.sin(k * (row + 1)) * (k === row ? 9 : 1);
    return new Trial(choice, machine, () => machine.product(matrix, x, caseVectors, none, out), out);
  }

  results(): Float32Array {
    this.product();
    const { address, distance } = this.out;
    return this.machine.floats.slice(address / 4, (address + caseVectors * distance) / 4);
  }

  sample(now: () => number): void {
    const begun = now();
    for (let i = 0; i < productsInSample; i++) this.product();
    this.milliseconds = Math.min(this.milliseconds, now() - begun);
  }
}

let simd: boolean | undefined;

/** Does the engine have what every kernel needs? */
export function hasSimd(): boolean {
  return (simd ??= WebAssembly.validate(kernelModule(false)));
}

/**
 * The kernel to use in this engine. Relaxed SIMD's dot product is missing in some engines, wrong in V8 before version 12 on x64 (it
 * takes the weights for unsigned), and slow where the processor has no such instruction or the engine does not use it. Both kernels give the
 * same numbers bit for bit: so they are compared, and then the clock decides.
 * @returns undefined where the engine has no SIMD
 */
export async function chooseKernel(candidates: Partial<Candidates> = {}): Promise<KernelChoice | undefined> {
  const {
    now = () => performance.now(),
    plain = kernelModule(false),
    relaxed = kernelModule(true),
  } = candidates;
  if (!WebAssembly.validate(plain)) return undefined;
  const trialOf = (name: KernelName, bytes: Uint8Array<ArrayBuffer>) =>
    Trial.create({ name, module: new WebAssembly.Module(bytes) });
  const first = await trialOf('plain', plain);
  if (!WebAssembly.validate(relaxed)) return first.choice;
  const second = await trialOf('relaxed', relaxed);
  const expected = first.results();
  if (!second.results().every((value, i) => value === expected[i])) return first.choice;
  const begun = performance.now();
  const isEnough = (count: number) =>
    count >= mostSamples || (count >= fewestSamples && performance.now() - begun > millisecondsOfSamples);
  for (let count = 0; !isEnough(count); count++)
    for (const trial of [first, second]) {
      trial.sample(now);
      await yieldTurn();
    }
  return second.milliseconds < first.milliseconds ? second.choice : first.choice;
}
