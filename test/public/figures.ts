import { random } from '../evaluate/sample.js';
import type { Answered, Answerer, By } from './answer.js';
import { isPunctuation, type Task, type TaskSet } from './tasks.js';

/** A task, and what came of it. */
export interface Examined {
  readonly task: Task;
  readonly answered: Answered;
}

/** Shares are of 1; what was not measured is undefined. */
export interface Figures {
  readonly tasks: number;
  readonly exact: number | undefined;
  /** 0 to 100. */
  readonly similarity: number | undefined;
  readonly bitsPerByte: number | undefined;
  /** Of the tasks, those at which something is shown; of these, those at which it is right; and of all wanted characters those that it brings. */
  readonly shown: number | undefined;
  readonly right: number | undefined;
  readonly covered: number | undefined;
  readonly netKeys: number | undefined;
}

/** A figure as the ratio of two sums over tasks: what a resample of the tasks makes of it is their ratio there. */
type Part = (one: Examined, score: TaskSet['score']) => readonly [above: number, below: number] | undefined;

/** What stands at the caret is right as far as it is what comes next. */
const isRight = ({ wanted }: Task, shown: string) => shown !== '' && `${wanted}\n`.startsWith(shown);

const parts = (answerer: Answerer | 'words'): Readonly<Record<keyof Omit<Figures, 'tasks'>, Part>> => {
  const own = <T>(all: By<T> | undefined) => (answerer === 'words' ? undefined : all?.[answerer]);
  const scored = ({ task, answered }: Examined, score: TaskSet['score']) => {
    const line = own(answered.lines);
    return line === undefined ? undefined : score(task, line);
  };
  const shownOf = ({ answered }: Examined) => own(answered.shown);
  return {
    exact: (one, score) => {
      const found = scored(one, score);
      return found && [Number(found.exact), 1];
    },
    similarity: (one, score) => {
      const found = scored(one, score);
      return found && [found.similarity, 1];
    },
    bitsPerByte: ({ answered }) => {
      const bits = own(answered.bits);
      return bits === undefined ? undefined : [bits, answered.bytes];
    },
    shown: one => {
      const shown = shownOf(one);
      return shown === undefined ? undefined : [Number(shown !== ''), 1];
    },
    right: one => {
      const shown = shownOf(one);
      return shown === undefined ? undefined : [Number(isRight(one.task, shown)), Number(shown !== '')];
    },
    covered: one => {
      const shown = shownOf(one);
      if (shown === undefined) return undefined;
      return [isRight(one.task, shown) ? shown.length : 0, one.task.wanted.length];
    },
    netKeys: ({ answered: { keys, typed, words } }) => {
      const found = answerer === 'words' ? words : own(typed);
      return keys === undefined || !found ? undefined : [found.saved - found.wrong / 2, keys];
    },
  };
};

/** The figures of an answerer over some tasks. */
export function figuresOf(
  examined: readonly Examined[],
  answerer: Answerer | 'words',
  score: TaskSet['score'],
): Figures {
  const ratio = (part: Part) => {
    const found = examined.flatMap(one => {
      const pair = part(one, score);
      return pair ? [pair] : [];
    });
    const below = found.reduce((sum, [, value]) => sum + value, 0);
    return below === 0 ? undefined : found.reduce((sum, [value]) => sum + value, 0) / below;
  };
  const of = parts(answerer);
  return {
    tasks: examined.length,
    exact: ratio(of.exact),
    similarity: ratio(of.similarity),
    bitsPerByte: ratio(of.bitsPerByte),
    shown: ratio(of.shown),
    right: ratio(of.right),
    covered: ratio(of.covered),
    netKeys: ratio(of.netKeys),
  };
}

/** Those whose wanted line is more than punctuation. */
export function withoutPunctuation(examined: readonly Examined[]): Examined[] {
  return examined.filter(({ task }) => !isPunctuation(task.wanted));
}

/** A difference, and the interval that holds it in 95 of 100 resamples. */
export interface Difference {
  readonly before: number;
  readonly after: number;
  readonly low: number;
  readonly high: number;
}

/** How often tasks are drawn anew. */
const resamples = 2000;

/**
 * How a figure differs between two runs over the same tasks: a paired bootstrap, percentiles (Efron and Tibshirani 1993, chapter 13).
 * @returns undefined where the figure is known of no task in both
 */
export function differenceOf(
  pairs: readonly { readonly before: Examined; readonly after: Examined }[],
  figure: keyof Omit<Figures, 'tasks'>,
  answerer: Answerer,
  score: TaskSet['score'],
): Difference | undefined {
  const part = parts(answerer)[figure];
  const known = pairs.flatMap(({ before, after }) => {
    const [old, young] = [part(before, score), part(after, score)];
    return old && young ? [[...old, ...young] as const] : [];
  });
  const ratios = (some: readonly (readonly [number, number, number, number])[]) => {
    const sums = [0, 0, 0, 0] as [number, number, number, number];
    for (const one of some) one.forEach((value, i) => (sums[i] = (sums[i] ?? 0) + value));
    return [sums[0] / sums[1], sums[2] / sums[3]] as const;
  };
  if (known.length === 0) return undefined;
  const [before, after] = ratios(known);
  const next = random(1);
  const drawn = Array.from({ length: resamples }, () => {
    const [old, young] = ratios(
      known.map(() => known[Math.floor(next() * known.length)] ?? ([0, 0, 0, 0] as const)),
    );
    return young - old;
  })
    // A share of what is shown, where nothing was, is no number.
    .filter(difference => Number.isFinite(difference))
    .sort((a, b) => a - b);
  const at = (share: number) => drawn[Math.min(drawn.length - 1, Math.floor(share * drawn.length))] ?? 0;
  return { before, after, low: at(0.025), high: at(0.975) };
}
