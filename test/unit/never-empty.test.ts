import assert from 'node:assert/strict';
import fc from 'fast-check';
import { activate } from '../../src/extension.js';
import { Watch } from '../../src/panel/host/watch.js';
import { HashNetworks, editorParts, panelParts, serve, shippedManifests } from './editor-parts.js';
import { Page } from './panel-page.js';
import { Clock } from './vscode/clock.js';
import { Host } from './vscode/host.js';

const text = Array.from({ length: 24 }, (_, i) => `const value${i} = call(${i});`).join('\n');

describe('what is looked at where nothing seems to be there', () => {
  const clock = new Clock();
  let restore: (() => void) | undefined;
  beforeEach(() => clock.install());
  afterEach(async () => {
    await clock.uninstall();
    restore?.();
    restore = undefined;
  });

  async function watching(content = text) {
    const host = new Host();
    const parts = editorParts(host);
    const { engine, networks, documents, exclusion, settings, log } = parts;
    void engine.load();
    await clock.settle();
    const editor = host.open('/w/a.ts', content);
    const watch = new Watch(engine, networks, documents, exclusion, settings, log);
    watch.look();
    await clock.settle();
    const state = () => {
      const { state } = watch;
      assert.ok(state.kind === 'watched');
      return state;
    };
    const boxes = () => [...editor.decorations.values()].flat().length;
    return { host, editor, watch, state, boxes };
  }

  it('is the most surprising place of the beginning, in whatever file opens at its first character', async () => {
    const content = fc.array(fc.constantFrom('ab ', 'return x;\n', 'ổ', '(', '    ', 'z'), {
      maxLength: 200,
    });
    await fc.assert(
      fc.asyncProperty(content, async pieces => {
        const written = pieces.join('');
        const { state, boxes } = await watching(written);
        const { rows, cursor } = state();
        if (written === '') {
          assert.equal(cursor, 0);
          return;
        }
        assert.ok(cursor > 0, 'it does not stand before everything');
        const told = rows.length > 16 ? rows.slice(16) : rows;
        const most = Math.max(...told.map(({ surprise }) => surprise));
        const here = rows.filter(({ end }) => end === rows[cursor - 1]?.end);
        assert.ok(here.some(({ surprise }) => surprise === most));
        assert.equal(boxes(), 1, 'the editor has a box around it');
      }),
      { numRuns: 40 },
    );
  });

  it('is the caret’s place as soon as the person sets it or types, the first character included', async () => {
    for (const go of ['first', 'other', 'type'] as const) {
      const { editor, state, boxes } = await watching();
      if (go === 'first') for (const to of [5, 0]) editor.move(to);
      if (go === 'other') editor.move(40);
      if (go === 'type') editor.type('x');
      await clock.settle();
      const { rows, cursor } = state();
      assert.equal(rows[cursor - 1]?.end ?? 0, editor.caret, go);
      assert.equal(boxes(), 0, go);
    }
  });

  it('is boxed in the editor while the view is moved in, and no longer when the editor is', async () => {
    const { editor, watch, boxes } = await watching();
    watch.move(30);
    await clock.settle();
    assert.equal(boxes(), 1);
    const [[range] = []] = [...editor.decorations.values()];
    assert.equal(
      range &&
        editor.document
          .getText()
          .slice(editor.document.offsetAt(range.start), editor.document.offsetAt(range.end)),
      text[29],
    );
    watch.move(31);
    await clock.settle();
    assert.equal(boxes(), 1, 'one box, wherever one goes');
    editor.move(50);
    await clock.settle();
    assert.equal(boxes(), 0);
  });

  it('is the text that was worked in last, while a page that is none is in front', async () => {
    const { host, editor, watch, state } = await watching();
    editor.move(60);
    await clock.settle();
    host.hide(editor);
    await clock.settle();
    const { rows, cursor } = state();
    assert.equal(rows[cursor - 1]?.end, 60);
    host.close(editor);
    await clock.settle();
    assert.equal(watch.state.kind, 'nothing');
  });

  async function opened(command: string, before: (host: Host) => void = () => undefined) {
    const host = new Host({ files: shippedManifests() });
    restore = serve(new HashNetworks(host));
    before(host);
    const unroll = activate(host.context);
    await clock.pass(1000);
    const run = async () => {
      const running = host.run(command);
      await clock.pass(6000);
      await running;
    };
    await run();
    const [panel] = host.window.panels;
    assert.ok(panel, 'it opens beside the text');
    const page = new Page(panel.webview);
    page.load();
    await clock.pass(1000);
    return { host, page, run, unroll };
  }

  for (const command of ['unroll.showActivations', 'unroll.openActivations', 'unroll.openLessons'])
    it(`is the sample where nothing is open: ${command}`, async () => {
      const { host, page, unroll } = await opened(command);
      assert.equal(page.model.facts?.file, 'sample.ts');
      assert.ok(page.model.cursor > 0);
      assert.ok(host.window.editors.every(({ document }) => !document.isDirty));
      assert.deepEqual(unroll.log(), []);
    });

  it('is the sample, and no text that the editor holds for itself', async () => {
    const { host, page } = await opened('unroll.showActivations', host => {
      host.files.write('/home/me/settings.json', '{ "editor.tabSize": 2 }');
      host.documentOf(host.uriOf('/home/me/settings.json'));
    });
    assert.equal(page.model.facts?.file, 'sample.ts');
    assert.ok(!host.window.editors.some(({ document }) => document.uri.path.endsWith('settings.json')));
  });

  it('is the text of a tab that stands behind another page', async () => {
    const { page } = await opened('unroll.showActivations', host => host.hide(host.open('/work/a.ts', text)));
    assert.equal(page.model.facts?.file, 'a.ts');
  });

  it('is the file that is open, in one page however often it is asked for', async () => {
    const { host, page, run } = await opened('unroll.showActivations', host => host.open('/work/a.ts', text));
    assert.equal(page.model.facts?.file, 'a.ts');
    await run();
    assert.equal(host.window.panels.length, 1);
  });

  it('is said to be missing where a lesson looks for it in vain, and is there in the sample', async () => {
    const { host, page } = await opened('unroll.openLessons', host => host.open('/work/a.txt', 'aaaa'));
    const missing = () => page.model.lesson?.missing;
    page.lesson('memory', 0);
    await clock.pass(2000);
    assert.equal(missing(), 'before a closing quote');
    page.lesson('memory', 1);
    await clock.pass(2000);
    assert.equal(missing(), undefined, 'the next step looks at nothing of the text');
    page.lesson('memory', 0);
    await clock.pass(2000);
    const running = host.run('unroll.openSample');
    await clock.pass(3000);
    await running;
    assert.equal(page.model.facts?.file, 'sample.ts');
    assert.equal(missing(), undefined);
    assert.match(page.model.columns[page.model.cursor]?.text ?? '', /['"`]/);
  });
});

describe('the cells that are compared, where reading is slow', () => {
  const clock = new Clock();
  beforeEach(() => clock.install());
  afterEach(() => clock.uninstall());

  it('are compared up to the caret, never to where reading had come by then', async () => {
    const long = text.repeat(4);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: long.length }), fc.nat(600), async (caret, later) => {
        const host = new Host({ turn: () => new Promise(resolve => setTimeout(resolve, 30)) });
        const parts = editorParts(host);
        const { watch, compared } = panelParts(host, parts);
        void parts.engine.load();
        await clock.settle();
        for (const network of parts.networks.made) {
          const probe = network.probe.bind(network);
          network.probe = async (...given) => {
            await new Promise(resolve => setTimeout(resolve, 200));
            return probe(...given);
          };
        }
        const editor = host.open('/w/a.ts', long);
        editor.move(caret);
        watch.look();
        compared.onDidChange(() => {
          if (compared.answer && compared.answer.bytes > 0) assert.equal(compared.answer.end, editor.caret);
        });
        compared.subscribe({}, true);
        await clock.pass(later);
        editor.move(Math.floor(caret / 2));
        await clock.settle();
        assert.equal(compared.answer?.end, editor.caret);
      }),
      { numRuns: 30 },
    );
  });
});
