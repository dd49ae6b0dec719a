// npm run replay: see `usage`.
import { access, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { command, parsed } from '../evaluate/mistake.js';
import { measure } from './measure.js';
import { ngramSource, type NgramSource } from './ngram-network.js';
import { measuredTables, writeTable } from './report.js';
import { fromHere, positive, selected, selectionOptions, selectionUsage } from './selection.js';

const sampled = 20_000;
const usage = `npm run replay -- PATH... [options]
npm run replay -- --edits REPOSITORY [--commits N] [options]
npm run replay -- --fresh REPOSITORY [--commits N] [options]
${selectionUsage}
  --keys       keys to type, the same number for each language (default: ${sampled})
  --all        types everything
  --threshold  shows what has at least this confidence, 0 to 1 (default: as the setting's default, balanced)
  --list       the editor that is simulated has a completion list, as far as the document's words make one
  --network    a network in models/ (default: default)
  --ngrams     what the n-gram baseline is counted from: CORPUS or CORPUS:MB (default: 60 MB of the corpus that PATH
               is a split of, where it is one), or none
  --json       writes the numbers to a file, too
  --table      writes them between the marks of this name in test/replay/README.md, too`;

function argumentsOf() {
  return parsed(usage, () =>
    parseArgs({
      allowPositionals: true,
      options: {
        ...selectionOptions,
        keys: { type: 'string', default: String(sampled) },
        all: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        threshold: { type: 'string' },
        network: { type: 'string', default: 'default' },
        ngrams: { type: 'string' },
        json: { type: 'string' },
        table: { type: 'string' },
      },
    }),
  );
}

/** What n-grams are counted from, where nothing was said: the training split beside the split that is typed. */
async function besides(path: string | undefined): Promise<NgramSource | undefined> {
  if (path === undefined) return undefined;
  const corpus = dirname(path);
  const isCorpus = await access(resolve(corpus, 'train', 'typescript.idx')).then(
    () => true,
    () => false,
  );
  return isCorpus ? ngramSource(corpus) : undefined;
}

await command(async () => {
  const { values, positionals } = argumentsOf();
  const keys = values.all ? Infinity : positive(values.keys, 'keys', usage);
  const { ngrams, network, threshold } = values;
  const [path] = positionals;
  const measured = await measure({
    network,
    hasList: values.list,
    ...(await selected({ ...values, paths: positionals }, keys, usage)),
    eagerness: threshold === undefined ? 'balanced' : positive(threshold, 'threshold', usage, 1),
    ngrams:
      ngrams === undefined
        ? await besides(path && fromHere(path))
        : ngrams === 'none'
          ? undefined
          : ngramSource(fromHere(ngrams)),
  });
  console.log(measuredTables(measured));
  if (values.json !== undefined)
    await writeFile(fromHere(values.json), `${JSON.stringify(measured, null, 2)}\n`);
  if (values.table !== undefined) await writeTable(values.table, measured);
});
