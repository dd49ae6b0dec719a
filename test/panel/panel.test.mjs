// The activation panel in a real VS Code in a real browser: what is drawn, what follows what, the keys, four themes, accessibility.
import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packedVsix } from '../host/ship.mjs';
import { noCompletionList, root } from '../host/vscode.mjs';
import { openWindow } from '../host/workbench.mjs';
import {
  frameOf,
  openPanelAtEnd,
  openTrack,
  pick,
  runCommand,
  settled,
  startCommand,
  until,
} from './view.mjs';

const { truth } = createRequire(import.meta.url)(join(root, 'out/panel/truth.js'));
const axe = await readFile(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');

/** Short enough to be one read, so that the oracle is quick; with a character of several bytes. */
const text =
  'const items = [1, 2, 3];\n// tổng\nfor (let i = 0; i < items.length; i++) {\n  sum += items[i];\n';

const soon = { timeout: 30_000 };

describe('the page of the panel', () => {
  it('is at most 180 kB', async () => {
    const sizes = await Promise.all(
      ['main.js', 'main.css'].map(name => stat(join(root, 'dist/panel', name))),
    );
    const size = sizes.reduce((sum, { size }) => sum + size, 0);
    assert.ok(size <= 180e3, `${size} bytes`);
  });
});

describe('the activation panel', () => {
  let window, page, view;
  const complaints = [];
  const time = () => view.locator('[role=slider][aria-label="Place in the text"]');
  const at = async () => Number(await time().getAttribute('aria-valuenow'));
  const settings = { ...noCompletionList, 'unroll.network': 'gru', 'unroll.mode': 'automatic' };

  before(async () => {
    const vsix = await packedVsix();
    const files = { 'sum.ts': text, 'total.ts': 'function total() {\n  return 1;\n}\n' };
    window = await openWindow({ vsix, settings, files, open: 'sum.ts' });
    ({ page } = window);
    page.on('console', message => {
      if (/content security policy|refused to/i.test(message.text())) complaints.push(message.text());
    });
    page.on('pageerror', error => complaints.push(String(error)));
    view = await openPanelAtEnd(page);
    await settled(view);
  });
  after(async () => {
    await window?.picture('panel-end');
    await window?.close();
  });
  afterEach(async function () {
    if (this.currentTest.state === 'failed')
      await window.picture(`panel-failed-${this.currentTest.title.slice(0, 30).replace(/\W+/g, '-')}`);
  });

  const columns = () => time().getAttribute('aria-valuemax').then(Number);
  const backToEditor = async () => {
    await runCommand(page, 'View: Focus Active Editor Group');
  };

  it('shows what the network computed: the chances, the units and the gates are the oracle’s', async () => {
    await openTrack(view, 'gates');
    const seen = await truth('gru', 'typescript', text);
    assert.equal(await columns(), Buffer.byteLength(text));
    const powers = seen.logits.map(logit => Math.exp(logit - Math.max(...seen.logits)));
    const sum = powers.reduce((a, b) => a + b);
    const rows = view.locator('table.guesses tbody tr');
    const shown = await rows.evaluateAll(rows => rows.map(({ dataset }) => [+dataset.byte, +dataset.chance]));
    assert.ok(shown.length >= 5);
    const expected = [...powers.keys()].sort((a, b) => powers[b] - powers[a]);
    shown.slice(0, 5).forEach(([byte, chance], i) => {
      assert.equal(byte, expected[i]);
      assert.ok(Math.abs(chance - powers[byte] / sum) < 1e-4, `${byte}: ${chance}`);
    });
    const units = await view
      .locator('table.units tr[data-unit]')
      .evaluateAll(rows => rows.map(({ dataset }) => [+dataset.unit, +dataset.value]));
    assert.ok(units.length >= 4);
    for (const [unit, value] of units) assert.ok(Math.abs(value - seen.hidden[unit]) < 1e-4, `unit ${unit}`);
    const gates = await view
      .locator('table.gates tr[data-gate]')
      .evaluateAll(rows => rows.map(({ dataset }) => [dataset.gate, +dataset.value]));
    assert.deepEqual(
      gates.map(([gate]) => gate),
      ['z', 'r', 'n'],
    );
    for (const [gate, value] of gates) {
      const mean = seen.gates[gate].reduce((a, b) => a + b) / seen.gates[gate].length;
      assert.ok(Math.abs(value - mean) < 1e-4, `${gate}: ${value}, not ${mean}`);
    }
  });

  it('follows the caret, and what is typed', async () => {
    await backToEditor();
    const before = await columns();
    await page.keyboard.type('  ret', { delay: 40 });
    await until(
      'five bytes more are there',
      async () => (await columns()) === before + 5 && (await at()) === before + 5,
    );
    await page.keyboard.press('ArrowLeft');
    await until('the cursor went back', async () => (await at()) === before + 4);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Backspace');
    await until('the byte is gone', async () => (await columns()) === before + 4);
    await page.keyboard.type('t');
    await until('the byte is there again', async () => (await columns()) === before + 5);
    await window.picture('panel-typing');
  });

  it('is followed by the caret: keys and pointer move it', async () => {
    const position = page.locator('#status\\.editor\\.selection');
    // A move in text that was edited meanwhile is none.
    await settled(view);
    await time().focus();
    await page.keyboard.press('Home');
    await until('the caret is behind the first character', async () =>
      (await position.innerText()).includes('Ln 1, Col 2'),
    );
    await page.keyboard.press('ArrowRight');
    await until('and one on', async () => (await position.innerText()).includes('Ln 1, Col 3'));
    // End goes to the end of what the view knows: of a short text that is all, wherever the caret stands.
    await until('all of the text is known', async () => (await columns()) === Buffer.byteLength(text) + 5);
    await page.keyboard.press('End');
    await until('and at the end', async () => (await position.innerText()).includes('Ln 5, Col 6'));
    const box = await time().boundingBox();
    await page.mouse.click(box.x + 40, box.y + 20);
    await until('it is where the pointer was', async () => !(await position.innerText()).includes('Ln 5'));
    // A character of three bytes is one step.
    await time().focus();
    await page.keyboard.press('End');
    await until('it is at the end', async () => (await at()) > 33);
    const end = await at();
    for (let i = 0; i < 50 && (await at()) > 33; i++) await page.keyboard.press('ArrowLeft');
    assert.ok((await at()) < end);
  });

  it('pins units and compares moments from the keyboard alone', async () => {
    await openTrack(view, 'state');
    const state = view.locator('[role=slider][aria-label="Unit of the state"]');
    await state.focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown');
    await until('unit 3 is stood on', async () => (await state.getAttribute('aria-valuenow')) === '3');
    await page.keyboard.press('Enter');
    const first = view.locator('table.units tr[data-unit]').first();
    await until('unit 3 leads the list', async () => (await first.getAttribute('data-unit')) === '3');
    await until('its gates are shown', async () =>
      (await view.locator('section[data-track=gates] .said').innerText()).includes('Unit 3'),
    );
    await time().focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Home');
    await view.locator('table.units .then').first().waitFor(soon);
    await page.keyboard.press('Escape');
    await view.locator('table.units .then').first().waitFor({ state: 'hidden' });
    await state.focus();
    await page.keyboard.press('Escape');
    await until(
      'nothing is pinned',
      async () => (await view.locator('table.units .pin[aria-pressed=true]').count()) === 0,
    );
  });

  it('has a page for each unit, from the keyboard: where it is highest, what it pushes, and what if it were held', async () => {
    const name = view.locator('table.units .name').first();
    const unit = await view.locator('table.units tr[data-unit]').first().getAttribute('data-unit');
    await name.focus();
    await page.keyboard.press('Enter');
    const opened = view.locator(`.unit-page[data-unit="${unit}"]`);
    await opened.locator('[data-share][aria-busy=false]').waitFor(soon);
    const first = opened.locator('.place').first();
    const offset = Number(await first.getAttribute('data-offset'));
    await first.focus();
    await page.keyboard.press('Enter');
    // A character of three bytes is one of text.
    await until('the caret is there', async () => [offset, offset + 2].includes(await at()));
    // Where it is highest it cannot be held higher.
    await opened.locator('input[type=range]').focus();
    await page.keyboard.press('ArrowLeft');
    await opened.locator('table.what-if').waitFor(soon);
    await window.picture('panel-unit');
    const frame = await frameOf(page);
    await frame.evaluate(axe);
    const { violations } = await frame.evaluate(() => globalThis.axe.run('.unit-page'));
    assert.deepEqual(
      violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))]),
      [],
    );
    await page.keyboard.press('Escape');
    await until('its row has the focus', () =>
      frame.evaluate(() => globalThis.document.activeElement?.matches('table.units .name') ?? false),
    );
  });

  it('says what mattered, unrolls the cell, and why there is a suggestion', async () => {
    await time().focus();
    await page.keyboard.press('End');
    for (const track of ['connectivity', 'unrolled', 'why']) await openTrack(view, track);
    await view.locator('section[data-track=connectivity] [data-column]').first().waitFor(soon);
    const values = await view
      .locator('[data-column]')
      .evaluateAll(spans => spans.map(({ dataset }) => +dataset.value));
    assert.ok(
      Math.abs(values[0] - 1) < 1e-6 && values.every(value => value > 0 && value <= 1),
      values.join(),
    );
    const steps = view.locator('section[data-track=unrolled] tr[data-byte]');
    const bytes = await steps.evaluateAll(steps => steps.map(({ dataset }) => +dataset.byte));
    const all = [...Buffer.from(`${text}  ret`)];
    assert.deepEqual(bytes, all.slice(-bytes.length));
    await view.locator('section[data-track=why] .said code').first().waitFor(soon);
    const chances = await view
      .locator('.bytes tr[data-byte]')
      .evaluateAll(rows => rows.map(({ dataset }) => +dataset.chance));
    assert.ok(chances.length > 0 && chances.every(chance => chance > 0 && chance <= 1));
  });

  it('says where the memory has what is suggested, and goes there', async () => {
    const seen = view.locator('section[data-track=why] .bytes button').first();
    await seen.waitFor(soon);
    assert.equal((await seen.innerText()).trim(), 'total.ts:2');
    const [chance, alone] = await view
      .locator('.bytes tr[data-byte]')
      .first()
      .evaluate(row => [+row.dataset.chance, +row.querySelector('[data-alone]').dataset.alone]);
    assert.ok(chance !== alone && alone > 0, `${chance} with the memory, ${alone} without`);
    await seen.click();
    await page.locator('.tab.active', { hasText: 'total.ts' }).waitFor(soon);
    await runCommand(page, 'Go Back');
    await page.locator('.tab.active', { hasText: 'sum.ts' }).waitFor(soon);
    await settled(view);
  });

  it('says at the caret why there is a suggestion, and leads into the view from there', async () => {
    const heading = view.locator('section[data-track="why"] h2 button');
    if ((await heading.getAttribute('aria-expanded')) === 'true') await heading.click();
    await backToEditor();
    await page.keyboard.press('Control+End');
    await runCommand(page, 'Unroll: Explain Why There Is No Suggestion Here');
    const hover = page.locator('.monaco-hover', { hasText: 'Open in Activations' }).first();
    await hover.waitFor(soon);
    await until('the bytes are there', async () => (await hover.locator('td').count()) > 5);
    await window.picture('panel-why-hover');
    await hover.locator('a', { hasText: 'Open in Activations' }).click();
    await view.locator('section[data-track=why] .said').first().waitFor(soon);
    await until('it points there', async () =>
      ((await view.locator('section[data-track=why]').getAttribute('class')) ?? '').includes('marked'),
    );
    await backToEditor();
  });

  it('compares the cells on this text, and asks what if', async () => {
    for (const track of ['compare', 'what-if']) await openTrack(view, track);
    await until(
      'five networks have read: the one looked at is a GRU',
      async () => {
        const bits = await view
          .locator('tr[data-network]')
          .evaluateAll(rows => rows.map(({ dataset }) => +dataset.bits));
        return bits.length === 5 && bits.every(bits => bits > 0 && bits < 9);
      },
      60_000,
    );
    await view.locator('section[data-track=what-if] input[type=text]').fill('x');
    await page.keyboard.press('Enter');
    await view.locator('table.what-if').waitFor(soon);
    const moved = Number(await view.locator('table.what-if').getAttribute('data-divergence'));
    assert.ok(moved > 0, `${moved}`);
  });

  it('compares the backends, and says why one is not there', async () => {
    const tabs = await page.locator('.tab').count();
    await view.locator('button', { hasText: 'Compare the backends' }).click();
    const [wasm, webgl] = ['WASM', 'WebGL'].map(title => view.locator(`tr[data-backend=${title}] td`));
    await wasm.first().waitFor({ timeout: 60_000 });
    const perSecond = Number((await wasm.first().textContent()).replaceAll(',', ''));
    assert.ok(perSecond > 10, `${perSecond} steps a second`);
    assert.match(await webgl.first().textContent(), /WebGL is only there/);
    await view.locator('button', { hasText: 'Compare again' }).waitFor(soon);
    await window.picture('panel-backends');
    assert.equal(await page.locator('.tab').count(), tabs, 'no text is opened for it');
  });

  it('colours the editor’s own text, and stops', async () => {
    const tinted = page.locator('.editor-instance [class*="ced-"]');
    await view.locator('.colouring button', { hasText: 'surprise' }).click();
    await until('something is tinted', async () => (await tinted.count()) > 3);
    await window.picture('panel-coloured');
    await view.locator('.colouring button', { hasText: 'nothing' }).click();
    await until('nothing is tinted', async () => (await tinted.count()) === 0);
  });

  it('has nothing serious for axe to find', async () => {
    const frame = await frameOf(page);
    await frame.evaluate(axe);
    const { violations } = await frame.evaluate(() => globalThis.axe.run(document));
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    assert.deepEqual(
      serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))]),
      [],
    );
  });

  it('goes through a lesson, in Vietnamese too', async () => {
    await runCommand(page, 'Unroll: Open Lessons on Recurrent Networks');
    const lesson = view.locator('.lesson');
    await lesson.waitFor(soon);
    await window.picture('panel-lesson');
    const title = await lesson.locator('h2').innerText();
    assert.match(title, /cell/i);
    await lesson.locator('.other', { hasText: 'Tiếng Việt' }).click();
    await until('it is in Vietnamese', async () => /tế bào/i.test(await lesson.locator('h2').innerText()));
    // Not the lesson alone: what it points at has the names that it uses.
    const headings = await view.locator('section h2').allInnerTexts();
    assert.ok(
      headings.some(words => words.includes('Văn bản và độ bất ngờ')),
      headings.join(),
    );
    assert.match(await view.locator('section[data-track=text] .said').innerText(), /bất ngờ \d+,\d bit/);
    await window.picture('panel-lesson-vi');
    const { length } = await lesson.locator('.lesson-foot .dim').innerText();
    assert.ok(length > 0);
    for (let i = 0; i < 8; i++) {
      const next = lesson.locator('.button', { hasText: 'Tiếp' });
      if ((await next.count()) === 0) break;
      const before = await lesson.locator('.lesson-foot .dim').innerText();
      await next.click();
      await until(
        'the next step is there',
        async () => (await lesson.locator('.lesson-foot .dim').innerText()) !== before,
      );
    }
    await lesson.locator('.other', { hasText: 'English' }).click();
    await until('the view is in English again', async () => (await time().count()) === 1);
    await lesson.locator('.link:not(.other)').click();
    await lesson.waitFor({ state: 'hidden' });
    await until('the text is as it was', async () => (await columns()) === Buffer.byteLength(`${text}  ret`));
  });

  it('goes on after messages that make no sense, and after a reload', async () => {
    const frame = await frameOf(page);
    await frame.evaluate(() => {
      for (const nonsense of [
        null,
        7,
        { type: 'delta' },
        { type: 'open', number: -1 },
        { type: 'idle', number: 99, words: 'x' },
      ])
        window.postMessage(nonsense, '*');
    });
    await view.locator('table.guesses tbody tr').first().waitFor(soon);
    await backToEditor();
    await page.keyboard.press('Control+End');
    await settled(view);
    const before = await columns();
    await page.keyboard.type('u');
    await until('it follows', async () => (await columns()) === before + 1);
    await runCommand(page, 'Developer: Reload Webviews');
    await view.locator('table.guesses tbody tr').first().waitFor(soon);
    await backToEditor();
    await page.keyboard.type('r');
    await until('it follows again', async () => (await columns()) === before + 2);
  });

  it('goes on with another network', async () => {
    await choose('LSTM');
    await until('the LSTM is shown', async () => /LSTM/.test(await view.locator('header .chip').innerText()));
    await settled(view);
    await openTrack(view, 'gates');
    await until('it has its gates', async () => (await view.locator('tr[data-gate]').count()) >= 4);
    await choose('GRU, 256');
    await until('the GRU is back', async () => /GRU/.test(await view.locator('header .chip').innerText()));
  });

  it('says so where there is nothing to look at', async () => {
    await backToEditor();
    await runCommand(page, 'File: Save');
    await runCommand(page, 'View: Close Editor');
    await view.locator('.empty', { hasText: 'Open a file' }).waitFor(soon);
    await window.picture('panel-empty');
  });

  it('broke no policy', () => assert.deepEqual(complaints, []));

  async function choose(network) {
    await startCommand(page, 'Unroll: Choose Network');
    await pick(page, network);
  }
});

describe('the activation panel', () => {
  let window, page, view, frame;
  before(async () => {
    window = await openWindow({
      vsix: await packedVsix(),
      settings: noCompletionList,
      files: { 'sum.ts': text },
      open: 'sum.ts',
    });
    ({ page } = window);
    view = await openPanelAtEnd(page);
    await settled(view);
    frame = await frameOf(page);
    await openTrack(view, 'state');
  });
  after(() => window?.close());

  for (const [name, theme, kind] of [
    ['dark', 'Dark Modern', 'vscode-dark'],
    ['light', 'Light Modern', 'vscode-light'],
    ['contrast', 'Dark High Contrast', 'vscode-high-contrast'],
    ['contrast-light', 'Light High Contrast', 'vscode-high-contrast-light'],
  ])
    describe(`in ${theme}`, () => {
      it('is drawn in its colours', async () => {
        for (const key of ['Control+K', 'Control+T']) await page.keyboard.press(key);
        await pick(page, theme);
        await until('the theme is on', () =>
          frame.evaluate(kind => document.body.classList.contains(kind), kind),
        );
        await page.waitForTimeout(300);
        await window.picture(`panel-${name}`);
        // A unit near 0 has the editor's background: of all pixels of the whole state some are about that.
        const isFound = await frame.evaluate(() => {
          const canvas = document.querySelector('canvas.state');
          const style = getComputedStyle(document.body).getPropertyValue('--vscode-editor-background');
          const wanted = [1, 3, 5].map(i => parseInt(style.trim().slice(i, i + 2), 16));
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          for (let i = 0; i < data.length; i += 4)
            if (wanted.every((value, c) => Math.abs(value - data[i + c]) <= 6)) return true;
          return false;
        });
        assert.ok(isFound);
      });

      it('is all there, and readable, in a view as large as the window and as narrow as a side bar', async () => {
        const look = async (how, shares) => {
          for (const [i, share] of shares.entries()) {
            await frame.evaluate(share => window.scrollTo(0, share * document.body.scrollHeight), share);
            await page.waitForTimeout(300);
            await window.picture(`panel-${name}-${how}-${i}`);
          }
          const isWide = await frame.evaluate(() => document.body.scrollWidth > window.innerWidth);
          assert.ok(!isWide, 'nothing sticks out sideways');
        };
        const toggle = async () => {
          await runCommand(page, 'View: Toggle Maximized Panel');
          await runCommand(page, 'View: Toggle Primary Side Bar Visibility');
        };
        await toggle();
        await look('large', [0, 0.34, 0.67, 1]);
        const size = page.viewportSize();
        await page.setViewportSize({ ...size, width: 360 });
        await look('narrow', [0, 0.3, 0.6, 1]);
        await page.setViewportSize(size);
        await toggle();
      });
    });
});
