import { Arena } from './arena.js';
import { maximumQuantizedBytes, quantizedBytes, type Kernel } from './kernel.js';
import { paddedLength, type Matrix } from './matrix.js';

/** Vectors that are worked on together: states of a batch, or bytes of a text. */
export const maximumRows = 32;
const bytesPerNumber = 4;

/** Vectors of fp32 that lie at equal distances; the address and the distance are in bytes. */
export interface Rows {
  readonly address: number;
  readonly distance: number;
}

/** The address of one of them. */
export function rowAddress({ address, distance }: Rows, row: number): number {
  return address + row * distance;
}

/** The kernel with a memory of its own, in which a network's weights and what it works with lie. */
export class Machine {
  readonly arena = new Arena();
  readonly kernel: Kernel;
  private readonly quantized: number;
  private readonly scales: number;
  /** The factors of a vector that is quantized as it is. */
  private readonly ones: number;
  private view: Float32Array;

  /**
   * @param module the kernel's
   * @param longest the longest vector that is multiplied or added
   */
  constructor(module: WebAssembly.Module, longest: number) {
    const { arena } = this;
    const instance = new WebAssembly.Instance(module, { kernel: { memory: arena.memory } });
    this.kernel = instance.exports as unknown as Kernel;
    const length = paddedLength(longest);
    this.quantized = arena.take(maximumRows * maximumQuantizedBytes * length);
    this.scales = arena.take(maximumRows * bytesPerNumber);
    this.ones = arena.floats(new Float32Array(length).fill(1));
    this.view = new Float32Array(arena.memory.buffer);
  }

  /** The memory as numbers: index 1 is address 4. */
  get floats(): Float32Array {
    // A memory that grew is another buffer.
    if (this.view.length === 0) this.view = new Float32Array(this.arena.memory.buffer);
    return this.view;
  }

  /** Vectors that begin as zeros. */
  rows(count: number, length: number): Rows {
    const distance = bytesPerNumber * paddedLength(length);
    return { address: this.arena.take(count * distance), distance };
  }

  /** One vector for all rows. */
  constant(values: ArrayLike<number>, length = values.length): Rows {
    return { address: this.arena.floats(values, paddedLength(length)), distance: 0 };
  }

  /**
   * out = matrix * (x * factors) + plus, row by row.
   * @param out may be `plus`
   * @param factors an address; those that are left out are ones
   */
  product(matrix: Matrix, x: Rows, count: number, plus: Rows, out: Rows, factors = this.ones): void {
    const { kernel, quantized, scales } = this;
    const { precision } = matrix;
    const columns = this.quantizedLength(matrix);
    const quantize = precision === 16 ? kernel.quantize16 : kernel.quantize14;
    for (let row = 0; row < count; row++) {
      const from = rowAddress(x, row);
      quantize(
        ...([from, from + bytesPerNumber * matrix.columns, factors] as const),
        ...([quantized + row * columns, scales + row * bytesPerNumber] as const),
      );
    }
    const pairs = kernel.multiplyPairs ? count & ~1 : 0;
    if (pairs > 0) this.multiply('multiplyPairs', matrix, 0, pairs, plus, out);
    if (pairs < count) this.multiply(`multiply${precision}`, matrix, pairs, count, plus, out);
  }

  /** The bytes of a vector that is quantized for a matrix. Without relaxed SIMD there are pairs. */
  private quantizedLength({ columns, precision }: Matrix): number {
    return columns * quantizedBytes(precision, this.kernel.multiplyPairs === undefined);
  }

  /** Copies numbers within the memory. */
  copy(from: number, to: number, length: number): void {
    const start = from / bytesPerNumber;
    this.floats.copyWithin(to / bytesPerNumber, start, start + length);
  }

  private multiply(
    routine: 'multiply14' | 'multiply16' | 'multiplyPairs',
    matrix: Matrix,
    from: number,
    to: number,
    plus: Rows,
    out: Rows,
  ): void {
    const { kernel, quantized, scales } = this;
    const { weights, weightsEnd, rowScales, rowSums } = matrix;
    const columns = this.quantizedLength(matrix);
    kernel[routine]?.(
      weights,
      weightsEnd,
      rowScales,
      rowSums,
      columns,
      quantized + from * columns,
      quantized + to * columns,
      scales + from * bytesPerNumber,
      rowAddress(plus, from),
      plus.distance,
      rowAddress(out, from),
      out.distance,
    );
  }
}
