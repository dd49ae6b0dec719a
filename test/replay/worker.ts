// Replays passages with assistants of its own, taking the next job as long as there are any: see workers.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { loadNetwork } from '../../src/network/load.js';
import { readModel, readRuntime } from '../shipped.js';
import type { Assistant } from './assistant.js';
import { languageIdOf, Product } from './product.js';
import { replay } from './replay.js';
import { Words } from './words.js';
import type { Done, Task } from './workers.js';

const { network: name, eagerness, jobs, next } = workerData as Task;
const network = await loadNetwork(name, readModel, readRuntime);
const assistants: Readonly<Record<string, Assistant>> = {
  [name]: new Product(network, { eagerness }),
  words: new Words(),
};
for (let i; (i = Atomics.add(next, 0, 1)) < jobs.length;) {
  const job = jobs[i];
  const assistant = job && assistants[job.assistant];
  if (!assistant) throw new Error(`there is no assistant ${job?.assistant ?? ''}`);
  const tally = await replay(job.passage, languageIdOf(network, job.passage.language), assistant);
  const done: Done = { job: i, tally };
  parentPort?.postMessage(done);
}
await network.dispose();
