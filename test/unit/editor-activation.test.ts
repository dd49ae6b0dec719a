import assert from 'node:assert/strict';
import { activate } from '../../src/extension.js';
import { HashNetworks, serve } from './editor-parts.js';
import { Expecting } from './expecting-network.js';
import { Page } from './panel-page.js';
import { Clock } from './vscode/clock.js';
import { Host } from './vscode/host.js';

describe('the whole extension in the stand-in', () => {
  const clock = new Clock();
  let restore: (() => void) | undefined;
  beforeEach(() => clock.install());
  afterEach(async () => {
    await clock.uninstall();
    restore?.();
  });

  it('activates, answers a key with ghost text, counts what is taken, and lets all go', async () => {
    const host = new Host({
      folders: ['/work'],
      files: {
        '/work/near.ts': 'export const near = 1;\n',
        '/work/.gitignore': 'built/\n',
        '/work/built/x.ts': 'x',
      },
    });
    const networks = new HashNetworks(host, name => new Expecting(name));
    restore = serve(networks);
    const editor = host.open('/work/a.ts', 'const value = ');
    const unroll = activate(host.context);
    await clock.pass(5000);
    assert.equal(unroll.network(), 'default');
    assert.equal(unroll.status().state, 'ready');
    assert.deepEqual(unroll.memory().progress.kind, 'read');
    assert.deepEqual([...unroll.memory().names].sort(), ['file:///work/a.ts', 'file:///work/near.ts']);
    editor.move(14);
    editor.type('ab');
    const asked = editor.complete();
    await clock.idle();
    const [item] = await asked;
    assert.equal(item?.insertText, 'cdefghijklmnopqrstuvwxyz');
    await editor.accept(item);
    assert.equal(editor.document.getText(), 'const value = abcdefghijklmnopqrstuvwxyz');
    await clock.settle();
    assert.deepEqual(unroll.counters().all, { shown: 1, accepted: 1, saved: 23 });
    assert.deepEqual(unroll.log(), []);
    for (const part of host.context.subscriptions) part.dispose();
    await clock.settle();
    assert.deepEqual(networks.alive, []);
    assert.deepEqual(host.thrown, []);
    assert.equal(host.files.watcherCount, 0);
  });

  it('loads no network where nothing is to be suggested', async () => {
    const host = new Host();
    const networks = new HashNetworks(host);
    restore = serve(networks);
    host.configure('unroll.enabled', false);
    const editor = host.open('/work/a.ts', 'const value = ');
    const unroll = activate(host.context);
    await clock.pass(1000);
    editor.move(14);
    editor.type('ab');
    const asked = editor.complete();
    await clock.settle();
    assert.deepEqual(await asked, []);
    assert.equal(networks.made.length, 0);
    host.configure('unroll.enabled', true);
    editor.type('c');
    void editor.complete();
    await clock.settle();
    assert.equal(unroll.network(), 'default');
    for (const part of host.context.subscriptions) part.dispose();
    await clock.settle();
  });

  it('shows a page of the view what it looks at, and falls silent when that is hidden', async () => {
    const host = new Host();
    const networks = new HashNetworks(host);
    restore = serve(networks);
    const editor = host.open('/work/a.ts', 'const value = call(1);\n');
    const unroll = activate(host.context);
    const view = host.view('unroll.activations');
    await view.show();
    const page = new Page(view.webview);
    page.load();
    await clock.pass(1000);
    assert.equal(unroll.panel().visible, 1);
    assert.equal(page.model.facts?.file, 'a.ts');
    const shown = Buffer.from(page.model.columns.map(({ byte }) => byte)).toString();
    assert.equal(shown, 'const value = call(1);\n');
    // What the hash shows is itself, and how many bytes were read: the header, and up to here.
    assert.equal(page.model.columns.at(-1)?.hidden[1], '\u0001typescript\n'.length + shown.length);
    view.hide();
    const { length } = view.webview.received;
    editor.type('x');
    await clock.settle();
    assert.equal(view.webview.received.length, length);
    assert.equal(unroll.panel().visible, 0);
  });
});
