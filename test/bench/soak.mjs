// npm run soak [-- --keys N --pace MS --friendly --json FILE]: an hour of simulated typing in a real VS Code's extension host.
import { execFile } from 'node:child_process';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { copyExtension } from '../host/ship.mjs';
import { noCompletionList, root } from '../host/vscode.mjs';
import { runSuite } from '../host/workbench.mjs';

const { values } = parseArgs({
  options: {
    keys: { type: 'string', default: '20000' },
    pace: { type: 'string', default: '170' },
    // Without the hostile files, to compare with a commit that they hold up for seconds.
    friendly: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const [keys, pace] = [Number(values.keys), Number(values.pace)];
if (!(keys > 0 && pace >= 0)) throw new Error('--keys and --pace take numbers.');
const documents = 30;

/** Files of this repository to work on, and hostile ones. */
async function sources() {
  const files = {};
  for (const folder of ['src', 'test', 'models/training']) {
    const all = await readdir(join(root, folder), { recursive: true });
    for (const name of all.sort()) {
      if (!/\.(ts|mjs|py)$/.test(name) || Object.keys(files).length >= documents) continue;
      const text = await readFile(join(root, folder, name), 'utf8');
      if (text.length > 1500) files[`work/${Object.keys(files).length}-${basename(name)}`] = text;
    }
  }
  if (values.friendly) return files;
  // What was made to hold the host up is among them.
  const statement = 'const total = items.map(item => item.price * item.count); ';
  files['work/one-line.js'] = statement.repeat(18_000);
  files['work/blanks.c'] = `total += 1;${' '.repeat(50_000)}/* sum */\n`.repeat(3);
  // In C: TypeScript's own server fails on so deep a nesting, and what it takes to start again and again would be measured, too.
  files['work/brackets.c'] = `${'('.repeat(20_000)}${')'.repeat(20_000)}\n${statement}\n`;
  return files;
}

const begun = Date.now();
function progress(line) {
  const { keys: done, answers, heap, buffers } = JSON.parse(line);
  const share = done / keys;
  const left = ((Date.now() - begun) / share) * (1 - share);
  const bar = '#'.repeat(Math.round(share * 30)).padEnd(30, '.');
  const text =
    `[${bar}] ${done} of ${keys} keys, ${answers} answers, ` +
    `${(heap + buffers).toFixed(1)} MB, about ${Math.ceil(left / 60_000)} min left`;
  if (process.stderr.isTTY) process.stderr.write(`\r${text} `);
  else console.error(text);
}

// Not minified: the names of functions are to say where the host was held.
await promisify(execFile)(process.execPath, ['esbuild.mjs', '--tests'], { cwd: root });
const extension = await copyExtension();
let result;
let unresponsive = 0;
try {
  result = await runSuite({
    name: 'soak',
    extension,
    tests: 'out/bench/soak.js',
    // Files are typed as they stand: nothing may be closed or indented for them.
    settings: {
      ...noCompletionList,
      'editor.autoClosingBrackets': 'never',
      'editor.autoClosingQuotes': 'never',
      'editor.autoClosingComments': 'never',
      'editor.autoIndent': 'none',
    },
    files: { ...(await sources()), 'options.json': JSON.stringify({ keys, pace }) },
    // A busy machine may take three times as long.
    timeout: 300_000 + keys * (pace + 60) * 3,
    silent: true,
    onLine(line) {
      if (line.startsWith('PROGRESS ')) progress(line.slice(9));
      if (/is unresponsive/.test(line)) unresponsive++;
    },
  });
} finally {
  await rm(extension, { recursive: true, force: true });
}
const part = name => {
  const line = result.lines.find(line => line.startsWith(`${name} `));
  return JSON.parse(line?.slice(name.length + 1) ?? '[]');
};
const rows = part('ROWS');
if (rows.length === 0) {
  console.error(result.lines.filter(line => !line.startsWith('PROGRESS ')).join('\n'));
  console.error('The soak did not come to its end.');
  process.exit(1);
}
console.log('');
for (const { name, value, unit, budget, ok } of rows) {
  const verdict = budget === null ? '' : `at most ${budget} ${unit}  ${ok ? 'ok' : 'MISSED'}`;
  console.log(`${name.padEnd(44)} ${Number(value.toPrecision(4))} ${unit}`.padEnd(62) + verdict);
}
for (const { milliseconds, where } of part('LONG'))
  console.log(`  ${milliseconds.toFixed(1)} ms in ${where}`);
if (unresponsive > 0)
  console.log(`The editor found the extension host unresponsive ${unresponsive} times: is the machine busy?`);
if (values.json) {
  const json = { date: new Date().toISOString(), keys, pace, rows, looks: part('LOOKS'), long: part('LONG') };
  await writeFile(values.json, `${JSON.stringify(json, null, 2)}\n`);
}
process.exit(rows.every(({ ok }) => ok) ? 0 : 1);
