// The activation panel and what is around it: pictures that are written, a window that is loaded again, keys, stillness.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packedVsix } from '../host/ship.mjs';
import { noCompletionList } from '../host/vscode.mjs';
import { openWindow, output } from '../host/workbench.mjs';
import {
  frameOf,
  openPanelAtEnd,
  openTrack,
  pageOf,
  runCommand,
  settled,
  startCommand,
  until,
} from './view.mjs';

const file = 'a <b> & "c".ts';
const text = 'const a = "</text><script>alert(1)</script>";\n// tổng &amp; <b>\n';
const tracks = ['state', 'gates', 'connectivity', 'unrolled', 'why', 'what-if', 'compare', 'similar'];
const soon = { timeout: 30_000 };

describe('the activation panel in its window', () => {
  let window, page, view;

  before(async () => {
    // A window that was given a file to open would otherwise open nothing else when it is loaded again.
    const restoring = { 'window.restoreWindows': 'preserve' };
    const settings = { ...noCompletionList, ...restoring, 'unroll.network': 'gru' };
    window = await openWindow({ vsix: await packedVsix(), settings, files: { [file]: text }, open: file });
    ({ page } = window);
    view = await openPanelAtEnd(page);
    await settled(view);
    for (const track of tracks) await openTrack(view, track);
    await view.locator('table.units .pin').first().click();
    await view.locator('tr[data-network=lstm] .number').first().waitFor(soon);
    await view.locator('[data-column]').first().waitFor(soon);
    await view.locator('section[data-track=why] .said:not(.dim)').first().waitFor(soon);
  });
  after(() => window?.close());
  afterEach(async function () {
    if (this.currentTest.state === 'failed')
      await window.picture(`panel-failed-${this.currentTest.title.slice(0, 30).replace(/\W+/g, '-')}`);
  });

  /** Exports a picture by hand, under a name. @returns what was written */
  async function exported(name) {
    await startCommand(page, 'Unroll: Export Activations as a Picture');
    const input = page.locator('.quick-input-widget input.input').first();
    await until('it is asked where to', async () => (await input.inputValue()).endsWith('activations.png'));
    const path = join(window.folder, name);
    await input.fill(path);
    await page.keyboard.press('Enter');
    let bytes;
    await until('it is written', async () => {
      bytes = await readFile(path).catch(() => undefined);
      return bytes?.length > 0;
    });
    return bytes;
  }

  it('is written as an SVG that stands alone, with the tracks’ texts as text', async () => {
    const svg = (await exported('view.svg')).toString();
    const frame = await frameOf(page);
    const found = await frame.evaluate(svg => {
      const whole = new globalThis.DOMParser().parseFromString(svg, 'application/xml');
      const elements = [...whole.querySelectorAll('*')];
      return {
        errors: whole.querySelectorAll('parsererror').length,
        names: [...new Set(elements.map(({ localName }) => localName))].sort(),
        texts: [...whole.querySelectorAll('text')].map(({ textContent }) => textContent),
        title: whole.querySelector('title').textContent,
        images: [...whole.querySelectorAll('image')].map(image => image.getAttribute('href').slice(0, 22)),
        attributes: elements.flatMap(({ attributes }) => [...attributes].map(({ name }) => name)),
      };
    }, svg);
    assert.equal(found.errors, 0);
    assert.deepEqual(found.names, ['image', 'path', 'rect', 'svg', 'text', 'title']);
    assert.ok(found.title.startsWith(file), found.title);
    assert.ok(found.images.length > 0 && found.images.every(image => image === 'data:image/png;base64,'));
    assert.deepEqual(
      found.attributes.filter(name => /^on|^xlink|^src/.test(name)),
      [],
    );
    assert.deepEqual(svg.match(/[a-z]+:\/\/[^"\s]*/g), ['http://www.w3.org/2000/svg']);
    const shown = await view
      .locator('section:has(.body):not([data-track=similar]) h2, header h1, table.guesses .number')
      .allInnerTexts();
    assert.ok(shown.length > 10);
    for (const words of shown) assert.ok(found.texts.includes(words.trim()), words);
    // Nothing that is there to be filled in or pressed.
    const controls = await view
      .locator('select option:checked, .asked, .body .button, .ranking')
      .allInnerTexts();
    assert.ok(controls.length > 2);
    for (const words of controls)
      if (words.trim() !== '') assert.ok(!found.texts.includes(words.trim()), words);
    // The text itself, a character each, in order.
    assert.ok(found.texts.join('').includes('//·'), found.texts.join(''));
    assert.ok(found.texts.join('').includes('·&amp;·<b>⏎'));
    // It looks as the view does.
    const other = await page.context().newPage();
    await other.goto(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
    await other.screenshot({ path: join(output, 'panel-export-svg.png') });
    await other.close();
  });

  it('is written as a PNG of all that is open', async () => {
    const png = await exported('view.png');
    assert.equal(png.subarray(1, 4).toString(), 'PNG');
    const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
    const frame = await frameOf(page);
    const whole = await frame.evaluate(() => document.querySelector('.tracks').scrollHeight);
    assert.ok(width > 800 && height > whole, `${width} by ${height}, of ${whole}`);
    await writeFile(join(output, 'panel-export.png'), png);
  });

  it('is reached by Tab, every control of it, and one sees where one is', async () => {
    const frame = await frameOf(page);
    const all = await frame.evaluate(() => {
      const controls = [...document.querySelectorAll('button, select, input, [tabindex="0"]')].filter(
        control => !control.disabled && control.getClientRects().length > 0,
      );
      controls.forEach((control, i) => (control.dataset.reach = i));
      controls[0].focus();
      return controls.map(({ outerHTML }) => outerHTML.slice(0, 120));
    });
    assert.ok(all.length > 25, `${all.length}`);
    // To the first and back: focus that a script gave need not be shown.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+Tab');
    const reached = new Map();
    for (let i = 0; i < all.length; i++) {
      const [reach, isSeen] = await frame.evaluate(() => {
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(document.activeElement);
        const isSeen =
          outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && !/, 0\)$/.test(outlineColor);
        return [document.activeElement.dataset.reach, isSeen];
      });
      if (reach !== undefined) reached.set(Number(reach), isSeen);
      await page.keyboard.press('Tab');
    }
    assert.deepEqual(
      all.filter((_, i) => !reached.has(i)),
      [],
      'not reached',
    );
    assert.deepEqual(
      all.filter((_, i) => !reached.get(i)),
      [],
      'not seen to be reached',
    );
  });

  it('keeps still where less motion is asked for', async () => {
    const frame = await frameOf(page);
    await frame.evaluate(() => {
      globalThis.scrolls = [];
      globalThis.scrollBy = ({ behavior }) => globalThis.scrolls.push(behavior);
    });
    const lesson = view.locator('.lesson');
    const through = async () => {
      await frame.evaluate(() => (globalThis.scrolls.length = 0));
      await runCommand(page, 'Unroll: Open Lessons on Recurrent Networks');
      await lesson.waitFor(soon);
      const select = lesson.locator('select');
      const count = await select.locator('option').count();
      for (let i = 1; i < count; i++) {
        const before = await lesson.locator('h2').innerText();
        await select.selectOption({ index: i });
        await until('it is the next', async () => (await lesson.locator('h2').innerText()) !== before);
      }
      await until('a track was scrolled to', () => frame.evaluate(() => globalThis.scrolls.length > 0));
      await lesson.locator('.link:not(.other)').click();
      await lesson.waitFor({ state: 'hidden' });
      // However quickly one leafs through them, they leave all as they found it.
      const position = page.locator('#status\\.editor\\.selection');
      await until('the caret is back', async () => (await position.innerText()).startsWith('Ln 3,'));
      const colouring = view.locator('.colouring [aria-pressed=true]');
      await until('nothing is tinted', async () => (await colouring.innerText()) === 'nothing');
      return [...new Set(await frame.evaluate(() => globalThis.scrolls))];
    };
    assert.deepEqual(await through(), ['smooth']);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    assert.deepEqual(await through(), ['instant']);
    const moving = await frame.evaluate(() => {
      const still = ({ animationName, transitionDuration }) =>
        animationName === 'none' && /^(0s(, )?)+$/.test(transitionDuration);
      const elements = [...document.querySelectorAll('#app, #app *')];
      return [
        ...document.getAnimations().map(String),
        ...elements
          .filter(one => !still(getComputedStyle(one)))
          .map(({ outerHTML }) => outerHTML.slice(0, 120)),
      ];
    });
    assert.deepEqual(moving, []);
    await page.emulateMedia({ reducedMotion: null });
  });

  it('is written with the drawing of a lesson, its lines and boxes too', async () => {
    await runCommand(page, 'Unroll: Open Lessons on Recurrent Networks');
    const lesson = view.locator('.lesson');
    await lesson.locator('select').selectOption('glr');
    await lesson.locator('.cell-picture').waitFor(soon);
    await lesson.locator('.cell-picture').screenshot({ path: join(output, 'panel-lesson-cells.png') });
    const svg = (await exported('lesson.svg')).toString();
    const frame = await frameOf(page);
    const [drawn, written] = await frame.evaluate(svg => {
      const past = [...document.querySelectorAll('.cell-picture line.past')];
      const hex = number => Number(number).toString(16).padStart(2, '0');
      const stroke = `#${getComputedStyle(past[0]).stroke.match(/\d+/g).slice(0, 3).map(hex).join('')}`;
      const whole = new globalThis.DOMParser().parseFromString(svg, 'application/xml');
      return [past.length, whole.querySelectorAll(`[stroke="${stroke}"]`).length];
    }, svg);
    assert.equal(written, drawn);
    assert.ok(svg.includes('z·h + (1−z)·n') && svg.includes('f·h + (1−f)·c'));
    for (const step of ['2', '3', '4']) {
      await lesson.locator('.button', { hasText: 'Next' }).click();
      await until('the next step is there', async () =>
        (await lesson.locator('.lesson-foot .dim').innerText()).startsWith(`Step ${step}`),
      );
    }
    assert.ok((await lesson.locator('.cell-picture g').count()) > 0, 'two blocks are drawn');
    await lesson.locator('.cell-picture').screenshot({ path: join(output, 'panel-lesson-blocks.png') });
    await lesson.locator('.link:not(.other)').click();
    await lesson.waitFor({ state: 'hidden' });
  });

  it('is there again in its editor when the window is loaded again, as it was, and follows', async () => {
    await runCommand(page, 'Unroll: Open Activations in an Editor');
    await page.locator('.tab', { hasText: 'Activations' }).waitFor(soon);
    await runCommand(page, 'View: Hide Panel');
    // The view's own page is hidden, and before it.
    const opened = pageOf(page, 'last');
    await opened.locator('table.guesses tbody tr').first().waitFor(soon);
    await settled(opened);
    await openTrack(opened, 'state');
    // As a person does it: the editor writes down what is open before it goes.
    const loaded = page.waitForEvent('load', { timeout: 60_000 });
    await startCommand(page, 'Developer: Reload Window');
    await loaded;
    await page.locator('.tab', { hasText: 'Activations' }).waitFor({ timeout: 60_000 });
    const again = pageOf(page);
    await again.locator('table.guesses tbody tr').first().waitFor({ timeout: 60_000 });
    await settled(again);
    assert.equal(await again.locator('section[data-track=state] canvas').count(), 1, 'what was open is open');
    await window.picture('panel-reloaded');
    const time = again.locator('[role=slider][aria-label="Place in the text"]');
    const columns = () => time.getAttribute('aria-valuemax').then(Number);
    const before = await columns();
    await page.locator('.view-lines').first().click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('x');
    await until('it follows', async () => (await columns()) === before + 1);
  });
});

describe('the activation panel where it opens by itself', () => {
  let window, page;
  before(async () => {
    window = await openWindow({ vsix: await packedVsix(), settings: noCompletionList });
    ({ page } = window);
    await page.locator('.statusbar-item', { hasText: 'Unroll' }).first().waitFor({ timeout: 60_000 });
  });
  after(() => window?.close());

  it('stands beside the sample where no file is open, at a place that tells something', async () => {
    await runCommand(page, 'Unroll: Show Activations');
    await page.locator('.tab', { hasText: 'sample.ts' }).waitFor({ timeout: 60_000 });
    await page.locator('.tab', { hasText: 'Activations' }).waitFor(soon);
    const view = pageOf(page);
    await view.locator('table.guesses tbody tr').first().waitFor({ timeout: 60_000 });
    await settled(view);
    const time = view.locator('[role=slider][aria-label="Place in the text"]');
    assert.ok(Number(await time.getAttribute('aria-valuenow')) > 0);
    await window.picture('panel-beside');
    const problems = page.locator('.squiggly-error, .squiggly-warning');
    assert.equal(await problems.count(), 0, 'the sample has no error');
  });

  it('has a heading that says all in one line or two, and guesses on the axis of the text or closely set, at every width that an editor beside it leaves', async () => {
    const frame = await frameOf(page);
    const usual = page.viewportSize();
    for (const [width, lines] of [
      [1800, 1],
      [1280, 1],
      [940, 2],
    ]) {
      await page.setViewportSize({ ...usual, width });
      const look = () =>
        frame.evaluate(() => {
          const boxes = [...document.querySelectorAll('.looked-at > *, .colouring > *')].map(one =>
            one.getBoundingClientRect(),
          );
          const shown = boxes.filter(({ width }) => width > 1);
          const meets = (a, b) =>
            a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
          const [low, high] = [shown.map(({ top }) => top), shown.map(({ bottom }) => bottom)];
          const guesses = document.querySelector('table.guesses');
          const caret = Number.parseFloat(getComputedStyle(guesses).getPropertyValue('--caret'));
          const axis = document.querySelector('canvas.text').getBoundingClientRect();
          const first = guesses.querySelector('tbody th').getBoundingClientRect();
          const ofWay = guesses.querySelector('.way')?.querySelectorAll('code > span') ?? [];
          const letters = [...ofWay].map(one => one.getBoundingClientRect());
          const isApart = (a, b, by) => Math.abs(a - b - by) < 1;
          return {
            lines: Math.round((Math.max(...high) - Math.min(...low)) / 27),
            overlaps: shown.some((a, i) => shown.some((b, j) => i < j && meets(a, b))),
            isOut: shown.some(({ left, right }) => left < 0 || right > globalThis.innerWidth),
            isCut: [...document.querySelectorAll('.chip, .chip span')].some(
              ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1 && clientWidth > 0,
            ),
            isNamed: document.querySelector('.colouring .dim').clientWidth > 0,
            // In a narrow view the ways stand behind the bars.
            isOnAxis:
              isApart(first.left, axis.left, caret) &&
              letters.every((letter, i) => isApart(letter.left, first.left, 14 * (i + 1))),
            // What would be typed can be read in one go, and what is said of it, too.
            isOneWay:
              letters.length > 0 &&
              // With the line of ways that part between them, at most.
              Math.abs(letters[0].left - first.right) < 14 &&
              letters.every(({ top }) => Math.abs(top - letters[0].top) < 5),
            notes: [...guesses.querySelectorAll('.notes')].every(one => one.offsetHeight < 22),
          };
        });
      const expected = {
        ...{ lines, overlaps: false, isOut: false, isCut: false, isNamed: true },
        ...{ isOnAxis: lines === 1, isOneWay: true, notes: true },
      };
      let seen;
      await until(`it is laid out for ${width}`, async () => {
        seen = JSON.stringify(await look());
        return seen === JSON.stringify(expected);
      }).catch(error => assert.fail(`${error.message}: ${seen}`));
    }
    await page.setViewportSize(usual);
  });

  it('teaches a small network what ships to be read, since the sample is too short', async () => {
    const view = pageOf(page);
    await openTrack(view, 'learning');
    await view.locator('.learning[data-bytes]').waitFor(soon);
    await view.locator('section[data-track=learning] h2 button').click();
  });

  it('has in view what each step of each lesson points at, and says of the sample what is so', async () => {
    await runCommand(page, 'Unroll: Open Lessons on Recurrent Networks');
    const view = pageOf(page);
    const frame = await frameOf(page);
    const lesson = view.locator('.lesson');
    await lesson.waitFor({ timeout: 60_000 });
    const ids = await lesson.locator('select option').evaluateAll(all => all.map(({ value }) => value));
    for (const id of ids) {
      await lesson.locator('select').selectOption(id);
      for (;;) {
        const step = await lesson.locator('.lesson-foot .dim').innerText();
        await until(`${id}, ${step}: it is in view`, () =>
          frame.evaluate(() => {
            const marked = document.querySelector('section.marked');
            if (!marked) return false;
            const shown = marked.querySelector('[data-result]') ?? marked.querySelector('h2');
            const { top, bottom } = shown.getBoundingClientRect();
            return top >= -1 && bottom <= globalThis.innerHeight + 1;
          }),
        );
        assert.equal(
          await lesson.locator('button', { hasText: 'Open the Sample' }).count(),
          0,
          `${id}, ${step}`,
        );
        const next = lesson.locator('.button', { hasText: 'Next' });
        if ((await next.count()) === 0) break;
        await next.click();
        await until(
          'it is the next',
          async () => (await lesson.locator('.lesson-foot .dim').innerText()) !== step,
        );
      }
    }
  });
});
