// In the Node extension host of a real VS Code: what a person's keystrokes cost. Writes its rows as JSON to the console.
import { workspace, type TextEditor } from 'vscode';
import type { Answer } from '../../src/editor/ghost-text/provider.js';
import {
  ask,
  closeAll,
  configure,
  moveTo,
  open,
  settled,
  sleep,
  type,
  typed,
  unroll,
} from '../host/suite/editor.js';
import { quantile, row, type Row } from './rows.js';

/** Milliseconds between keys: a fast typist's. */
const between = 90;
/** Stretches of idleness that are measured with Unroll on and off by turns, and how long each is. */
const idleRounds = 5;
const idleSeconds = 4;
/** Seconds of rest before each: a collection of garbage that what was done before left behind would be counted as idleness. */
const restSeconds = 10;

export async function run(): Promise<void> {
  const rows: Row[] = [];
  // The window starts with Unroll off and comes to rest first: what is measured is the network's loading, not the editor's.
  await sleep(5000);
  const api = await unroll();
  await configure('enabled', true);
  const { activate, ready = NaN } = api.timings();
  rows.push(row('activate()', activate, 'ms', 20), row('network ready after first need', ready, 'ms', 500));

  const answers: Answer[] = [];
  const code = await source();
  await configure('eagerness', 'eager');
  await open(code.slice(0, 6000));
  await ask(api);
  let seen = api.lastAnswer()?.count ?? 0;
  const collect = () => {
    const answer = api.lastAnswer();
    if (answer && answer.count !== seen) {
      seen = answer.count;
      answers.push(answer);
    }
  };
  for (const character of code.slice(6000, 6800)) {
    await type(character);
    await sleep(between);
    collect();
  }
  const took = (some: Answer[]) => some.map(({ milliseconds }) => milliseconds);
  const inferred = took(answers.filter(answer => answer.inferred && answer.silence !== 'cancelled'));
  const others = took(answers.filter(answer => !answer.inferred));
  rows.push(row(`an answer that was inferred, p50 of ${inferred.length}`, quantile(inferred, 0.5), 'ms', 12));
  rows.push(
    row(`an answer that was inferred, p95 of ${inferred.length}`, quantile(inferred, 0.95), 'ms', 30),
  );
  rows.push(
    row(`typed-through remainder or silence, p95 of ${others.length}`, quantile(others, 0.95), 'ms', 1),
  );

  await closeAll();
  for (const [what, act, budget] of [
    ['the first key', () => typed(api, 'x'), 100],
    ['asking by hand', () => ask(api), 300],
  ] as const) {
    const times = await jump(await open(code.slice(0, 6000)), act);
    await closeAll();
    times.push(...(await openings(api, act)));
    const title = `${what} after opening or jumping, to its answer, p95 of ${times.length}`;
    rows.push(row(title, quantile(times, 0.95), 'ms', budget));
  }
  rows.push(...(await idle(api)));
  await configure('eagerness', undefined);
  console.log(`ROWS ${JSON.stringify(rows)}`);
}

/** TypeScript to type: this benchmark's window is opened on a folder that holds it. */
async function source(): Promise<string> {
  const [file] = await workspace.findFiles('source.ts');
  if (!file) throw new Error('source.ts is not in the folder');
  return (await workspace.openTextDocument(file)).getText();
}

type Api = Awaited<ReturnType<typeof unroll>>;

/** Milliseconds of the answers to an act at places that were never read. */
async function jump(editor: TextEditor, act: () => Promise<Answer>): Promise<number[]> {
  const { document } = editor;
  const text = document.getText();
  await editor.edit(builder => builder.insert(document.positionAt(0), text.repeat(25)));
  const times: number[] = [];
  for (let i = 0; i < 20; i++) {
    const line = 100 + ((i * 1709) % (document.lineCount - 200));
    moveTo(editor, document.lineAt(line).range.end);
    times.push((await act()).milliseconds);
  }
  return times;
}

/** The same in documents that were just opened. */
async function openings(api: Api, act: () => Promise<Answer>): Promise<number[]> {
  const times: number[] = [];
  const code = await source();
  for (let i = 0; i < 10; i++) {
    await open(code.slice(i * 200, 4000 + i * 400));
    times.push((await act()).milliseconds);
    await closeAll();
    await settled(api);
  }
  return times;
}

/** What Unroll does while nothing happens: timers that it starts, and the CPU of the whole host with and without it. */
async function idle(api: Api): Promise<Row[]> {
  await open('const a = 1;\n');
  await ask(api);
  let timers = 0;
  const originals = [globalThis.setTimeout, globalThis.setInterval] as const;
  const counted =
    <T extends (...args: never[]) => unknown>(original: T) =>
    (...args: Parameters<T>) => {
      if (counting && /dist[\\/]node[\\/]extension\.js/.test(new Error().stack ?? '')) timers++;
      return original(...args);
    };
  let counting = false;
  const measure = async () => {
    const before = process.cpuUsage();
    counting = true;
    await new Promise(resolve => originals[0](resolve, idleSeconds * 1000));
    counting = false;
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / idleSeconds;
  };
  Object.assign(globalThis, { setTimeout: counted(originals[0]), setInterval: counted(originals[1]) });
  const times = { on: [] as number[], off: [] as number[] };
  for (let round = 0; round < idleRounds; round++) {
    for (const which of ['on', 'off'] as const) {
      await configure('enabled', which === 'on' ? undefined : false);
      await sleep(1000 * restSeconds);
      times[which].push(await measure());
    }
  }
  Object.assign(globalThis, { setTimeout: originals[0], setInterval: originals[1] });
  await closeAll();
  const added = Math.max(0, quantile(times.on, 0.5) - quantile(times.off, 0.5));
  return [
    row(`timers started in ${idleRounds * idleSeconds} s of idleness`, timers, 'timers', 0),
    row('CPU of the extension host when idle, Unroll off', quantile(times.off, 0.5), 'ms/s'),
    row('CPU of the extension host when idle, above that with Unroll off', added, 'ms/s', 5),
  ];
}
