import assert from 'node:assert/strict';
import fc from 'fast-check';
import { editorParts } from './editor-parts.js';
import { Expecting } from './expecting-network.js';
import { Clock } from './vscode/clock.js';
import type { FakeEditor } from './vscode/editors.js';
import { Host } from './vscode/host.js';

/** Every letter but the first of a run of the alphabet is expected. */
const text = 'abcabc xyz\nqq abc\nefgh a b c\n';

describe('the text that is coloured', () => {
  const clock = new Clock();
  beforeEach(() => clock.install());
  afterEach(() => clock.uninstall());

  const action = fc.oneof(
    fc.record({ kind: fc.constant('type'), at: fc.nat(), text: fc.constantFrom('a', 'z', '\n', 'bcd') }),
    fc.record({ kind: fc.constant('cut'), at: fc.nat(), length: fc.integer({ min: 1, max: 12 }) }),
    fc.record({ kind: fc.constant('language'), id: fc.constantFrom('typescript', 'plaintext') }),
    fc.record({ kind: fc.constant('exclude'), glob: fc.constantFrom('*.ts', 'b.ts', 'none') }),
    fc.record({ kind: fc.constant('pass'), time: fc.constantFrom(1, 20, 60, 500) }),
    fc.record({
      kind: fc.constant('open'),
      path: fc.constantFrom('/w/a.ts', '/w/b.ts'),
      isBeside: fc.boolean(),
    }),
    fc.record({ kind: fc.constantFrom('hide', 'close', 'focusNone', 'off', 'surprise', 'restart') }),
  ) as fc.Arbitrary<
    Partial<Record<'text' | 'id' | 'glob' | 'path', string>> & {
      kind: string;
      at: number;
      length: number;
      time: number;
      isBeside: boolean;
    }
  >;

  it('is that of the editor that is worked in, as it is, and of no file that is not to be read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 14 }), async actions => {
        const host = new Host({ folders: ['/w'] });
        const parts = editorParts(host, name => new Expecting(name));
        const { overlay, engine, exclusion, log, networks } = parts;
        void engine.load();
        await clock.settle();
        host.open('/w/a.ts', text);
        overlay.by = 'surprise';
        /** The last editor that was worked in and is still on screen. */
        let followed: FakeEditor | undefined = host.window.active;
        const follow = () => {
          if (overlay.by === 'off') return;
          const { active, editors } = host.window;
          if (active && !exclusion.forbids(active.document)) followed = active;
          if (followed && !editors.includes(followed)) followed = undefined;
          if (!active) followed ??= editors.find(({ document }) => !exclusion.forbids(document));
        };
        const coloured = (editor: FakeEditor) =>
          [...editor.decorations]
            .filter(([type]) => host.window.decorationTypes.has(type))
            .flatMap(([, ranges]) => ranges)
            .flatMap(range => {
              const [start, end] = [
                editor.document.offsetAt(range.start),
                editor.document.offsetAt(range.end),
              ];
              return Array.from({ length: end - start }, (_, i) => start + i);
            })
            .sort((a, b) => a - b);
        const expected = (editor: FakeEditor): number[] => {
          if (overlay.by === 'off' || editor !== followed || exclusion.forbids(editor.document)) return [];
          const content = editor.document.getText();
          return Array.from(content).flatMap((letter, i) => {
            const before = content[i - 1] ?? '\n';
            const isLetter = before >= 'a' && before < 'z';
            const next = isLetter ? String.fromCharCode(before.charCodeAt(0) + 1) : '\n';
            return letter === next ? [] : [i];
          });
        };
        for (const one of actions) {
          const editor = host.window.active ?? followed;
          const length = editor?.document.getText().length ?? 0;
          const offset = one.at % (length + 1);
          if (one.kind === 'type') editor?.edit([{ offset, removed: 0, text: one.text ?? '' }]);
          if (one.kind === 'cut')
            editor?.edit([{ offset, removed: Math.min(one.length, length - offset), text: '' }]);
          if (one.kind === 'language' && editor) host.setLanguage(editor.document, one.id ?? '');
          if (one.kind === 'exclude') host.configure('unroll.exclude', [one.glob]);
          if (one.kind === 'pass') await clock.pass(one.time);
          if (one.kind === 'open')
            host.open(one.path ?? '', one.path === '/w/b.ts' ? 'b a\nabcd' : undefined, {
              isBeside: one.isBeside,
            });
          if (one.kind === 'hide' && editor) host.hide(editor);
          if (one.kind === 'close' && editor) host.close(editor);
          if (one.kind === 'focusNone') host.focus(undefined);
          if (one.kind === 'off' || one.kind === 'surprise') overlay.by = one.kind;
          if (one.kind === 'restart') void engine.restart();
          follow();
          // What may not be read is taken off the screen at once.
          for (const shown of host.window.editors)
            if (exclusion.forbids(shown.document))
              assert.deepEqual(coloured(shown), [], 'of an excluded file');
        }
        const probed = () => networks.made.reduce((sum, { bytesProbed }) => sum + bytesProbed, 0);
        const before = probed();
        await clock.settle();
        for (const shown of host.window.editors)
          assert.deepEqual(coloured(shown), expected(shown), JSON.stringify(shown.document.getText()));
        if (host.window.editors.every(({ document }) => exclusion.forbids(document)))
          assert.equal(probed(), before, 'what is not to be read is not');
        assert.deepEqual(log.troubles(), []);
        assert.deepEqual(host.thrown, []);
        overlay.by = 'off';
        assert.equal(host.window.decorationTypes.size, 0);
        for (const part of [overlay, parts.documents, parts.settings, engine]) part.dispose();
      }),
      { numRuns: 150 },
    );
  });
});
