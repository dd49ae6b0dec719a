// Examines tasks, taking the next as long as there are any: see workers.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { loadAsServed } from '../shipped.js';
import { Examiner } from './answer.js';
import type { Done, Work } from './workers.js';

const { network: name, jobs, next } = workerData as Work;
const network = await loadAsServed(name);
const examiner = new Examiner(network);
for (let i; (i = Atomics.add(next, 0, 1)) < jobs.length;) {
  const job = jobs[i];
  if (!job) continue;
  const done: Done = { job: i, answered: await examiner.examine(job, job.task, job.asked) };
  parentPort?.postMessage(done);
}
await network.dispose();
