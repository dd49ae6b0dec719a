import { vocabulary } from '../bytes.js';
import type { Machine, Rows } from './machine.js';
import { packed, paddedLength, roundedUp, type Matrix } from './matrix.js';
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
  private readonly matrix: Matrix;
  private readonly factors: number;
  private readonly bias: Rows;
  private readonly logits: Rows;

  /** @param lengths of the vectors that are read, which stand as `joinedPlaces` says */
  constructor(
    private readonly machine: Machine,
    tensors: KernelTensors,
    lengths: readonly number[],
    maximumCount: number,
  ) {
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
    this.matrix = packed(
      machine.arena,
      { rows: vocabulary, columns: units, scales, bytes },
      { row: row => row, column: unit => places[unit] ?? 0, rows: vocabulary, columns: length },
    );
    const factors = new Float32Array(paddedLength(length));
    places.forEach((place, unit) => (factors[place] = (stored.scales[unit] ?? 0) / largest));
    this.factors = machine.arena.floats(factors);
    this.bias = machine.constant(tensors.values('output.bias', vocabulary), this.matrix.rows);
    this.logits = machine.rows(maximumCount, this.matrix.rows);
  }

  /** `[256]` for each row of what the layers put out, in memory of their own. */
  of(outputs: Rows, count: number): Float32Array[] {
    const { machine, logits } = this;
    machine.product(this.matrix, outputs, count, this.bias, logits, this.factors);
    return Array.from({ length: count }, (_, row) => {
      const start = (logits.address + row * logits.distance) / 4;
      return machine.floats.slice(start, start + vocabulary);
    });
  }
}
