// npm run replay:live: see `usage`.
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { languages, type Language } from '../evaluate/languages.js';
import { command, parsed } from '../evaluate/mistake.js';
import { Progress } from '../evaluate/progress.js';
import { columns } from '../evaluate/table.js';
import { figuresOf, percentiles, type Figures } from './figures.js';
import { listColumns, noListTally, sumLists, type ListTally } from './list-tally.js';
import { LiveAssistant, type LiveWindow, type Pace, type Watcher } from './live-assistant.js';
import { measure } from './measure.js';
import { keysOf } from './passages.js';
import { foldersOf } from './remembering.js';
import { replay } from './replay.js';
import { rowsOf, worthRows, writeRows } from './report.js';
import { fromHere, positive, selected, selectionOptions, selectionUsage } from './selection.js';
import { noTally, sum, type Tally } from './tally.js';

const sampled = 600;
const usage = `npm run replay:live -- PATH... [options]
npm run replay:live -- --edits REPOSITORY [--commits N] [options]
npm run replay:live -- --fresh REPOSITORY [--commits N] [options]
${selectionUsage}
  --keys       keys to type, the same number for each language (default: ${sampled})
  --pace       milliseconds between two keys (default: 200; a busy machine wants more)
  --look       milliseconds that a look at new ghost text takes (default: 250)
  --patient    waits until a key has its answer and that is drawn, as the simulated typist does: for a busy machine
  --watch      a folder: what was seen and done at each key is written there, with pictures
  --json       writes the numbers to a file, too
  --table      writes them between the marks of this name in test/replay/README.md, too`;

/** Opens a window of a real VS Code on a folder of files. */
export type Opener = (files: Readonly<Record<string, string | Uint8Array>>) => Promise<OpenedWindow>;

interface OpenedWindow extends LiveWindow {
  close(): Promise<void>;
}

interface Typed {
  readonly tally: Tally;
  readonly list: ListTally;
}

function argumentsOf() {
  return parsed(usage, () =>
    parseArgs({
      allowPositionals: true,
      options: {
        ...selectionOptions,
        keys: { type: 'string', default: String(sampled) },
        pace: { type: 'string', default: '200' },
        look: { type: 'string', default: '250' },
        patient: { type: 'boolean', default: false },
        watch: { type: 'string' },
        json: { type: 'string' },
        table: { type: 'string' },
      },
    }),
  );
}

/** Types into a real editor, and beside it the same in the simulated one; prints both. */
export function live(open: Opener): Promise<void> {
  return command(async () => {
    const { values, positionals } = argumentsOf();
    const keys = positive(values.keys, 'keys', usage);
    const pace: Pace = {
      key: positive(values.pace, 'pace', usage),
      look: positive(values.look, 'look', usage),
      isPatient: values.patient,
    };
    const { passages, workspaces = { kind: 'files' } } = await selected(
      { ...values, paths: positionals },
      keys,
      usage,
    );
    const folder = values.watch && fromHere(values.watch);
    if (folder) await mkdir(folder, { recursive: true });
    const folderOf = await foldersOf(workspaces);
    const typed = new Map<Language, Typed>();
    const progress = new Progress(
      'live',
      passages.reduce((sum, passage) => sum + keysOf(passage), 0),
    );
    for (const passage of passages) {
      const { path, others } = folderOf(passage);
      let left = keysOf(passage);
      const window = await open({ ...others, [path]: passage.before + passage.after });
      try {
        const watcher = watcherOf(window, passage.name, folder, () => {
          left--;
          progress.add(1);
        });
        const assistant = new LiveAssistant(window, path, pace, watcher);
        const tally = await replay(passage, passage.language, assistant);
        const before = typed.get(passage.language) ?? { tally: noTally(), list: noListTally() };
        typed.set(passage.language, added(before, { tally, list: assistant.tally }));
      } finally {
        await window.close();
      }
      progress.add(left);
    }
    progress.end();
    const asked = { network: 'default', eagerness: 'balanced', passages, workspaces } as const;
    const simulated = await measure(asked);
    const withList = await measure({ ...asked, hasList: true });
    const worth: (readonly [string, Figures])[] = [];
    const lists: (readonly [string, ListTally])[] = [];
    const all = [...typed.values()].reduce(added);
    for (const name of [...languages, 'all'] as const) {
      const own = name === 'all' ? all : typed.get(name);
      if (!own) continue;
      worth.push([`${name}, live`, figuresOf(own.tally)]);
      for (const [model, measured] of [
        ['simulated', simulated],
        ['simulated with a list', withList],
      ] as const) {
        const figures = name === 'all' ? measured.all : measured.languages[name];
        if (figures) worth.push([`${name}, ${model}`, figures]);
      }
      lists.push([name, own.list]);
    }
    const listRows = rowsOf(
      lists,
      listColumns.map(([name, cell]) => [name, (list: ListTally) => cell(list, percentiles(list.delays))]),
    );
    const tables = [worthRows(worth), listRows];
    console.log(tables.map(columns).join('\n\n'));
    if (values.table !== undefined) await writeRows(values.table, tables);
    if (values.json !== undefined) {
      const delays = percentiles(all.list.delays);
      const json = { pace, worth: Object.fromEntries(worth), lists: Object.fromEntries(lists), delays };
      await writeFile(fromHere(values.json), `${JSON.stringify(json, null, 2)}\n`);
    }
  });
}

/** Writes what is told into a folder, with a picture of what cannot be told. */
function watcherOf(
  { page }: LiveWindow,
  name: string,
  folder: string | undefined,
  pressed: () => void,
): Watcher {
  let pictures = 0;
  return {
    pressed,
    async told(what) {
      if (folder === undefined) return;
      await appendFile(join(folder, 'log.txt'), `${name} ${pictures} ${what}\n`);
      if (/^(?:took|mended|nothing)/.test(what)) return;
      const file = `${name.replace(/\W+/g, '-').slice(-60)}-${pictures++}.png`;
      await page.screenshot({ path: join(folder, file) });
    },
  };
}

const added = (a: Typed, b: Typed): Typed => ({
  tally: sum(a.tally, b.tally),
  list: sumLists(a.list, b.list),
});
