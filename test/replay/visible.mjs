// npm run replay:visible [-- --lines N]: how many of the suggestions that are offered while a file is typed can be seen, with the
// editor's default settings and its own TypeScript server. An open completion list hides ghost text that does not go on from its item.
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../host/vscode.mjs';
import { runSuite } from '../host/workbench.mjs';

const { values: options } = parseArgs({ options: { lines: { type: 'string', default: '200' } } });
execFileSync(process.execPath, ['esbuild.mjs', '--production', '--tests'], { cwd: root, stdio: 'inherit' });
const sources = ['src/network/bytes.ts', 'src/suggestion/decode.ts'];
const texts = await Promise.all(sources.map(name => readFile(join(root, name), 'utf8')));
const lines = texts.join('\n').split('\n').slice(0, Number(options.lines));

const counts = { offered: 0, seen: 0, listOpen: 0 };
const looks = [];
const silences = new Map();
let typed = '';
const look = async page => {
  const { ghost, list } = await page.evaluate(() => ({
    ghost: document.querySelector('.ghost-text-decoration, .ghost-text-decoration-preview') !== null,
    list: document.querySelector('.suggest-widget.visible') !== null,
  }));
  counts.offered++;
  if (ghost) counts.seen++;
  if (list) counts.listOpen++;
};
await runSuite({
  name: 'visible',
  extension: root,
  tests: 'out/replay/visible.js',
  // What is typed must not be in the memory.
  settings: { 'unroll.exclude': ['**/source.ts'] },
  files: {
    'source.ts': lines.join('\n'),
    'typed.ts': '',
    'tsconfig.json': '{"compilerOptions":{"strict":true}}',
  },
  timeout: 30 * 60_000,
  silent: true,
  onLine(line, { page }) {
    if (line.startsWith('OFFERED ')) looks.push(look(page));
    const silence = /^SILENT (\w+)$/.exec(line)?.[1];
    if (/^(SAME|DIFFERENT)/.test(line)) typed = line;
    if (silence) silences.set(silence, (silences.get(silence) ?? 0) + 1);
  },
});
await Promise.allSettled(looks);
const share = (count, of) => `${count} of ${of} (${((100 * count) / of).toFixed(0)} %)`;
console.log(`lines typed: ${lines.length}${typed === 'SAME' ? '' : ', not as they stand'}`);
if (typed.startsWith('DIFFERENT')) console.log(JSON.parse(typed.slice(10)));
console.log(`suggestions offered: ${counts.offered}`);
console.log(`visible: ${share(counts.seen, counts.offered)}`);
console.log(`offered while the completion list was open: ${share(counts.listOpen, counts.offered)}`);
const ranked = [...silences].sort(([, a], [, b]) => b - a);
console.log(`silences: ${ranked.map(([name, count]) => `${name} ${count}`).join(', ')}`);
