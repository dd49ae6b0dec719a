// npm run replay:mix: see `usage`.
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadNetwork } from '../../src/network/load.js';
import { command, Mistake, parsed } from '../evaluate/mistake.js';
import { Progress } from '../evaluate/progress.js';
import { bits, columns, percent, whole } from '../evaluate/table.js';
import { readModel, readRuntime } from '../shipped.js';
import { examplesOf, stretchesOf, type Example } from './examples.js';
import { fitMixer, mixed } from './fit-mixer.js';
import { packagesOf } from './packages.js';

const usage = `npm run replay:mix -- CALIBRATION [--measure SPLIT] [--bytes N] [--network NAME]
  Fits the weights with which the memory is mixed into the network: src/memory/mixer.json. To be run when the network has changed,
  before replay:fit. Each document is read with the rest of its package as the workspace.
  CALIBRATION  the calibration split of the corpus: models/training/corpus/calibration
  --measure    another split that it is then measured on: models/training/corpus/test
  --bytes      bytes of each language (default: 2500)
  --network    a network in models/ (default: default)`;

function argumentsOf() {
  return parsed(usage, () =>
    parseArgs({
      allowPositionals: true,
      options: {
        bytes: { type: 'string', default: '2500' },
        measure: { type: 'string' },
        network: { type: 'string', default: 'default' },
      },
    }),
  );
}

function table(examples: readonly Example[], weights: Float64Array): string {
  const names = [...new Set(examples.map(({ language }) => language)), 'all'];
  const rows = names.map(name => {
    const some = examples.filter(({ language }) => name === 'all' || language === name);
    const mean = (of: (example: Example) => number) =>
      some.reduce((sum, one) => sum + of(one), 0) / some.length;
    const alone = mean(one => -Math.log2(Math.max(1e-7, one.alone)));
    const both = mean(one => mixed(one, weights).bits);
    return [name, whole(some.length), bits(alone), bits(both), percent(1 - both / alone)];
  });
  return columns([['', 'bytes', 'network alone', 'with the memory', 'less'], ...rows]);
}

await command(async () => {
  const { values, positionals } = argumentsOf();
  const [calibration] = positionals;
  const size = Number(values.bytes);
  if (calibration === undefined || !(size > 0)) throw new Mistake(usage);
  const from = process.env['INIT_CWD'] ?? process.cwd();
  const network = await loadNetwork(values.network, readModel, readRuntime);
  const collect = async (path: string) => {
    const stretches = stretchesOf(await packagesOf(resolve(from, path)), size);
    const progress = new Progress(
      path,
      stretches.reduce((sum, [, { start, end }]) => sum + end - start, 0),
    );
    const examples = await examplesOf(network, stretches, bytes => progress.add(bytes));
    progress.end();
    return examples;
  };
  const examples = await collect(calibration);
  const weights = fitMixer(examples);
  console.log(`bits per byte, fitted to:\n${table(examples, weights)}\n`);
  await writeFile(
    'src/memory/mixer.json',
    `${JSON.stringify({ network: values.network, bytes: examples.length, weights: Array.from(weights, weight => Number(weight.toPrecision(4))) })}\n`,
  );
  if (values.measure !== undefined)
    console.log(`bits per byte, not seen:\n${table(await collect(values.measure), weights)}`);
  await network.dispose();
});
