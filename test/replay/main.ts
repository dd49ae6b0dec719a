// npm run replay: see `usage`.
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { documentsUnder } from '../evaluate/documents.js';
import { languages, type Language } from '../evaluate/languages.js';
import { command, Mistake } from '../evaluate/mistake.js';
import { Progress } from '../evaluate/progress.js';
import { curveOf, figuresOf, type Figures } from './figures.js';
import { editPassages } from './edits.js';
import { keysOf, samplePassages, typedPassages } from './passages.js';
import { curveTable, figuresTable } from './report.js';
import { noTally, sum, type Tally } from './tally.js';
import { replayInWorkers, type Job } from './workers.js';

const sampled = 20_000;
const usage = `npm run replay -- PATH... [--keys N | --all] [--threshold X] [--network NAME] [--json FILE]
npm run replay -- --edits REPOSITORY [--commits N] [the same options]
  PATH         files and folders, or a split of the corpus: models/training/corpus/test
  --edits      a git repository: the changed lines of its commits are typed into their parents' files
  --commits    the last N that are no merges (default: 100)
  --keys       keys to type, the same number for each language (default: ${sampled})
  --all        types everything
  --threshold  shows what has at least this confidence, 0 to 1 (default: that of the setting's default, balanced)
  --network    a network in models/ (default: default)
  --json       writes the numbers to a file, too`;

function argumentsOf() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        keys: { type: 'string', default: String(sampled) },
        all: { type: 'boolean', default: false },
        edits: { type: 'string' },
        commits: { type: 'string', default: '100' },
        threshold: { type: 'string' },
        network: { type: 'string', default: 'default' },
        json: { type: 'string' },
      },
    });
  } catch (error) {
    throw new Mistake(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

function number(value: string, name: string, most = 1e9): number {
  const found = Number(value);
  if (!(found > 0 && found <= most)) throw new Mistake(`--${name} ${value}: give a number up to ${most}.\n${usage}`);
  return found;
}

await command(async () => {
  const { values, positionals } = argumentsOf();
  if ((positionals.length === 0) === (values.edits === undefined)) throw new Mistake(usage);
  // npm runs a script in the package's folder; paths are meant from where the person is.
  const from = process.env['INIT_CWD'] ?? process.cwd();
  const eagerness = values.threshold === undefined ? 'balanced' : number(values.threshold, 'threshold', 1);
  const keys = values.all ? Infinity : number(values.keys, 'keys');
  const passages =
    values.edits === undefined
      ? typedPassages(await documentsUnder(positionals.map(path => resolve(from, path))), keys)
      : samplePassages(await editPassages(resolve(from, values.edits), number(values.commits, 'commits')), keys);
  const assistants = ['network', 'words'] as const;
  const jobs: Job[] = assistants.flatMap(assistant => passages.map(passage => ({ passage, assistant })));
  const progress = new Progress('replay', passages.reduce((sum, passage) => sum + keysOf(passage), 0));
  const tallies = new Map<string, Map<Language, Tally>>();
  await replayInWorkers({ network: values.network, eagerness, jobs }, ({ passage, assistant }, { tally = noTally() }) => {
    const byLanguage = tallies.get(assistant) ?? new Map<Language, Tally>();
    tallies.set(assistant, byLanguage);
    byLanguage.set(passage.language, sum(byLanguage.get(passage.language) ?? noTally(), tally));
    if (assistant === 'network') progress.add(tally.keys);
  });
  progress.end();

  const all = (name: string) => [...(tallies.get(name)?.values() ?? [])].reduce(sum, noTally());
  const own = tallies.get('network') ?? new Map<Language, Tally>();
  const byLanguage: Partial<Record<Language, Figures>> = {};
  for (const language of languages) {
    const tally = own.get(language);
    if (tally) byLanguage[language] = figuresOf(tally);
  }
  const baselines = Object.fromEntries(
    assistants.filter(name => name !== 'network').map(name => [name, figuresOf(all(name))]),
  );
  const result = { languages: byLanguage, all: figuresOf(all('network')), baselines };
  console.log(figuresTable({ ...result.languages, all: result.all, ...baselines }));
  console.log(`\n${curveTable(curveOf(all('network')))}`);
  if (values.json !== undefined)
    await writeFile(resolve(from, values.json), `${JSON.stringify({ ...result, curve: curveOf(all('network')) }, null, 2)}\n`);
});
