// What a network takes until it is ready, and of memory: each time in a process of its own, the backends by turns.
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { memoryBudget, readyBudget } from './budgets.js';
import type { Contenders } from './contenders.js';
import type { Effort } from './effort.js';
import { quantile, row, type Row } from './rows.js';

/** Milliseconds, and bytes. */
type Load = Readonly<Record<'milliseconds' | 'buffers' | 'wasm' | 'resident', number>>;

async function load(backend: string): Promise<Load> {
  const script = join(dirname(process.argv[1] ?? ''), 'load-once.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script, backend]);
  return JSON.parse(stdout) as Load;
}

export async function loadingRows({ all, served }: Contenders, { loads }: Effort): Promise<Row[]> {
  const names = all.some(({ kernel }) => kernel) ? (['int8', 'wasm'] as const) : (['wasm'] as const);
  const found = { int8: [] as Load[], wasm: [] as Load[] };
  for (let i = 0; i < loads; i++) for (const name of names) found[name].push(await load(name));
  const isServed = (name: string) => name === (served.kernel ? 'int8' : 'wasm');
  return names.flatMap(name => {
    const half = (value: (load: Load) => number) => quantile(found[name].map(value), 0.5);
    const held = (budget: number) => (isServed(name) ? budget : null);
    const exact = half(({ buffers, wasm }) => (buffers + wasm) / 1e6);
    return [
      row(
        `ready after the first need: ${name}, p50 of ${loads} processes`,
        half(({ milliseconds }) => milliseconds),
        'ms',
        held(readyBudget),
      ),
      row(`memory: ${name}, buffers and WASM`, exact, 'MB', held(memoryBudget)),
      row(
        `memory: ${name}, by which the process grew, with compiled code and garbage`,
        half(({ resident }) => resident / 1e6),
        'MB',
      ),
    ];
  });
}
