import type { LearnableCell } from './cell-names.js';

/** What a person can choose of a training. */
export interface TrainingSettings {
  readonly cell: LearnableCell;
  readonly units: number;
  /** Of Adam. */
  readonly rate: number;
  /** Steps that the gradient goes back through: the length of truncated back-propagation. */
  readonly steps: number;
  /** The length that the gradient is clipped to; Infinity: none. */
  readonly longestGradient: number;
  readonly seed: number;
}

export const usualSettings: TrainingSettings = {
  ...{ cell: 'gru', units: 64, rate: 0.01, steps: 32, longestGradient: 1, seed: 1 },
};

/** What can be chosen: the least, and the most. */
export const settingLimits = {
  units: { least: 16, most: 128 },
  rate: { least: 1e-4, most: 0.1 },
  steps: { least: 4, most: 128 },
  seed: { least: 0, most: 2 ** 31 - 1 },
  longestGradient: { least: 0.01, most: 1e6 },
} as const;
