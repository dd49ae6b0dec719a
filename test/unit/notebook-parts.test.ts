import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Position, Uri } from 'vscode';
import { Surrounding } from '../../src/editor/documents/surrounding.js';
import { encode } from '../../src/network/bytes.js';
import { never } from '../../src/scheduler.js';
import type { Place } from '../../src/suggestion/place.js';
import { weigh } from '../../src/suggestion/weigh.js';
import { editorParts, panelParts } from './editor-parts.js';
import { Expecting } from './expecting-network.js';
import { Page } from './panel-page.js';
import { Clock } from './vscode/clock.js';
import { Host } from './vscode/host.js';
import type { CellContent, FakeCell } from './vscode/notebooks.js';

/** What a cell may leave open, and a Markdown cell between that holds marks of everything. */
const open = fc.constantFrom(
  's = """never closed',
  "s = '''\\",
  '"""\nx',
  'x = 1  # a comment',
  '!echo "it\'s',
);

describe('a notebook, in the parts of the editor', () => {
  const clock = new Clock();
  beforeEach(() => clock.install());
  afterEach(() => clock.uninstall());

  async function start(...contents: CellContent[]) {
    const host = new Host({ folders: ['/work'] });
    const parts = editorParts(host, name => new Expecting(name));
    void parts.engine.load();
    await clock.settle();
    const notebook = host.notebooks.add(Uri.file('/work/a.ipynb'), contents);
    const cell = (index: number): FakeCell => notebook.cellAt(index);
    return { host, parts, notebook, cell };
  }

  it('is no comment or string because of what another cell leaves open, and is one where its own does', async () => {
    await fc.assert(
      fc.asyncProperty(open, fc.boolean(), async (left, isOwn) => {
        const own = isOwn ? '"""\n' : '';
        const { host, parts, cell } = await start({ text: left }, { text: `${own}x = to` });
        host.configure('unroll.strings', false);
        host.configure('unroll.comments', false);
        const { document } = cell(1);
        const position = document.lineAt(document.lineCount - 1).range.end;
        const around = new Surrounding(document, position, parts.documents.of(document));
        assert.equal(parts.silences.before(document, around, false), isOwn ? 'string' : undefined);
        assert.ok(around.before.includes(left), 'the other cell stands before all the same');
      }),
      { numRuns: 30 },
    );
  });

  it('is held to its own cell where the confidence looks for an open comment or string', async () => {
    const network = new Expecting('default');
    const before = 'x = """never closed\n\n\ny = 1\n';
    const common = {
      prefix: 'abc',
      suffix: '',
      selected: undefined,
      eagerness: 'eager',
      longest: 30,
    } as const;
    const surroundingsOf = async (place: Partial<Place>) => {
      const reading = await network.read(network.initial(), encode(`${before}abc`));
      const caret = { ...common, languageId: 'python', before, ...place };
      return (await weigh(network, reading, caret, never))[0]?.evidence.scene.surroundings;
    };
    const asked = Promise.all(
      [{}, { inCell: 6 }, { inCell: 0 }, { inCell: before.length }].map(surroundingsOf),
    );
    await clock.settle();
    assert.deepEqual(await asked, ['string', 'code', 'code', 'string']);
  });

  it('is held by the memory as one text, of which a caret is a place', async () => {
    const texts = ['é = 1', '# title', 'def total():\r\n    pass', 'x = to'];
    const { host, parts, notebook, cell } = await start(
      ...texts.map((text, i) => ({ text, languageId: i === 1 ? 'markdown' : 'python' })),
    );
    const code = 'é = 1\n\ndef total():\n    pass\n\nx = to';
    const document = parts.documents.of(cell(3).document);
    assert.ok(document);
    const at = async (offset: number) => {
      const asked = parts.openFiles.at(document, offset, never);
      await clock.settle();
      return (await asked)?.spot;
    };
    const end = () => document.offsetAt(cell(3).document, new Position(0, 6));
    assert.deepEqual(await at(end()), { name: notebook.uri.toString(), at: encode(code).length });
    assert.equal(parts.openFiles.memory.size, encode(code).length);
    host.change(cell(0).document, all =>
      all.edit(cell(0).document, [{ offset: 0, removed: 1, text: 'abc' }]),
    );
    host.notebooks.splice(notebook, 2, 1, []);
    const left = 'abc = 1\n\nx = to';
    assert.equal((await at(document.offsetAt(cell(2).document, new Position(0, 6))))?.at, left.length);
    assert.equal(parts.openFiles.memory.size, left.length);
    host.notebooks.remove(notebook);
    assert.deepEqual(parts.openFiles.memory.names(), []);
  });

  it('goes on in the view from cell to cell, and a place that is clicked is found in its own', async () => {
    const { host, parts, notebook, cell } = await start({ text: 'abc' }, { text: 'def' });
    const { watch, session, webview } = panelParts(host, parts);
    const page = new Page(webview, ['text']);
    const above = host.show(cell(0).document);
    const editor = host.show(cell(1).document, { isBeside: true });
    editor.move(2);
    session.show(true);
    page.load();
    await clock.settle();
    const shown = () => String.fromCharCode(...page.model.columns.map(({ byte }) => byte));
    assert.equal(shown(), 'abc\n\ndef');
    assert.equal(page.model.cursor, 'abc\n\nde'.length);
    // An edit in the cell above, in which nobody works.
    host.change(cell(0).document, all => all.edit(cell(0).document, [{ offset: 0, removed: 1, text: 'XY' }]));
    await clock.settle();
    assert.equal(shown(), 'XYbc\n\ndef');
    watch.move(1);
    await clock.settle();
    assert.equal(above.caret, 1);
    assert.equal(watch.place?.offset, 1);
    watch.move('XYbc\n\nd'.length);
    await clock.settle();
    assert.equal(editor.caret, 1);
    host.notebooks.splice(notebook, 0, 1, []);
    await clock.settle();
    assert.equal(shown(), 'def');
    assert.deepEqual(page.faults, []);
    for (const part of [session, watch]) part.dispose();
  });

  it('is coloured in the cell that is worked in, where it is', async () => {
    const { host, parts, cell } = await start({ text: 'abcabc' }, { text: 'zzz\nabc' });
    const editor = host.show(cell(1).document);
    parts.overlay.by = 'surprise';
    await clock.settle();
    const coloured = [...editor.decorations.values()].flat();
    assert.ok(coloured.length > 0);
    const { end } = cell(1).document.lineAt(1).range;
    for (const range of coloured) assert.ok(!range.isEmpty && range.end.isBeforeOrEqual(end));
    // "z" after "z" is not expected, "b" after "a" is.
    assert.ok(coloured.some(range => range.contains(new Position(0, 1))));
    assert.ok(!coloured.some(range => range.contains(new Position(1, 2))));
    parts.overlay.by = 'off';
  });
});
