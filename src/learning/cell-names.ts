/** The cells that can be taught here, by their names in manifests. */
export const learnableCells = ['rnn', 'lstm', 'gru', 'feedforward'] as const;
export type LearnableCell = (typeof learnableCells)[number];
