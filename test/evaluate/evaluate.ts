// npm run evaluate -- PATH... [--network NAME] [--all] [--json FILE]
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { documentsUnder } from './documents.js';
import { isProgramming, languages, type Language } from './languages.js';
import { evaluate, type Evaluation, type Quality } from './measure.js';
import { command, Mistake, parsed } from './mistake.js';
import { sample, sampled } from './sample.js';
import { bits, columns, percent, whole } from './table.js';

const usage = `npm run evaluate -- PATH... [--network NAME] [--all] [--json FILE]
  PATH       files and folders, or a split of the corpus: models/training/corpus/test
  --network  a network in models/ (default: default)
  --all      everything, not a sample of ${sampled / 1000} kB of each language
  --json     writes the numbers to a file, too`;

function argumentsOf() {
  return parsed(usage, () =>
    parseArgs({
      allowPositionals: true,
      options: {
        network: { type: 'string', default: 'default' },
        all: { type: 'boolean', default: false },
        json: { type: 'string' },
      },
    }),
  );
}

/** The numbers as a table: programming languages and their mean, then the others. */
function table(evaluation: Evaluation): string {
  const cells = ({ bitsPerByte, top1, top5 }: Quality) => [bits(bitsPerByte), percent(top1), percent(top5)];
  const row = (language: Language) => {
    const measured = evaluation.languages[language];
    return measured ? [[language, whole(measured.files), whole(measured.bytes), ...cells(measured)]] : [];
  };
  return columns([
    ['language', 'files', 'bytes', 'bits per byte', 'top-1', 'top-5'],
    ...languages.filter(isProgramming).flatMap(row),
    ...(evaluation.mean ? [['mean of these', '', '', ...cells(evaluation.mean)]] : []),
    ...languages.filter(language => !isProgramming(language)).flatMap(row),
  ]);
}

await command(async () => {
  const { values, positionals } = argumentsOf();
  if (positionals.length === 0) throw new Mistake(usage);
  // npm runs a script in the package's folder; paths are meant from where the person is.
  const from = process.env['INIT_CWD'] ?? process.cwd();
  const documents = await documentsUnder(positionals.map(path => resolve(from, path)));
  const evaluation = await evaluate(values.network, sample(documents, values.all ? undefined : sampled));
  console.log(table(evaluation));
  if (values.json !== undefined)
    await writeFile(resolve(from, values.json), `${JSON.stringify(evaluation, null, 2)}\n`);
});
