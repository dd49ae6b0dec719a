/** How readily suggestions are offered. */
export type Eagerness = 'quiet' | 'balanced' | 'eager';

/**
 * A decision tree with a number at each leaf. Split `i` asks whether feature `features[i]` is at most `thresholds[i]`, and goes on at `left[i]` if
 * so, else at `right[i]`: another split, or where that is negative the leaf ~`left[i]` or ~`right[i]`. Without splits it is its first leaf.
 */
export interface Tree {
  readonly features: readonly number[];
  readonly thresholds: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly leaves: readonly number[];
}

/**
 * Gradient boosted trees (Friedman 2001) and the thresholds chosen with them: `npm run replay:fit` writes it. The chance is the logistic function
 * of slope * (sum of the leaves) + intercept; the latter two are Platt's (1999), fitted to what the trees had not seen.
 */
export interface ConfidenceModel {
  /** What the trees' features are, by number. */
  readonly names: readonly string[];
  readonly trees: readonly Tree[];
  readonly slope: number;
  readonly intercept: number;
  readonly thresholds: Readonly<Record<Eagerness, number>>;
}

/** The sum of the leaves that an example comes to. @param values by the number of the feature */
export function sumOfLeaves({ trees }: Pick<ConfidenceModel, 'trees'>, values: ArrayLike<number>): number {
  let sum = 0;
  for (const { features, thresholds, left, right, leaves } of trees) {
    let at = features.length > 0 ? 0 : -1;
    while (at >= 0)
      at = ((values[features[at] ?? 0] ?? 0) <= (thresholds[at] ?? 0) ? left[at] : right[at]) ?? -1;
    sum += leaves[~at] ?? 0;
  }
  return sum;
}
