// Types as a person does, in a real browser, into the VSIX as it is installed; sees the ghost text in the page; takes it with Tab.
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { packedVsix } from './ship.mjs';
import { noCompletionList } from './vscode.mjs';
import { ghostText, lastLine, openWindow } from './workbench.mjs';

let vsix;

const ghost = page => page.locator('.ghost-text-decoration');

/** Waits for ghost text; where none comes, says what the product says of it. */
async function ghostComes({ page, picture }, name) {
  try {
    await ghost(page).first().waitFor({ timeout: 30_000 });
  } catch {
    await picture(`${name}-missing`);
    await page.keyboard.press('F1');
    await page.keyboard.type('Unroll: Explain Why There Is No Suggestion Here', { delay: 20 });
    await page.keyboard.press('Enter');
    // A window that is driven shows no messages of its own accord.
    await page.locator('[id="status.notifications"]').click();
    const told = page.locator('.notification-list-item-message').first();
    await told.waitFor({ timeout: 30_000 });
    assert.fail(`no ghost text after "${await lastLine(page)}": ${await told.innerText()}`);
  }
}

before(async function () {
  this.timeout(120_000);
  vsix = await packedVsix();
});

for (const [host, web] of [
  ['Node', false],
  ['browser', true],
]) {
  describe(`installed in the ${host} extension host`, () => {
    let window;
    before(async () => {
      window = await openWindow({
        vsix,
        web,
        // The network must answer the same on any machine: sure enough for the beginnings below.
        settings: { ...noCompletionList, 'unroll.eagerness': 'eager' },
        files: { 'sum.ts': 'const items = [1, 2, 3];\n' },
        open: 'sum.ts',
      });
      const { page } = window;
      await page
        .locator('.statusbar-item[id="unroll.unroll.unroll.status"], .statusbar-item:has-text("Unroll")')
        .first()
        .waitFor();
      await page.locator('.view-lines').first().click();
      await page.keyboard.press('Control+End');
    });
    after(async () => {
      await window?.picture(`typing-${host.toLowerCase()}-end`);
      await window?.close();
    });

    it('is unpacked whole', async () => {
      const folders = await readdir(window.server.extensions);
      const folder = folders.find(name => name.startsWith('unroll.unroll-'));
      assert.ok(folder, folders.join());
      const files = await readdir(join(window.server.extensions, folder), { recursive: true });
      for (const name of ['dist/node/extension.js', 'models/default.weights', 'LICENSE.txt', 'NOTICE.md'])
        assert.ok(files.includes(name), `${name} of ${files.join()}`);
    });

    it('shows ghost text as one types, which Tab takes', async () => {
      const { page } = window;
      await page.keyboard.type('for (let i = 0; i < items.len', { delay: 60 });
      await ghostComes(window, `typing-${host.toLowerCase()}`);
      await window.picture(`typing-${host.toLowerCase()}-ghost`);
      const offered = await ghostText(page);
      assert.match(offered, /^gth/);
      await page.keyboard.press('Tab');
      await ghost(page).first().waitFor({ state: 'hidden' });
      const text = await lastLine(page);
      assert.match(text, /^for \(let i = 0; i < items\.length/);
      await window.picture(`typing-${host.toLowerCase()}-taken`);
    });
  });
}
