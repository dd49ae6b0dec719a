import type { Eagerness } from '../../src/suggestion/confidence-model.js';
import { runWorkers, workersFor, type Shared } from '../evaluate/worker-pool.js';
import type { Collected } from './collect.js';
import type { NgramSource } from './ngram-network.js';
import type { Workspaces } from './remembering.js';
import type { Tally } from './tally.js';
import type { Passage } from './typist.js';

/** A passage to be typed, and the name of what helps. */
export interface Job {
  readonly passage: Passage;
  /** `collect` to see all candidates, and take none; `collectFresh` with nothing in the memory but the document. */
  readonly assistant: 'network' | 'words' | 'collect' | 'collectFresh' | 'ngrams' | 'collectNgrams';
}

/** What a worker is started with. */
export interface Task extends Shared {
  readonly network: string;
  readonly eagerness: Eagerness | number;
  readonly jobs: readonly Job[];
  /** What the n-gram model is counted from, for those who help with it; by one worker alone, since it takes memory. */
  readonly ngrams?: NgramSource;
  /** Where the workspaces come from that the memory holds; without, the network suggests alone. */
  readonly workspaces?: Workspaces;
  /** Has the editor that is simulated a completion list? */
  readonly hasList?: boolean;
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
  task: Omit<Task, keyof Shared>,
  done: (job: Job, result: Done) => void,
): Promise<void> {
  const count = task.ngrams ? 1 : workersFor(task.jobs.length);
  await runWorkers('./out/replay/worker.mjs', task, count, message => {
    const result = message as Done;
    const job = task.jobs[result.job];
    if (job) done(job, result);
  });
}
