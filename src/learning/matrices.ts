/*
 * Products of matrices that lie row by row in one array. Both take sixteen sums at a time, so that each number that is loaded is used four
 * times: in plain TypeScript that is what decides how fast a network learns.
 */

/**
 * Adds a product to a matrix: C += A Bᵀ. Both are read along their rows.
 * @param C `[m, n]` @param A `[m, k]` @param B `[n, k]`
 */
export function addRowProducts(
  C: Float64Array,
  A: Float64Array,
  B: Float64Array,
  m: number,
  n: number,
  k: number,
): void {
  addProducts(C, { values: A, row: k, along: 1 }, { values: B, row: k, along: 1 }, n, k, 0, m);
}

/**
 * Adds a product to some rows of a matrix: C += Aᵀ B, a sum over the rows of both.
 * @param C `[m, n]` @param A `[k, m]` @param B `[k, n]`
 * @param from the first row of C that is added to, and `to` the one behind the last
 */
export function addColumnProducts(
  C: Float64Array,
  A: Float64Array,
  B: Float64Array,
  m: number,
  n: number,
  k: number,
  from = 0,
  to = m,
): void {
  addProducts(C, { values: A, row: 1, along: m }, { values: B, row: 1, along: n }, n, k, from, to);
}

/** A factor: how far a number lies from the same one of the next row of C (of A) or column of C (of B), and from the next that is summed up. */
interface Factor {
  readonly values: Float64Array;
  readonly row: number;
  readonly along: number;
}

/** Adds to rows `from` to `to` of C `[.., n]` the products of two factors, each of `k` numbers. */
function addProducts(
  C: Float64Array,
  { values: A, row: ai, along: al }: Factor,
  { values: B, row: bj, along: bl }: Factor,
  n: number,
  k: number,
  from: number,
  to: number,
): void {
  const addProduct = (i: number, j: number) => {
    let sum = 0;
    for (let l = 0, a = i * ai, b = j * bj; l < k; l++, a += al, b += bl) sum += at(A, a) * at(B, b);
    C[i * n + j] = at(C, i * n + j) + sum;
  };
  let i = from;
  for (; i + 4 <= to; i += 4) {
    const [a0, a1, a2, a3] = [i * ai, (i + 1) * ai, (i + 2) * ai, (i + 3) * ai];
    let j = 0;
    for (; j + 4 <= n; j += 4) {
      const [b0, b1, b2, b3] = [j * bj, (j + 1) * bj, (j + 2) * bj, (j + 3) * bj];
      let s00 = 0,
        s01 = 0,
        s02 = 0,
        s03 = 0;
      let s10 = 0,
        s11 = 0,
        s12 = 0,
        s13 = 0;
      let s20 = 0,
        s21 = 0,
        s22 = 0,
        s23 = 0;
      let s30 = 0,
        s31 = 0,
        s32 = 0,
        s33 = 0;
      for (let l = 0, a = 0, b = 0; l < k; l++, a += al, b += bl) {
        const p0 = at(A, a0 + a);
        const p1 = at(A, a1 + a);
        const p2 = at(A, a2 + a);
        const p3 = at(A, a3 + a);
        const q0 = at(B, b0 + b);
        const q1 = at(B, b1 + b);
        const q2 = at(B, b2 + b);
        const q3 = at(B, b3 + b);
        s00 += p0 * q0;
        s01 += p0 * q1;
        s02 += p0 * q2;
        s03 += p0 * q3;
        s10 += p1 * q0;
        s11 += p1 * q1;
        s12 += p1 * q2;
        s13 += p1 * q3;
        s20 += p2 * q0;
        s21 += p2 * q1;
        s22 += p2 * q2;
        s23 += p2 * q3;
        s30 += p3 * q0;
        s31 += p3 * q1;
        s32 += p3 * q2;
        s33 += p3 * q3;
      }
      const [c0, c1, c2, c3] = [i * n + j, (i + 1) * n + j, (i + 2) * n + j, (i + 3) * n + j];
      add4(C, c0, s00, s01, s02, s03);
      add4(C, c1, s10, s11, s12, s13);
      add4(C, c2, s20, s21, s22, s23);
      add4(C, c3, s30, s31, s32, s33);
    }
    for (; j < n; j++) for (let r = i; r < i + 4; r++) addProduct(r, j);
  }
  for (; i < to; i++) for (let j = 0; j < n; j++) addProduct(i, j);
}

/** A matrix with its rows as columns. @param A `[m, n]` @param into `[n, m]` */
export function transposeInto(into: Float64Array, A: Float64Array, m: number, n: number): void {
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) into[j * m + i] = at(A, i * n + j);
}

function add4(C: Float64Array, c: number, s0: number, s1: number, s2: number, s3: number): void {
  C[c] = at(C, c) + s0;
  C[c + 1] = at(C, c + 1) + s1;
  C[c + 2] = at(C, c + 2) + s2;
  C[c + 3] = at(C, c + 3) + s3;
}

/** A number of an array that is known to have it: within loops over its length nothing is asked twice. */
function at(values: Float64Array, i: number): number {
  return values[i] ?? 0;
}
