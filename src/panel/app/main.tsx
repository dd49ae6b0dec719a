import { render } from 'preact';
import { type PictureFormat, type ToHost, type Track } from '../protocol.js';
import { onResize, paintAll, paintingOn } from './canvas.js';
import './main.css';
import { columnWidth } from './paint.js';
import { picture } from './picture/picture.js';
import { textOf, setLanguage } from './localize.js';
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
/** The track that was scrolled to last. */
let marked: Track | undefined;

/** Whether things may move, as the person's system or editor says. */
function motion(): ScrollBehavior {
  const isReduced =
    document.body.classList.contains('vscode-reduce-motion') ||
    matchMedia('(prefers-reduced-motion: reduce)').matches;
  return isReduced ? 'instant' : 'smooth';
}

/** Scrolls no further than needed, and to its beginning where not all of it has room. */
function reveal(section: Element | null): void {
  const block = section && section.clientHeight > innerHeight ? 'start' : 'nearest';
  section?.scrollIntoView({ block, behavior: motion() });
}

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
    if (root) render(<App store={store} theme={theme} />, root);
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
    if (store.ui.marked !== marked) {
      marked = store.ui.marked;
      reveal(document.querySelector('section.marked'));
    }
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
