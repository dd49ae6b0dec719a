import type { Contender } from './contenders.js';

/** How many times quicker than onnxruntime int8 is to be. */
export type Speeds = Readonly<Record<'step' | 'batch' | 'read' | 'answer', number | null>>;

const onEveryEngine: Speeds = { step: 3.5, batch: 2.4, read: 2.6, answer: 3 };
const withInt8Products: Speeds = { step: 5, batch: 3.4, read: 4.5, answer: 4.5 };
/** Of what is shown beside it. */
export const noSpeeds: Speeds = { step: null, batch: null, read: null, answer: null };

/**
 * What a contender is held to: the kernel that is chosen, and the plain one, which every engine has, to the budget of every engine; the
 * relaxed one to more where the processor multiplies int8.
 */
export function speedsOf({ kernel }: Contender, served: Contender, hasInt8Products: boolean): Speeds {
  if (kernel === 'relaxed' && hasInt8Products) return withInt8Products;
  return kernel === 'plain' || (kernel && kernel === served.kernel) ? onEveryEngine : noSpeeds;
}

/** Milliseconds of an answer, p50 and p95: more on a machine whose step in onnxruntime takes long. */
export function answerBudgets(stepInWasm: number): readonly [number, number] {
  return stepInWasm > 0.8 ? [12, 30] : [4, 10];
}
/** Milliseconds from opening a document or jumping in it to a usable state, p95. */
export const jumpBudget = 100;
/** Milliseconds from the first need of a network until it is ready. */
export const readyBudget = 300;
/** Megabytes of a network whose view is closed. */
export const memoryBudget = 40;
/** How many times quicker than a decoder of 100 M parameters an answer is to be. */
export const decoderBudget = 30;
