// What ships: as the VSIX, or as a folder that a suite may develop in and break.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './vscode.mjs';

const exec = promisify(execFile);

/** Packs what was built. @returns the path of the VSIX, in the folder for temporary files */
export async function packVsix() {
  const file = join(tmpdir(), `unroll-${process.pid}.vsix`);
  await exec('npm', ['run', '-s', 'vsix', '--', '--out', file], { cwd: root });
  return file;
}

let packed;
/** The VSIX of what was built, packed once for all tests of a process. @returns its path, in the folder for temporary files */
export const packedVsix = () => (packed ??= packVsix());

/**
 * Packs an extension that a suite wants beside ours.
 * @param {'other' | 'memory-files'} name a stand-in for one that suggests, too; files of a virtual workspace
 * @returns the path of its VSIX, in the folder for temporary files
 */
export async function packBeside(name) {
  const file = join(tmpdir(), `${name}-${process.pid}.vsix`);
  const vsce = join(root, 'node_modules/.bin/vsce');
  const flags = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', file];
  await exec(vsce, ['package', ...flags], { cwd: join(root, 'test/host', name) });
  return file;
}

/** Copies the extension as it ships. @returns the new folder */
export async function copyExtension() {
  const folder = await mkdtemp(join(tmpdir(), 'unroll-extension-'));
  const ships = path => !/models[\\/]training([\\/]|$)/.test(path);
  const parts = [
    'package.json',
    'package.nls.json',
    'package.nls.vi.json',
    'l10n',
    'dist',
    'models',
    'media',
  ];
  for (const part of parts)
    await cp(join(root, part), join(folder, part), { recursive: true, filter: ships });
  return folder;
}

/** The network that was trained on this repository's own sources, for the workspace of the suite. */
export async function ownNetwork() {
  const folder = join(root, 'test/host/networks');
  const files = await readdir(folder);
  const read = async file => [`networks/${file}`, await readFile(join(folder, file))];
  return Object.fromEntries(await Promise.all(files.map(read)));
}
