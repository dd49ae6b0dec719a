import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Answered, Question } from './answer.js';
import type { Task, TaskSet } from './tasks.js';

/** A task, and what is asked of it. */
export interface Job extends Pick<TaskSet, 'ends' | 'closing' | 'isWhole'> {
  readonly set: string;
  readonly task: Task;
  readonly asked: readonly Question[];
}

/** What a worker is started with. */
export interface Work {
  readonly network: string;
  readonly jobs: readonly Job[];
  /** One number that all workers share: the index of the job that is taken next. */
  readonly next: Int32Array<SharedArrayBuffer>;
}

export interface Done {
  readonly job: number;
  readonly answered: Answered;
}

/** Where the bundle of `worker.ts` lies. */
export const workerFile = './out/public/worker.mjs';

/**
 * Examines tasks in workers, one for each processor.
 * @param done is told of each job as it ends, in no fixed order
 * @throws what a worker could not do, such as load the network
 */
export async function examineInWorkers(
  work: Omit<Work, 'next'>,
  done: (job: Job, answered: Answered) => void,
): Promise<void> {
  const workerData: Work = { ...work, next: new Int32Array(new SharedArrayBuffer(4)) };
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(workerFile, { workerData });
      worker.on('message', ({ job: index, answered }: Done) => {
        const job = work.jobs[index];
        if (job) done(job, answered);
      });
      worker.on('error', reject);
      worker.on('exit', code => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))));
    });
  await Promise.all(
    Array.from({ length: Math.max(1, Math.min(availableParallelism(), work.jobs.length)) }, one),
  );
}
