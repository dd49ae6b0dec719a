// npm run pictures: makes the pictures of the README and the walkthrough from the real thing, and the icon and banner from their drawings.
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchBrowser } from '../test/host/browser.mjs';
import { packVsix } from '../test/host/ship.mjs';
import { noCompletionList, root } from '../test/host/vscode.mjs';
import { openWindow } from '../test/host/workbench.mjs';
import { animate } from './animation.mjs';

const media = join(root, 'media');

/** A drawing as a PNG of its own size. */
async function draw(page, name, width, height) {
  const drawing = await readFile(join(media, `${name}.svg`), 'utf8');
  await page.setViewportSize({ width, height });
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${drawing}`);
  await page.screenshot({ path: join(media, `${name}.png`), omitBackground: true });
}

const sample = `type Item = { name: string; price: number };

export function total(items: Item[]): number {
  let sum = 0;
  `;

/** Takes the pictures of a window: each a part of the page. */
async function take() {
  const vsix = await packVsix();
  const settings = {
    ...noCompletionList,
    'unroll.eagerness': 'eager',
    'workbench.colorTheme': 'Default Dark Modern',
    'editor.minimap.enabled': false,
    'editor.fontSize': 18,
    'editor.lineNumbers': 'off',
    'workbench.activityBar.location': 'hidden',
    'breadcrumbs.enabled': false,
    'editor.autoClosingBrackets': 'never',
    'editor.cursorBlinking': 'solid',
  };
  const window = await openWindow({ vsix, settings, files: { 'total.ts': sample }, open: 'total.ts' });
  const { page } = window;
  const ghost = page.locator('.ghost-text-decoration').first();
  const editor = page.locator('.editor-container').first();
  const picture = (name, clip) =>
    page.screenshot({ path: join(media, `${name}.png`), ...(clip ? { clip } : {}) });
  const command = async name => {
    await page.keyboard.press('F1');
    await page.keyboard.type(name, { delay: 20 });
    await page.keyboard.press('Enter');
  };
  try {
    await page.setViewportSize({ width: 900, height: 420 });
    await page.locator('.statusbar-item:has-text("Unroll")').first().waitFor();
    await page.keyboard.press('Control+B');
    await page.locator('.view-lines').first().click();
    await page.keyboard.press('Control+End');
    const box = await editor.boundingBox();
    const lines = { x: box.x, y: box.y, width: Math.min(box.width, 760), height: 230 };
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
    await frame(600);
    await type('for (const item of ite');
    await ghost.waitFor();
    await picture('ghost-text', lines);
    await frame(1400);
    await page.keyboard.press('Control+ArrowRight');
    await page.waitForTimeout(600);
    await picture('taken', lines);
    await frame(900);
    await page.keyboard.press('Escape');
    await type(') {');
    await page.keyboard.press('Enter');
    await type('sum += item.pr');
    await ghost.waitFor();
    await frame(1400);
    await page.keyboard.press('Tab');
    await page.waitForTimeout(600);
    await frame(2000);
    await writeFile(join(media, 'typing.png'), animate(frames));
    // A place where nothing is likely, and the answer to why.
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('qx', { delay: 70 });
    await command('Unroll: Why Is There No Suggestion Here?');
    // A window that is driven shows no messages of its own accord.
    await page.locator('[id="status.notifications"]').click();
    const told = page.locator('.notification-list-item').first();
    await told.waitFor();
    await page.waitForTimeout(500);
    await picture('why', await clipOf(told, 12));
    await page.keyboard.press('Escape');
    await command('Unroll: Choose Network');
    await page.locator('.quick-input-list .monaco-list-row').nth(4).waitFor();
    await page.waitForTimeout(300);
    await picture('networks', await clipOf(page.locator('.quick-input-widget'), 8));
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 900, height: 560 });
    await command('Preferences: Open User Settings');
    await page.locator('.settings-editor .suggest-input-container').first().click();
    await page.keyboard.type('unroll.eagerness');
    await page.locator('.setting-item-contents:has-text("Eagerness")').first().waitFor();
    await page.waitForTimeout(800);
    await picture(
      'eagerness',
      await clipOf(page.locator('.setting-item-contents:has-text("Eagerness")').first(), 8),
    );
  } finally {
    await window.close();
  }
}

/** The part of the page that an element takes, with something around it. */
async function clipOf(locator, around) {
  const { x, y, width, height } = await locator.boundingBox();
  return {
    x: Math.max(0, x - around),
    y: Math.max(0, y - around),
    width: width + 2 * around,
    height: height + 2 * around,
  };
}

execFileSync(process.execPath, ['esbuild.mjs', '--production'], { cwd: root, stdio: 'inherit' });
const browser = await launchBrowser();
const page = await browser.newPage();
await draw(page, 'icon', 256, 256);
await draw(page, 'banner', 1280, 320);
await browser.close();
if (!process.argv.includes('--drawings')) await take();
