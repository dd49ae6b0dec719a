// Scores runs with a network of its own, taking the next one as long as there are any: see workers.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { loadAsServed } from '../shipped.js';
import type { Run } from './runs.js';
import { scoreRuns } from './score.js';
import type { Done, Task } from './workers.js';

const { network: name, runs, next } = workerData as Task;

function* taken(): Generator<Run> {
  for (let run; (run = runs[Atomics.add(next, 0, 1)]);) yield run;
}

const network = await loadAsServed(name);
await scoreRuns(network, taken(), (run, score) => {
  const done: Done = { index: runs.indexOf(run), score };
  parentPort?.postMessage(done);
});
await network.dispose();
