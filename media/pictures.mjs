// npm run pictures: makes the pictures of the README and the walkthrough from the real thing, and the icon and banner from their drawings.
//   -- --drawings    icon and banner alone;    -- --view    the picture of the view Activations alone;
//   -- --moving      its moving pictures alone, in some minutes
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchBrowser } from '../test/host/browser.mjs';
import { packVsix } from '../test/host/ship.mjs';
import { noCompletionList, root } from '../test/host/vscode.mjs';
import { openWindow } from '../test/host/workbench.mjs';
import { pageOf, runCommand, settled } from '../test/panel/view.mjs';
import { animate } from './animation.mjs';
import { learn, play } from './moving.mjs';

const media = join(root, 'media');

/** A drawing as a PNG of its own size. */
async function draw(page, name, width, height) {
  const drawing = await readFile(join(media, `${name}.svg`), 'utf8');
  await page.setViewportSize({ width, height });
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${drawing}`);
  await page.screenshot({ path: join(media, `${name}.png`), omitBackground: true });
}

const sample = `export function nearest(points: Point[], place: Point): Point | undefined {
  let best: Point | undefined;
  for (const point of points) if (isNearer(point, best, place)) best = point;
  return best;
}

`;

/** Takes the pictures of a window: each a part of the page. */
async function take() {
  const vsix = await packVsix();
  const settings = {
    ...noCompletionList,
    'workbench.colorTheme': 'Default Dark Modern',
    'editor.minimap.enabled': false,
    'editor.fontSize': 18,
    'editor.lineNumbers': 'off',
    'workbench.activityBar.location': 'hidden',
    'breadcrumbs.enabled': false,
    'editor.autoClosingBrackets': 'never',
    'editor.cursorBlinking': 'solid',
    // A line that is being written is full of errors and of brackets without an end.
    'typescript.validate.enable': false,
    'editor.bracketPairColorization.enabled': false,
  };
  const window = await openWindow({ vsix, settings, files: { 'places.ts': sample }, open: 'places.ts' });
  const { page } = window;
  const ghost = page.locator('.ghost-text-decoration').first();
  const editor = page.locator('.editor-container').first();
  const picture = (name, clip) => page.screenshot({ path: join(media, `${name}.png`), clip });
  try {
    await page.setViewportSize({ width: 1000, height: 420 });
    await page.locator('.statusbar-item:has-text("Unroll")').first().waitFor();
    await page.keyboard.press('Control+B');
    await page.locator('.view-lines').first().click();
    await page.keyboard.press('Control+End');
    const box = await editor.boundingBox();
    const lines = { x: box.x, y: box.y, width: Math.min(box.width, 900), height: 240 };
    const frames = [];
    const frame = async milliseconds =>
      frames.push({ png: await page.screenshot({ clip: lines }), milliseconds });
    const type = async text => {
      for (const key of text) {
        await page.keyboard.type(key);
        await page.waitForTimeout(250);
        await frame(110);
      }
    };
    await page.keyboard.type('export function farthest(', { delay: 60 });
    await page.waitForTimeout(600);
    await frame(600);
    await type('poi');
    await page.waitForTimeout(600);
    await ghost.waitFor();
    await picture('ghost-text', lines);
    await frame(1600);
    await page.keyboard.press('Control+ArrowRight');
    await page.waitForTimeout(600);
    await picture('taken', lines);
    await frame(1000);
    await page.keyboard.press('Tab');
    await page.waitForTimeout(600);
    await frame(1000);
    await type('[], pl');
    await page.waitForTimeout(600);
    await ghost.waitFor();
    await frame(1200);
    await page.keyboard.press('Tab');
    await page.waitForTimeout(600);
    await frame(2400);
    await writeFile(join(media, 'typing.png'), animate(frames));
  } finally {
    await window.close();
  }
}

/** Opens a window with a text, and the view Activations beside it. @param keys what is pressed at the end of the text */
async function openView(
  size,
  keys,
  name = 'sample.ts',
  text = readFileSync(join(media, 'sample.ts'), 'utf8'),
) {
  const settings = {
    ...noCompletionList,
    'workbench.colorTheme': 'Default Dark Modern',
    'editor.minimap.enabled': false,
    'editor.lineNumbers': 'off',
    'editor.fontSize': 13,
    'workbench.activityBar.location': 'hidden',
    'breadcrumbs.enabled': false,
    'typescript.validate.enable': false,
  };
  const window = await openWindow({
    ...{ vsix: await packVsix(), settings, files: { [name]: text }, open: name, size },
  });
  const { page } = window;
  await page.locator('.statusbar-item:has-text("Unroll")').first().waitFor({ timeout: 60_000 });
  await page.keyboard.press('Control+B');
  await page.locator('.view-lines').first().click();
  await page.keyboard.press('Control+End');
  for (const key of keys) await page.keyboard.press(key);
  await runCommand(page, 'Unroll: Open Activations in an Editor');
  const view = pageOf(page);
  await view.locator('table.guesses tbody tr').first().waitFor({ timeout: 60_000 });
  await settled(view);
  return { window, page, view };
}

const times = (count, key) => Array.from({ length: count }, () => key);

/** Takes the picture of the view Activations, beside a text that is colored by surprise. */
async function takeView() {
  // After `total(items).`, where more than one thing may follow.
  const keys = [...times(2, 'ArrowUp'), 'End', ...times(11, 'ArrowLeft')];
  const { window, page } = await openView({ width: 1360, height: 820 }, keys);
  try {
    await runCommand(page, 'Unroll: Color Text by Surprise');
    await page.waitForTimeout(6000);
    await page.screenshot({ path: join(media, 'activations.png') });
  } finally {
    await window.close();
  }
}

/** Takes the moving pictures of the view: it is half as wide as the window. */
async function takeMoving() {
  const size = { width: 1720, height: 900 };
  const take = async (name, moves, ...of) => {
    const { window, page, view } = await openView(size, ...of);
    try {
      const { frames, height } = await moves(page, view);
      await writeFile(join(media, `${name}.png`), animate(frames, height));
    } finally {
      await window.close();
    }
  };
  // Behind `return total(items) / items.length;`
  await take('play', play, [...times(9, 'ArrowUp'), 'End']);
  // Code shows sooner than prose what is learnt of it.
  const folder = join(root, 'src/panel/host');
  const files = readdirSync(folder).filter(file => file.endsWith('.ts'));
  const code = files.map(file => readFileSync(join(folder, file), 'utf8')).join('\n');
  await take('learning', learn, [], 'panel.ts', code.slice(0, 100_000));
}

execFileSync(process.execPath, ['esbuild.mjs', '--production'], { cwd: root, stdio: 'inherit' });
const only = ['--drawings', '--view', '--moving'].find(flag => process.argv.includes(flag));
if (only === undefined || only === '--drawings') {
  const browser = await launchBrowser();
  const page = await browser.newPage();
  await draw(page, 'icon', 256, 256);
  await draw(page, 'banner', 1280, 320);
  await browser.close();
}
if (only === undefined) await take();
if (only === undefined || only === '--view') await takeView();
if (only === undefined || only === '--moving') await takeMoving();
