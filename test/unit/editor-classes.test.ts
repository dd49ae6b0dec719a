import assert from 'node:assert/strict';
import { Range, Uri } from 'vscode';
import { editorParts, panelParts, shippedManifests } from './editor-parts.js';
import { Contestant } from '../../src/insight/compare.js';
import { encode } from '../../src/network/bytes.js';
import type { Reading, State } from '../../src/network/network.js';
import { maximumBytesOfStates } from '../../src/editor/documents/documents.js';
import type { Compared } from '../../src/panel/protocol.js';
import { maximumStateBytes } from '../../src/reading/reader.js';
import { never } from '../../src/scheduler.js';
import { Expecting } from './expecting-network.js';
import { Page } from './panel-page.js';
import { Clock } from './vscode/clock.js';
import { Host, type HostOptions } from './vscode/host.js';

const line = 'const value = call(1);\n';

/** Fails once, after so many calls. */
class FailingOnce extends Expecting {
  constructor(
    name: string,
    private calls: number,
  ) {
    super(name);
  }

  override read(state: State, bytes: Uint8Array): Promise<Reading> {
    if (this.calls-- === 0) return Promise.reject(new Error('the graphics card is gone'));
    return super.read(state, bytes);
  }
}

describe('the parts of the editor, each in the stand-in', () => {
  const clock = new Clock();
  beforeEach(() => clock.install());
  afterEach(() => clock.uninstall());

  function start(options: HostOptions = {}) {
    const host = new Host(options);
    return { host, ...editorParts(host, name => new Expecting(name)) };
  }

  /** The same with a network that is ready. */
  async function ready(options: HostOptions = {}) {
    const parts = start(options);
    void parts.engine.load();
    await clock.settle();
    return parts;
  }

  it('Engine loads on first need, restarts, and lets another serve; what served is disposed of once', async () => {
    const { engine, networks, host } = await ready();
    assert.equal(engine.state.kind, 'ready');
    void engine.restart();
    await clock.settle();
    host.configure('unroll.network', 'gru');
    void engine.follow();
    await clock.settle();
    assert.equal(engine.network?.manifest.name, 'gru');
    assert.deepEqual(
      networks.made.map(({ disposals }) => disposals),
      [1, 1, 0],
    );
    engine.dispose();
    await clock.settle();
    assert.deepEqual(networks.alive, []);
  });

  it('Documents keeps a reader for each document, follows edits, and forgets what is closed', async () => {
    const { host, engine, documents } = await ready();
    const editor = host.open('/work/a.ts', line);
    await clock.settle();
    assert.deepEqual(
      documents.withStates().map(({ text }) => text),
      [editor.document],
    );
    editor.move(5);
    editor.type('!');
    await clock.settle();
    const open = documents.of(editor.document);
    assert.ok(engine.network && open);
    const read = documents.reader(open, engine.network).at(6, { isCancellationRequested: false });
    await clock.settle();
    assert.equal((await read)?.state[1], '\u0001typescript\nconst!'.length);
    editor.backspace();
    assert.ok(open.wasDeletedFrom);
    host.close(editor);
    assert.deepEqual(documents.withStates(), []);
    assert.ok(open.isEnded);
  });

  it('Documents keeps no more states than a budget allows, however many documents are read in turn', async () => {
    const { host, documents } = await ready();
    // As large as those of the default network.
    const network = new Expecting('large', 6000);
    const text = line.repeat(800);
    const opened = Array.from({ length: 14 }, (_, i) => host.open(`/work/${i}.ts`, text).document);
    const read = async (number: number, offset: number) => {
      const open = documents.of(opened[number] ?? assert.fail());
      const reading = open && documents.reader(open, network).at(offset, never);
      await clock.settle();
      assert.ok(await reading);
      // What is in use is kept, whatever the others have.
      assert.ok(open?.hasStates);
    };
    let most = 0;
    for (let round = 0; round < 30; round++)
      for (let number = 0; number < opened.length; number++) {
        await read(number, 1 + ((round * 1709 + number * 331) % text.length));
        most = Math.max(most, documents.stateBytes);
      }
    assert.ok(most > 0.9 * maximumBytesOfStates, 'the budget is reached');
    assert.ok(most <= maximumBytesOfStates + maximumStateBytes, `${most} bytes`);
  });

  it('Provider answers with what the network expects, and with a silence where the settings say so', async () => {
    const { host, provider, answers } = await ready();
    const editor = host.open('/work/a.ts', 'let a = ab');
    editor.move(10);
    host.inlineProviders.add({ pattern: '**' }, provider);
    const asked = editor.complete();
    await clock.settle();
    assert.equal((await asked)[0]?.insertText, 'cdefghijklmnopqrstuvwxyz');
    host.configure('unroll.enabled', false);
    const refused = editor.complete();
    await clock.settle();
    assert.deepEqual(await refused, []);
    assert.equal(answers.at(-1)?.silence, 'off');
  });

  it('Provider gives nothing to who does not wait', async () => {
    const { host, provider } = await ready();
    const editor = host.open('/work/a.ts', 'let a = ab');
    editor.move(10);
    host.inlineProviders.add({ pattern: '**' }, provider);
    const first = editor.complete();
    editor.type('c');
    const second = editor.complete();
    await clock.settle();
    assert.deepEqual(await first, []);
    assert.equal((await second)[0]?.insertText, 'defghijklmnopqrstuvwxyz');
  });

  it('Outcomes and Counters count what is shown and taken, and write it when the window loses its focus', async () => {
    const { host, provider, counters } = await ready();
    const editor = host.open('/work/a.ts', 'let a = ab');
    editor.move(10);
    host.inlineProviders.add({ pattern: '**' }, provider);
    const asked = editor.complete();
    await clock.settle();
    const [item] = await asked;
    assert.ok(item);
    const accepted = editor.accept(item);
    await clock.settle();
    await accepted;
    assert.deepEqual(counters.totals().all, { shown: 1, accepted: 1, saved: 23 });
    host.setFocused(false);
    await clock.settle();
    assert.deepEqual(host.globalState.get<{ all: object }>('counters')?.all, counters.totals().all);
  });

  it('AcceptCommand has the editor ask for the next suggestion', async () => {
    const { host } = await ready();
    host.open('/work/a.ts', line);
    void host.run('unroll.taken', 3);
    await clock.settle();
    assert.deepEqual(host.commands.runs.at(-1), {
      command: 'editor.action.inlineSuggest.trigger',
      given: [{ explicit: false }],
    });
  });

  it('Snippets knows a snippet that is filled in', () => {
    const { host, snippets } = start();
    const editor = host.open('/work/a.ts', '\n');
    editor.move(1);
    editor.insertSnippet('for (const item of items) {}', [11, 15]);
    assert.ok(snippets.isIn(editor.document));
    editor.type('x');
    assert.ok(snippets.isIn(editor.document));
    editor.move(0);
    assert.ok(!snippets.isIn(editor.document));
  });

  it('Snippets goes on with a snippet while another document changes', () => {
    const { host, snippets } = start();
    const other = host.open('/work/b.ts', '\n');
    const editor = host.open('/work/a.ts', '\n', { isBeside: true });
    editor.move(1);
    editor.insertSnippet('for (const item of items) {}', [11, 15]);
    other.edit([{ offset: 0, removed: 0, text: 'const other = 1;\n' }]);
    other.move(3);
    assert.ok(snippets.isIn(editor.document));
    assert.ok(!snippets.isIn(other.document));
  });

  it('Exclusion and DocumentSilences refuse secrets, what the person lists, and what is no document', () => {
    const { host, exclusion, documentSilences } = start({ folders: ['/work'] });
    const { document } = host.open('/work/plan.ts', line);
    assert.equal(documentSilences.of(document), undefined);
    host.configure('unroll.exclude', ['plan.*']);
    assert.equal(documentSilences.of(document), 'excluded');
    host.configure('unroll.exclude', undefined);
    assert.equal(documentSilences.of(document), undefined);
    assert.equal(
      documentSilences.of(host.open('/work/.env', 'KEY=1', { languageId: 'dotenv' }).document),
      'excluded',
    );
    assert.ok(exclusion.isHidden(Uri.file('/work/.git/config')));
    assert.ok(!exclusion.isHidden(Uri.file('/work/plan.ts')));
  });

  it('OtherProviders steps aside for another extension while that is active', () => {
    const { host, documentSilences } = start();
    const { document } = host.open('/work/a.ts', line);
    host.setExtension('Supermaven.supermaven', true);
    assert.equal(documentSilences.of(document), 'others');
    host.configure('unroll.coexistence', 'race');
    assert.equal(documentSilences.of(document), undefined);
  });

  it('OpenFiles holds what is in front of the person as it is', async () => {
    const { host, documents, openFiles } = start();
    const editor = host.open('/work/a.ts', line);
    openFiles.begin();
    editor.type('first ');
    const open = documents.of(editor.document);
    assert.ok(open);
    const asked = openFiles.at(open, 6, { isCancellationRequested: false });
    await clock.settle();
    assert.equal((await asked)?.spot.name, 'file:///work/a.ts');
    assert.equal(openFiles.memory.size, `first ${line}`.length);
    host.configure('unroll.exclude', ['a.ts']);
    assert.deepEqual(openFiles.memory.names(), []);
  });

  it('WorkspaceFiles reads the folders, less what is ignored, and what changes in them', async () => {
    const { host, openFiles, workspaceFiles } = start({
      folders: ['/work'],
      files: {
        '/work/a.ts': line,
        '/work/.gitignore': 'built/',
        '/work/built/b.ts': line,
        '/work/.env': 'x',
      },
    });
    workspaceFiles.begin();
    await clock.settle();
    assert.deepEqual(openFiles.memory.names(), ['file:///work/a.ts']);
    host.files.write('/work/sub/c.ts', line);
    host.files.write('/work/built/d.ts', line);
    await clock.settle();
    assert.deepEqual(openFiles.memory.names(), ['file:///work/a.ts', 'file:///work/sub/c.ts']);
    host.files.remove('/work/sub');
    await clock.settle();
    assert.deepEqual(openFiles.memory.names(), ['file:///work/a.ts']);
    host.removeFolder('/work');
    await clock.settle();
    assert.deepEqual(openFiles.memory.names(), []);
  });

  it('Status says what Unroll does here', async () => {
    const { host, status } = await ready();
    const [item] = host.window.statusItems;
    host.open('/work/a.ts', line);
    status.update();
    assert.equal(item?.text, '$(sparkle) Unroll');
    host.configure('unroll.enabled', false);
    status.update();
    assert.equal(item.text, '$(circle-slash) Unroll');
  });

  it('Overlay colours what is on screen, as it changes, and takes the colours away', async () => {
    const { host, overlay } = await ready();
    const editor = host.open('/work/a.ts', 'abcabc');
    overlay.by = 'surprise';
    await clock.settle();
    const coloured = () => [...editor.decorations.values()].flat();
    assert.ok(coloured().length > 0);
    editor.replaceAll(/./, '');
    await clock.settle();
    assert.deepEqual(coloured(), []);
    editor.type('abc');
    await clock.settle();
    assert.ok(coloured().some(range => range.contains(new Range(0, 0, 0, 1))));
    overlay.by = 'off';
    assert.equal(host.window.decorationTypes.size, 0);
  });

  it('Watch, Insights and Session tell a page what stands at the caret', async () => {
    const parts = await ready();
    const { watch, insights, session, webview } = panelParts(parts.host, parts);
    const page = new Page(webview, ['text', 'guesses', 'units', 'gates', 'connectivity']);
    const editor = parts.host.open('/work/a.ts', 'abc');
    editor.move(2);
    session.show(true);
    page.load();
    await clock.settle();
    const { columns, cursor, focus, influence } = page.model;
    assert.equal(String.fromCharCode(...columns.map(({ byte }) => byte)), 'abc');
    assert.equal(cursor, 2);
    assert.equal(focus?.guesses[0]?.byte, 'c'.charCodeAt(0));
    assert.equal(influence?.values.length, 3);
    assert.deepEqual(page.faults, []);
    editor.type('X');
    await clock.settle();
    assert.equal(String.fromCharCode(...page.model.columns.map(({ byte }) => byte)), 'abXc');
    session.show(false);
    assert.equal(watch.state.kind, 'nothing');
    for (const part of [session, insights, watch]) part.dispose();
  });

  it('Comparison holds the cells side by side, and disposes of those it loaded', async () => {
    const parts = await ready();
    const { compared, session, webview } = panelParts(parts.host, parts);
    const page = new Page(webview, ['text', 'compare']);
    parts.host.open('/work/a.ts', 'abc').move(3);
    session.show(true);
    page.load();
    await clock.settle();
    const names = page.model.compared?.cells.map(({ name }) => name);
    assert.deepEqual(names, ['default', 'rnn', 'gru', 'lstm', 'glr', 'feedforward']);
    page.toggle('compare');
    await clock.settle();
    assert.equal(compared.answer, undefined);
    assert.deepEqual(
      parts.networks.alive.map(({ manifest }) => manifest.name),
      ['default'],
    );
  });

  it('Comparison keeps no figures of a part of the text where a network fails in the middle', async () => {
    const text = line.repeat(6);
    const header = encode('\u0001typescript\n');
    const whole = new Contestant(new Expecting('gru'), header);
    void whole.follow(encode(text), never);
    await clock.settle();
    // The header, and a step for each byte.
    for (const calls of [0, 1, 31, 32, 33, 64, 100, text.length]) {
      const host = new Host({ files: shippedManifests() });
      const parts = editorParts(host, name =>
        name === 'gru' ? new FailingOnce(name, calls) : new Expecting(name),
      );
      void parts.engine.load();
      await clock.settle();
      const { compared, session, watch, webview } = panelParts(host, parts);
      const page = new Page(webview, ['text', 'compare']);
      const editor = host.open('/work/a.ts', text);
      editor.move(text.length);
      session.show(true);
      page.load();
      await clock.settle();
      const shown = (compared: Compared | undefined) => (compared?.cells ?? []).map(({ bits }) => bits);
      for (const bits of [...shown(compared.answer), ...shown(page.model.compared)])
        assert.equal(bits, undefined, `figures though a network failed after ${calls} calls`);
      // Asked again, at another place, all read the whole.
      editor.move(text.length - 1);
      editor.move(text.length);
      await clock.settle();
      const gru = page.model.compared?.cells.find(({ name }) => name === 'gru');
      assert.ok(Math.abs((gru?.bits ?? NaN) - whole.bitsPerByte()) < 1e-4);
      session.show(false);
      for (const part of [session, compared, watch]) part.dispose();
    }
  });

  it('Lessons lets another network be looked at, and puts back what it found', async () => {
    const parts = await ready({ files: shippedManifests() });
    const { lessons, watch, session, webview } = panelParts(parts.host, parts);
    const page = new Page(webview);
    const editor = parts.host.open('/work/a.ts', line);
    editor.move(5);
    session.show(true);
    page.load();
    await clock.settle();
    page.lesson('one-cell');
    await clock.settle();
    assert.equal(page.model.lesson?.id, 'one-cell');
    assert.equal(page.model.facts?.name, 'rnn');
    assert.ok('rows' in watch.state);
    assert.equal(page.model.lesson.picture, undefined);
    page.lesson('glr');
    await clock.settle();
    assert.equal(page.model.lesson.picture, 'cells');
    assert.equal(page.model.facts.name, 'glr');
    page.lesson(undefined);
    await clock.settle();
    assert.equal(lessons.shown, undefined);
    assert.equal(page.model.facts.name, 'default');
    assert.equal(editor.caret, 5);
    assert.deepEqual(
      parts.networks.alive.map(({ manifest }) => manifest.name),
      ['default'],
    );
    assert.deepEqual(parts.log.troubles(), []);
  });
});
