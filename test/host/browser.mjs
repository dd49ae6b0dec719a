// A browser of the Chromium family: found, or fetched.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const names = [
  ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'],
  ...['microsoft-edge', 'microsoft-edge-stable', 'msedge'],
];
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

function installed() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const places = [
    process.env.CHROME_PATH,
    ...folders.flatMap(folder => names.map(name => join(folder, name))),
    ...elsewhere,
    chromium.executablePath(),
  ];
  return places.find(place => place && existsSync(place));
}

/** @returns the path of a browser; fetches one where none is there, saying so */
function findBrowser() {
  const found = installed();
  if (found) return found;
  const inherit = { stdio: 'inherit' };
  const ways = [];
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    ways.push([
      'apt',
      () => {
        execFileSync('apt-get', ['update', '-qq'], inherit);
        execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], inherit);
      },
    ]);
  }
  ways.push([
    'Playwright',
    () =>
      execFileSync(process.execPath, ['node_modules/playwright-core/cli.js', 'install', 'chromium'], inherit),
  ]);
  for (const [name, fetchIt] of ways) {
    console.log(`No Chrome, Chromium or Edge was found: fetching Chromium with ${name} ...`);
    try {
      fetchIt();
    } catch (error) {
      console.log(`${name} could not: ${error.message}`);
    }
    const fetched = installed();
    if (fetched) return fetched;
  }
  throw new Error('The tests need Chrome, Chromium or Edge. Install one, or name one in CHROME_PATH.');
}

/** Without the second, WebGL is there in software all the same. */
const noGraphics = ['--disable-gpu', '--disable-3d-apis'];
/** A graphics card in software: what has WebGL to run on is slow, and so is everything drawn. */
const softwareGraphics = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];

/** A browser that reaches nothing but this machine. @param {{ webgl?: boolean }} options webgl: does it have WebGL? */
export function launchBrowser({ webgl = false } = {}) {
  return chromium.launch({
    executablePath: findBrowser(),
    headless: true,
    args: [
      ...['--headless=new', '--no-sandbox', '--disable-quic', '--no-first-run'],
      ...(webgl ? softwareGraphics : noGraphics),
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      '--disable-features=Translate,MediaRouter,OptimizationHints',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE *.localhost , EXCLUDE 127.0.0.1',
    ],
  });
}
