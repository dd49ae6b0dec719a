import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Run } from './runs.js';
import type { Score } from './score.js';

/** What a worker is started with. */
export interface Task {
  readonly network: string;
  readonly runs: readonly Run[];
  /** One number that all workers share: the index of the run that is taken next. */
  readonly next: Int32Array<SharedArrayBuffer>;
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
  const workerData: Task = { network, runs, next: new Int32Array(new SharedArrayBuffer(4)) };
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker('./out/evaluate/worker.mjs', { workerData });
      worker.on('message', ({ index, score }: Done) => {
        const run = runs[index];
        scores[index] = score;
        if (run) progress(sizeOf(run));
      });
      worker.on('error', reject);
      worker.on('exit', code => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))));
    });
  const total = runs.reduce((sum, run) => sum + sizeOf(run), 0);
  const workers = Math.max(1, Math.min(availableParallelism(), Math.ceil(total / worthSharing)));
  await Promise.all(Array.from({ length: workers }, work));
  return scores;
}
