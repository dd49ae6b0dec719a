/** How readily suggestions are offered. */
export type Eagerness = 'quiet' | 'balanced' | 'eager';

/** A fitted logistic model and the thresholds chosen with it: `npm run replay:fit` writes it. */
export interface ConfidenceModel {
  readonly bias: number;
  readonly weights: Readonly<Record<string, number>>;
  readonly thresholds: Readonly<Record<Eagerness, number>>;
}
