// npm run bench [-- PART... --json FILE]: every budget of the design, measured and set beside its budget. Parts: engine, memory, editor,
// hostile, checkout, completionList, panel, live; and workspace, a folder of 200,000 files, only where it is asked for. For the engine:
// --short (this version of Node's kernel against onnxruntime, and nothing beside them), --no-decoder, --trial (does every part run?).
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { packVsix } from '../host/ship.mjs';
import { noCompletionList, root } from '../host/vscode.mjs';
import { openWindow, runSuite } from '../host/workbench.mjs';
import { pageOf } from '../panel/view.mjs';

const { values: options, positionals: asked } = parseArgs({
  options: {
    json: { type: 'string' },
    short: { type: 'boolean', default: false },
    'no-decoder': { type: 'boolean', default: false },
    trial: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const exec = promisify(execFile);
const inRoot = { cwd: root, maxBuffer: 1e8 };
const rowsOf = lines => JSON.parse(lines.find(line => line.startsWith('ROWS '))?.slice(5) ?? '[]');
/** Some TypeScript to type. */
const source = await readFile(join(root, 'src/suggestion/decode.ts'), 'utf8');
const files = { 'source.ts': source + (await readFile(join(root, 'src/reading/reader.ts'), 'utf8')) };
/** What the memory has of the workspace: the rest of these sources. */
const typed = ['suggestion/decode.ts', 'reading/reader.ts'];
for (const name of (await readdir(join(root, 'src'), { recursive: true })).sort())
  if (name.endsWith('.ts') && !typed.includes(name))
    files[`work/${name}`] = await readFile(join(root, 'src', name), 'utf8');

async function engine() {
  const flags = ['short', 'no-decoder', 'trial'].filter(name => options[name]).map(name => `--${name}`);
  const args = ['out/bench/engine.mjs', ...flags, ...(vsix ? ['--vsix', vsix] : [])];
  // It takes minutes: what it says meanwhile is shown.
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', text => (output += text));
  await once(child, 'close');
  return rowsOf(output.split('\n'));
}

async function memory() {
  const { stdout } = await exec(process.execPath, ['out/bench/memory.mjs'], inRoot);
  return rowsOf(stdout.split('\n'));
}

/** The source is typed as it stands: nothing may be closed or indented for it. */
const asItStands = {
  ...noCompletionList,
  // What is typed must not be known.
  'unroll.exclude': ['**/source.ts'],
  'editor.autoClosingBrackets': 'never',
  'editor.autoClosingQuotes': 'never',
  'editor.autoClosingComments': 'never',
  'editor.autoIndent': 'none',
};

/** Rows that a suite writes. */
async function measured(options) {
  const suite = { name: 'bench', extension: root, files, timeout: 420_000, silent: true };
  const { lines } = await runSuite({ ...suite, ...options });
  const rows = rowsOf(lines);
  if (rows.length === 0) console.error(lines.join('\n'));
  return rows;
}

const editor = () =>
  measured({ tests: 'out/bench/editor.js', settings: { ...asItStands, 'unroll.enabled': false } });

/** Keys typed into documents that were made to hold the extension host up. */
const hostile = () =>
  measured({
    tests: 'out/bench/hostile.js',
    settings: {
      ...asItStands,
      'unroll.exclude': [],
      'editor.largeFileOptimizations': false,
      'typescript.tsserver.enable': false,
      'javascript.validate.enable': false,
    },
  });

/** Somebody types while 2,000 files of the workspace are rewritten, there and back. */
const checkout = () => {
  const many = {};
  for (let i = 0; i < 2000; i++)
    many[`work/part${i % 40}/file${i}.ts`] = Array.from(
      { length: 60 },
      (_, k) => `export const value${i}x${k} = call${(i * 31 + k) % 97}(argument${k % 13}, ${k});\n`,
    ).join('');
  return measured({
    tests: 'out/bench/checkout.js',
    files: many,
    settings: { ...asItStands, 'unroll.exclude': [], 'typescript.tsserver.enable': false },
    timeout: 600_000,
  });
};

/** Keystrokes with the activation panel closed, hidden and on screen by turns, in one window. */
async function panel() {
  const openTracks = async ({ page }) => {
    const view = pageOf(page, 'last');
    const closed = view.locator('h2 button[aria-expanded=false]');
    while ((await closed.count()) > 0) await closed.first().click();
  };
  return measured({
    tests: 'out/bench/panel.js',
    settings: { ...asItStands, 'workbench.editor.closeEmptyGroups': false },
    timeout: 600_000,
    onLine: (line, window) => {
      if (line === 'OPEN EVERY TRACK') openTracks(window).catch(console.error);
    },
  });
}

/** From a key to the editor's own completion list, with Unroll on and off by turns, in one window. */
async function completionList(rounds = 30) {
  const text = 'const point = { alpha: 1, beta: 2, gamma: 3 };\n';
  const window = await openWindow({ vsix, files: { 'list.ts': text }, open: 'list.ts' });
  const times = { on: [], off: [] };
  try {
    const { page, server } = window;
    const settings = join(server.home, 'user/User/settings.json');
    const original = JSON.parse(await readFile(settings, 'utf8'));
    await page.locator('.view-lines').first().click();
    await page.keyboard.press('Control+End');
    const list = page.locator('.suggest-widget.visible .monaco-list-row');
    for (let i = 0; i < rounds + 4; i++) {
      const which = i % 2 === 0 ? 'on' : 'off';
      await writeFile(settings, JSON.stringify({ ...original, 'unroll.enabled': which === 'on' }));
      await page.waitForTimeout(700);
      await page.keyboard.type('point', { delay: 40 });
      await page.keyboard.press('Escape');
      await page.waitForTimeout(200);
      // Listening has to have begun before the key is pressed.
      await page.evaluate(() => {
        window.listShown = new Promise(resolve => {
          const asked = performance.now();
          let begun;
          const key = () => (begun = performance.now());
          window.addEventListener('keydown', key, { capture: true, once: true });
          const look = () => {
            const now = performance.now();
            if (begun && document.querySelector('.suggest-widget.visible .monaco-list-row'))
              resolve(now - begun);
            else if (now - asked > 5000) resolve(null);
            else requestAnimationFrame(look);
          };
          look();
        });
      });
      await page.keyboard.press('.');
      const took = await page.evaluate(() => window.listShown);
      // The first rounds start the TypeScript server.
      if (i >= 4 && took !== null) times[which].push(took);
      await page.keyboard.press('Escape');
      await list
        .first()
        .waitFor({ state: 'hidden' })
        .catch(() => undefined);
      for (let k = 0; k < 'point.'.length; k++) await page.keyboard.press('Backspace');
    }
  } finally {
    await window.close();
  }
  const added = quantile(times.on, 0.95) - quantile(times.off, 0.95);
  return [
    row(
      `the editor's completion list, p50 of ${times.off.length}, Unroll off`,
      quantile(times.off, 0.5),
      'ms',
    ),
    row(`the editor's completion list, p50 of ${times.on.length}, Unroll on`, quantile(times.on, 0.5), 'ms'),
    row("what Unroll adds to the editor's completion list, p95", added, 'ms', 20),
  ];
}

/** A passage of this repository's source typed into a real VS Code, beside the same in the replay's model of it. */
async function live(keys = 400) {
  const json = join(tmpdir(), `unroll-live-${process.pid}.json`);
  const selection = ['src/suggestion', '--languages', 'typescript', '--keys', String(keys)];
  try {
    await exec(process.execPath, ['test/replay/live.mjs', ...selection, '--json', json], {
      ...inRoot,
      env: { ...process.env, INIT_CWD: root },
    });
    const { worth, delays } = JSON.parse(await readFile(json, 'utf8'));
    const net = name => 100 * worth[`all, ${name}`].netKeys;
    const apart = Math.abs(net('live') - net('simulated with a list'));
    return [
      row(`net keys saved by typing into the editor, of ${keys}`, net('live'), '%'),
      row('the same in the simulated editor with a list', net('simulated with a list'), '%'),
      row('how far they are apart', apart, 'points', 2),
      row('from a key to new ghost text on screen, p50', delays.p50, 'ms'),
      row('from a key to new ghost text on screen, p95', delays.p95, 'ms'),
    ];
  } finally {
    await rm(json, { force: true });
  }
}

/** A folder of very many files, with what is no source among them. */
async function workspace() {
  const many = {
    'large.ts': 'export const large = 1;\n'.repeat(2_100_000),
    'binary.ts': Uint8Array.from({ length: 100_000 }, (_, i) => i % 256),
  };
  for (let i = 0; i < 200_000; i++) {
    const folder = `part${i % 500}/group${i % 7}`;
    many[`${folder}/file${i}.ts`] =
      `import { value${i + 1} } from './file${i + 1}.js';\n\nexport function value${i}(count: number): number {\n  return value${i + 1}(count * ${i});\n}\n`;
  }
  const { lines } = await runSuite({
    name: 'bench-workspace',
    extension: root,
    tests: 'out/bench/workspace.js',
    settings: { ...noCompletionList, 'unroll.enabled': false, 'typescript.tsserver.enable': false },
    files: many,
    timeout: 600_000,
    silent: true,
  });
  const rows = rowsOf(lines);
  if (rows.length === 0) console.error(lines.join('\n'));
  return rows;
}

await exec(process.execPath, ['esbuild.mjs', '--production', '--tests'], inRoot);
const parts = options.short ? ['engine'] : asked;
// Versions of Node do not change what ships.
const vsix = options.short ? undefined : await packVsix();
/** @type {typeof import('./rows.js')} */
const { quantile, row } = await import('../../out/bench/rows.mjs');
const rows = [];
for (const [name, part] of Object.entries({
  engine,
  memory,
  editor,
  hostile,
  checkout,
  completionList,
  panel,
  live,
  workspace,
})) {
  if (parts.length > 0 ? !parts.includes(name) : name === 'workspace') continue;
  console.error(`Measuring: ${name} ...`);
  const some = await part();
  if (some.length === 0)
    rows.push({ name: `${name} (could not be measured)`, value: null, unit: '', budget: null, ok: false });
  rows.push(...some);
}
if (vsix) await rm(vsix);

const number = value => (value === null ? 'unknown' : value >= 100 ? value.toFixed(0) : value.toPrecision(3));
const table = [
  ['', 'measured', 'budget', ''],
  ...rows.map(({ name, value, unit, budget, bound, ok }) =>
    value === null && unit === '' && ok
      ? [name]
      : [
          name,
          `${number(value)} ${unit}`,
          budget === null ? '' : `${bound} ${budget} ${unit}`,
          budget === null && ok ? '' : ok ? 'ok' : 'MISSED',
        ],
  ),
];
// A line of words is as long as it likes.
const widths = [0, 1, 2, 3].map(column =>
  Math.max(...table.filter(cells => cells.length > 1).map(cells => cells[column].length)),
);
for (const cells of table)
  console.log(
    cells.length > 1
      ? cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ')
      : `\n${cells[0]}`,
  );
if (options.json) await writeFile(options.json, `${JSON.stringify(rows, null, 2)}\n`);
