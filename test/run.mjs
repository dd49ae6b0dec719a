// Runs the tests: all of them, or the parts named. The last line says how many passed and failed.
//   node test/run.mjs [PART...]    the parts: see `parts` below
import { spawn } from 'node:child_process';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyExtension, ownNetwork, packBeside } from './host/ship.mjs';
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

/** The names of the tests that failed in a suite's output, each with what follows it. */
function whatFailed(lines) {
  const isName = line => /^\s+(✖|\d+\)) /.test(line);
  return lines.flatMap((line, i) => (isName(line) ? lines.slice(i, i + 8) : []));
}

const bin = name => join(root, 'node_modules/.bin', name);

async function mocha(...files) {
  const { code, output } = await run(bin('mocha'), ...files);
  const count = word => Number(new RegExp(`^\\s*(\\d+) ${word}`, 'm').exec(output)?.[1] ?? 0);
  const failed = count('failing');
  const [, failures = ''] = output.split(/^\s*\d+ failing$/m);
  const lines = failures.split('\n');
  return { passed: count('passing'), failed: code === 0 ? failed : Math.max(1, failed), lines };
}

/** Puts a suite for the browser's host into an extension: VS Code runs it in the host of the extension in whose folder it lies. */
async function putSuite(extension, suite) {
  const tests = join(extension, 'tests.js');
  await cp(join(root, `out/host/${suite}/index.js`), tests);
  return tests;
}

/** The whole suite, in an extension host and a workspace: trusted or not, of files on a disk or of a virtual one. */
async function host(name, { web = false, trusted = true, virtual = false } = {}) {
  const extension = await copyExtension();
  const tests = web ? await putSuite(extension, 'web') : 'out/host/node/index.js';
  const files = await ownNetwork();
  const beside = [await packBeside('other')];
  if (virtual) {
    beside.push(await packBeside('memory-files'));
    // Nothing can be put into such a workspace from outside: the suite copies it there.
    await cp(join(root, 'test/host/networks'), join(extension, 'networks'), { recursive: true });
  }
  // What an untrusted workspace says here must not count.
  if (!trusted) files['.vscode/settings.json'] = '{ "unroll.networkFolder": "networks" }';
  try {
    return await runSuite({
      ...{ name, web, trusted, extension, tests, files },
      ...(virtual ? { address: 'memory:/work' } : {}),
      vsix: beside,
      settings: noCompletionList,
    });
  } finally {
    for (const made of [extension, ...beside]) await rm(made, { recursive: true, force: true });
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

/** WebGL, on a graphics card in software. */
async function webgl() {
  const extension = await copyExtension();
  try {
    const tests = await putSuite(extension, 'webgl');
    return await runSuite({
      name: 'webgl',
      web: true,
      webgl: true,
      extension,
      tests,
      settings: noCompletionList,
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
  'node-host': () => host('node-host'),
  'browser-host': () => host('browser-host', { web: true }),
  'node-untrusted': () => host('node-untrusted', { trusted: false }),
  'browser-untrusted': () => host('browser-untrusted', { web: true, trusted: false }),
  'node-virtual': () => host('node-virtual', { virtual: true }),
  'browser-virtual': () => host('browser-virtual', { web: true, virtual: true }),
  'broken-runtime': brokenRuntime,
  webgl,
  package: () => mocha('test/package/*.test.mjs'),
  typing: () => mocha('test/host/*.test.mjs'),
  panel: () => mocha('test/panel/*.test.mjs'),
  live: () => mocha('test/replay/*.test.mjs'),
};

/** Run where they are asked for: each is the whole suite once more. */
const onRequest = new Set(['node-untrusted', 'browser-untrusted', 'node-virtual', 'browser-virtual']);

/**
 * Run once more where they fail: a real editor in a browser now and then fails on its own account. What fails twice counts as failed; what
 * failed once is named at the end, so that it is looked into.
 */
const inRealEditor = new Set([
  'node-host',
  'browser-host',
  'broken-runtime',
  'webgl',
  'typing',
  'panel',
  'live',
]);

const asked = process.argv.slice(2);
const unknown = asked.find(name => !(name in parts));
if (unknown) throw new Error(`There is no part "${unknown}": name some of ${Object.keys(parts).join(', ')}.`);

const total = { passed: 0, failed: 0 };
/** What failed, said once more at the end: the end is what is read of a long log. */
const failures = [];
await mkdir(join(root, 'test/output'), { recursive: true });
const built = await run(process.execPath, 'esbuild.mjs', '--production', '--tests');
if (built.code !== 0) total.failed++;
else {
  for (const name of asked.length > 0 ? asked : Object.keys(parts).filter(name => !onRequest.has(name))) {
    console.log(`\n== ${name}`);
    try {
      let counts = await parts[name]();
      if (counts.failed > 0 && inRealEditor.has(name)) {
        failures.push(`== ${name}, the first time`, ...whatFailed(counts.lines ?? []));
        console.log(`\n== ${name}, once more`);
        counts = await parts[name]();
      }
      const { passed, failed, lines = [] } = counts;
      total.passed += passed;
      total.failed += failed;
      if (failed > 0) failures.push(`== ${name}`, ...whatFailed(lines));
    } catch (error) {
      total.failed++;
      failures.push(`== ${name}`, String(error));
      console.log(error);
    }
  }
}
if (failures.length > 0) console.log(`\nWhat failed:\n${failures.join('\n')}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
