// npm run evaluate:card [-- --network NAME] [--network-only] [--corpus FOLDER] [--card FILE]
// Writes the tables of models/README.md between their marks. What was measured before of the same bytes is kept in
// models/training/runs/card; --network-only takes of the n-gram model and the compressors only what is there, or else in the card.
import { access, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Manifest } from '../../src/network/manifest.js';
import { loadAsServed, readModel } from '../shipped.js';
import { measureCompressors, type CompressedAll } from './baselines.js';
import { Cache, keyOf } from './cache.js';
import { bitsTable, comparison, keptRivals, measuredRivals } from './card-comparison.js';
import { ablationTable, contextsTable, corpusTable, factsTable } from './card-facts.js';
import { measureContexts } from './contexts.js';
import { documentsUnder } from './documents.js';
import type { Language } from './languages.js';
import { evaluate } from './measure.js';
import { command, Mistake } from './mistake.js';
import { measureNgrams } from './ngram-baseline.js';
import { servedRuns } from './runs.js';
import { sample, sampled, type Stretch } from './sample.js';
import { measureTimes } from './timing.js';

/** From where to where a table stands between its marks in the card. */
function placeOf(card: string, text: string, mark: string): readonly [from: number, to: number] {
  const [begin, end] = [`<!-- ${mark} -->\n`, `<!-- /${mark} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from)
    throw new Mistake(`${card} has no ${begin.trim()} ... ${end}: put the marks back.`);
  return [from + begin.length, to];
}

function linesOf(card: string, text: string, mark: string): string[] {
  return text
    .slice(...placeOf(card, text, mark))
    .trimEnd()
    .split('\n');
}

/** Puts lines between a table's marks in the card. */
function replaced(card: string, text: string, mark: string, lines: readonly string[]): string {
  const [from, to] = placeOf(card, text, mark);
  return `${text.slice(0, from)}${lines.join('\n')}\n${text.slice(to)}`;
}

/** All that the network's numbers depend on: its files, and what is read and measured. */
async function keyOfNetwork(
  name: string,
  { weights, graphs }: Manifest,
  stretches: ReadonlyMap<Language, readonly Stretch[]>,
): Promise<string> {
  const files = await Promise.all([`${name}.json`, weights.file, graphs.step, graphs.read].map(readModel));
  const runs = [...stretches.values()].flat().flatMap(stretch => servedRuns(stretch));
  return keyOf('network 1', ...files, ...runs.flatMap(({ before, measured }) => [before, measured]));
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

await command(async () => {
  const { values } = parseArgs({
    options: {
      network: { type: 'string', default: 'default' },
      'network-only': { type: 'boolean', default: false },
      corpus: { type: 'string', default: 'models/training/corpus' },
      card: { type: 'string', default: 'models/README.md' },
    },
  });
  const { network: name, corpus, card } = values;
  const network = await loadAsServed(name);
  const { manifest } = network;
  const times = await measureTimes(network);
  await network.dispose();

  const stretches = sample(await documentsUnder([`${corpus}/test`]), sampled);
  const own = new Cache();
  const key = await keyOfNetwork(name, manifest, stretches);
  const evaluation = await own.get(`${name}, test split`, key, () => evaluate(name, stretches));
  const contexts = await own.get(`${name}, by context`, keyOf('contexts', key), () =>
    measureContexts(name, stretches),
  );
  const others = new Cache(values['network-only']);
  // Without the training text nothing is known of the rivals but what the card says.
  const hasRivals = !values['network-only'] || (await isThere(`${corpus}/train`));
  const ngrams = hasRivals ? await measureNgrams(stretches, corpus, manifest, others) : undefined;
  const compressed: CompressedAll = hasRivals
    ? await measureCompressors(stretches, `${corpus}/train`, others)
    : new Map();
  if (!evaluation || !contexts) throw new Error('the network was not measured');

  const raw: unknown = JSON.parse(new TextDecoder().decode(await readModel(`${name}.json`)));
  const counts: unknown = JSON.parse(await readFile('models/training/corpus.counts.json', 'utf8'));
  const tried = await readFile('models/training/ablation.csv', 'utf8').catch(() => undefined);
  const stored = (await readModel(manifest.weights.file)).length;
  const before = await readFile(card, 'utf8');
  const isKnown = ngrams !== undefined || compressed.size > 0;
  const rivals = isKnown
    ? measuredRivals(ngrams, compressed)
    : keptRivals(linesOf(card, before, 'comparison'));
  const tables: Readonly<Record<string, readonly string[]>> = {
    facts: factsTable(manifest, raw, stored, times),
    bits: bitsTable(evaluation),
    contexts: contextsTable(contexts),
    comparison: comparison(evaluation, rivals, stored),
    ...(tried === undefined ? {} : { ablation: ablationTable(tried) }),
    corpus: corpusTable(counts),
  };
  await writeFile(
    card,
    Object.entries(tables).reduce((text, [mark, lines]) => replaced(card, text, mark, lines), before),
  );
  for (const mark of ['facts', 'bits', 'contexts', 'comparison'])
    console.log(`\n${tables[mark]?.join('\n') ?? ''}`);
});
