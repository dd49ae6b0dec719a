// npm run bench:panel: milliseconds of script in a frame of the panel while somebody types ten keys a second, with the whole
// state of the network that ships on screen; and how long after a key the panel shows it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { packVsix } from '../host/ship.mjs';
import { noCompletionList, root } from '../host/vscode.mjs';
import { openWindow } from '../host/workbench.mjs';
import { frameOf, openPanel, openTrack, runCommand, settled } from './view.mjs';

const keys = 200;
execFileSync(process.execPath, ['esbuild.mjs', '--production'], { cwd: root, stdio: 'inherit' });
const text = await readFile(join(root, 'src/reading/anchor.ts'), 'utf8');
const settings = { ...noCompletionList };
const window = await openWindow({ vsix: await packVsix(), settings, files: { 'a.ts': text }, open: 'a.ts' });
const { page } = window;
try {
  await page.locator('.view-lines').first().click({ timeout: 60_000 });
  await page.keyboard.press('Control+End');
  const view = await openPanel(page);
  await openTrack(view, 'state');
  await openTrack(view, 'gates');
  await settled(view);
  await runCommand(page, 'View: Focus Active Editor Group');
  const frame = await frameOf(page);
  await frame.evaluate(() => (globalThis.unrollFrames.length = 0));
  const line = '\nexport function next(value: number): number { return value + 1; }';
  for (let i = 0; i < keys; i++) {
    const begun = performance.now();
    await page.keyboard.type(line[i % line.length]);
    await page.waitForTimeout(Math.max(0, 100 - (performance.now() - begun)));
  }
  const frames = (await frame.evaluate(() => globalThis.unrollFrames)).sort((a, b) => a - b);
  const at = share => frames[Math.min(frames.length - 1, Math.floor(share * frames.length))].toFixed(1);
  const size = await frame.evaluate(() => {
    const [time, state] = document.querySelectorAll('[role=slider]');
    return `${Number(state.getAttribute('aria-valuemax')) + 1} units by ${time.getAttribute('aria-valuemax')} bytes`;
  });
  console.log(
    `${size}: ${frames.length} frames for ${keys} keys; script a frame: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms`,
  );
} finally {
  await window.close();
}
