// Pictures of the view Activations that move: the real page, a picture for each of its steps, however long that takes.
import { frameOf, openTrack, settled, until } from '../test/panel/view.mjs';

/** Milliseconds that each picture is shown, and the last of all. */
const [pace, end] = [90, 3000];
/** Tracks that are open at first. */
const usualTracks = ['text', 'unrolled', 'guesses', 'units'];

async function close(view, ...tracks) {
  for (const track of tracks) {
    const heading = view.locator(`section[data-track="${track}"] h2 button`);
    if ((await heading.getAttribute('aria-expanded')) === 'true') await heading.click();
  }
}

/** The part of the window from the top of one element to the bottom of another. */
async function between(first, last) {
  const [from, to] = await Promise.all([first.boundingBox(), last.boundingBox()]);
  return { ...from, height: to.y + to.height + 8 - from.y };
}

/** *Play*, along the line that the caret stands at the end of. @returns frames for `animate`, and their height as far as the highest tree goes */
export async function play(page, view) {
  await close(view, 'units');
  await settled(view);
  const frame = await frameOf(page);
  // The page's own clock would not wait for a picture.
  await frame.evaluate(() => {
    const { setInterval } = globalThis;
    globalThis.setInterval = tick => {
      Object.assign(globalThis, { setInterval, tick });
      return 1;
    };
  });
  const place = view.locator('[role=slider][aria-label="Place in the text"]');
  const at = async () => Number(await place.getAttribute('aria-valuenow'));
  const last = await at();
  await view.locator('.play').click();
  await page.mouse.move(0, 0);
  // How high the trees are is not known before; what is below them would move with each.
  const whole = await frame.evaluate(() => {
    const rest = globalThis.document.querySelectorAll('section[data-track=guesses] ~ section');
    for (const section of rest) section.style.display = 'none';
    return globalThis.innerHeight;
  });
  const guesses = view.locator('table.guesses');
  const clip = { ...(await between(view.locator('header'), guesses)), height: whole };
  const frames = [];
  let height = 0;
  for (;;) {
    await settled(view);
    // The answer to what comes next, and the ways on from it, are not there at once.
    await page.waitForTimeout(700);
    frames.push({ png: await page.screenshot({ clip }), milliseconds: pace });
    const tree = await guesses.boundingBox();
    height = Math.max(height, Math.min(whole, Math.ceil(tree.y + tree.height + 8 - clip.y)));
    const now = await at();
    if (now >= last) break;
    await frame.evaluate(() => globalThis.tick());
    await until('it is one character on', async () => (await at()) > now);
  }
  // The button that plays is there again.
  await frame.evaluate(() => globalThis.tick());
  await page.waitForTimeout(700);
  frames.push({ png: await page.screenshot({ clip }), milliseconds: end });
  return { frames, height };
}

/** The track Learning, from random weights until the network is better than all n-gram models. @returns frames for `animate` */
export async function learn(page, view) {
  await close(view, ...usualTracks);
  await openTrack(view, 'learning');
  const learning = view.locator('.learning');
  await learning.waitFor();
  const read = async () => Number(await learning.getAttribute('data-bytes'));
  const part = await between(
    view.locator('section[data-track=learning]'),
    learning.locator('figure').first(),
  );
  // The words below the curve may take a second line.
  const clip = { ...part, height: part.height + 18 };
  const button = learning.locator('.button').first();
  await button.click();
  await page.mouse.move(0, 0);
  const frames = [];
  // The axis is one of logarithms: as many pictures for each doubling.
  for (let next = 2000, best = 0; best < 6; next *= 1.09) {
    await until('it has read more', async () => (await read()) >= next, 300_000);
    frames.push({ png: await page.screenshot({ clip }), milliseconds: pace });
    const words = await learning.locator('figcaption').first().innerText();
    if (/better than (\d+) of \1\b/.test(words)) best++;
  }
  await button.click();
  frames.at(-1).milliseconds = end;
  return { frames };
}
