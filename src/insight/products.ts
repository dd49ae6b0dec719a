/** Rows taken together: each element of the result is then loaded and stored once for all of them. */
const together = 4;

/**
 * Adds a transposed matrix times a vector: `out[j] += sum over i of M[i, j] * v[i]`.
 * @param M `[v.length, out.length]`, row after row
 */
export function addTransposed(M: Float32Array, v: Float64Array, out: Float64Array): void {
  const columns = out.length;
  let i = 0;
  for (; i + together <= v.length; i += together) {
    const [a, b, c, d] = [v[i] ?? NaN, v[i + 1] ?? NaN, v[i + 2] ?? NaN, v[i + 3] ?? NaN];
    const A = i * columns;
    const [B, C, D] = [A + columns, A + 2 * columns, A + 3 * columns];
    for (let j = 0; j < columns; j++)
      out[j] =
        (out[j] ?? NaN) +
        a * (M[A + j] ?? NaN) +
        b * (M[B + j] ?? NaN) +
        c * (M[C + j] ?? NaN) +
        d * (M[D + j] ?? NaN);
  }
  for (; i < v.length; i++) {
    const a = v[i] ?? NaN;
    for (let j = 0; j < columns; j++) out[j] = (out[j] ?? NaN) + a * (M[i * columns + j] ?? NaN);
  }
}

/** A row of a matrix times a vector. `from`: where the row begins. */
export function rowProduct(M: Float32Array, from: number, v: Float32Array | Float64Array): number {
  let sum = 0;
  for (let j = 0; j < v.length; j++) sum += (M[from + j] ?? NaN) * (v[j] ?? NaN);
  return sum;
}

/** The Euclidean norm. */
export function norm(v: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < v.length; j++) sum += (v[j] ?? NaN) ** 2;
  return Math.sqrt(sum);
}
