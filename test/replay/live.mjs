// npm run replay:live: types into a real VS Code as a person would; see `usage` in live.ts.
import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { copyExtension } from '../host/ship.mjs';
import { root } from '../host/vscode.mjs';
import { openWindow } from '../host/workbench.mjs';

execFileSync(process.execPath, ['esbuild.mjs', '--production', '--tests'], { cwd: root, stdio: 'inherit' });
process.chdir(root);
const { live } = await import('../../out/replay/live.mjs');

/** Opens a window on a folder of files; resolves when the extension in it can be told what to do, at a port. */
async function openEditor(extension, files) {
  let ready;
  const port = new Promise(resolve => (ready = resolve));
  const window = await openWindow({
    extension,
    tests: 'out/replay/live-host.js',
    files,
    onLog(line) {
      const found = /^PORT (\d+)$/.exec(line)?.[1];
      if (found) ready(Number(found));
    },
  });
  const late = new Promise((_, failed) =>
    setTimeout(() => failed(new Error('the extension host did not start')), 240_000).unref(),
  );
  try {
    return { ...window, port: await Promise.race([port, late]) };
  } catch (error) {
    await window.picture('live-failed');
    await window.close();
    throw error;
  }
}

const extension = await copyExtension();
try {
  await live(files => openEditor(extension, files));
} finally {
  await rm(extension, { recursive: true, force: true });
}
