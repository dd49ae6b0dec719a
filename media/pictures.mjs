// npm run pictures: makes the pictures of the README and the walkthrough from the real thing, and the icon and banner from their drawings.
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchBrowser } from '../test/host/browser.mjs';
import { packVsix } from '../test/host/ship.mjs';
import { noCompletionList, root } from '../test/host/vscode.mjs';
import { openWindow } from '../test/host/workbench.mjs';

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
  };
  const window = await openWindow({ vsix, settings, files: { 'total.ts': sample }, open: 'total.ts' });
  const { page } = window;
  const ghost = page.locator('.ghost-text-decoration').first();
  const editor = page.locator('.editor-container').first();
  const picture = (name, clip) =>
    page.screenshot({ path: join(media, `${name}.png`), ...(clip ? { clip } : {}) });
  const command = async name => {
    await page.keyboard.press('F1');
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
  };
  try {
    await page.setViewportSize({ width: 900, height: 420 });
    await page.locator('.statusbar-item:has-text("Unroll")').first().waitFor();
    await page.keyboard.press('Control+B');
    await page.locator('.view-lines').first().click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('for (const item of ite', { delay: 70 });
    await ghost.waitFor();
    const box = await editor.boundingBox();
    const lines = { x: box.x, y: box.y, width: Math.min(box.width, 760), height: 230 };
    await picture('ghost-text', lines);
    await page.keyboard.press('Control+ArrowRight');
    await page.waitForTimeout(500);
    await picture('taken', lines);
    // A place where nothing is likely, and the answer to why.
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('qx', { delay: 70 });
    await command('Unroll: Why Is There No Suggestion Here?');
    await page.locator('.notification-toast').first().waitFor();
    await page.waitForTimeout(500);
    await picture('why', await clipOf(page.locator('.notification-toast').first(), 12));
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
