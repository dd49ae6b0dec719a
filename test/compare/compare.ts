// npm run compare: see `usage`.
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseManifest } from '../../src/network/manifest.js';
import { documentsUnder } from '../evaluate/documents.js';
import { isProgramming } from '../evaluate/languages.js';
import { evaluate } from '../evaluate/measure.js';
import { command, Mistake } from '../evaluate/mistake.js';
import { sample } from '../evaluate/sample.js';
import { markdown } from '../evaluate/table.js';
import { measureForgetting } from './forgets.js';
import {
  bitsPicture,
  bitsTable,
  forgetsPicture,
  forgetsTable,
  gatesPicture,
  gatesTable,
  type Compared,
} from './tables.js';
import { windowsTable } from './windows.js';

const usage = `npm run compare -- PATH... [--kilobytes N]
npm run compare -- --windows
  PATH         files and folders, or a split of the corpus: models/training/corpus/test
  --kilobytes  how much of each language is read (default: 100)
  --windows    only the table of plain networks, which is made of models/training/compare.csv
Compares the cells at one budget and writes the tables and pictures of models/README.md.`;

/** The cells at one budget, in the order in which they came into the world. */
const names = ['feedforward', 'rnn', 'lstm', 'gru', 'glr'] as const;

await command(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { kilobytes: { type: 'string', default: '100' }, windows: { type: 'boolean', default: false } },
  });
  const size = 1000 * Number(values.kilobytes);
  if ((positionals.length === 0) !== values.windows || !(size > 0)) throw new Mistake(usage);
  const manifests = await Promise.all(
    names.map(async name => parseManifest(await readFile(`models/${name}.json`, 'utf8'), `${name}.json`)),
  );
  const windows = ['windows', await windowsTable(manifests[0]?.training.bytesSeen ?? 0)] as const;
  if (values.windows) {
    await write([windows]);
    return;
  }
  const from = process.env['INIT_CWD'] ?? process.cwd();
  const stretches = sample(await documentsUnder(positionals.map(path => resolve(from, path))), size);
  const programs = [...stretches].flatMap(([language, some]) => (isProgramming(language) ? some : []));
  const compared: Compared[] = [];
  for (const manifest of manifests) {
    const evaluation = await evaluate(manifest.name, stretches);
    const forgetting = await measureForgetting(manifest.name, programs);
    compared.push({ manifest, evaluation, forgetting });
  }
  await write([
    ['cells', bitsTable(compared)],
    windows,
    ['forgets', forgetsTable(compared)],
    ['gates', gatesTable(compared)],
  ]);
  await writeFile('models/cells.svg', bitsPicture(compared));
  await writeFile('models/forgets.svg', forgetsPicture(compared));
  await writeFile('models/gates.svg', gatesPicture(compared));
});

/** Writes tables between their marks, and shows them. */
async function write(tables: readonly (readonly [mark: string, rows: string[][]])[]): Promise<void> {
  let card = await readFile('models/README.md', 'utf8');
  for (const [mark, rows] of tables) {
    card = between(card, mark, markdown(rows));
    console.log(markdown(rows).join('\n'), '\n');
  }
  await writeFile('models/README.md', card);
}

/** The card with other lines between two marks. */
function between(card: string, mark: string, lines: readonly string[]): string {
  const [begin, end] = [`<!-- ${mark} -->\n`, `<!-- /${mark} -->`];
  const [at, until] = [card.indexOf(begin), card.indexOf(end)];
  if (at < 0 || until < at)
    throw new Mistake(`models/README.md has no ${begin.trim()} ... ${end}: put the marks back.`);
  return `${card.slice(0, at + begin.length)}${lines.join('\n')}\n${card.slice(until)}`;
}
