import type { Arena } from './arena.js';
import { never, nextTurn } from '../../scheduler.js';
import type { StoredMatrix } from '../weights.js';
import { componentsTogether, rowsInTile, type Precision } from './kernel.js';

/** A matrix as the kernel multiplies it; addresses in the arena, in bytes. */
export interface Matrix {
  /** Rows and columns that the kernel sees: those that were added are zeros. */
  readonly rows: number;
  readonly columns: number;
  readonly weights: number;
  readonly weightsEnd: number;
  readonly rowScales: number;
  readonly rowSums: number;
  /** Of the vectors that it is multiplied with. */
  readonly precision: Precision;
}

/** The length that a vector takes: whole tiles of a product fit, and what is quantized together. */
export function paddedLength(length: number): number {
  return roundedUp(length, 2 * rowsInTile);
}

/** The next multiple. */
export function roundedUp(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}

/** Where the rows and columns of a matrix are to be, and how many there are to be of them. */
export interface Layout {
  readonly row: (row: number) => number;
  readonly column: (column: number) => number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Lays a matrix out for the kernel, in slices between which others get a turn. A tile of 8 rows is `[columns / 4][2 groups][4 rows]
 * [4 columns]`: what is multiplied with four components of a vector lies together.
 */
export async function packedMatrix(
  arena: Arena,
  { rows, columns, scales, bytes }: StoredMatrix,
  layout: Layout = { row: row => row, column: column => column, rows, columns },
  precision: Precision = 14,
): Promise<Matrix> {
  const size = {
    rows: roundedUp(layout.rows, rowsInTile),
    columns: roundedUp(layout.columns, componentsTogether),
  };
  const weights = arena.take(size.rows * size.columns);
  const rowScales = arena.take(4 * size.rows);
  const rowSums = arena.take(4 * size.rows);
  const { buffer } = arena.memory;
  const into = new Int8Array(buffer, weights, size.rows * size.columns);
  const intoScales = new Float32Array(buffer, rowScales, size.rows);
  const intoSums = new Int32Array(buffer, rowSums, size.rows);
  const columnPlaces = Int32Array.from({ length: columns }, (_, column) => {
    const place = layout.column(column);
    return (place >> 2) * 4 * rowsInTile + (place & 3);
  });
  for (let row = 0; row < rows; row++) {
    const to = layout.row(row);
    const inTile = to % rowsInTile;
    const first = (to - inTile) * size.columns + (inTile >> 2) * 16 + (inTile & 3) * 4;
    let sum = 0;
    for (let column = 0; column < columns; column++) {
      const weight = bytes[row * columns + column] ?? 0;
      into[first + (columnPlaces[column] ?? 0)] = weight;
      sum += weight;
    }
    intoSums[to] = sum;
    intoScales[to] = scales[row] ?? 0;
    if (row % rowsInTile === 0) await nextTurn(never);
  }
  return { ...size, weights, weightsEnd: weights + into.length, rowScales, rowSums, precision };
}
