import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Eagerness } from '../../src/suggestion/confidence-model.js';
import type { Collected } from './collect.js';
import type { NgramSource } from './ngram-network.js';
import type { Workspaces } from './remembering.js';
import type { Tally } from './tally.js';
import type { Passage } from './typist.js';

/** A passage to be typed, and the name of what helps. */
export interface Job {
  readonly passage: Passage;
  /** `collect` to see all candidates, and take none. */
  readonly assistant: 'network' | 'words' | 'collect' | 'ngrams' | 'collectNgrams';
}

/** What a worker is started with. */
export interface Task {
  readonly network: string;
  readonly eagerness: Eagerness | number;
  readonly jobs: readonly Job[];
  /** What the n-gram model is counted from, for those who help with it; by one worker alone, since it takes memory. */
  readonly ngrams?: NgramSource;
  /** Where the workspaces come from that the memory holds; without, the network suggests alone. */
  readonly workspaces?: Workspaces;
  /** One number that all workers share: the index of the job that is taken next. */
  readonly next: Int32Array<SharedArrayBuffer>;
}

/** What a worker tells: which job ended, and what was counted or collected. */
export interface Done {
  readonly job: number;
  readonly tally?: Tally;
  readonly collected?: Collected;
}

/**
 * Replays in workers, one for each processor: the network's runtime has one thread.
 * @param done is told of each job as it ends, in no fixed order
 * @throws what a worker could not do, such as load the network
 */
export async function replayInWorkers(
  task: Omit<Task, 'next'>,
  done: (job: Job, result: Done) => void,
): Promise<void> {
  const workerData: Task = { ...task, next: new Int32Array(new SharedArrayBuffer(4)) };
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker('./out/replay/worker.mjs', { workerData });
      worker.on('message', (message: Done) => {
        const job = task.jobs[message.job];
        if (job) done(job, message);
      });
      worker.on('error', reject);
      worker.on('exit', code => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))));
    });
  const workers = task.ngrams ? 1 : Math.max(1, Math.min(availableParallelism(), task.jobs.length));
  await Promise.all(Array.from({ length: workers }, work));
}
