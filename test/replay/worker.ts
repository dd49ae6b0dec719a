// Replays passages with assistants of its own, taking the next job as long as there are any: see workers.ts.
import { parentPort, workerData } from 'node:worker_threads';
import type { Network } from '../../src/network/network.js';
import { loadAsServed } from '../shipped.js';
import type { Assistant } from './assistant.js';
import ngramModel from './ngrams.confidence.json';
import { collect } from './collect.js';
import { languageIdOf, Product, type Remembering } from './product.js';
import { ngramNetwork } from './ngram-network.js';
import { replay } from './replay.js';
import { rememberingOf } from './remembering.js';
import { Words } from './words.js';
import type { Done, Job, Task } from './workers.js';

const {
  network: name,
  eagerness,
  jobs,
  ngrams: source,
  workspaces,
  hasList = false,
  next,
} = workerData as Task;
const network = await loadAsServed(name);
const ngrams = source && (await ngramNetwork(source, network.manifest));
const remembering = workspaces && (await rememberingOf(workspaces));
const collectors: Readonly<
  Record<string, readonly [network: Network, remembering: Remembering | undefined] | undefined>
> = {
  collect: [network, remembering],
  collectFresh: [network, remembering && (await rememberingOf({ kind: 'files' }))],
  collectNgrams: ngrams && [ngrams, undefined],
};
const assistants: Readonly<Record<string, Assistant | undefined>> = {
  network: new Product(network, { eagerness, hasList, ...(remembering && { remembering }) }),
  ngrams: ngrams && new Product(ngrams, { eagerness, model: ngramModel }),
  words: new Words(),
};

async function work({ passage, assistant: name }: Job, number: number): Promise<Done> {
  const collector = collectors[name];
  if (collector)
    return {
      job: number,
      collected: await collect(collector[0], passage, number, collector[1]),
    };
  const assistant = assistants[name];
  if (!assistant) throw new Error(`there is no assistant ${name}`);
  return { job: number, tally: await replay(passage, languageIdOf(network, passage.language), assistant) };
}

for (let i; (i = Atomics.add(next, 0, 1)) < jobs.length;) {
  const job = jobs[i];
  if (job) parentPort?.postMessage(await work(job, i));
}
await network.dispose();
