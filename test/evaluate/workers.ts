import type { Run } from './runs.js';
import type { Score } from './score.js';
import { runWorkers, workersFor, type Shared } from './worker-pool.js';

/** What a worker is started with. */
export interface Task extends Shared {
  readonly network: string;
  readonly runs: readonly Run[];
}

/** What a worker tells: which run ended, and how. */
export interface Done {
  readonly index: number;
  readonly score: Score;
}

/** Reading fewer bytes than this is not worth starting one more worker for. */
const worthSharing = 100_000;

export const sizeOf = ({ before, measured }: Run): number => before.length + measured.length;

/**
 * Scores runs with a network that ships, one worker for each processor: its runtime has one thread.
 * @param progress is told how many bytes were read since it was told last
 * @returns the runs' scores, in their order
 * @throws what a worker could not do, such as load the network
 */
export async function scoreInWorkers(
  network: string,
  runs: readonly Run[],
  progress: (bytes: number) => void,
): Promise<Score[]> {
  const scores: Score[] = [];
  const total = runs.reduce((sum, run) => sum + sizeOf(run), 0);
  const count = workersFor(Math.ceil(total / worthSharing));
  await runWorkers('./out/evaluate/worker.mjs', { network, runs }, count, message => {
    const { index, score } = message as Done;
    const run = runs[index];
    scores[index] = score;
    if (run) progress(sizeOf(run));
  });
  return scores;
}
