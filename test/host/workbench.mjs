// A window of VS Code in a headless browser, for tests that type, look, or run a suite in the extension host.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { format } from 'node:util';
import { launchBrowser } from './browser.mjs';
import { remote, root, startServer, windowAddress } from './vscode.mjs';

export const output = join(root, 'test/output');

/**
 * Opens a window.
 * @param {{ settings?: object, vsix?: string | string[], web?: boolean, webgl?: boolean, trusted?: boolean, locale?: string,
 *   files?: Record<string, string | Uint8Array>, address?: string, open?: string,
 *   extension?: string, tests?: string, size?: { width: number, height: number }, onLog?: (line: string, window: object) => void }} options
 *   address: what to open instead of a folder on the disk; webgl: give the browser WebGL, in software; files: of the folder that is opened; open: one of them, to be shown; extension: a folder to develop; tests: a suite to run
 */
export async function openWindow({
  files = {},
  address: virtual,
  open,
  extension,
  tests,
  onLog,
  size = { width: 1280, height: 800 },
  ...options
} = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'unroll-work-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const server = await startServer(options);
  const browser = await launchBrowser(options);
  const page = await (await browser.newContext({ viewport: size })).newPage();
  const window = { page, folder, server };
  let exit;
  const exited = new Promise(resolve => (exit = resolve));
  await page.exposeFunction('codeAutomationLog', (_type, args) => onLog?.(format(...args), window));
  await page.exposeFunction('codeAutomationExit', code => exit(code));
  const { address } = server;
  const payload = [];
  if (open) payload.push(['openFile', remote(address, join(folder, open))]);
  if (extension) payload.push(['extensionDevelopmentPath', remote(address, extension)]);
  if (tests) payload.push(['extensionTestsPath', remote(address, resolve(root, tests))]);
  await page.goto(windowAddress(address, virtual ?? folder, payload));
  return {
    ...window,
    /** Resolves with the suite's exit code. */
    exited,
    async picture(name) {
      await mkdir(output, { recursive: true });
      await page.screenshot({ path: join(output, `${name}.png`) });
    },
    async close() {
      await browser.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The ghost text on the page; empty where there is none. */
export async function ghostText(page) {
  return plain((await page.locator('.ghost-text-decoration').allInnerTexts()).join(''));
}

/** The last line that the editor shows, ghost text included. */
export async function lastLine(page) {
  return plain(await page.locator('.view-line').last().innerText());
}

/** The editor draws spaces that do not break. */
const plain = text => text.replaceAll('\u00a0', ' ');

/** What VS Code and its server say that tells a reader of the tests' output nothing. */
const noise =
  /connection token|Creating a socket|reconnection-grace|builtin extensions|Service Worker|AgentHost|AccountPolicyGate|bindings file|native-watchdog|Ignoring fetching/;

/**
 * Runs a suite in an extension host.
 * @returns {Promise<{ passed: number, failed: number, lines: string[] }>}
 */
export async function runSuite({ name, timeout = 420_000, silent = false, onLine, ...options }) {
  let counted;
  const lines = [];
  const window = await openWindow({
    // Nobody looks, and without a graphics card most of the time would go into drawing.
    size: { width: 720, height: 450 },
    ...options,
    onLog(line, window) {
      onLine?.(line, window);
      const counts = /^COUNTS (\d+) (\d+)$/.exec(line);
      if (counts) counted = { passed: Number(counts[1]), failed: Number(counts[2]) };
      else if (!noise.test(line)) {
        lines.push(line);
        if (!silent) console.log(line);
      }
    },
  });
  let timer;
  const late = new Promise(resolve => (timer = setTimeout(() => resolve('late'), timeout)));
  const code = await Promise.race([window.exited, late]);
  clearTimeout(timer);
  if (code !== 0) await window.picture(`${name}-failed`);
  await window.close();
  if (code === 'late') console.log(`The suite did not end within ${timeout / 1000} s.`);
  if (!counted) return { passed: 0, failed: 1, lines };
  return { ...counted, failed: code === 0 ? counted.failed : Math.max(1, counted.failed), lines };
}
