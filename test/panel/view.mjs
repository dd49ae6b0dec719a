// The activation panel in a window of VS Code: opening it, and finding one's way in it.

/** Where the editor's lists, of commands and of what they ask, are typed into. */
const inputOf = page => page.locator('.quick-input-widget input.input').first();

/** Runs a command of the editor by its title, and waits until the list of commands is gone. */
export async function runCommand(page, title) {
  await startCommand(page, title);
  await inputOf(page).waitFor({ state: 'hidden' });
}

/** Runs a command that shows another list. */
export async function startCommand(page, title) {
  const input = inputOf(page);
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
  for (let tries = 0; ; tries++) {
    await page.keyboard.press('F1');
    await input.waitFor();
    await input.fill(`>${title}`);
    try {
      await row.waitFor({ timeout: 8000 });
      break;
    } catch (error) {
      // A busy editor may empty its list again after it was filled.
      if (tries === 4) throw error;
      await page.keyboard.press('Escape');
    }
  }
  await page.keyboard.press('Enter');
}

/** Picks what has these words in the list that a command shows. */
export async function pick(page, words) {
  const input = inputOf(page);
  await until('the command has its list', async () => (await input.inputValue()) === '');
  await input.fill(words);
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: words });
  await row.first().waitFor({ timeout: 30_000 });
  await page.keyboard.press('Enter');
  await input.waitFor({ state: 'hidden' });
}

/** The page inside of the first webview, or the last. */
export function pageOf(page, which = 'first') {
  return page.frameLocator('iframe.webview')[which]().frameLocator('iframe#active-frame');
}

/** Opens the view, where VS Code has it at first or by another command, and waits until it shows the text. */
export async function openPanel(page, command = 'Focus on Activations View') {
  await runCommand(page, command);
  const view = pageOf(page);
  await view.locator('table.guesses tbody tr').first().waitFor({ timeout: 60_000 });
  return view;
}

/** The same in a window that has just been opened, with the caret at the end of its file. */
export async function openPanelAtEnd(page) {
  await page.locator('.statusbar-item', { hasText: 'Unroll' }).first().waitFor({ timeout: 60_000 });
  await page.locator('.view-lines').first().click({ timeout: 60_000 });
  await page.keyboard.press('Control+End');
  return openPanel(page);
}

/** Waits until the window was read to its end. */
export async function settled(view) {
  await view.locator('header[aria-busy=false]').waitFor({ timeout: 60_000 });
}

/** Opens a track that may be closed. */
export async function openTrack(view, track) {
  const heading = view.locator(`section[data-track="${track}"] h2 button`);
  if ((await heading.count()) === 0) await view.locator('section.more h2 button').click();
  if ((await heading.getAttribute('aria-expanded')) === 'false') await heading.click();
  await view.locator(`section[data-track="${track}"] .body`).waitFor();
}

/** The same page, to run scripts in. */
export async function frameOf(page) {
  for (const frame of page.frames()) {
    if (
      (await frame
        .locator('#app')
        .count()
        .catch(() => 0)) > 0
    )
      return frame;
  }
  throw new Error('the panel is not there');
}

/** Tries until it holds. */
export async function until(what, holds, patience = 30_000) {
  const end = Date.now() + patience;
  for (;;) {
    if (await holds()) return;
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
