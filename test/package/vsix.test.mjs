// What ships: the files, their sizes, their licences, and the same bytes whenever it is packed.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packVsix } from '../host/ship.mjs';
import { root } from '../host/vscode.mjs';
import { brokenLinks } from './links.mjs';
import { entriesOf } from './zip.mjs';

const mega = 1e6;
/** All that may ship, and the most bytes that each may have, unpacked. What is not here does not ship. */
const allowed = [
  [/^(\[Content_Types\]\.xml|extension\.vsixmanifest)$/, 10_000],
  [/^extension\/package\.json$/, 60_000],
  [/^extension\/package\.nls(\.vi)?\.json$/, 20_000],
  [/^extension\/l10n\/bundle\.l10n\.vi\.json$/, 60_000],
  [/^extension\/(changelog|CONTRIBUTING|NOTICE|SECURITY)\.md$/, 60_000],
  [/^extension\/readme\.md$/, 60_000],
  [/^extension\/LICENSE\.txt$/, 5_000],
  [/^extension\/licences\/(packages|onnxruntime)\.txt$/, 400_000],
  [/^extension\/dist\/ort-wasm-simd-threaded\.wasm$/, 15 * mega],
  [/^extension\/dist\/(node|web)\/extension\.js$/, mega],
  [/^extension\/dist\/web\/webgl\.js$/, 600_000],
  [/^extension\/dist\/panel\/main\.(js|css)$/, 150_000],
  [/^extension\/models\/[a-z]+\.json$/, 10_000],
  [/^extension\/models\/[a-z]+\.(step|read|probe)\.onnx$/, 30_000],
  [/^extension\/models\/[a-z]+\.weights$/, 10 * mega],
  [/^extension\/models\/(README\.md|[a-z]+\.svg)$/, 100_000],
  [/^extension\/models\/rnn\.(py|mjs)$/, 10_000],
  [/^extension\/media\/[a-z-]+\.(png|(nls\.vi\.)?md)$/, 600_000],
  [/^extension\/media\/sample\.ts$/, 5_000],
];

/** The name that a file had before vsce gave it another one. */
const published = name =>
  ({ 'readme.md': 'README.md', 'changelog.md': 'CHANGELOG.md', 'LICENSE.txt': 'LICENSE' })[name] ?? name;

describe('the VSIX', function () {
  this.timeout(300_000);
  let zip;
  let entries;
  before(async () => {
    const file = await packVsix();
    zip = await readFile(file);
    await rm(file);
    entries = entriesOf(zip);
  });

  it('is at most 12 MB', () => {
    const rows = [...entries].sort((a, b) => b.packed - a.packed);
    for (const { name, size, packed } of rows.slice(0, 8))
      console.log(`      ${String(packed).padStart(9)} of ${String(size).padStart(9)} ${name}`);
    console.log(`      ${String(zip.length).padStart(9)} in all, ${entries.length} files`);
    assert.ok(zip.length <= 12 * mega, `${zip.length} bytes`);
  });

  it('holds what runs, what is shown and the licences, and nothing else', () => {
    for (const { name, size } of entries) {
      const [, most] = allowed.find(([pattern]) => pattern.test(name)) ?? [];
      assert.ok(most !== undefined, `${name} is not on the list of what ships (test/package/vsix.test.mjs)`);
      assert.ok(size <= most, `${name} has ${size} bytes, more than ${most}`);
    }
    for (const [pattern] of allowed)
      assert.ok(
        entries.some(({ name }) => pattern.test(name)),
        `nothing fits ${pattern}`,
      );
  });

  it('has WebGL in a bundle of its own, which is loaded where it is chosen', () => {
    const shaders = name =>
      entries
        .find(entry => entry.name === `extension/dist/${name}`)
        .read()
        .includes('gl_Position');
    assert.ok(shaders('web/webgl.js'));
    assert.ok(!shaders('web/extension.js') && !shaders('node/extension.js'));
  });

  it('has nothing in its scripts that could make a network request', () => {
    const scripts = entries.filter(({ name }) => /\.m?js$/.test(name));
    assert.ok(scripts.length >= 4);
    const calls =
      /\b(fetch|importScripts)\s*\(|\b(XMLHttpRequest|WebSocket|WebTransport|EventSource|sendBeacon|RTCPeerConnection)\b|(require|import)\s*\(\s*["'`](node:)?(https?|http2|net|tls|dgram|dns)["'`]/;
    for (const { name, read } of scripts) assert.doesNotMatch(read().toString(), calls, name);
  });

  it('holds every file that its manifest names', () => {
    const names = new Set(entries.map(({ name }) => name));
    const text = name =>
      entries
        .find(entry => entry.name === `extension/${name}`)
        .read()
        .toString();
    const manifest = JSON.parse(text('package.json'));
    const steps = (manifest.contributes.walkthroughs ?? []).flatMap(({ steps }) => steps);
    const media = steps.map(({ media }) => media.markdown ?? media.image ?? media.svg);
    const translated = media
      .filter(file => file.endsWith('.md'))
      .map(file => file.replace(/md$/, 'nls.vi.md'));
    const bundle = join(manifest.l10n, 'bundle.l10n.vi.json');
    const files = [manifest.main, manifest.browser, manifest.icon, bundle, 'package.nls.vi.json'];
    for (const file of [...files, ...media, ...translated])
      assert.ok(names.has(join('extension', file)), file);
  });

  it('has no page with a link or a picture that leads nowhere', () => {
    const files = entries
      .filter(({ name }) => name.startsWith('extension/'))
      .map(entry => ({ entry, name: published(entry.name.slice('extension/'.length)) }));
    const names = new Set(files.map(({ name }) => name));
    const pages = new Map(
      files
        .filter(({ name }) => name.endsWith('.md'))
        .map(({ name, entry }) => [name, entry.read().toString()]),
    );
    assert.ok(pages.size >= 15, `${pages.size} pages`);
    assert.deepEqual(brokenLinks(pages, names), []);
    // The editor's page of an extension shows a picture by an https address, and no other.
    const page = pages.get('README.md');
    const pictures = [...page.matchAll(/!\[[^\]]*\]\(([^)]*)\)|<img\b[^>]*\bsrc=["']?([^"'\s>]*)/g)];
    for (const [, link, source] of pictures) assert.match(link ?? source, /^https:/);
    // Nor does it apply a style.
    assert.doesNotMatch(page, /<\w+[^>]*\sstyle=/);
    assert.ok((page.match(/<pre>/g) ?? []).length >= 2, 'what is drawn for the pictures');
  });

  it('runs nothing when it is installed, and brings no packages', () => {
    const manifest = JSON.parse(entries.find(({ name }) => name === 'extension/package.json').read());
    const atInstall = ['preinstall', 'install', 'postinstall', 'vscode:uninstall', 'vscode:prepublish'];
    for (const script of atInstall) assert.equal(manifest.scripts?.[script], undefined, script);
    assert.ok(!entries.some(({ name }) => name.includes('node_modules')));
  });

  it('has the licence of every package whose code is in it', async () => {
    await promisify(execFile)(process.execPath, ['licences/collect.mjs', '--check'], { cwd: root });
    const packages = entries
      .find(({ name }) => name === 'extension/licences/packages.txt')
      .read()
      .toString();
    for (const name of [
      'onnxruntime-web',
      'valibot',
      'protobufjs',
      'flatbuffers',
      'long',
      'guid-typescript',
      'preact',
    ])
      assert.match(packages, new RegExp(`^${name} \\d`, 'm'));
    const { devDependencies, dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
      assert.match(version, /^\d+\.\d+\.\d+$/, `${name} is pinned exactly`);
  });

  it('is the same, byte for byte, when it is packed again at another time', async () => {
    const file = join(root, 'README.md');
    const { atime, mtime } = await stat(file);
    await utimes(file, atime, new Date('2001-02-03'));
    const former = process.env.TZ;
    process.env.TZ = 'Asia/Ho_Chi_Minh';
    try {
      const again = await packVsix();
      assert.ok(zip.equals(await readFile(again)), 'the bytes differ');
      await rm(again);
    } finally {
      await utimes(file, atime, mtime);
      if (former === undefined) delete process.env.TZ;
      else process.env.TZ = former;
    }
    const dates = new Set(entries.map(({ modified }) => modified));
    assert.equal(dates.size, 1);
  });
});
