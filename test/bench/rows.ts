/** A line of the benchmark's table. */
export interface Row {
  readonly name: string;
  /** NaN in a line that holds words alone. */
  readonly value: number;
  readonly unit: string;
  /** What the value is held to, as `bound` says; null for what is shown beside it. */
  readonly budget: number | null;
  readonly bound: 'at most' | 'at least';
  readonly ok: boolean;
}

/** @param budget the most that the value may be */
export function row(name: string, value: number, unit: string, budget: number | null = null): Row {
  return { name, value, unit, budget, bound: 'at most', ok: budget === null || value <= budget };
}

/** @param budget the least that the value may be */
export function rowAtLeast(name: string, value: number, unit: string, budget: number | null): Row {
  return { name, value, unit, budget, bound: 'at least', ok: budget === null || value >= budget };
}

/** A line of words among the rows: what the rows below are of, or on what they were measured. */
export function words(text: string): Row {
  return row(text, NaN, '');
}

/** The value below which a share of the values lies (nearest rank). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1))] ?? NaN;
}
