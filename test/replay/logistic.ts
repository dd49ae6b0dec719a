/** A logistic regression: the chance is 1 / (1 + exp(-(bias + weights . features))). */
export interface Logistic {
  readonly bias: number;
  readonly weights: readonly number[];
}

/** How strongly weights of standardised features are held to zero, as if by so many observations. */
const ridge = 10;
const iterations = 15;

/**
 * Fits a logistic regression by Newton's method (iteratively reweighted least squares) with a ridge.
 * @param rows features, all of the same length
 * @param right what each row came to: 1 or 0
 */
export function fitLogistic(rows: readonly (readonly number[])[], right: readonly number[]): Logistic {
  const width = rows[0]?.length ?? 0;
  const mean = new Float64Array(width);
  const scale = new Float64Array(width);
  for (const row of rows) row.forEach((value, i) => (mean[i] = (mean[i] ?? 0) + value / rows.length));
  for (const row of rows)
    row.forEach((value, i) => (scale[i] = (scale[i] ?? 0) + (value - (mean[i] ?? 0)) ** 2 / rows.length));
  // A feature that does not vary says nothing: its weight stays zero.
  for (let i = 0; i < width; i++) scale[i] = (scale[i] ?? 0) > 1e-12 ? 1 / Math.sqrt(scale[i] ?? 1) : 0;
  const size = width + 1;
  const standard = rows.map(row => {
    const values = new Float64Array(size).fill(1);
    row.forEach((value, i) => (values[i] = (value - (mean[i] ?? 0)) * (scale[i] ?? 0)));
    return values;
  });
  const weights = new Float64Array(size);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const gradient = new Float64Array(size);
    const hessian = Array.from({ length: size }, () => new Float64Array(size));
    for (const [n, row] of standard.entries()) {
      let sum = 0;
      for (let i = 0; i < size; i++) sum += (row[i] ?? 0) * (weights[i] ?? 0);
      const chance = 1 / (1 + Math.exp(-sum));
      const error = (right[n] ?? 0) - chance;
      const curvature = Math.max(1e-6, chance * (1 - chance));
      for (let i = 0; i < size; i++) {
        const value = row[i] ?? 0;
        if (value === 0) continue;
        gradient[i] = (gradient[i] ?? 0) + error * value;
        const line = hessian[i];
        if (line) for (let j = 0; j <= i; j++) line[j] = (line[j] ?? 0) + curvature * value * (row[j] ?? 0);
      }
    }
    for (let i = 0; i < size; i++) {
      const penalty = i < width ? ridge : 1e-6;
      gradient[i] = (gradient[i] ?? 0) - penalty * (weights[i] ?? 0);
      const line = hessian[i];
      if (line) line[i] = (line[i] ?? 0) + penalty;
    }
    const step = solve(hessian, gradient);
    for (let i = 0; i < size; i++) weights[i] = (weights[i] ?? 0) + (step[i] ?? 0);
    if (step.every(value => Math.abs(value) < 1e-6)) break;
  }
  const own = Array.from(weights.subarray(0, width), (weight, i) => weight * (scale[i] ?? 0));
  const bias = (weights[width] ?? 0) - own.reduce((sum, weight, i) => sum + weight * (mean[i] ?? 0), 0);
  return { bias, weights: own };
}

/** Solves a symmetric positive definite system, of which the lower half is given, by Cholesky's method. */
function solve(lower: Float64Array[], right: Float64Array): Float64Array {
  const size = right.length;
  const at = (i: number, j: number) => lower[i]?.[j] ?? 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = at(i, j);
      for (let k = 0; k < j; k++) sum -= at(i, k) * at(j, k);
      const line = lower[i];
      if (line) line[j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / at(j, j);
    }
  }
  const found = Float64Array.from(right);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) found[i] = (found[i] ?? 0) - at(i, k) * (found[k] ?? 0);
    found[i] = (found[i] ?? 0) / at(i, i);
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) found[i] = (found[i] ?? 0) - at(k, i) * (found[k] ?? 0);
    found[i] = (found[i] ?? 0) / at(i, i);
  }
  return found;
}
