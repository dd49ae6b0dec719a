// Runs the tests: all of them, or the parts named. The last line says how many passed and failed.
//   node test/run.mjs [check] [unit] [node-host] [browser-host] [typing] [panel]
import { spawn } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyExtension, packOther } from './host/ship.mjs';
import { runSuite } from './host/workbench.mjs';
import { noCompletionList, root } from './host/vscode.mjs';

/** Runs a command; its output goes on to ours. */
function run(command, ...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', data => {
      output += data;
      process.stdout.write(data);
    });
    child.on('error', reject);
    child.on('exit', code => resolve({ code, output }));
  });
}

const bin = name => join(root, 'node_modules/.bin', name);

async function mocha(...files) {
  const { code, output } = await run(bin('mocha'), ...files);
  const count = word => Number(new RegExp(`^\\s*(\\d+) ${word}`, 'm').exec(output)?.[1] ?? 0);
  const failed = count('failing');
  return { passed: count('passing'), failed: code === 0 ? failed : Math.max(1, failed) };
}

/** The network that was trained on this repository's own sources, for the workspace of the suite. */
async function ownNetwork() {
  const folder = join(root, 'test/host/networks');
  const files = await readdir(folder);
  const read = async file => [`networks/${file}`, await readFile(join(folder, file))];
  return Object.fromEntries(await Promise.all(files.map(read)));
}

async function host(name, web) {
  const extension = await copyExtension();
  let tests = 'out/host/node/index.js';
  if (web) {
    // VS Code runs a suite in the host of the extension in whose folder it lies.
    tests = join(extension, 'tests.js');
    await cp(join(root, 'out/host/web/index.js'), tests);
  }
  const other = await packOther();
  try {
    return await runSuite({
      name,
      web,
      extension,
      tests,
      vsix: other,
      settings: noCompletionList,
      files: await ownNetwork(),
    });
  } finally {
    for (const made of [extension, other]) await rm(made, { recursive: true, force: true });
  }
}

/** WASM that cannot start: it is tried once in an extension host's life, so this takes one of its own. */
async function brokenRuntime() {
  const extension = await copyExtension();
  try {
    await writeFile(join(extension, 'dist/ort-wasm-simd-threaded.wasm'), 'no runtime');
    return await runSuite({
      name: 'broken-runtime',
      extension,
      tests: 'out/host/broken-runtime/index.js',
    });
  } finally {
    await rm(extension, { recursive: true, force: true });
  }
}

const parts = {
  async check() {
    const counts = { passed: 0, failed: 0 };
    const prettier = ['--check', '--log-level', 'warn', '.'];
    for (const [name, args] of [
      ['tsc', ['--noEmit']],
      ['eslint', ['.', '--max-warnings', '0']],
      ['prettier', prettier],
    ]) {
      const { code } = await run(bin(name), ...args);
      counts[code === 0 ? 'passed' : 'failed']++;
      console.log(`${code === 0 ? '✔' : '✖'} ${name}`);
    }
    return counts;
  },
  unit: () => mocha('out/unit/*.test.js'),
  'node-host': () => host('node-host', false),
  'browser-host': () => host('browser-host', true),
  'broken-runtime': brokenRuntime,
  typing: () => mocha('test/host/*.test.mjs'),
  panel: () => mocha('test/panel/*.test.mjs'),
};

const asked = process.argv.slice(2);
const unknown = asked.find(name => !(name in parts));
if (unknown) throw new Error(`There is no part "${unknown}": name some of ${Object.keys(parts).join(', ')}.`);

const total = { passed: 0, failed: 0 };
await mkdir(join(root, 'test/output'), { recursive: true });
const built = await run(process.execPath, 'esbuild.mjs', '--production', '--tests');
if (built.code !== 0) total.failed++;
else {
  for (const name of asked.length > 0 ? asked : Object.keys(parts)) {
    console.log(`\n== ${name}`);
    try {
      const { passed, failed } = await parts[name]();
      total.passed += passed;
      total.failed += failed;
    } catch (error) {
      total.failed++;
      console.log(error);
    }
  }
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
