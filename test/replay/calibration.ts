// npm run replay:fit: see `usage`.
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { documentsUnder } from '../evaluate/documents.js';
import { command, Mistake, parsed } from '../evaluate/mistake.js';
import { Progress } from '../evaluate/progress.js';
import type { Moment } from './collect.js';
import { chooseThresholds, fitConfidence, judgeUnseen, modelOf, qualityOf } from './fitting.js';
import { besideEachOther, keysOf, retypedPassages, typedPassages } from './passages.js';
import { workspacesOf, type Workspaces } from './remembering.js';
import { ngramSource, type NgramSource } from './ngram-network.js';
import type { Passage } from './typist.js';
import { replayInWorkers, type Job } from './workers.js';

const sampled = 24_000;
const usage = `npm run replay:fit -- PATH... [--keys N] [--network NAME] [--memory WHAT] [--ngrams CORPUS[:MB]]
  Fits src/suggestion/confidence.json to a network. PATH: the calibration split of the corpus, never the test split.
  --keys     keys to type, the same number for each language (default: ${sampled})
  --network  a network in models/ (default: default)
  --memory   what the memory holds: workspace (the default), file, or none
  --ngrams   fits the confidence of the n-gram baseline, too, counted from so many MB of a corpus (default: 60)`;

function argumentsOf() {
  return parsed(usage, () =>
    parseArgs({
      allowPositionals: true,
      options: {
        keys: { type: 'string', default: String(sampled) },
        network: { type: 'string', default: 'default' },
        memory: { type: 'string', default: 'workspace' },
        ngrams: { type: 'string' },
      },
    }),
  );
}

/** Collects, fits, chooses the thresholds, and writes them. */
async function fit(
  title: string,
  assistant: Job['assistant'],
  file: string,
  passages: readonly Passage[],
  network: string,
  workspaces?: Workspaces,
  ngrams?: NgramSource,
): Promise<void> {
  const jobs = passages.map((passage): Job => ({ passage, assistant }));
  const progress = new Progress(
    `fit ${title}`,
    passages.reduce((sum, passage) => sum + keysOf(passage), 0),
  );
  const moments: Moment[] = [];
  let typed = 0;
  const task = {
    network,
    eagerness: 'balanced' as const,
    jobs,
    ...(ngrams && { ngrams }),
    ...(workspaces && { workspaces }),
  };
  await replayInWorkers(task, (_, { collected }) => {
    if (!collected) return;
    for (const moment of collected.moments) moments.push(moment);
    typed += collected.keys;
    progress.add(collected.keys);
  });
  progress.end();
  // In the order in which they were typed: workers end when they end.
  moments.sort((a, b) => a.passage - b.passage);
  const fitted = fitConfidence(moments);
  const unseen = judgeUnseen(moments);
  const { chosen, table } = chooseThresholds(unseen, typed);
  console.log(`${title}: ${file}\n${qualityOf(unseen)}\n${table}\n`);
  await writeFile(file, `${JSON.stringify(modelOf(fitted, chosen), null, 2)}\n`);
}

await command(async () => {
  const { values, positionals } = argumentsOf();
  const keys = Number(values.keys);
  const { memory } = values;
  if (memory !== 'workspace' && memory !== 'file' && memory !== 'none') throw new Mistake(usage);
  if (positionals.length === 0 || !(keys > 0)) throw new Mistake(usage);
  const from = process.env['INIT_CWD'] ?? process.cwd();
  const paths = positionals.map(path => resolve(from, path));
  const documents = await documentsUnder(paths);
  const workspaces = await workspacesOf(memory, paths);
  // Half of it typed at a document's end, half in place, with the rest of the document behind.
  const passages = besideEachOther([
    ...typedPassages(documents, keys / 2),
    ...retypedPassages(documents, keys / 2),
  ]);
  const source = values.ngrams === undefined ? undefined : ngramSource(resolve(from, values.ngrams));
  await fit('network', 'collect', 'src/suggestion/confidence.json', passages, values.network, workspaces);
  if (source)
    await fit(
      'n-grams',
      'collectNgrams',
      'test/replay/ngrams.confidence.json',
      passages,
      values.network,
      undefined,
      source,
    );
});
