// npm run vsix: writes the VSIX of what was built. The same sources give the same bytes, whenever and wherever they are packed (by one
// version of Node, whose zlib compresses): files in order, one time for all of them, and modes that no umask changes.
//   node pack.mjs [--out FILE]
import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';

const root = import.meta.dirname;
const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
const { values } = parseArgs({ options: { out: { type: 'string' } } });

/** Runs vsce in a folder. */
async function run(folder, ...args) {
  // vsce sorts and dates by SOURCE_DATE_EPOCH; a date in a ZIP is of the local time.
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(Date.UTC(2026, 0, 1) / 1000), TZ: 'UTC' };
  const command = [vsce, ...args, '--no-dependencies'];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: folder, env });
  return stdout;
}

const folder = await mkdtemp(join(tmpdir(), 'unroll-pack-'));
try {
  const listed = await run(root, 'ls');
  // The allow-list is read again there.
  for (const file of [...listed.trim().split(/\r?\n/), '.vscodeignore']) {
    const copy = join(folder, file);
    await mkdir(dirname(copy), { recursive: true });
    await copyFile(join(root, file), copy);
    await chmod(copy, 0o644);
  }
  const out = values.out ? ['--out', resolve(values.out)] : ['--out', root];
  await run(folder, 'package', ...out, '--no-rewrite-relative-links', '--allow-missing-repository');
} finally {
  await rm(folder, { recursive: true, force: true });
}
