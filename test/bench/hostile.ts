// In the Node extension host of a real VS Code: keys typed into documents that were made to hold it up. Rows as JSON to the console.
import { Selection, window, workspace } from 'vscode';
import type { Answer } from '../../src/editor/ghost-text/provider.js';
import { closeAll, configure, sleep, type, unroll } from '../host/suite/editor.js';
import { quantile, row, type Row } from './rows.js';
import { Stretches } from './stretches.js';

/** Milliseconds between keys. */
const between = 90;

/** A document, and where it is typed into. */
interface Hostile {
  readonly name: string;
  readonly language: string;
  readonly text: string;
  /** Where the caret is set, in UTF-16 units. */
  readonly caret: number;
  /** What is typed. */
  readonly keys: string;
}

const statement = 'const total = items.map(item => item.price * item.count).reduce((a, b) => a + b, 0); ';

function documents(): Hostile[] {
  const oneLine = statement.repeat(Math.ceil(1_000_000 / statement.length));
  const third = statement.repeat(Math.ceil(300_000 / statement.length));
  const lines = `${statement.trim()}\n`.repeat(Math.ceil(10_000_000 / statement.length));
  const word = 'a'.repeat(50_000);
  const keys = 'const total = it';
  return [
    { name: 'one line of 1 MB', language: 'javascript', text: oneLine, caret: 500_000, keys },
    {
      name: 'one line of 1 MB, at its end',
      language: 'javascript',
      text: oneLine,
      caret: oneLine.length,
      keys,
    },
    { name: 'one line of 300 kB', language: 'javascript', text: third, caret: third.length, keys },
    {
      name: '10 MB of short lines',
      language: 'typescript',
      text: lines,
      caret: 5_000_000,
      keys: `\n${keys}`,
    },
    {
      name: '50,000 blanks after the caret',
      language: 'c',
      text: `total += 1;${' '.repeat(50_000)}/* sum */\n`,
      caret: 10,
      keys,
    },
    {
      name: '500 blanks and a comment after the caret',
      language: 'c',
      text: `total += 1;${' '.repeat(500)}/* sum */\n`,
      caret: 10,
      keys,
    },
    { name: '50,000 blanks before the caret', language: 'c', text: ' '.repeat(50_000), caret: 50_000, keys },
    {
      name: '50,000 closers after the caret',
      language: 'typescript',
      text: `f(${')'.repeat(50_000)}\n`,
      caret: 2,
      keys,
    },
    {
      name: '50,000 closers before the caret',
      language: 'typescript',
      text: `${')'.repeat(50_000)}\n`,
      caret: 50_000,
      keys,
    },
    { name: 'a word of 50 kB', language: 'typescript', text: `${word}\n`, caret: 50_000, keys: 'aaaa = aa' },
    {
      name: '20,000 blank lines',
      language: 'properties',
      text: '\n'.repeat(20_000),
      caret: 10_000,
      keys: 'key = va',
    },
    { name: '50,000 quotes', language: 'python', text: `${'"'.repeat(50_000)}\n`, caret: 25_000, keys },
    {
      name: '50,000 halves of characters',
      language: 'plaintext',
      text: `${'\ud83d'.repeat(50_000)}\n`,
      caret: 50_000,
      keys,
    },
  ];
}

export async function run(): Promise<void> {
  const api = await unroll();
  await configure('eagerness', 'eager');
  await configure('prose', true);
  await configure('coexistence', 'race');
  const stretches = new Stretches(url => /dist[\\/]node[\\/]extension\.js/.test(url));
  await stretches.start();
  const rows: Row[] = [];
  const all: number[] = [];
  for (const hostile of documents()) {
    await show(hostile);
    // The document is opened and read once; what is measured are keys.
    await sleep(1500);
    await stretches.take();
    const times: number[] = [];
    let seen = api.lastAnswer()?.count ?? 0;
    for (const key of hostile.keys) {
      await type(key);
      await sleep(between);
      const answer: Answer | undefined = api.lastAnswer();
      if (!answer || answer.count === seen) continue;
      seen = answer.count;
      if (answer.silence !== 'cancelled') times.push(answer.milliseconds);
    }
    await sleep(500);
    const longest = (await stretches.take()).sort((a, b) => b.worked - a.worked)[0];
    all.push(...times);
    rows.push(
      row(`${hostile.name}: longest stretch (${longest?.where ?? ''})`, longest?.worked ?? 0, 'ms', 16),
    );
    rows.push(
      row(`${hostile.name}: an answer or silence, p95 of ${times.length}`, quantile(times, 0.95), 'ms'),
    );
    await closeAll();
  }
  await stretches.stop();
  rows.push(
    row(`hostile documents: an answer or a silence, p95 of ${all.length}`, quantile(all, 0.95), 'ms', 30),
  );
  for (const name of ['eagerness', 'prose', 'coexistence']) await configure(name, undefined);
  console.log(`ROWS ${JSON.stringify(rows)}`);
}

async function show({ language, text, caret }: Hostile): Promise<void> {
  const document = await workspace.openTextDocument({ language, content: text });
  const editor = await window.showTextDocument(document);
  const place = document.positionAt(caret);
  editor.selection = new Selection(place, place);
}
