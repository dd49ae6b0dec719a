// A real VS Code for tests: code-server from npm, kept in a cache folder, with the Node that it needs.
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);
/** Versions of code-server, which hold the VS Code of like number, the Node that each needs, and what else it is told. */
const versions = {
  // Without it VS Code 1.139 takes no extensionTestsPath.
  '4.139.1': { nodeVersion: '24.21.0', told: ['--vscode-option', 'enable-smoke-test-driver'] },
  '4.93.1': { nodeVersion: '20.20.2', told: [] },
};
const version = process.env.UNROLL_CODE_SERVER ?? '4.139.1';
if (!(version in versions))
  throw new Error(`There is no code-server ${version} to test in: ${Object.keys(versions).join(' or ')}.`);
const { nodeVersion, told } = versions[version];
const nodePackage = `node-${process.platform}-${process.arch}`;
const npm = [
  'install',
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
  '--legacy-peer-deps',
];

export const root = resolve(import.meta.dirname, '../..');

/** Installs code-server where it is not there yet. @returns what starts it */
export async function findVSCode() {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const home = join(cache, 'unroll', `code-server-${version}`);
  const node = join(home, 'node_modules', nodePackage, 'bin/node');
  const entry = join(home, 'node_modules/code-server/out/node/entry.js');
  if (!existsSync(join(home, 'complete'))) {
    console.log(
      `Fetching VS Code (code-server ${version}) and Node ${nodeVersion} from npm into ${home} ...`,
    );
    const fresh = `${home}.${process.pid}`;
    try {
      await mkdir(fresh, { recursive: true });
      await writeFile(join(fresh, 'package.json'), '{"private":true}');
      const install = (folder, ...more) =>
        exec('npm', [...npm, ...more], { cwd: join(fresh, folder), maxBuffer: 1e8 });
      await install('.', `${nodePackage}@${nodeVersion}`, `code-server@${version}`);
      // What code-server's own install script would do.
      await install('node_modules/code-server/lib/vscode', '--omit=dev');
      await install('node_modules/code-server/lib/vscode/extensions', '--omit=dev');
      // It hashes passwords, of which there are none; the older version's would have to be compiled.
      const argon2 = join(fresh, 'node_modules/argon2');
      if (!existsSync(join(argon2, 'prebuilds')))
        await writeFile(join(argon2, 'argon2.js'), 'module.exports = {};');
      await writeFile(join(fresh, 'complete'), '');
      await rm(home, { recursive: true, force: true });
      await rename(fresh, home);
    } catch (error) {
      await rm(fresh, { recursive: true, force: true });
      throw new Error(
        `VS Code for the tests could not be fetched: code-server ${version} and ${nodePackage} ${nodeVersion} are needed ` +
          `from the npm registry, in ${home}. Is the registry within reach, and is this Linux or macOS?`,
        { cause: error },
      );
    }
  }
  return { node, entry };
}

/** The editor's settings in tests: nothing that goes to the network or pops up. */
const quiet = {
  'workbench.startupEditor': 'none',
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'git.enabled': false,
  'files.hotExit': 'off',
};

const trusting = { 'security.workspace.trust.enabled': false };
/** Restricted mode, without questions. */
const distrusting = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

/** Extensions that a window in the browser's host runs there. */
const inBrowser = ['unroll.unroll', 'Supermaven.supermaven', 'unroll-tests.memory-files'];

/** An open completion list hides ghost text: for tests of ghost text alone. */
export const noCompletionList = {
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.wordBasedSuggestions': 'off',
  'editor.suggestOnTriggerCharacters': false,
  'editor.parameterHints.enabled': false,
};

/**
 * Starts a server with a profile of its own.
 * @param {{ settings?: object, vsix?: string | string[], web?: boolean, trusted?: boolean, port?: number, locale?: string }} options
 *   web: run Unroll in the browser's extension host; trusted: whether the folder is; locale: the editor's language (its own words
 *   stay English)
 */
export async function startServer({
  settings = {},
  vsix = [],
  web = false,
  trusted = true,
  port = 0,
  locale,
} = {}) {
  const { node, entry } = await findVSCode();
  const home = await mkdtemp(join(tmpdir(), 'unroll-'));
  await mkdir(join(home, 'user/User'), { recursive: true });
  await mkdir(join(home, 'home'));
  const all = {
    ...quiet,
    ...(trusted ? trusting : distrusting),
    ...settings,
    ...(web ? { 'remote.extensionKind': Object.fromEntries(inBrowser.map(name => [name, ['web']])) } : {}),
  };
  await writeFile(join(home, 'user/User/settings.json'), JSON.stringify(all));
  const xdg = join(home, 'xdg');
  const options = {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      HOME: join(home, 'home'),
      XDG_CONFIG_HOME: xdg,
      XDG_DATA_HOME: xdg,
      XDG_CACHE_HOME: xdg,
      EXTENSIONS_GALLERY: '{}',
    },
  };
  const places = [
    ...['--config', join(home, 'config.yaml')],
    ...['--user-data-dir', join(home, 'user'), '--extensions-dir', join(home, 'extensions')],
  ];
  for (const file of [vsix].flat())
    await exec(node, [entry, ...places, '--install-extension', file], options);
  const flags = ['--disable-telemetry', '--disable-update-check', '--disable-proxy'];
  if (trusted) flags.push('--disable-workspace-trust');
  if (locale) {
    flags.push('--locale', locale);
    await speak(join(home, 'user'), locale);
  }
  const server = spawn(
    node,
    [
      ...[entry, ...places, ...flags, '--disable-getting-started-override'],
      ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
      ...told,
    ],
    { ...options, detached: true },
  );
  const stop = async () => {
    process.off('exit', kill);
    kill();
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  const kill = () => {
    try {
      process.kill(-server.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  };
  process.on('exit', kill);
  const address = await new Promise((found, failed) => {
    let output = '';
    const look = data => {
      output += data;
      const match = /listening on http:\/\/(127\.0\.0\.1:\d+)/.exec(output);
      if (match) found(match[1]);
    };
    server.stdout.on('data', look);
    server.stderr.on('data', look);
    server.on('exit', code => failed(new Error(`VS Code's server ended with ${code}:\n${output}`)));
  });
  return { address, stop, extensions: join(home, 'extensions'), home };
}

/** Puts a language pack without words into a profile: an editor has no language but those of its packs. */
async function speak(profile, locale) {
  const vscode = join(profile, 'words.json');
  await writeFile(vscode, JSON.stringify({ version: '1.0.0', contents: {} }));
  const extensions = [{ extensionIdentifier: { id: 'unroll-tests.words' }, version: '1.0.0' }];
  const pack = { hash: 'tests', label: locale, extensions, translations: { vscode } };
  await writeFile(join(profile, 'languagepacks.json'), JSON.stringify({ [locale]: pack }));
}

/** The address of a window on a folder: a path of the server's, or an address. Payload: pairs that VS Code's web embedder API takes. */
export function windowAddress(address, folder, payload = []) {
  const at = /^[a-z]{2,}:/.test(folder) ? folder : resolve(folder);
  const query = new URLSearchParams({ folder: at, payload: JSON.stringify(payload) });
  return `http://${address}/?${query}`;
}

export const remote = (address, path) => `vscode-remote://${address}${resolve(path)}`;
