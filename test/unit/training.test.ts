import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseToPage, usualSettings, type LearningData } from '../../src/panel/protocol.js';
import { documentationOf } from '../../src/panel/host/documentation.js';
import { editorParts, panelParts } from './editor-parts.js';
import { Page } from './panel-page.js';
import { Clock } from './vscode/clock.js';
import { Host } from './vscode/host.js';

const text = Array.from({ length: 200 }, (_, i) => `const value${i % 9} = call(${i % 7});\n`).join('');
const settings = { ...usualSettings, units: 16, steps: 8 };

describe('the training that a page shows', () => {
  const clock = new Clock();
  beforeEach(() => clock.install());
  const opened: { dispose(): void }[] = [];
  afterEach(async () => {
    for (const session of opened.splice(0)) session.dispose();
    await clock.uninstall();
  });

  async function open(content = text, documentation?: () => Promise<string>) {
    const host = new Host();
    const parts = editorParts(host);
    const panel = panelParts(host, parts, documentation);
    const page = new Page(panel.webview, ['text', 'learning']);
    opened.push(panel.session);
    void parts.engine.load();
    await clock.settle();
    host.open('/w/a.ts', content);
    panel.session.show(true);
    page.load();
    await clock.pass(300);
    const learning = (): LearningData => {
      assert.ok(page.model.learning);
      return page.model.learning;
    };
    const act = async (action: object, time = 20) => {
      panel.webview.say({ type: 'learn', action });
      await clock.pass(time);
    };
    return { host, parts, panel, page, learning, act };
  }

  it('learns the file that is looked at, a step at a time or on and on, until it is stopped', async () => {
    const { act, learning, page } = await open();
    await act({ kind: 'begin', settings, text: 'file' });
    assert.deepEqual(learning().text, { kind: 'file', name: 'a.ts', bytes: text.length });
    assert.equal(learning().bytes, 0);
    await act({ kind: 'step' });
    assert.equal(learning().bytes, 64);
    await act({ kind: 'step' });
    assert.equal(learning().bytes, 128);
    await act({ kind: 'run' });
    assert.ok(learning().isRunning);
    await act({ kind: 'pause' }, 100);
    const { bytes, written } = learning();
    assert.ok(bytes >= 128 && written.length > 0);
    await clock.pass(2000);
    assert.equal(learning().bytes, bytes, 'it rests');
    await act({ kind: 'rate', rate: 0.001 });
    assert.equal(learning().settings.rate, 0.001);
    await act({ kind: 'begin', settings: { ...settings, cell: 'lstm' }, text: 'file' });
    assert.deepEqual([learning().bytes, learning().settings.cell], [0, 'lstm']);
    assert.deepEqual(page.faults, []);
  });

  it('learns the documentation where the file is too short', async () => {
    const { learning } = await open('short\n');
    assert.equal(learning().text.kind, 'documentation');
  });

  it('says so where the documentation cannot be read', async () => {
    const { page } = await open('short\n', () => Promise.reject(new Error('it is gone')));
    assert.equal(page.model.learning, undefined);
    assert.match(JSON.stringify(page.model.learningWords), /it is gone/);
  });

  it('reads the documentation as it lies in the sources, and as it lies where it is installed', async () => {
    const pages = ['README.md', 'CONTRIBUTING.md', 'models/README.md', 'CHANGELOG.md', 'SECURITY.md'];
    // As vsce names them.
    const installed = (page: string) => (/^(README|CHANGELOG)/.test(page) ? page.toLowerCase() : page);
    for (const nameOf of [(page: string) => page, installed]) {
      const files = Object.fromEntries(pages.map(page => [`/extension/${nameOf(page)}`, `<${page}>`]));
      const host = new Host({ files });
      const read = documentationOf(host.context.extensionUri);
      await clock.settle();
      assert.equal(await read, pages.map(page => `<${page}>`).join(''));
    }
  });

  it('rests while nobody looks, and goes on where it was', async () => {
    const { act, learning, panel, page } = await open();
    await act({ kind: 'begin', settings, text: 'file' });
    await act({ kind: 'run' });
    panel.session.show(false);
    await clock.pass(60);
    const before = panel.training.data?.bytes ?? NaN;
    await clock.pass(3000);
    assert.equal(panel.training.data?.bytes, before);
    panel.session.show(true);
    page.load();
    await clock.pass(300);
    assert.ok(learning().bytes > before, 'it goes on');
    page.toggle('learning');
    await clock.pass(60);
    const bytes = () => panel.training.data?.bytes;
    const closed = bytes();
    await clock.pass(3000);
    assert.equal(bytes(), closed, 'a closed track costs nothing');
  });

  it('never fails, whatever is asked for in whatever order', async () => {
    const action = fc.oneof(
      fc.constantFrom('run', 'pause', 'step').map(kind => ({ kind })),
      fc.record({
        kind: fc.constant('begin'),
        text: fc.constantFrom('file', 'documentation'),
        settings: fc.record({
          cell: fc.constantFrom('rnn', 'gru', 'lstm', 'feedforward'),
          units: fc.integer({ min: 16, max: 20 }),
          rate: fc.double({ min: 1e-4, max: 0.1, noNaN: true }),
          steps: fc.integer({ min: 4, max: 9 }),
          longestGradient: fc.constantFrom(0.01, 1, 1e6),
          seed: fc.nat(9),
        }),
      }),
      fc.record({ kind: fc.constant('rate'), rate: fc.double({ min: 1e-4, max: 0.1, noNaN: true }) }),
      fc.record({
        kind: fc.constant('temperature'),
        temperature: fc.double({ min: 0, max: 2, noNaN: true }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 5 }), async actions => {
        const { act, page, panel, parts, host } = await open();
        for (const one of actions) await act(one);
        await act({ kind: 'pause' }, 100);
        assert.deepEqual(page.faults, []);
        assert.equal(
          typeof parseToPage({ type: 'learning', number: 1, learning: panel.training.data }),
          'object',
        );
        assert.deepEqual(parts.log.troubles(), []);
        assert.deepEqual(host.thrown, []);
        panel.session.show(false);
      }),
      { numRuns: 15 },
    );
  });
});
