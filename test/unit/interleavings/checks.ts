import assert from 'node:assert/strict';
import { stretches, surpriseBin } from '../../../src/insight/tint.js';
import { decodeText, encode } from '../../../src/network/bytes.js';
import type { Memory } from '../../../src/memory/memory.js';
import type { Section } from '../../../src/memory/section.js';
import type { FakeDocument } from '../vscode/documents.js';
import type { FakeEditor } from '../vscode/editors.js';
import type { Page } from '../panel-page.js';
import { FreshReading, type FreshRow } from './fresh-reading.js';
import { MixingNetwork } from './mixing-network.js';
import type { World } from './world.js';

/** Reading afresh takes no network but its name and header. */
const byName = new Map<string, MixingNetwork>();

export function fresh(document: FakeDocument, name: string): FreshReading {
  let network = byName.get(name);
  if (!network) byName.set(name, (network = new MixingNetwork(name, () => Promise.resolve())));
  return new FreshReading(document.getText(), document.languageId, network);
}

/** At rest: what is shown is of the text as it is, and nothing is held that nobody may or wants to read. */
export function check(world: World): void {
  const { host, api } = world;
  assert.deepEqual(host.thrown, [], 'thrown into the host');
  if (!world.hasFailed) assert.deepEqual(api.log(), [], 'troubles, though nothing was to fail');
  checkNetworks(world);
  for (const { page, isVisible } of world.pages) {
    assert.deepEqual(page.faults, [], 'what a page does not understand');
    if (isVisible()) checkPage(world, page);
  }
  checkOverlay(world);
  const open = new Map(host.documents.all.map(document => [document.uri.toString(), document]));
  for (const name of api.read()) {
    const document = open.get(name);
    assert.ok(document && world.isReadable(document), `states are kept of ${name}`);
  }
  checkNames(world);
}

/** Each is disposed of once, unless it serves or somebody looks with it. */
function checkNetworks({ api, networks, pages }: World): void {
  for (const { manifest, disposals } of networks.made)
    assert.ok(disposals <= 1, `${manifest.name} was disposed of ${disposals} times`);
  const visible = pages.filter(({ isVisible }) => isVisible()).map(({ page }) => page);
  const allowed: (string | undefined)[] = [api.network()];
  if (visible.some(({ isOpen }) => isOpen.has('compare')))
    allowed.push('rnn', 'gru', 'lstm', 'glr', 'feedforward');
  const others: string[] = [];
  for (const { manifest } of networks.alive) {
    const at = allowed.indexOf(manifest.name);
    if (at < 0) others.push(manifest.name);
    else allowed.splice(at, 1);
  }
  // A lesson looks with a network of its own, whether there is a text to look at or not.
  const [shown] = visible;
  const lens = shown?.model.lesson && (shown.model.facts?.name ?? others[0]);
  assert.deepEqual(
    others.filter(name => name !== lens),
    [],
    'networks are kept though nobody looks with them',
  );
  assert.ok(others.length < 2, 'a network is loaded twice');
}

/** What is told to a page is of the text as it is. */
function checkPage(world: World, { model, isOpen }: Page): void {
  const { host, api } = world;
  const { facts, columns, cursor, focus } = model;
  const active = host.window.active;
  if (
    active &&
    world.isReadable(active.document) &&
    api.network() !== undefined &&
    !world.hasFailed &&
    !world.wasExcludedByLanguage
  )
    assert.ok(facts, `the page shows nothing but: ${JSON.stringify(model.words)}`);
  if (!facts) {
    assert.deepEqual(columns, []);
    return;
  }
  const isActiveReadable = active && world.isReadable(active.document);
  const editor =
    isActiveReadable && !world.wasExcludedByLanguage
      ? active
      : host.window.editors.find(({ document }) => fileOf(document) === facts.file);
  if (!editor && !active) {
    // Behind a page that is no text, the last text that was worked in is looked at, as long as it is open and may be read.
    const open = host.documents.all.filter(document => fileOf(document) === facts.file);
    assert.ok(
      open.some(document => world.isReadable(document)),
      `the page shows ${facts.file}, which is not open`,
    );
    return;
  }
  assert.ok(editor && world.isReadable(editor.document), `the page shows ${facts.file}`);
  const { document } = editor;
  assert.equal(facts.file, fileOf(document));
  assert.equal(model.busy, false, 'the page waits for ever');
  const rows = fresh(document, facts.name).rows();
  if (columns.length === 0) assert.equal(rows.length, 0, 'the page has no columns');
  const first = rows.findIndex(({ start }) => start === columns[0]?.start);
  const seen = columns.map(({ byte, start, anchor, surprise, hidden }) => ({
    ...{ byte, start, anchor, surprise },
    state: [...hidden],
  }));
  const same = rows.slice(first, first + columns.length).map(({ byte, start, anchor, surprise, state }) => ({
    ...{ byte, start, anchor, surprise: Math.fround(surprise) },
    state: [...state],
  }));
  assert.deepEqual(seen, same, `columns of ${facts.file}`);
  const { caret } = editor;
  const shownRows = rows.slice(first, first + columns.length);
  // Where the caret stands before everything, the view may stand where the text surprises most.
  if (caret > 0) assert.equal(cursor, shownRows.filter(({ end }) => end <= caret).length, 'the cursor');
  // A backspace that takes half of a character may leave the caret within the first one.
  const hasBefore = rows.some(({ end }) => end <= caret);
  if (caret > 0) assert.equal(cursor > 0, hasBefore, 'the caret is out of view');
  if (isOpen.has('guesses') && cursor > 0 && focus) {
    const [best] = [...(columns[cursor - 1]?.guesses ?? [])];
    assert.equal(focus.guesses[0]?.byte, best, 'the guess');
  }
  const { gates, influence, compared } = model;
  for (const { values } of gates?.series ?? []) assert.equal(values.length, columns.length, 'gates');
  if (influence) assert.equal(influence.values.length, columns.length, 'influence');
  if (!isOpen.has('compare')) return;
  if (!world.hasFailed && columns.length > 0)
    assert.ok((compared?.cells.length ?? 0) >= 4, 'cells are compared');
  const end = shownRows[cursor - 1]?.end ?? 0;
  for (const { name, bits } of compared?.cells ?? []) {
    if (bits === undefined) continue;
    const bytes = encode(document.getText().slice(0, end)).slice(-(compared?.bytes ?? 0));
    assert.ok(Math.abs(bits - fresh(document, name).bitsPerByte(bytes)) < 1e-4, `bits per byte of ${name}`);
  }
}

function fileOf({ uri }: FakeDocument): string {
  return uri.path.split('/').pop() ?? '';
}

/** What the view looks at has a box around it, which is no colour. */
const isBox = (key: string) => key.startsWith('box-');

/** Colours are of the text as it is, in the editor that is worked in alone. */
function checkOverlay(world: World): void {
  const { host, api } = world;
  const switched = host.commands.runs
    .filter(({ command, given: [key] }) => command === 'setContext' && key === 'unroll.coloured')
    .at(-1);
  const name = api.network();
  const isOn = switched?.given[1] === true && name !== undefined;
  const active = host.window.active;
  const isActiveReadable = active && world.isReadable(active.document);
  for (const editor of host.window.editors) {
    const coloured = [...editor.decorations].some(([{ key }, ranges]) => !isBox(key) && ranges.length > 0);
    const isOwn = editor === active;
    if (
      !isOn ||
      !world.isReadable(editor.document) ||
      (isActiveReadable && !isOwn && !world.wasExcludedByLanguage)
    ) {
      assert.ok(!coloured, `colours stay in ${editor.document.uri.path}`);
      continue;
    }
    if (coloured || (isOwn && !world.wasExcludedByLanguage))
      checkColours(editor, fresh(editor.document, name).rows());
  }
}

/** By surprise, or all alike, as a count of bytes is by which the unit is beyond every bound. */
function checkColours({ document, decorations, api }: FakeEditor, rows: readonly FreshRow[]): void {
  const kinds = new Map<number, string>();
  for (const [{ key }, ranges] of [...decorations].filter(([{ key }]) => !isBox(key)))
    for (const { start, end } of ranges)
      for (let at = document.offsetAt(start); at < document.offsetAt(end); at++) kinds.set(at, key);
  const [visible] = api.visibleRanges;
  if (!visible) return;
  const [from, to] = [document.offsetAt(visible.start), document.offsetAt(visible.end)];
  const byCharacter = new Map<number, { readonly start: number; readonly end: number; value: number }>();
  for (const { start, end, surprise } of rows) {
    const character = byCharacter.get(end);
    if (character) character.value += surprise;
    else byCharacter.set(end, { start, end, value: surprise });
  }
  const bins = new Map<number, number>();
  for (const { start, end, bin } of stretches([...byCharacter.values()], surpriseBin))
    for (let at = start; at < end; at++) bins.set(at, bin);
  const keys = new Map<number, string | undefined>();
  let isBySurprise = true;
  let isByUnit = true;
  for (let at = from; at < to; at++) {
    const [bin = 0, key] = [bins.get(at), kinds.get(at)];
    if (!keys.has(bin)) keys.set(bin, key);
    if (keys.get(bin) !== key || (bin === 0) !== (key === undefined)) isBySurprise = false;
    if (key === undefined || key !== kinds.get(from)) isByUnit = false;
  }
  const shown = [...keys.values()];
  if (new Set(shown).size < shown.length) isBySurprise = false;
  assert.ok(isBySurprise || isByUnit, `colours of ${document.uri.path} are of another text`);
}

/** The memory as it is behind the extension. */
interface Inside {
  readonly openSections: ReadonlyMap<string, Section>;
  readonly workspace: { readonly sections: readonly Section[] };
}

/** No more than is open or lies in the workspace, and may be held. */
function checkNames(world: World): void {
  const { host, api } = world;
  const { names, progress } = api.memory();
  const holds = host.configuration.get('unroll').get('memory');
  const open = host.documents.all.filter(document => world.isReadable(document));
  const files = world.workspaceFiles();
  const allowed = new Set([
    ...files.keys(),
    ...(holds === 'off' ? [] : open.map(({ uri }) => uri.toString())),
  ]);
  for (const name of names) assert.ok(allowed.has(name), `the memory holds ${name}`);
  assert.equal(new Set(names).size, names.length, 'the memory holds a text twice');
  if (progress.kind === 'read' && !world.wasSwitched)
    for (const [name, text] of files)
      if (text !== '') assert.ok(names.includes(name), `the memory lacks ${name}`);
}

/** What is held is the text as it is. @param isWritten was it asked since the last edit? */
export function checkTexts(world: World, memory: Memory, isWritten: boolean): void {
  const inside = memory as unknown as Inside;
  const files = world.workspaceFiles();
  for (const name of memory.names()) {
    const section =
      inside.openSections.get(name) ??
      inside.workspace.sections.find(section => section.bounds(name) !== undefined);
    const bounds = section?.bounds(name);
    assert.ok(section && bounds, `${name} is named and not held`);
    const held = decodeText(section.text.subarray(bounds.start, bounds.end));
    const document = world.host.documents.all.find(({ uri }) => uri.toString() === name);
    /** As a network is served it. */
    const served = (text: string) => decodeText(encode(text));
    if (inside.openSections.has(name)) {
      if (isWritten && document) assert.equal(held, served(document.getText()), `open ${name}`);
    } else if (!document) assert.equal(held, served(files.get(name) ?? ''), `file ${name}`);
  }
}
