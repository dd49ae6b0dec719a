// npm run replay:mix: see `usage`.
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { documentsUnder } from '../evaluate/documents.js';
import { command, Mistake, parsed } from '../evaluate/mistake.js';
import { Progress } from '../evaluate/progress.js';
import { shuffled } from '../evaluate/sample.js';
import { bits, columns, percent, whole } from '../evaluate/table.js';
import { loadAsServed } from '../shipped.js';
import { examplesOf, stretchesOf, type Pair } from './examples.js';
import { bitsOf, fitMixer, modelOf } from './fit-mixer.js';
import { measureIndexing, type Indexing } from './indexing.js';
import type { FittedMixer } from './mixer-gradient.js';
import { packagesOf } from './packages.js';
import { writeRows } from './report.js';

const usage = `npm run replay:mix -- CALIBRATION [--measure SPLIT] [--index PATH] [--table] [--bytes N] [--network NAME]
  Fits the weights with which the memory is mixed into the network: src/memory/mixer.json. To be run when the network has changed,
  before replay:fit. Each document is read with the rest of its package as the workspace.
  CALIBRATION  the calibration split of the corpus: models/training/corpus/calibration
  --measure    another split that it is then measured on: models/training/corpus/test
  --index      what 10 and 100 MB are taken from to measure what the index costs: models/training/corpus/train
  --table      writes what was measured into test/replay/README.md, too
  --bytes      bytes of each language (default: 18000)
  --network    a network in models/ (default: default)`;

function argumentsOf() {
  return parsed(usage, () =>
    parseArgs({
      allowPositionals: true,
      options: {
        bytes: { type: 'string', default: '18000' },
        measure: { type: 'string' },
        index: { type: 'string' },
        table: { type: 'boolean', default: false },
        network: { type: 'string', default: 'default' },
      },
    }),
  );
}

/** Bits per byte of the network alone, and with what was fitted to each kind of memory. */
function rowsOf(pairs: readonly Pair[], { workspace, file, memory }: Fitted): string[][] {
  const names = [...new Set(pairs.map(({ file }) => file.language)), 'all'];
  const rows = names.map(name => {
    const some = pairs.filter(({ file }) => name === 'all' || file.language === name);
    const mean = (of: (pair: Pair) => number) => some.reduce((sum, one) => sum + of(one), 0) / some.length;
    const alone = mean(({ file }) => -(file.alone[file.byte] ?? 0) / Math.LN2);
    const withFile = mean(pair => bitsOf(pair.file, file));
    const withAll = mean(pair => bitsOf(pair.workspace, workspace));
    const without = mean(pair => bitsOf(pair.memory, memory));
    const less = percent(1 - withAll / alone);
    return [name, whole(some.length), ...[alone, without, withFile, withAll].map(bits), less];
  });
  return [['', 'bytes', 'network alone', 'memory alone', 'both: file', 'both: workspace', 'less'], ...rows];
}

interface Fitted {
  readonly workspace: FittedMixer;
  readonly file: FittedMixer;
  readonly memory: FittedMixer;
}

function fittedTo(pairs: readonly Pair[]): Fitted {
  return {
    workspace: fitMixer(pairs.map(({ workspace }) => workspace)),
    file: fitMixer(pairs.map(({ file }) => file)),
    memory: fitMixer(pairs.map(({ memory }) => memory)),
  };
}

/** What the index costs, at two sizes. */
function costRows(costs: readonly Indexing[]): string[][] {
  const microseconds = (value: number) => (1000 * value).toFixed(0);
  return [
    [
      'MB',
      'memory, MB',
      'seconds',
      'longest slice, ms',
      'lookup p50/p95, µs',
      'edit p50/p95, µs',
      'removal p50/p95, ms',
    ],
    ...costs.map(({ bytes, taken, milliseconds, longestSlice, lookup, edit, removal }) => [
      (bytes / 1e6).toFixed(1),
      (taken / 1e6).toFixed(1),
      (milliseconds / 1000).toFixed(1),
      longestSlice.toFixed(1),
      lookup.map(microseconds).join(' / '),
      edit.map(microseconds).join(' / '),
      removal.map(value => value.toFixed(1)).join(' / '),
    ]),
  ];
}

await command(async () => {
  const { values, positionals } = argumentsOf();
  const [calibration] = positionals;
  const size = Number(values.bytes);
  if (calibration === undefined || !(size > 0)) throw new Mistake(usage);
  const from = process.env['INIT_CWD'] ?? process.cwd();
  const network = await loadAsServed(values.network);
  const collect = async (path: string) => {
    const stretches = stretchesOf(await packagesOf(resolve(from, path)), size);
    const bytes = stretches.reduce((sum, [, { start, end }]) => sum + end - start, 0);
    const progress = new Progress(path, bytes);
    const pairs = await examplesOf(network, stretches, count => progress.add(count));
    progress.end();
    return pairs;
  };
  const pairs = await collect(calibration);
  const fitted = fittedTo(pairs);
  console.log(`bits per byte, of what it was fitted to:\n${columns(rowsOf(pairs, fitted))}\n`);
  const model = { network: values.network, bytes: pairs.length, ...modelOf(fitted.workspace) };
  const file = 'src/memory/mixer.json';
  const options = { ...(await resolveConfig(file)), filepath: file };
  await writeFile(file, await format(JSON.stringify(model), options));
  const tables: string[][][] = [];
  if (values.measure !== undefined) tables.push(rowsOf(await collect(values.measure), fitted));
  await network.dispose();
  if (values.index !== undefined) {
    const documents = await documentsUnder([resolve(from, values.index)]);
    const others = await documentsUnder([resolve(from, calibration)]);
    tables.push(costRows([10e6, 100e6].map(bytes => measureIndexing(shuffled(documents, 1), others, bytes))));
  }
  console.log(tables.map(columns).join('\n\n'));
  if (values.table && tables.length > 0) await writeRows('memory', tables);
});
