// node test/replay/releases.mjs PACKAGE FOLDER [--releases N]: a git repository in FOLDER whose commits are the last N releases of an
// npm package, its built files left out, for `npm run replay -- --edits FOLDER` where the real one is out of reach. What changed
// between two releases is typed there; that is coarser than commits, and still what people wrote.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';

const exec = promisify(execFile);
const run = async (command, args, options = {}) =>
  (await exec(command, args, { maxBuffer: 2 ** 28, ...options })).stdout;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { releases: { type: 'string', default: '20' } },
});
const [name, where] = positionals;
const releases = Number(values.releases);
if (!name || !where || !(releases > 1)) {
  console.error('node test/replay/releases.mjs PACKAGE FOLDER [--releases N]: two releases at least.');
  process.exit(1);
}
const folder = resolve(where);
await mkdir(folder, { recursive: true });
if ((await readdir(folder)).length > 0) {
  console.error(`${where} is not empty: name a folder that is new.`);
  process.exit(1);
}
const all = JSON.parse(await run('npm', ['view', name, 'versions', '--json']));
const versions = all.filter(version => !version.includes('-')).slice(-releases);
const git = (...args) =>
  run('git', ['-C', folder, '-c', 'user.name=x', '-c', 'user.email=x@localhost', ...args]);
await git('init', '--quiet');
const unpacked = await mkdtemp(join(tmpdir(), 'releases-'));
try {
  for (const version of versions) {
    const [{ filename }] = JSON.parse(
      await run('npm', ['pack', '--json', `${name}@${version}`], { cwd: unpacked }),
    );
    for (const old of await readdir(folder))
      if (old !== '.git') await rm(join(folder, old), { recursive: true });
    const built = ['build', 'dist', '_cjs', '_esm', '_types', 'global', '*.map', '*.d.ts', '*.min.js'];
    const skip = built.map(part => `--exclude=${part}`);
    await run('tar', ['xzf', join(unpacked, filename), '-C', folder, '--strip-components=1', ...skip]);
    await git('add', '--all', '--force');
    await git('commit', '--quiet', '--allow-empty', '-m', version);
    console.log(version);
  }
} finally {
  await rm(unpacked, { recursive: true, force: true });
}
