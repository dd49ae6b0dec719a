// What ships: as the VSIX, or as a folder that a suite may develop in and break.
import { execFile } from 'node:child_process';
import { cp, mkdtemp } from 'node:fs/promises';
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

/** Packs the stand-in for another extension that suggests. @returns the path of its VSIX, in the folder for temporary files */
export async function packOther() {
  const file = join(tmpdir(), `other-${process.pid}.vsix`);
  const vsce = join(root, 'node_modules/.bin/vsce');
  const flags = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', file];
  await exec(vsce, ['package', ...flags], { cwd: join(root, 'test/host/other') });
  return file;
}

/** Copies the extension as it ships. @returns the new folder */
export async function copyExtension() {
  const folder = await mkdtemp(join(tmpdir(), 'unroll-extension-'));
  const ships = path => !/models[\\/]training([\\/]|$)/.test(path);
  for (const part of ['package.json', 'dist', 'models', 'media'])
    await cp(join(root, part), join(folder, part), { recursive: true, filter: ships });
  return folder;
}
