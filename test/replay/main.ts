// npm run replay: see `usage`.
import { access, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { documentsUnder } from '../evaluate/documents.js';
import { command, Mistake, parsed } from '../evaluate/mistake.js';
import { editPassages } from './edits.js';
import { measure } from './measure.js';
import { ngramSource, type NgramSource } from './ngram-network.js';
import { besideEachOther, samplePassages, typedPassages } from './passages.js';
import { workspacesOf } from './remembering.js';
import { measuredTables, writeTable } from './report.js';

const sampled = 20_000;
const usage = `npm run replay -- PATH... [options]
npm run replay -- --edits REPOSITORY [--commits N] [options]
  PATH         files and folders, or a split of the corpus: models/training/corpus/test
  --edits      a git repository: the changed lines of its commits are typed into their parents' files
  --commits    the last N that are no merges (default: 100)
  --keys       keys to type, the same number for each language (default: ${sampled})
  --all        types everything
  --memory     what the memory holds: workspace (default: of a split of the corpus the rest of a document's package, of a commit
               its parent's files), file (the document alone), none (the network suggests alone)
  --threshold  shows what has at least this confidence, 0 to 1 (default: as the setting's default, balanced)
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
        keys: { type: 'string', default: String(sampled) },
        all: { type: 'boolean', default: false },
        edits: { type: 'string' },
        commits: { type: 'string', default: '100' },
        memory: { type: 'string', default: 'workspace' },
        threshold: { type: 'string' },
        network: { type: 'string', default: 'default' },
        ngrams: { type: 'string' },
        json: { type: 'string' },
        table: { type: 'string' },
      },
    }),
  );
}

function number(value: string, name: string, most = 1e9): number {
  const found = Number(value);
  if (!(found > 0 && found <= most))
    throw new Mistake(`--${name} ${value}: give a number up to ${most}.\n${usage}`);
  return found;
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
  if ((positionals.length === 0) === (values.edits === undefined)) throw new Mistake(usage);
  // npm runs a script in the package's folder; paths are meant from where the person is.
  const from = process.env['INIT_CWD'] ?? process.cwd();
  const paths = positionals.map(path => resolve(from, path));
  const keys = values.all ? Infinity : number(values.keys, 'keys');
  const { edits, ngrams, network, memory } = values;
  if (memory !== 'workspace' && memory !== 'file' && memory !== 'none') throw new Mistake(usage);
  const measured = await measure({
    network,
    workspaces: await workspacesOf(memory, edits === undefined ? paths : [], edits && resolve(from, edits)),
    eagerness: values.threshold === undefined ? 'balanced' : number(values.threshold, 'threshold', 1),
    passages:
      edits === undefined
        ? besideEachOther(typedPassages(await documentsUnder(paths), keys))
        : samplePassages(await editPassages(resolve(from, edits), number(values.commits, 'commits')), keys),
    ngrams:
      ngrams === undefined
        ? await besides(paths[0])
        : ngrams === 'none'
          ? undefined
          : ngramSource(resolve(from, ngrams)),
  });
  console.log(measuredTables(measured));
  if (values.json !== undefined)
    await writeFile(resolve(from, values.json), `${JSON.stringify(measured, null, 2)}\n`);
  if (values.table !== undefined) await writeTable(values.table, measured);
});
