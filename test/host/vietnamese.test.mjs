// Unroll in an editor whose language is Vietnamese: VS Code finds the translations of the VSIX, in both extension hosts and in the panel.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPanel, startCommand } from '../panel/view.mjs';
import { packedVsix } from './ship.mjs';
import { noCompletionList, root } from './vscode.mjs';
import { openWindow } from './workbench.mjs';

const json = async file => JSON.parse(await readFile(join(root, file), 'utf8'));
const bundle = await json('l10n/bundle.l10n.vi.json');
const nls = await json('package.nls.vi.json');
const soon = { timeout: 30_000 };

for (const web of [false, true])
  describe(`Unroll in Vietnamese, in the extension host of ${web ? 'the browser' : 'Node'}`, function () {
    this.timeout(180_000);
    let window, page;
    before(async () => {
      const vsix = await packedVsix();
      const files = { 'sum.ts': 'const items = [1, 2, 3];\n' };
      window = await openWindow({
        ...{ vsix, web, files, open: 'sum.ts', locale: 'vi' },
        settings: noCompletionList,
      });
      ({ page } = window);
    });
    after(() => window?.close());
    afterEach(async function () {
      if (this.currentTest.state === 'failed') await window.picture(`vietnamese-failed-${web}`);
    });

    it('says in the status bar what it does, and numbers as Vietnamese writes them', async () => {
      const words = bundle['Unroll is ready'];
      await page.locator('.view-lines').first().click({ timeout: 60_000 });
      const item = page.locator(`.statusbar-item [aria-label^="${words}"]`).first();
      await item.waitFor({ timeout: 60_000 });
      assert.match(await item.getAttribute('aria-label'), /^Unroll đã sẵn sàng\. .*\d\.\d{3} tham số/);
    });

    it('has its commands by their Vietnamese names, and answers in Vietnamese', async () => {
      await startCommand(page, `Unroll: ${nls['command.explain']}`);
      await page.locator('.quick-input-widget input.input').first().waitFor({ state: 'hidden' });
      const answer = page.locator('.monaco-hover', { hasText: bundle['Open in Activations'] }).first();
      await answer.waitFor(soon);
      assert.match((await answer.innerText()).trim(), /^Unroll (Ở đây|Trên dòng|Không ứng viên|Phía sau)/);
      await page.keyboard.press('Escape');
      await startCommand(page, `Unroll: ${nls['command.showMenu']}`);
      const menu = page.locator('.quick-input-list .monaco-list-row');
      await menu.filter({ hasText: bundle['Explain why there is no suggestion here'] }).first().waitFor(soon);
      await window.picture(`vietnamese-menu-${web ? 'browser' : 'node'}`);
      await page.keyboard.press('Escape');
    });

    it('has a panel in Vietnamese', async () => {
      const view = await openPanel(page, `Unroll: ${nls['command.showActivations']}`);
      const heading = await view.locator('section[data-track=text] h2').innerText();
      assert.equal(heading.trim(), bundle['Text and surprise']);
      assert.equal(await view.locator('html').getAttribute('lang'), 'vi');
      const said = await view.locator('section[data-track=text] .said').innerText();
      assert.match(said, /độ bất ngờ \d+,\d bit/);
      await window.picture(`vietnamese-panel-${web ? 'browser' : 'node'}`);
    });
  });
