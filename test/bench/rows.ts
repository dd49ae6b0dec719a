/** A line of the benchmark's table. Budget: the most that the value may be; null for what is shown beside it. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly budget: number | null;
  readonly ok: boolean;
}

export function row(name: string, value: number, unit: string, budget: number | null = null): Row {
  return { name, value, unit, budget, ok: budget === null || value <= budget };
}

/** The value below which a share of the values lies (nearest rank). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}
