import { runWorkers, workersFor, type Shared } from '../evaluate/worker-pool.js';
import type { Answered, Question } from './answer.js';
import type { Task, TaskSet } from './tasks.js';

/** A task, and what is asked of it. */
export interface Job extends Pick<TaskSet, 'ends' | 'closing' | 'isWhole'> {
  readonly set: string;
  readonly task: Task;
  readonly asked: readonly Question[];
}

/** What a worker is started with. */
export interface Work extends Shared {
  readonly network: string;
  readonly jobs: readonly Job[];
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
  work: Omit<Work, keyof Shared>,
  done: (job: Job, answered: Answered) => void,
): Promise<void> {
  await runWorkers(workerFile, work, workersFor(work.jobs.length), message => {
    const { job: index, answered } = message as Done;
    const job = work.jobs[index];
    if (job) done(job, answered);
  });
}
