import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Landmark } from '../../src/insight/landmark.js';
import type { PageModel } from '../../src/panel/app/model.js';
import { lessons } from '../../src/panel/lessons/lessons.js';
import type { Track } from '../../src/panel/protocol.js';
import { editorParts, panelParts, shippedManifests } from './editor-parts.js';
import { HashNetwork } from './hash-network.js';
import { Page } from './panel-page.js';
import { Clock } from './vscode/clock.js';
import { Host } from './vscode/host.js';

/** What stands before the caret and behind it where a landmark is; those of the file's ends stand there everywhere. */
const standsAt: Readonly<Partial<Record<Landmark, (before: string, behind: string) => boolean>>> = {
  'start of file': before => before === '',
  'end of file': (_, behind) => behind === '',
  'before a closing bracket': (_, behind) => /^[)\]}]/.test(behind),
  'behind a closing bracket': before => /[)\]}]$/.test(before),
  'before a closing quote': (_, behind) => /^['"`]/.test(behind),
  'behind a closing quote': before => /['"`]$/.test(before),
  'behind a repeated word': before => {
    const [word = ''] = /[\p{L}_$][\p{L}\d_$]{4,}$/u.exec(before) ?? [];
    return word !== '' && before.slice(0, -word.length).includes(word);
  },
  'line start': before => before.endsWith('\n'),
};

/** Is there something to see in a track? */
const isThere: Readonly<Partial<Record<Track, (model: PageModel) => boolean>>> = {
  text: ({ columns }) => columns.length > 0,
  unrolled: ({ columns }) => columns.length > 0,
  guesses: ({ focus }) => (focus?.guesses.length ?? 0) > 0,
  units: ({ focus }) => (focus?.units.length ?? 0) > 0,
  state: ({ columns }) => (columns[0]?.hidden.length ?? 0) > 0,
  gates: ({ gates }) => (gates?.series.length ?? 0) > 0,
  connectivity: ({ influence }) => influence !== undefined,
  compare: ({ compared }) => compared?.cells.every(({ bits }) => bits !== undefined) ?? false,
  'what-if': ({ whatIf }) => whatIf !== undefined,
  why: ({ why }) => why !== undefined,
};

const texts = [
  { name: '/w/sample.ts', text: readFileSync('media/sample.ts', 'utf8'), isSample: true },
  { name: '/w/a.txt', text: 'aa bb', isSample: false },
] as const;

describe('every lesson, clicked through', () => {
  const clock = new Clock();
  beforeEach(() => clock.install());
  afterEach(() => clock.uninstall());

  for (const tongue of ['en', 'vi'] as const)
    for (const { name, text, isSample } of texts)
      for (const { id, steps } of lessons)
        it(`has what it tells of, or says that it is missing: ${id} on ${name}, in ${tongue}`, async () => {
          const host = new Host({ folders: ['/w'], files: shippedManifests() });
          host.configure('unroll.lessonLanguage', tongue);
          const parts = editorParts(host, name => new HashNetwork(name));
          void parts.engine.load();
          await clock.settle();
          const editor = host.open(name, text);
          editor.move(Math.min(text.length, 5));
          const { session, webview } = panelParts(host, parts);
          const page = new Page(webview);
          page.load();
          session.show(true);
          await clock.settle();
          let sought: Landmark | undefined;
          for (const [step, { text: words, actions }] of steps.entries()) {
            const where = `${id} ${step + 1}`;
            page.lesson(id, step);
            await clock.settle();
            const { model } = page;
            const { lesson } = model;
            assert.ok(lesson, where);
            assert.deepEqual([lesson.id, lesson.step, model.tongue], [id, step, tongue], where);
            const begin = (of: string) => of.split('{')[0] ?? '';
            assert.ok(lesson.text.startsWith(begin(words[tongue])), where);
            assert.doesNotMatch(lesson.text, /\{[a-z]+\./, 'figures of the networks are there');
            const all = editor.document.getText();
            const [before, behind] = [all.slice(0, editor.caret), all.slice(editor.caret)];
            // What is shown of a unit is of the place that an earlier step looked for.
            if (
              sought &&
              !actions.some(({ kind }) => kind === 'goto') &&
              actions.some(({ kind }) => kind === 'clamp')
            )
              assert.equal(lesson.missing, sought, `${where}: the place of the step before is missing`);
            sought = lesson.missing;
            for (const action of actions) {
              if (action.kind === 'network') assert.equal(model.facts?.name, action.name, where);
              if (action.kind === 'goto' && lesson.missing === undefined)
                assert.ok(standsAt[action.where]?.(before, behind), `${where}: ${action.where}`);
              if (action.kind === 'pin') assert.notEqual(lesson.pin, undefined, where);
              if (action.kind === 'type' || action.kind === 'clamp')
                assert.notEqual(model.whatIf, undefined, `${where}: the answer to what if`);
              if (action.kind === 'colour') assert.equal(parts.overlay.by, action.by, where);
              if (action.kind !== 'show') continue;
              assert.equal(lesson.track, action.track, where);
              assert.ok(page.isOpen.has(action.track), where);
              if (lesson.missing === undefined && editor.caret > 0)
                assert.ok(isThere[action.track]?.(model) ?? true, `${where}: ${action.track} is empty`);
            }
            if (isSample) assert.equal(lesson.missing, undefined, `${where}: the sample has it all`);
          }
          page.lesson(undefined);
          await clock.settle();
          assert.equal(page.model.lesson, undefined);
          assert.equal(editor.document.getText(), text, 'nothing is written');
          assert.equal(editor.caret, Math.min(text.length, 5), 'the caret is where it was');
          assert.deepEqual(page.faults, []);
          assert.deepEqual(parts.log.troubles(), []);
          session.dispose();
        });
});
