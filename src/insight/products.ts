// Loops over a million weights: several rows or columns are taken together, so that what is summed up in is loaded and stored once
// for all of them, and no sum waits for the one before.

/**
 * Adds a transposed matrix times a vector: `out[j] += sum over i of M[i, j] * v[i]`.
 * @param M `[v.length, out.length]`, row after row
 */
export function addTransposed(M: Float32Array, v: Float64Array, out: Float64Array): void {
  const columns = out.length;
  const whole = v.length - (v.length % 8);
  for (let i = 0; i < whole; i += 8) {
    const a = v[i] ?? NaN;
    const b = v[i + 1] ?? NaN;
    const c = v[i + 2] ?? NaN;
    const d = v[i + 3] ?? NaN;
    const e = v[i + 4] ?? NaN;
    const f = v[i + 5] ?? NaN;
    const g = v[i + 6] ?? NaN;
    const h = v[i + 7] ?? NaN;
    const A = i * columns;
    const B = A + columns;
    const C = B + columns;
    const D = C + columns;
    const E = D + columns;
    const F = E + columns;
    const G = F + columns;
    const H = G + columns;
    for (let j = 0; j < columns; j++)
      out[j] =
        (out[j] ?? NaN) +
        (a * (M[A + j] ?? NaN) + b * (M[B + j] ?? NaN)) +
        (c * (M[C + j] ?? NaN) + d * (M[D + j] ?? NaN)) +
        (e * (M[E + j] ?? NaN) + f * (M[F + j] ?? NaN)) +
        (g * (M[G + j] ?? NaN) + h * (M[H + j] ?? NaN));
  }
  for (let i = whole; i < v.length; i++) {
    const a = v[i] ?? NaN;
    for (let j = 0; j < columns; j++) out[j] = (out[j] ?? NaN) + a * (M[i * columns + j] ?? NaN);
  }
}

/** A row of a matrix times a vector. `from`: where the row begins. */
export function rowProduct(M: Float32Array, from: number, v: Float32Array | Float64Array): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const four = v.length - (v.length % 4);
  for (let j = 0, i = from; j < four; j += 4, i += 4) {
    a += (M[i] ?? NaN) * (v[j] ?? NaN);
    b += (M[i + 1] ?? NaN) * (v[j + 1] ?? NaN);
    c += (M[i + 2] ?? NaN) * (v[j + 2] ?? NaN);
    d += (M[i + 3] ?? NaN) * (v[j + 3] ?? NaN);
  }
  for (let j = four; j < v.length; j++) a += (M[from + j] ?? NaN) * (v[j] ?? NaN);
  return a + b + (c + d);
}

/** Adds a matrix times a vector: `out[i] += sum over j of M[i, j] * v[j]`. @param M `[out.length, v.length]`, row after row */
export function addProduct(M: Float32Array, v: Float32Array | Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = (out[i] ?? NaN) + rowProduct(M, i * v.length, v);
}

/** The Euclidean norm. */
export function norm(v: Float32Array | Float64Array): number {
  let sum = 0;
  for (const value of v) sum += value * value;
  return Math.sqrt(sum);
}
