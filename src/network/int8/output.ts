import { vocabulary } from '../bytes.js';
import { maximumRows, rowAddress, type Machine, type Rows } from './machine.js';
import { packedMatrix, paddedLength, roundedUp, type Matrix } from './matrix.js';
import { componentsTogether } from './kernel.js';
import type { KernelTensors } from './tensors.js';

/**
 * Where vectors of some lengths stand in one that holds them all: each at a multiple of what is quantized together.
 * `starts` are in numbers.
 */
export function joinedPlaces(lengths: readonly number[]): { starts: number[]; length: number } {
  let length = 0;
  const starts = lengths.map(size => {
    const start = length;
    length += roundedUp(size, componentsTogether);
    return start;
  });
  return { starts, length };
}

/** The output layer: logits of what the layers put out. */
export class Output {
  private readonly logits: Rows;

  private constructor(
    private readonly machine: Machine,
    private readonly matrix: Matrix,
    /** Of the vectors that are read. */
    private readonly factors: number,
    private readonly bias: Rows,
  ) {
    this.logits = machine.rows(maximumRows, matrix.rows);
  }

  /**
   * @param lengths of the vectors that are read, which stand as `joinedPlaces` says
   * @throws NetworkError where a tensor is not what the manifest asks for, or the kernel does not take it
   */
  static async create(machine: Machine, tensors: KernelTensors, lengths: readonly number[]): Promise<Output> {
    const units = lengths.reduce((a, b) => a + b, 0);
    const { starts, length } = joinedPlaces(lengths);
    const places = lengths.flatMap((size, i) => Array.from({ length: size }, (_, k) => (starts[i] ?? 0) + k));
    const stored = tensors.matrix('output.weight', units, vocabulary);
    // It is stored with a scale for each unit, where the kernel wants one for each byte: the unit's activation is scaled instead.
    const largest = stored.scales.reduce((a, b) => Math.max(a, Math.abs(b)), 0) || 1;
    const bytes = new Int8Array(units * vocabulary);
    for (let unit = 0; unit < units; unit++)
      for (let byte = 0; byte < vocabulary; byte++)
        bytes[byte * units + unit] = stored.bytes[unit * vocabulary + byte] ?? 0;
    const scales = new Float32Array(vocabulary).fill(largest);
    const turned = { rows: vocabulary, columns: units, scales, bytes };
    const layout = { row: (row: number) => row, column: (unit: number) => places[unit] ?? 0 };
    const matrix = await packedMatrix(machine.arena, turned, {
      ...layout,
      rows: vocabulary,
      columns: length,
    });
    const factors = new Float32Array(paddedLength(length));
    places.forEach((place, unit) => (factors[place] = (stored.scales[unit] ?? 0) / largest));
    const bias = machine.constant(tensors.values('output.bias', vocabulary), matrix.rows);
    return new Output(machine, matrix, machine.arena.floats(factors), bias);
  }

  /** `[256]` for each row of what the layers put out, in memory of their own. */
  of(outputs: Rows, count: number): Float32Array[] {
    const { machine, logits } = this;
    machine.product(this.matrix, outputs, count, this.bias, logits, this.factors);
    return Array.from({ length: count }, (_, row) => {
      const start = rowAddress(logits, row) / 4;
      return machine.floats.slice(start, start + vocabulary);
    });
  }
}
