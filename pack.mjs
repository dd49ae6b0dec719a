// npm run vsix: writes the VSIX of what was built. The same sources give the same bytes, whenever and wherever they are packed (by one
// version of Node, whose zlib compresses): files in order, one time for all of them, and modes that no umask changes.
// VS Code's page of an extension shows pictures by https addresses alone (1.139 takes out data: addresses, too), so in a VSIX the README
// has drawings of text in their place. Where the sources have a public address, links and pictures lead there instead, as the Marketplace wants it.
//   node pack.mjs [--out FILE] [--address https://github.com/OWNER/NAME --revision COMMIT]
import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { drawings } from './media/drawings.mjs';

const root = import.meta.dirname;
const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
const text = { type: 'string' };
const { values } = parseArgs({
  options: { out: text, address: text, revision: { ...text, default: 'HEAD' } },
});

/** Runs vsce in a folder. */
async function run(folder, ...args) {
  // vsce sorts and dates by SOURCE_DATE_EPOCH; a date in a ZIP is of the local time.
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(Date.UTC(2026, 0, 1) / 1000), TZ: 'UTC' };
  const command = [vsce, ...args, '--no-dependencies'];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: folder, env });
  return stdout;
}

/** A page with what is drawn for its pictures. */
function withDrawings(page) {
  return Object.entries(drawings).reduce((text, [path, drawing]) => {
    const picture = new RegExp(`!\\[[^\\]]*\\]\\(${path}\\)`);
    if (!picture.test(text))
      throw new Error(`README.md has no picture ${path}, for which media/drawings.mjs has a drawing`);
    return text.replace(picture, () => drawing);
  }, page);
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
  const { out = root, address, revision } = values;
  const links = address
    ? ['--baseContentUrl', `${address}/blob/${revision}`, '--baseImagesUrl', `${address}/raw/${revision}`]
    : ['--no-rewrite-relative-links'];
  if (!address) {
    const page = join(folder, 'README.md');
    await writeFile(page, withDrawings(await readFile(page, 'utf8')));
  }
  await run(folder, 'package', '--out', resolve(out), ...links, '--allow-missing-repository');
} finally {
  await rm(folder, { recursive: true, force: true });
}
