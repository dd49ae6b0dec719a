// npm run bench:panel: what the panel costs while somebody types ten keys a second, with the whole state of the network that ships
// on screen: milliseconds of script in a frame, frames a second, and how late it shows what the extension knows.
import { execFileSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { packVsix } from '../host/ship.mjs';
import { noCompletionList, root } from '../host/vscode.mjs';
import { openWindow } from '../host/workbench.mjs';
import { frameOf, openPanelAtEnd, openTrack, runCommand, settled } from './view.mjs';

const keys = 200;
const between = 100;
execFileSync(process.execPath, ['esbuild.mjs', '--production', '--tests'], { cwd: root, stdio: 'inherit' });
/** @type {typeof import('../bench/rows.js')} */
const { quantile } = await import('../../out/bench/rows.mjs');
const text = await readFile(join(root, 'src/reading/anchor.ts'), 'utf8');
const settings = {
  ...noCompletionList,
  // What is typed stands as it is.
  'editor.autoClosingBrackets': 'never',
  'editor.autoClosingQuotes': 'never',
};
const vsix = await packVsix();
const window = await openWindow({ vsix, settings, files: { 'a.ts': text }, open: 'a.ts' });
const { page } = window;
try {
  const view = await openPanelAtEnd(page);
  for (const track of ['state', 'gates']) await openTrack(view, track);
  await settled(view);
  await runCommand(page, 'View: Focus Active Editor Group');
  const frame = await frameOf(page);
  await frame.evaluate(() => {
    for (const kept of ['unrollFrames', 'unrollLags', 'unrollWaits']) globalThis[kept].length = 0;
    const times = (globalThis.unrollTimes = []);
    const tick = time => {
      times.push(time);
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  const line = '\nexport function next(value: number): number { return value + 1; }';
  const begun = performance.now();
  for (let i = 0; i < keys; i++) {
    await page.waitForTimeout(Math.max(0, begun + i * between - performance.now()));
    await page.keyboard.type(line[i % line.length]);
  }
  const took = (performance.now() - begun) / keys;
  const { frames, lags, waits, times } = await frame.evaluate(() => ({
    frames: globalThis.unrollFrames,
    lags: globalThis.unrollLags,
    waits: globalThis.unrollWaits,
    times: globalThis.unrollTimes,
  }));
  await settled(view);
  const { units, bytes } = await frame.evaluate(() => {
    const most = label =>
      Number(document.querySelector(`[role=slider][aria-label="${label}"]`).getAttribute('aria-valuemax'));
    return { units: most('Unit of the state') + 1, bytes: most('Place in the text') };
  });
  const gaps = times.slice(1).map((time, i) => time - times[i]);
  const perSecond = (1000 * gaps.length) / (times.at(-1) - times[0]);
  const some = (values, ...shares) =>
    shares.map(share => `p${share * 100} ${quantile(values, share).toFixed(1)} ms`).join(', ');
  console.log(`${units} units by ${bytes} bytes; ${keys} keys, one every ${took.toFixed(0)} ms`);
  console.log(
    `script in a frame that draws (${frames.length}): ${some(frames, 0.5, 0.95, 1)}; budget: p95 8 ms`,
  );
  console.log(`frames: ${perSecond.toFixed(1)} a second, from one to the next ${some(gaps, 0.5, 0.95, 1)}`);
  console.log(
    `from its coming to the page to its being drawn: ${some(waits, 0.5, 0.95, 1)}; budget: a frame`,
  );
  console.log(
    `from the extension's knowing, all the way through VS Code (${lags.length}): ${some(lags, 0.5, 0.95, 1)}`,
  );
} finally {
  await window.close();
  await rm(vsix, { force: true });
}
