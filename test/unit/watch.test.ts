import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Reader } from '../../src/reading/reader.js';
import { never } from '../../src/scheduler.js';
import { Comparison } from '../../src/panel/host/comparison.js';
import { Watch } from '../../src/panel/host/watch.js';
import { editorParts, panelParts } from './editor-parts.js';
import { Clock } from './vscode/clock.js';
import type { FakeEditor } from './vscode/editors.js';
import { Host } from './vscode/host.js';

const text = Array.from({ length: 24 }, (_, i) => `const value${i} = call(${i});`).join('\n');

/** What is looked at, or undefined. */
function watchedBy(watch: Watch) {
  const { state } = watch;
  return 'rows' in state ? state : undefined;
}

describe('the network that a lesson looks with', () => {
  const clock = new Clock();
  beforeEach(() => clock.install());
  afterEach(() => clock.uninstall());

  const action = fc.oneof(
    fc.constantFrom('look', 'hide', 'wait', 'rest'),
    fc.constantFrom('rnn', 'lstm', undefined).map(name => ({ name })),
  );

  it('is there whenever somebody looks, and nowhere while nobody does, whatever is done in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 12 }), async actions => {
        const host = new Host({ turn: () => new Promise(resolve => setTimeout(resolve, 40)) });
        const parts = editorParts(host);
        const { engine, networks, documents, exclusion, settings, log } = parts;
        const loading = engine.load();
        await clock.settle();
        await loading;
        host.open('/w/a.ts', text);
        const watch = new Watch(engine, networks, documents, exclusion, settings, log);
        const looking: { dispose(): void }[] = [];
        let wish: string | undefined;
        const going: Promise<unknown>[] = [];
        const check = () => {
          const alive = networks.alive.map(({ manifest }) => manifest.name).sort();
          const lens = looking.length > 0 && wish !== undefined ? [wish] : [];
          assert.deepEqual(alive, ['default', ...lens].sort());
          if (looking.length > 0) assert.equal(watchedBy(watch)?.network.manifest.name, wish ?? 'default');
        };
        for (const one of actions) {
          if (typeof one === 'object') going.push(watch.lookWith((wish = one.name)));
          else if (one === 'look') looking.push(watch.look());
          else if (one === 'hide') looking.pop()?.dispose();
          else if (one === 'wait') await clock.pass(25);
          else {
            await clock.settle();
            check();
          }
        }
        await clock.settle();
        await Promise.all(going);
        check();
        watch.dispose();
        await clock.settle();
        assert.deepEqual(
          networks.alive.map(({ manifest }) => manifest.name),
          ['default'],
        );
        assert.ok(networks.made.every(({ disposals }) => disposals <= 1));
        assert.deepEqual(log.troubles(), []);
        for (const part of [documents, settings, engine]) part.dispose();
      }),
      { numRuns: 60 },
    );
  });

  it('is asked for again after it could not be loaded', async () => {
    const host = new Host();
    let fails = true;
    const parts = editorParts(host);
    const { engine, networks, documents, exclusion, settings, log } = parts;
    const load = networks.load.bind(networks);
    networks.load = name => (fails && name === 'lstm' ? Promise.reject(new Error('no file')) : load(name));
    void engine.load();
    await clock.settle();
    host.open('/w/a.ts', text);
    const watch = new Watch(engine, networks, documents, exclusion, settings, log);
    const looking = watch.look();
    await assert.rejects(watch.lookWith('lstm'), /no file/);
    await clock.settle();
    assert.equal(watchedBy(watch)?.network.manifest.name, 'default', 'the view goes on with the former');
    fails = false;
    await Promise.all([watch.lookWith('lstm'), clock.settle()]);
    await clock.settle();
    assert.equal(watchedBy(watch)?.network.manifest.name, 'lstm');
    looking.dispose();
    watch.dispose();
  });
});

describe('the cells that are compared', () => {
  const clock = new Clock();
  beforeEach(() => clock.install());
  afterEach(() => clock.uninstall());

  it('are disposed of when nobody compares any more, however many were loaded until then', async () => {
    const action = fc.oneof(
      fc.record({ want: fc.boolean() }),
      fc.record({ passes: fc.integer({ min: 1, max: 600 }) }),
      fc.record({ types: fc.constant('x') }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 10 }), async actions => {
        const host = new Host({ turn: () => new Promise(resolve => setTimeout(resolve, 70)) });
        const parts = editorParts(host);
        const { watch, compared, session } = panelParts(host, parts);
        void parts.engine.load();
        await clock.settle();
        const editor = host.open('/w/a.ts', text);
        const looking = watch.look();
        const page = {};
        let isWanted = false;
        for (const one of actions) {
          if ('want' in one) compared.subscribe(page, (isWanted = one.want));
          else if ('types' in one) editor.type(one.types);
          else await clock.pass(one.passes);
        }
        await clock.settle();
        const names = parts.networks.alive.map(({ manifest }) => manifest.name).sort();
        assert.deepEqual(
          names,
          isWanted ? ['default', 'feedforward', 'glr', 'gru', 'lstm', 'rnn'] : ['default'],
        );
        assert.equal(compared.answer !== undefined, isWanted);
        compared.subscribe(page, false);
        looking.dispose();
        await clock.settle();
        assert.equal(parts.networks.alive.length, 1);
        assert.deepEqual(parts.log.troubles(), []);
        session.dispose();
      }),
      { numRuns: 300 },
    );
  });

  it('are not loaded further once nobody compares any more', async () => {
    const host = new Host({ turn: () => new Promise(resolve => setTimeout(resolve, 40)) });
    const parts = editorParts(host);
    const { watch, compared, comparison } = panelParts(host, parts);
    assert.ok(comparison instanceof Comparison);
    void parts.engine.load();
    await clock.settle();
    host.open('/w/a.ts', text);
    watch.look();
    await clock.settle();
    const page = {};
    compared.subscribe(page, true);
    await clock.pass(300);
    compared.subscribe(page, false);
    await clock.settle();
    assert.ok(
      parts.networks.made.length <= 3,
      `${parts.networks.made.length - 1} were loaded to be compared`,
    );
  });
});

describe('what is looked at', () => {
  const clock = new Clock();
  beforeEach(() => clock.install());
  afterEach(() => clock.uninstall());

  const action = fc.oneof(
    fc.record({ kind: fc.constant('type'), at: fc.nat(), text: fc.constantFrom('x', '\n', 'ổ', 'abc') }),
    fc.record({ kind: fc.constant('cut'), at: fc.nat(), length: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ kind: fc.constant('caret'), at: fc.nat() }),
    fc.record({ kind: fc.constant('language'), id: fc.constantFrom('typescript', 'plaintext') }),
    fc.record({ kind: fc.constant('exclude'), glob: fc.constantFrom('*.ts', 'none') }),
    fc.record({ kind: fc.constant('pass'), time: fc.integer({ min: 1, max: 300 }) }),
    fc.record({ kind: fc.constant('other'), isBeside: fc.boolean() }),
    fc.record({ kind: fc.constant('back') }),
    fc.record({ kind: fc.constant('focusNone') }),
  ) as fc.Arbitrary<{
    kind: string;
    at: number;
    text: string;
    length: number;
    id: string;
    glob: string;
    time: number;
    isBeside: boolean;
  }>;

  it('is all of a short text, once it is not said to be busy, whenever and wherever one types and moves', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('type' as const), text: fc.constantFrom('a', 'ổ', '\n', 'let b;') }),
      fc.record({ kind: fc.constant('caret' as const), at: fc.nat(400) }),
      fc.record({ kind: fc.constant('move' as const), at: fc.nat(400) }),
      fc.record({ kind: fc.constant('pass' as const), time: fc.nat(200) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async steps => {
        const host = new Host();
        const parts = editorParts(host);
        const { engine, networks, documents, exclusion, settings, log } = parts;
        void engine.load();
        await clock.settle();
        const editor = host.open('/w/a.ts', text.slice(0, 300));
        const watch = new Watch(engine, networks, documents, exclusion, settings, log);
        const looking = watch.look();
        await clock.settle();
        const isWhole = () => {
          const { rows = [] } = watchedBy(watch) ?? {};
          const bytes = Buffer.from(editor.document.getText());
          return rows.length === bytes.length && rows.every(({ byte }, i) => byte === bytes[i]);
        };
        for (const one of steps) {
          const { length } = editor.document.getText();
          if (one.kind === 'type') editor.edit([{ offset: editor.caret, removed: 0, text: one.text }]);
          if (one.kind === 'caret') editor.move(one.at % (length + 1), undefined);
          if (one.kind === 'move') watch.move(one.at % (length + 1));
          if (one.kind === 'pass') await clock.pass(one.time);
          assert.ok(
            (watchedBy(watch)?.busy ?? true) || isWhole(),
            'what is missing is said to be on its way',
          );
        }
        await clock.settle();
        assert.equal(watchedBy(watch)?.busy, false);
        assert.ok(isWhole());
        looking.dispose();
        for (const part of [watch, documents, settings, engine]) part.dispose();
      }),
      { numRuns: 60 },
    );
  });

  it('is what reading the text afresh gives, after edits, changes of language, and files excluded and not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 10 }), async actions => {
        const host = new Host({ folders: ['/w'] });
        const parts = editorParts(host);
        const { engine, networks, documents, exclusion, settings, log } = parts;
        void engine.load();
        await clock.settle();
        const first = host.open('/w/a.ts', text);
        const watch = new Watch(engine, networks, documents, exclusion, settings, log);
        const looking = watch.look();
        let editor = first;
        let followed = first as FakeEditor | undefined;
        /** The editor that was worked in last while its file was to be read, as long as it is on screen. */
        const follow = () => {
          const { active, editors } = host.window;
          const isReadable = (one: FakeEditor) => exclusion.forbids(one.document) === undefined;
          if (active && isReadable(active)) followed = active;
          if (followed && !editors.includes(followed)) followed = undefined;
          if (!active) followed ??= editors.find(isReadable);
        };
        await clock.settle();
        for (const one of actions) {
          const { document } = editor;
          const { length } = document.getText();
          if (one.kind === 'type')
            editor.edit([{ offset: one.at % (length + 1), removed: 0, text: one.text }]);
          if (one.kind === 'cut') {
            const offset = one.at % (length + 1);
            editor.edit([{ offset, removed: Math.min(one.length, length - offset), text: '' }]);
          }
          if (one.kind === 'caret') editor.move(one.at % (length + 1), undefined);
          if (one.kind === 'language') host.setLanguage(document, one.id);
          if (one.kind === 'exclude') host.configure('unroll.exclude', [one.glob]);
          if (one.kind === 'pass') await clock.pass(one.time);
          if (one.kind === 'other')
            editor = host.open('/w/b.ts', text.slice(100), { isBeside: one.isBeside });
          if (one.kind === 'back') editor = host.open('/w/a.ts');
          if (one.kind === 'focusNone') host.focus(undefined);
          follow();
        }
        await clock.settle();
        const watched = watchedBy(watch);
        const shown = followed && exclusion.forbids(followed.document) === undefined ? followed : undefined;
        assert.equal(watched !== undefined, shown !== undefined, 'looked at where it may be read');
        if (watched && shown) {
          const { document } = shown;
          const source = {
            length: document.getText().length,
            slice: (start: number, end: number) => document.getText().slice(start, end),
          };
          const language = document.languageId === 'typescript' ? 'typescript' : undefined;
          const fresh = new Reader(watched.network, source, language);
          const last = watched.rows[watched.cursor - 1];
          // Where the caret stands before everything, the view may stand elsewhere.
          if (shown.caret > 0) assert.equal(last?.end ?? 0, shown.caret, 'up to the caret');
          for (const [i, row] of watched.rows.entries()) {
            if (watched.rows[i + 1]?.end === row.end) continue;
            const found = fresh.at(row.end, never);
            await clock.settle();
            const reading = await found;
            assert.deepEqual([...row.state], [...(reading?.state ?? [])], `the state at ${row.end}`);
          }
        }
        assert.deepEqual(log.troubles(), []);
        assert.deepEqual(host.thrown, []);
        looking.dispose();
        for (const part of [watch, documents, settings, engine]) part.dispose();
      }),
      { numRuns: 60 },
    );
  });
});
