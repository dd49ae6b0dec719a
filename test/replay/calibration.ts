// npm run replay:fit: see `usage`.
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { documentsUnder } from '../evaluate/documents.js';
import { command, Mistake } from '../evaluate/mistake.js';
import { Progress } from '../evaluate/progress.js';
import type { Moment } from './collect.js';
import { chooseThresholds, fitConfidence, judge, modelOf } from './fitting.js';
import { keysOf, retypedPassages, typedPassages } from './passages.js';
import { replayInWorkers, type Job } from './workers.js';

const sampled = 24_000;
const usage = `npm run replay:fit -- PATH... [--keys N] [--network NAME]
  Fits src/suggestion/confidence.json to a network. PATH: the calibration split of the corpus, never the test split.
  --keys     keys to type, the same number for each language (default: ${sampled})
  --network  a network in models/ (default: default)`;

function argumentsOf() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        keys: { type: 'string', default: String(sampled) },
        network: { type: 'string', default: 'default' },
        samples: { type: 'string' },
      },
    });
  } catch (error) {
    throw new Mistake(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

await command(async () => {
  const { values, positionals } = argumentsOf();
  const keys = Number(values.keys);
  if (positionals.length === 0 || !(keys > 0)) throw new Mistake(usage);
  const from = process.env['INIT_CWD'] ?? process.cwd();
  const documents = await documentsUnder(positionals.map(path => resolve(from, path)));
  // Half of it typed at a document's end, half in place, with the rest of the document behind.
  const passages = [...typedPassages(documents, keys / 2), ...retypedPassages(documents, keys / 2)];
  const jobs: Job[] = passages.map(passage => ({ passage, assistant: 'collect' }));
  const progress = new Progress('fit', passages.reduce((sum, passage) => sum + keysOf(passage), 0));
  const moments: Moment[] = [];
  let typed = 0;
  await replayInWorkers({ network: values.network, eagerness: 'balanced', jobs }, (_, { collected }) => {
    if (!collected) return;
    for (const moment of collected.moments) moments.push(moment);
    typed += collected.keys;
    progress.add(collected.keys);
  });
  progress.end();
  if (values.samples !== undefined) {
    const lines = moments.map(moment => JSON.stringify(moment)).join('\n');
    await writeFile(resolve(from, values.samples), `${JSON.stringify({ typed })}\n${lines}\n`);
  }
  // In the order in which they were typed: workers end when they end.
  moments.sort((a, b) => a.passage - b.passage);
  const fitted = fitConfidence(moments);
  const { chosen, table } = chooseThresholds(judge(fitted, moments), typed);
  console.log(table);
  const model = modelOf(fitted, chosen);
  await writeFile('src/suggestion/confidence.json', `${JSON.stringify(model, null, 2)}\n`);
});
