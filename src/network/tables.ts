import type { TablesTensors } from './tensors.js';

/** Of `models/training/blocks.py`, where the hash stands: the product stays below 2^53. */
const [factor, modulus] = [1_000_003, 2_147_483_647];

/**
 * The rows of tables that the last bytes of a text name, one for each order n: of the last n bytes.
 * @param orders rising
 * @param bytes the text's last bytes, newest last, at least as many as the longest order; 0 before its beginning
 */
export function tableRows(orders: readonly number[], rows: number, bytes: ArrayLike<number>): number[] {
  const found: number[] = [];
  let code = 0;
  let read = 0;
  for (const order of orders) {
    for (; read < order; read++) code = (code * factor + 1 + (bytes[bytes.length - 1 - read] ?? 0)) % modulus;
    found.push(code % rows);
  }
  return found;
}

/**
 * What stands in tables for the last bytes: the rows of all orders, side by side.
 * @param tables those of the input or of the logits
 * @param bytes as for `tableRows`
 */
export function lookUp(
  { orders, rows, width }: Pick<TablesTensors, 'orders' | 'rows' | 'width'>,
  tables: readonly Float32Array[],
  bytes: ArrayLike<number>,
): Float32Array {
  const looked = new Float32Array(orders.length * width);
  tableRows(orders, rows, bytes).forEach((row, i) => {
    const table = tables[i];
    if (table) looked.set(table.subarray(row * width, (row + 1) * width), i * width);
  });
  return looked;
}
