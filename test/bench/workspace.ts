// In the Node extension host of a real VS Code, on a folder of very many files: how the memory reads it, and what that costs others.
import { memoryUsage } from 'node:process';
import { configure, open, sleep, typed, unroll } from '../host/suite/editor.js';
import { quantile, row, type Row } from './rows.js';
import { Stretches, type Stretch } from './stretches.js';

/** Seconds after which it is not waited for any more. */
const patience = 300;

export async function run(): Promise<void> {
  // The window comes to rest first: it starts with Unroll off.
  await sleep(20_000);
  const api = await unroll();
  await open('const beginning = 1;\n');
  const before = memoryUsage();
  const stretches = new Stretches(url => /dist[\\/]node[\\/]extension\.js/.test(url));
  const found: Stretch[] = [];
  const answers: number[] = [];
  await stretches.start();
  const begun = performance.now();
  await configure('enabled', true);
  let progress = api.memory().progress;
  while (progress.kind !== 'read' && performance.now() - begun < 1000 * patience) {
    // Someone types meanwhile.
    await typed(api, 'x');
    answers.push(api.lastAnswer()?.milliseconds ?? 0);
    await sleep(200);
    found.push(...(await stretches.take()));
    ({ progress } = api.memory());
  }
  const seconds = (performance.now() - begun) / 1000;
  await stretches.stop();
  if (progress.kind !== 'read') throw new Error(`not read after ${patience} s: ${JSON.stringify(progress)}`);
  const { taken, names } = api.memory();
  const after = memoryUsage();
  const used = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  const troubles = api.log();
  if (troubles.length > 0) throw new Error(troubles.join('\n'));
  if (names.some(name => /large|binary/.test(name))) throw new Error('It holds what is no source file.');
  const worked = found.map(stretch => stretch.worked);
  const held = [...found].sort((a, b) => b.worked - a.worked)[0];
  const rows: Row[] = [
    row(`a folder of 200,000 files: ${names.length} are held after`, seconds, 's'),
    row('what the memory takes then', taken / 1e6, 'MB', 64),
    row('what the extension host takes more, the network included', used / 1e6, 'MB', 150),
    row('stretches that are ours meanwhile, p99', quantile(worked, 0.99), 'ms', 16),
    row(`stretches that are ours meanwhile, the longest (${held?.where ?? ''})`, held?.worked ?? 0, 'ms', 16),
    row(`an answer meanwhile, p95 of ${answers.length}`, quantile(answers, 0.95), 'ms', 300),
  ];
  console.log(`ROWS ${JSON.stringify(rows)}`);
}
