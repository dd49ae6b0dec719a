// npm run replay:fit: see `usage`.
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { documentsUnder } from '../evaluate/documents.js';
import { command, Mistake, parsed } from '../evaluate/mistake.js';
import { Progress } from '../evaluate/progress.js';
import type { Moment } from './collect.js';
import { chooseThresholds, fitConfidence, modelOf, qualityOf } from './fitting.js';
import { besideEachOther, freshPassages, keysOf, retypedPassages, typedPassages } from './passages.js';
import { workspacesOf, type Workspaces } from './remembering.js';
import { ngramSource, type NgramSource } from './ngram-network.js';
import type { Passage } from './typist.js';
import { replayInWorkers, type Job } from './workers.js';

const sampled = 80_000;
const usage = `npm run replay:fit -- PATH... [--keys N] [--network NAME] [--memory WHAT] [--ngrams CORPUS[:MB]]
  Fits src/suggestion/confidence.json to a network. PATH: the calibration split of the corpus, never the test split.
  --keys     keys to type, the same number for each language (default: ${sampled})
  --network  a network in models/ (default: default)
  --memory   what the memory holds: workspace (the default), file, or none
  --ngrams   fits the confidence of the n-gram baseline, too, counted from so many MB of a corpus (default: 60)
  --python   a Python with LightGBM, which fits the trees: models/training/judge.py (default: python3)`;

function argumentsOf() {
  return parsed(usage, () =>
    parseArgs({
      allowPositionals: true,
      options: {
        keys: { type: 'string', default: String(sampled) },
        network: { type: 'string', default: 'default' },
        memory: { type: 'string', default: 'workspace' },
        ngrams: { type: 'string' },
        python: { type: 'string', default: 'python3' },
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
  python: string,
  workspaces?: Workspaces,
  ngrams?: NgramSource,
): Promise<void> {
  const jobs = passages.map((passage): Job => ({
    passage,
    assistant: assistant === 'collect' && passage.name.endsWith(':fresh') ? 'collectFresh' : assistant,
  }));
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
  const { model, unseen } = await fitConfidence(moments, python);
  const { chosen, table } = chooseThresholds(unseen, typed);
  console.log(`${title}: ${file}\n${qualityOf(unseen)}\n\n${table}\n`);
  const options = { ...(await resolveConfig(file)), filepath: file };
  await writeFile(file, await format(JSON.stringify(modelOf(model, chosen)), options));
}

await command(async () => {
  const { values, positionals } = argumentsOf();
  const keys = Number(values.keys);
  const { memory, network, python } = values;
  if (memory !== 'workspace' && memory !== 'file' && memory !== 'none') throw new Mistake(usage);
  if (positionals.length === 0 || !(keys > 0)) throw new Mistake(usage);
  const from = process.env['INIT_CWD'] ?? process.cwd();
  const paths = positionals.map(path => resolve(from, path));
  const documents = await documentsUnder(paths);
  const workspaces = await workspacesOf(memory, paths);
  // Part of it typed at a document's end, part in place, with the rest of the document behind, and part of it new files.
  const passages = besideEachOther([
    ...typedPassages(documents, 0.4 * keys),
    ...retypedPassages(documents, 0.4 * keys),
    ...freshPassages(documents, 0.2 * keys),
  ]);
  const source = values.ngrams === undefined ? undefined : ngramSource(resolve(from, values.ngrams));
  await fit('network', 'collect', 'src/suggestion/confidence.json', passages, network, python, workspaces);
  if (source)
    await fit(
      'n-grams',
      'collectNgrams',
      'test/replay/ngrams.confidence.json',
      passages,
      network,
      python,
      undefined,
      source,
    );
});
