// Replays passages with assistants of its own, taking the next job as long as there are any: see workers.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { loadNetwork } from '../../src/network/load.js';
import { readModel, readRuntime } from '../shipped.js';
import type { Assistant } from './assistant.js';
import { collect } from './collect.js';
import { languageIdOf, Product } from './product.js';
import { replay } from './replay.js';
import { Words } from './words.js';
import type { Done, Job, Task } from './workers.js';

const { network: name, eagerness, jobs, next } = workerData as Task;
const network = await loadNetwork(name, readModel, readRuntime);
const assistants: Readonly<Record<string, Assistant>> = {
  network: new Product(network, { eagerness }),
  words: new Words(),
};

async function work({ passage, assistant: name }: Job, number: number): Promise<Done> {
  if (name === 'collect') return { job: number, collected: await collect(network, passage, number) };
  const assistant = assistants[name];
  if (!assistant) throw new Error(`there is no assistant ${name}`);
  return { job: number, tally: await replay(passage, languageIdOf(network, passage.language), assistant) };
}

for (let i; (i = Atomics.add(next, 0, 1)) < jobs.length;) {
  const job = jobs[i];
  if (job) parentPort?.postMessage(await work(job, i));
}
await network.dispose();
