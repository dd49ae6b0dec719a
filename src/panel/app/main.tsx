import { render } from 'preact';
import { type PictureFormat, type ToHost } from '../protocol.js';
import { onResize, paintAll, paintingOn } from './canvas.js';
import './main.css';
import { columnWidth } from './paint.js';
import { picture } from './picture/picture.js';
import { textOf, setLanguage } from './localize.js';
import { Player } from './play.js';
import { Spotlight } from './spotlight.js';
import { readTheme } from './theme.js';
import { Store } from './ui.js';
import { App } from './view.js';

/** What VS Code puts into a webview. */
declare function acquireVsCodeApi(): {
  postMessage(message: ToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
};

const code = acquireVsCodeApi();
const root = document.getElementById('app');
if (!root) throw new Error('the page has no place for the view');

setLanguage(document.documentElement.lang === 'vi' ? 'vi' : 'en');
let theme = readTheme();
let asked = false;
/** The message that the next frame shows. */
let number: number | undefined;

/** How a picture of the view is asked for. */
let pictureWanted: PictureFormat | undefined;

/** Whether things may move, as the person's system or editor says. */
function motion(): ScrollBehavior {
  const isReduced =
    document.body.classList.contains('vscode-reduce-motion') ||
    matchMedia('(prefers-reduced-motion: reduce)').matches;
  return isReduced ? 'instant' : 'smooth';
}

/** Where the page is scrolling to, smoothly. */
let scrolling: { readonly to: number; readonly until: number } | undefined;
/** What a lesson points at is kept in view while the page changes around it. */
const spotlight = new Spotlight({
  find: () => {
    const section = document.querySelector('section.marked');
    if (!section) return undefined;
    const result = section.querySelector('[data-result]');
    return { section: section.getBoundingClientRect(), result: result?.getBoundingClientRect() };
  },
  view: () => {
    const card = document.querySelector('.lesson')?.getBoundingClientRect();
    // The card lies above the tracks, or beside them.
    const isAbove = card !== undefined && card.width > innerWidth / 2;
    // The text stays at the top, over what is scrolled.
    const lane = document.querySelector('section[data-track="text"]:not(.marked)');
    const isOver = lane !== null && getComputedStyle(lane).position === 'sticky';
    return { top: isAbove ? card.height : isOver ? lane.clientHeight : 0, bottom: innerHeight };
  },
  scrollBy: top => {
    const to = Math.round(scrollY + top);
    const now = performance.now();
    // It is on its way there: to begin anew in every frame would slow it down.
    if (scrolling && Math.abs(scrolling.to - to) < 2 && now < scrolling.until) return;
    scrolling = { to, until: now + 700 };
    scrollBy({ top, behavior: motion() });
  },
  now: () => performance.now(),
});
for (const event of ['wheel', 'pointerdown', 'keydown'])
  addEventListener(
    event,
    ({ target }) => {
      spotlight.release();
      // The button that plays ends it by itself.
      if (!(target instanceof Element && target.closest('.play'))) player.stop();
    },
    { passive: true, capture: true },
  );
// What is drawn may be laid out again without being drawn: fonts come, panes are dragged.
new ResizeObserver(() => draw()).observe(root);

/**
 * For the benchmark: milliseconds of script in the last frames; from what the extension knew to what they showed, and of that from
 * its coming here.
 */
const frames: number[] = [];
const lags: number[] = [];
const waits: number[] = [];
Object.assign(globalThis, { unrollFrames: frames, unrollLags: lags, unrollWaits: waits });
/** Since when the extension has known what is to be drawn, and the page. */
let known: { readonly there: number; readonly here: number } | undefined;

/** Draws in the next frame: once, however much changes until then. */
function draw(): void {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    const begun = performance.now();
    if (root) render(<App store={store} theme={theme} player={player} />, root);
    const axis = document.querySelector('canvas.text, canvas.unit');
    const width = axis ? (paintingOn(axis)?.width ?? 0) : 0;
    // One that has just come has its size in the next frame.
    if (width > 0) store.resize(Math.floor(width / columnWidth));
    paintAll();
    if (pictureWanted && root) {
      const { facts } = store.ui.model;
      const data = picture(
        root,
        pictureWanted,
        theme,
        facts ? `${facts.file} · ${textOf(facts.title)}` : 'Unroll',
      );
      code.postMessage({ type: 'picture', format: pictureWanted, data });
      pictureWanted = undefined;
    }
    store.drawn(number);
    number = undefined;
    spotlight.drawn(store.ui.pointer);
    const now = performance.now();
    if (frames.push(now - begun) > 1000) frames.shift();
    if (known) {
      if (lags.push(performance.timeOrigin + now - known.there) > 1000) lags.shift();
      if (waits.push(now - known.here) > 1000) waits.shift();
    }
    known = undefined;
  });
}

const store = new Store(
  {
    post: message => code.postMessage(message),
    restore: () => code.getState(),
    keep: state => code.setState(state),
  },
  draw,
);

const player = new Player(store, draw);

addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const received = store.receive(data);
  if (!received) return;
  const { message } = received;
  ({ number } = received);
  if (message?.type === 'delta') known = { there: message.known, here: performance.now() };
  if (message?.type === 'picture') pictureWanted = message.format;
  if (message?.type === 'lesson') setLanguage(message.tongue);
});
onResize(draw);
addEventListener('focus', draw);
new MutationObserver(() => {
  theme = readTheme();
  draw();
}).observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
new MutationObserver(() => {
  theme = readTheme();
  draw();
}).observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });

store.begin();
draw();
