import type { BlocksManifest } from '../manifest.js';
import type { State } from '../network.js';
import { tableRows } from '../tables.js';
import type { StoredMatrix } from '../weights.js';
import { maximumRows, rowAddress, type Machine, type Rows } from './machine.js';
import { packedMatrix, type Matrix } from './matrix.js';
import type { KernelTensors } from './tensors.js';

type TableSizes = NonNullable<BlocksManifest['tables']>;

/** Rows that the last bytes name, side by side, one for each order. */
interface Looked {
  readonly tables: readonly StoredMatrix[];
  readonly rows: Rows;
}

/** The tables of a network of blocks: for each order, a row that the last bytes name. */
export class Tables {
  private readonly longest: number;
  /** The bytes before the next one, of each row, the oldest first. */
  private readonly before: State[] = [];

  private constructor(
    private readonly machine: Machine,
    private readonly sizes: TableSizes,
    private readonly input: (Looked & { readonly matrix: Matrix }) | undefined,
    private readonly output: Looked | undefined,
  ) {
    this.longest = Math.max(...sizes.orders);
  }

  /** @throws NetworkError where a tensor is not what the manifest asks for, or the kernel does not take it */
  static async create(
    machine: Machine,
    sizes: TableSizes,
    width: number,
    tensors: KernelTensors,
  ): Promise<Tables> {
    const { orders, rows, at } = sizes;
    const length = orders.length * sizes.width;
    const looked = (prefix: string): Looked => ({
      tables: orders.map(order => tensors.matrix(`${prefix}table${order}`, rows, sizes.width)),
      rows: machine.rows(maximumRows, length),
    });
    const first = looked('');
    const matrix =
      at === 'output'
        ? undefined
        : await packedMatrix(machine.arena, tensors.matrix('tables.input', width, length));
    const output = { input: undefined, output: first, both: first, apart: undefined }[at];
    const input = matrix && { ...first, matrix };
    return new Tables(machine, sizes, input, at === 'apart' ? looked('output.') : output);
  }

  /** @param bytes those before the next one, as numbers, the oldest first */
  load(row: number, bytes: State): void {
    this.before[row] = bytes;
  }

  save(row: number): State {
    return this.before[row] ?? new Float32Array(this.longest - 1);
  }

  /** Looks the rows up that a byte in each row names, or each byte of a text in row 0. */
  look(bytes: Uint8Array, isText: boolean): void {
    const { longest } = this;
    const text = isText ? Float32Array.of(...this.save(0), ...bytes) : undefined;
    for (let row = 0; row < bytes.length; row++) {
      const last = text?.subarray(row, row + longest) ?? Float32Array.of(...this.save(row), bytes[row] ?? 0);
      const places = tableRows(this.sizes.orders, this.sizes.rows, last);
      this.fill(this.input, row, places);
      if (this.output?.rows !== this.input?.rows) this.fill(this.output, row, places);
      if (!text) this.before[row] = last.slice(1);
    }
    if (text) this.before[0] = text.slice(bytes.length);
  }

  /** Adds to x what the input reads of the tables. */
  addTo(x: Rows, count: number): void {
    if (this.input) this.machine.product(this.input.matrix, this.input.rows, count, x, x);
  }

  /** Copies what the logits read of the tables to a place in each row. */
  join(into: Rows, count: number, start: number): void {
    const { output } = this;
    if (!output) return;
    const length = this.sizes.orders.length * this.sizes.width;
    for (let row = 0; row < count; row++)
      this.machine.copy(rowAddress(output.rows, row), rowAddress(into, row) + 4 * start, length);
  }

  private fill(looked: Looked | undefined, row: number, places: readonly number[]): void {
    if (!looked) return;
    const { floats } = this.machine;
    const { width } = this.sizes;
    let to = rowAddress(looked.rows, row) / 4;
    looked.tables.forEach(({ scales, bytes }, order) => {
      const place = places[order] ?? 0;
      const scale = scales[place] ?? 0;
      for (let k = place * width; k < (place + 1) * width; k++) floats[to++] = scale * (bytes[k] ?? 0);
    });
  }
}
