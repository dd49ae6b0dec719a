// npm run evaluate:secrets -- PATH... [--show]
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { credentialsIn, type Credential } from '../../src/memory/credentials/scanner.js';
import { decodeText, newline } from '../../src/network/bytes.js';
import { documentsUnder, type Document } from './documents.js';
import { languages } from './languages.js';
import { command, Mistake, parsed } from './mistake.js';
import { columns, whole } from './table.js';

const usage = `npm run evaluate:secrets -- PATH... [--show]
  PATH    files and folders without secrets, or a split of the corpus: models/training/corpus/test
  --show  each line in which a credential is seen`;

/** What is seen in the documents of a language, or in all. */
interface Tally {
  lines: number;
  alarms: number;
  bytes: number;
  milliseconds: number;
}

/** The lines in which a credential is seen, the first of them where one goes over several. */
function alarmsIn({ bytes }: Document, found: readonly Credential[]): Set<number> {
  const starts = found.map(({ from }) => bytes.lastIndexOf(newline, from - 1) + 1);
  return new Set(starts);
}

function scan(document: Document): Credential[] {
  const work = credentialsIn(document.bytes);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

await command(() => {
  const { values, positionals } = parsed(usage, () =>
    parseArgs({ allowPositionals: true, options: { show: { type: 'boolean', default: false } } }),
  );
  if (positionals.length === 0) throw new Mistake(usage);
  const from = process.env['INIT_CWD'] ?? process.cwd();
  return measure(
    positionals.map(path => resolve(from, path)),
    values.show,
  );
});

async function measure(paths: readonly string[], show: boolean): Promise<void> {
  const none = (): Tally => ({ lines: 0, alarms: 0, bytes: 0, milliseconds: 0 });
  const all = none();
  const tallies = new Map(languages.map(language => [language, none()]));
  for (const document of await documentsUnder(paths)) {
    const { name, bytes, language } = document;
    const begun = performance.now();
    const found = scan(document);
    const milliseconds = performance.now() - begun;
    const alarms = alarmsIn(document, found);
    for (const tally of [all, tallies.get(language) ?? none()]) {
      tally.lines += bytes.reduce((sum, byte) => sum + Number(byte === newline), 1);
      tally.alarms += alarms.size;
      tally.bytes += bytes.length;
      tally.milliseconds += milliseconds;
    }
    if (!show) continue;
    for (const { from, to } of found) {
      const start = Math.max(bytes.lastIndexOf(newline, from - 1) + 1, from - 70);
      const value = decodeText(bytes.subarray(from, Math.min(to, from + 80)));
      console.log(`${name}: ${decodeText(bytes.subarray(start, from))}[[${value}]]`);
    }
  }
  const row = (name: string, { lines, alarms, bytes, milliseconds }: Tally) => [
    ...[name, whole(lines), whole(alarms), ((10_000 * alarms) / lines).toFixed(2)],
    (bytes / 1000 / milliseconds).toFixed(0),
  ];
  console.log(
    columns([
      ['language', 'lines', 'alarms', 'in 10,000 lines', 'MB/s'],
      ...[...tallies].filter(([, { lines }]) => lines > 0).map(([language, tally]) => row(language, tally)),
      row('all', all),
    ]),
  );
}
