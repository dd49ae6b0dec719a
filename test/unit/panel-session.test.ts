import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inEnglish } from '../../src/phrase.js';
import { editorParts, panelParts } from './editor-parts.js';
import { Expecting } from './expecting-network.js';
import { Page } from './panel-page.js';
import { Clock } from './vscode/clock.js';
import { Host } from './vscode/host.js';

const text = 'abcabcabc\nabc abc\nxyz abc\n';

describe('what a page shows of a place', () => {
  const clock = new Clock();
  beforeEach(() => clock.install());
  afterEach(() => clock.uninstall());

  async function open(tracks: ConstructorParameters<typeof Page>[1]) {
    const host = new Host({ folders: ['/w'] });
    const parts = editorParts(host, name => new Expecting(name));
    const panel = panelParts(host, parts);
    const page = new Page(panel.webview, tracks);
    void parts.engine.load();
    await clock.settle();
    const editor = host.open('/w/a.ts', text);
    editor.move(12);
    panel.session.show(true);
    page.load();
    await clock.settle();
    return { host, parts, panel, page, editor };
  }

  it('of what would be if is worked out for the last question alone, however many are asked', async () => {
    const { parts, panel, page } = await open(['text', 'what-if']);
    const steps = () => parts.networks.made.reduce((sum, { bytesRead }) => sum + bytesRead, 0);
    const ask = async (letters: string) => {
      const before = steps();
      for (const letter of letters)
        panel.webview.say({ type: 'what-if', change: { kind: 'append', text: letter } });
      await clock.settle();
      return steps() - before;
    };
    const one = await ask('q');
    const told = () =>
      panel.webview.received.filter(message => (message as { type: string }).type === 'what-if').length;
    const before = told();
    const many = await ask('abcdefghijklmnopqrst');
    assert.equal(told() - before, 1, 'answers that the page is told');
    assert.ok(many <= 2 * one + 40, `${many} bytes are read for twenty questions, ${one} for one`);
    assert.match(inEnglish(page.model.whatIf?.words ?? ''), /“t”/);
  });

  const action = fc.oneof(
    { weight: 3, arbitrary: fc.record({ ask: fc.constantFrom('p', 'q', 'r') }) },
    { weight: 2, arbitrary: fc.record({ passes: fc.constantFrom(1, 17, 60, 400, 900) }) },
    { weight: 1, arbitrary: fc.record({ caret: fc.nat(text.length) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('a', 'b', '\n') }) },
    { weight: 1, arbitrary: fc.record({ elsewhere: fc.constantFrom('a', 'b') }) },
    { weight: 1, arbitrary: fc.record({ language: fc.constantFrom('typescript', 'plaintext') }) },
    { weight: 1, arbitrary: fc.record({ visible: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ other: fc.constantFrom('/w/a.ts', '/w/b.ts') }) },
  );

  it('is about that place and the text as it is, whatever was asked, edited and looked at meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 14 }), async actions => {
        const {
          host,
          parts,
          panel,
          page,
          editor: first,
        } = await open(['text', 'guesses', 'what-if', 'why', 'compare']);
        let editor = first;
        let isVisible = true;
        const check = (isSettled: boolean) => {
          const { model } = page;
          if (!isVisible || !model.facts) return;
          const last = model.columns[model.cursor - 1];
          const isCurrent = model.columns.map(({ text }) => text).join('') === editor.document.getText();
          if (isSettled) assert.ok(isCurrent, 'the text is shown as it is');
          if (!isCurrent || model.cursor !== editor.caret) return;
          const byte = last?.byte ?? 0;
          const next = byte >= 97 && byte < 122 ? byte + 1 : 10;
          if (model.cursor > 0 && model.focus) assert.equal(model.focus.guesses[0]?.byte, next, 'guesses');
          if (model.whatIf)
            assert.equal(model.whatIf.before[0]?.byte, next, 'what would be expected as it is');
          if (model.compared && model.compared.bytes > 0)
            assert.equal(model.compared.end, editor.caret, 'compared');
          if (isSettled && model.cursor > 0) {
            assert.ok(model.compared && model.compared.bytes > 0, 'the cells are compared');
            assert.ok(model.why, 'the suggestion is explained');
          }
        };
        for (const one of actions) {
          if ('ask' in one) page.askWhatIf({ kind: 'append', text: one.ask });
          if ('passes' in one) await clock.pass(one.passes);
          if ('caret' in one) editor.move(one.caret);
          if ('type' in one) editor.type(one.type);
          if ('elsewhere' in one) {
            const { caret } = editor;
            editor.edit([{ offset: 0, removed: 1, text: one.elsewhere }]);
            editor.move(caret);
          }
          if ('language' in one) host.setLanguage(editor.document, one.language);
          if ('other' in one)
            editor = host.open(one.other, one.other === '/w/b.ts' ? 'abab\nabc' : undefined);
          if ('visible' in one && one.visible !== isVisible) {
            isVisible = one.visible;
            panel.session.show(isVisible);
            if (isVisible) page.load();
          }
          check(false);
        }
        await clock.settle();
        check(true);
        assert.deepEqual(page.faults, []);
        assert.deepEqual(parts.log.troubles(), []);
        assert.deepEqual(host.thrown, []);
        panel.session.dispose();
        await clock.settle();
        assert.deepEqual(
          parts.networks.alive.map(({ manifest }) => manifest.name),
          ['default'],
        );
      }),
      { numRuns: 80 },
    );
  });

  it('is understood by the page, however long what is told of is', async () => {
    const long = 'n'.repeat(2000);
    const { host, parts, page, editor } = await open(['text', 'why', 'what-if', 'compare']);
    host.close(editor);
    host.open(`/w/${long}.ts`, text).move(12);
    await clock.settle();
    assert.deepEqual(page.faults, []);
    assert.ok(page.model.facts);
    parts.networks.load = () => Promise.reject(new Error(long.repeat(50)));
    void parts.engine.restart();
    await clock.settle();
    assert.deepEqual(page.faults, []);
    assert.match(inEnglish(page.model.words ?? ''), /cannot be used: .*nnn/);
  });
});
