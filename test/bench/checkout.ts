// In the Node extension host of a real VS Code: somebody types while a checkout rewrites 2,000 files of the workspace, there and back.
import { writeFile } from 'node:fs/promises';
import { cpuUsage } from 'node:process';
import { workspace } from 'vscode';
import { configure, open, sleep, typed, unroll } from '../host/suite/editor.js';
import { quantile, row, type Row } from './rows.js';
import { Stretches, type Stretch } from './stretches.js';

/** Seconds after which it is not waited for any more. */
const patience = 240;
/** How often the files are rewritten. */
const checkouts = 4;

export async function run(): Promise<void> {
  const api = await unroll();
  await open('const beginning = 1;\n');
  await configure('enabled', true);
  const begun = performance.now();
  const isRead = () => api.memory().progress.kind === 'read';
  while (!isRead() && performance.now() - begun < 1000 * patience) await sleep(500);
  if (!isRead()) throw new Error('The workspace was not read.');
  const files = await workspace.findFiles('work/**/*.ts');
  const texts = await Promise.all(
    files.map(async file => new TextDecoder().decode(await workspace.fs.readFile(file))),
  );
  await sleep(5000);
  const stretches = new Stretches(url => /dist[\\/]node[\\/]extension\.js/.test(url));
  const found: Stretch[] = [];
  const answers: number[] = [];
  await stretches.start();
  const before = cpuUsage();
  for (let round = 0; round < checkouts; round++) {
    const rewritten = Promise.all(
      files.map((file, i) =>
        writeFile(file.fsPath, round % 2 === 0 ? `${texts[i] ?? ''}// branch\n` : (texts[i] ?? '')),
      ),
    );
    const end = performance.now() + 15_000;
    while (performance.now() < end) {
      await typed(api, 'x');
      answers.push(api.lastAnswer()?.milliseconds ?? 0);
      await sleep(150);
      found.push(...(await stretches.take()));
    }
    await rewritten;
  }
  const { user, system } = cpuUsage(before);
  await stretches.stop();
  const { names } = api.memory();
  const held = [...found].sort((a, b) => b.worked - a.worked)[0];
  const rows: Row[] = [
    row(`a checkout of ${files.length} files, ${checkouts} times: texts held afterwards`, names.length, ''),
    row('processor time of the extension host meanwhile, for each', (user + system) / 1e6 / checkouts, 's'),
    row(`the longest stretch meanwhile (${held?.where ?? ''})`, held?.worked ?? 0, 'ms', 16),
    row(`an answer meanwhile, p50 of ${answers.length}`, quantile(answers, 0.5), 'ms'),
    row(`an answer meanwhile, p95 of ${answers.length}`, quantile(answers, 0.95), 'ms', 300),
  ];
  console.log(`ROWS ${JSON.stringify(rows)}`);
}
