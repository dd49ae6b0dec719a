import type { DecoderSize } from './decoder.js';

/** How much is measured. */
export interface Effort {
  /** Turns of steps, of batches of 4 and of reads. */
  readonly turns: Readonly<Record<'step' | 'batch' | 'read', number>>;
  /** Places in a document that are jumped to and answered at, and how often each. */
  readonly places: number;
  readonly rounds: number;
  /** Processes that load a network, for each backend. */
  readonly loads: number;
  readonly decoder: DecoderSize;
  /** Tokens that the decoder is asked for in each runtime. */
  readonly tokens: number;
  /** Keys typed at the ends of documents, and jumps while the event loop is watched. */
  readonly keys: number;
  readonly jumps: number;
}

export const whole: Effort = {
  turns: { step: 150, batch: 100, read: 30 },
  ...{ places: 200, rounds: 2, loads: 7 },
  // GPT-2 (Radford et al. 2019), the smallest of its four.
  decoder: { layers: 12, width: 768, heads: 12, vocabulary: 50_257, kept: 256 },
  tokens: 24,
  ...{ keys: 400, jumps: 40 },
};

/** Shows in a minute that every part runs; its numbers mean nothing. */
export const trial: Effort = {
  turns: { step: 3, batch: 2, read: 1 },
  ...{ places: 3, rounds: 1, loads: 1 },
  decoder: { layers: 2, width: 64, heads: 4, vocabulary: 1000, kept: 16 },
  tokens: 2,
  ...{ keys: 16, jumps: 2 },
};
