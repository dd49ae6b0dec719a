import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shadeOf } from '../../src/insight/shade.js';
import type { Row } from '../../src/insight/trace.js';
import { signedBin, stretches, surpriseBin } from '../../src/insight/tint.js';
import { entryOf, diverging, mix, parseColour } from '../../src/panel/app/colour.js';
import { labelled, shortTitle } from '../../src/panel/app/cell-labels.js';
import { Ring } from '../../src/panel/app/heat.js';
import { apply, behind, empty, type Column, type PageModel } from '../../src/panel/app/model.js';
import { takenOver } from '../../src/panel/app/strips.js';
import { Store, tracksInMore, type Wire } from '../../src/panel/app/ui.js';
import { windowChange, columnsOf } from '../../src/panel/host/delta.js';
import {
  parseToHost,
  parseToPage,
  tracks,
  type Delta,
  type ToHost,
  type ToPage,
} from '../../src/panel/protocol.js';
import { inEnglish, phrase } from '../../src/phrase.js';

const units = 4;

/** Rows of a text of one-byte characters, from an offset on. */
function rowsOf(text: string, start = 0): Row[] {
  return Array.from(text, (character, i) => ({
    byte: character.charCodeAt(0),
    start: start + i,
    end: start + i + 1,
    anchor: 0,
    surprise: i / 2,
    before: new Float32Array(units),
    state: new Float32Array(units),
    logits: Float32Array.from({ length: 256 }, (_, byte) => (byte === 65 + i ? 9 : 0)),
    hidden: Float32Array.of(i / 10, -1, 1, 0),
    gates: {},
  }));
}

const facts = {
  ...{ name: 'n', title: 't', layers: [units], parameters: 9, file: 'f' },
  cell: 'gru' as const,
};
const opened = (number: number): ToPage => ({ type: 'open', number, facts, coloured: 'off' });

function delta(had: readonly Row[], now: readonly Row[], number: number, cursor = now.length): Delta {
  const { drop, keep, moved, before, after } = windowChange(had, now);
  return {
    type: 'delta',
    ...{ number, known: 0, drop, keep, moved, cursor, acknowledgedMoves: 0, busy: false },
    before: columnsOf(before),
    after: columnsOf(after),
  };
}

function shown({ columns }: PageModel): string {
  return columns.map(({ text }) => text).join('');
}

describe('what the two sides of the panel say to each other', () => {
  it('brings the page to any window from any other, with no more than what is new', () => {
    const window = fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 30 })).map(([a, b]) => [a, a + b] as const);
    const text = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
    fc.assert(
      fc.property(fc.array(window, { minLength: 1, maxLength: 10 }), windows => {
        const all = rowsOf(text);
        let model = apply(empty, opened(1)) ?? empty;
        let had: Row[] = [];
        for (const [i, [from, to]] of windows.entries()) {
          const now = all.slice(from, to);
          const message = delta(had, now, i + 2);
          const fresh = now.filter(row => !had.includes(row)).length;
          assert.equal(message.before.bytes.length + message.after.bytes.length, fresh);
          const parsed = parseToPage(structuredClone(message));
          assert.ok(typeof parsed !== 'string');
          const next = apply(model, parsed);
          assert.ok(next);
          assert.equal(shown(next), text.slice(from, to));
          next.columns.forEach(({ start, hidden }, c) => {
            assert.equal(start, now[c]?.start);
            assert.deepEqual([...hidden], [...(now[c]?.hidden ?? [])]);
          });
          [model, had] = [next, now];
        }
      }),
    );
  });

  it('tells by how much the text moved that an edit far above left as it was', () => {
    const had = rowsOf('abc', 5000);
    const now = had.map(row => ({ ...row, start: row.start + 7, end: row.end + 7, anchor: row.anchor + 7 }));
    const first = apply(apply(empty, opened(1)) ?? empty, delta([], had, 2));
    assert.ok(first);
    const message = delta(had, now, 3);
    assert.deepEqual([message.keep, message.moved, message.after.bytes.length], [3, 7, 0]);
    assert.deepEqual(
      apply(first, message)?.columns.map(({ start }) => start),
      [5007, 5008, 5009],
    );
  });

  it('shows the bytes of a character as one, and the guesses after each', () => {
    const [a, b, c] = rowsOf('xyz');
    assert.ok(a && b && c);
    const bytes = [...Buffer.from('ổ')];
    const rows = [a, b, c].map((row, i) => ({ ...row, byte: bytes[i] ?? 0, start: 0, end: 1 }));
    const columns = columnsOf(rows);
    assert.deepEqual(columns.text, ['ổ', '', '']);
    assert.deepEqual([columns.guesses[0], columns.guesses[5]], [65, 66]);
    assert.ok((columns.chances[0] ?? 0) > 0.9);
    const model = apply(apply(empty, opened(1)) ?? empty, delta([], rows, 2));
    assert.equal(behind(model?.columns ?? [], 0), 3);
  });

  it('is refused, with the field, where it makes no sense', () => {
    const good = delta([], rowsOf('abc'), 2);
    assert.notEqual(typeof parseToPage(good), 'string');
    for (const wrong of [
      undefined,
      'delta',
      { type: 'unknown' },
      { ...good, drop: -1 },
      { ...good, cursor: 1.5 },
      { ...good, before: { ...good.before, bytes: [1, 2, 3] } },
      { ...good, before: { ...good.before, surprise: new Float32Array(2) } },
      { ...opened(1), facts: { ...facts, cell: 'abacus' } },
    ])
      assert.equal(typeof parseToPage(wrong), 'string', JSON.stringify(wrong));
    // What is said comes as phrases within phrases: not endless ones, and nothing else.
    const idle = (words: unknown) => typeof parseToPage({ type: 'idle', number: 1, words });
    assert.equal(
      idle(phrase`The network cannot be used: ${phrase`${'x.onnx'} is refused: ${phrase`none`}`}.`),
      'object',
    );
    const endless: { english: string; filling: unknown[] } = { english: '{0}', filling: [] };
    endless.filling.push(endless);
    for (const wrong of [
      undefined,
      {},
      { english: 7, filling: [] },
      { english: 'x', filling: [{}] },
      endless,
    ])
      assert.equal(idle(wrong), 'string');
    const subscribe = { type: 'subscribe', tracks: ['gates'], pinned: [3], ranking: 'here' };
    assert.notEqual(typeof parseToHost(subscribe), 'string');
    for (const wrong of [
      { ...subscribe, tracks: ['none'] },
      { ...subscribe, pinned: ['3'] },
      { type: 'move', offset: -1, number: 1 },
      { type: 'run', command: 'workbench.action.quit' },
      { type: 'colour', by: 'red' },
      { type: 'what-if', change: { kind: 'clamp', unit: 1, value: 1001 } },
    ])
      assert.equal(typeof parseToHost(wrong), 'string', JSON.stringify(wrong));
  });

  it('is not followed where a message is missing, or its numbers are another network’s', () => {
    const model = apply(empty, opened(1));
    assert.ok(model);
    const good = delta([], rowsOf('abc'), 2);
    assert.ok(apply(model, good));
    assert.equal(apply(model, { ...good, number: 3 }), undefined);
    assert.equal(apply(model, { ...good, keep: 1 }), undefined);
    assert.equal(apply(model, { ...good, cursor: 4 }), undefined);
    const other = { ...good.before, hidden: new Float32Array(3 * 5) };
    assert.equal(apply(model, { ...good, before: other }), undefined);
    assert.equal(apply(empty, good), undefined);
  });
});

describe('the page', () => {
  function page(kept?: unknown) {
    const said: ToHost[] = [];
    const remembered: unknown[] = [];
    const wire: Wire = {
      post: message => said.push(message),
      restore: () => kept,
      keep: state => remembered.push(state),
    };
    const store = new Store(wire, () => undefined);
    return { store, said, remembered, kept };
  }

  function filled(text: string) {
    const made = page();
    made.store.receive(opened(1));
    made.store.receive(delta([], rowsOf(text), 2));
    made.said.length = 0;
    return made;
  }

  it('moves the caret by characters, and not beyond what it shows', () => {
    const { store, said } = filled('abc');
    store.step(-1);
    store.moveTo(0);
    store.step(-1);
    store.moveTo(99);
    store.step(1);
    const offsets = said.flatMap(message => (message.type === 'move' ? [message.offset] : []));
    assert.deepEqual(offsets, [2, 1, 3]);
  });

  it('keeps the cursor where the person put it until the extension has heard of that', () => {
    const { store } = filled('abc');
    const rows = rowsOf('abc');
    store.moveTo(0);
    store.receive(delta(rows, rows, 3));
    assert.equal(store.ui.model.cursor, 1);
    store.step(1);
    store.receive({ ...delta(rows, rows, 4, 1), acknowledgedMoves: 1 });
    assert.equal(store.ui.model.cursor, 2);
    store.receive({ ...delta(rows, rows, 5, 3), acknowledgedMoves: 2 });
    assert.equal(store.ui.model.cursor, 3);
  });

  it('keeps the moment that is compared with at its byte while the text goes on', () => {
    const rows = rowsOf('abcdef');
    const { store } = page();
    store.receive(opened(1));
    store.receive(delta([], rows.slice(0, 5), 2, 3));
    store.compare(true);
    assert.equal(store.ui.reference, 2);
    store.receive(delta(rows.slice(0, 5), rows.slice(1), 3));
    assert.equal(store.ui.reference, 1);
    store.receive(delta(rows.slice(1), rows.slice(3), 4));
    assert.equal(store.ui.reference, undefined);
  });

  it('pins units, the newest first, and remembers them', () => {
    const { store, said, remembered } = filled('abc');
    store.pin(3);
    store.pin(1);
    store.pin(3);
    assert.deepEqual(store.ui.pinned, [1]);
    assert.deepEqual(remembered.at(-1), {
      open: ['text', 'unrolled', 'guesses', 'units'],
      pins: { n: [1] },
    });
    assert.ok(said.some(message => message.type === 'subscribe' && message.pinned[0] === 1));
    const again = page({ open: ['gates', 'nonsense'], pins: { n: [5, 'x'], other: 7 } }).store;
    again.receive(opened(1));
    assert.deepEqual(again.ui.pinned, [5]);
    assert.deepEqual([...page(7).store.ui.open], ['text', 'unrolled', 'guesses', 'units']);
  });

  const lessonMessage = (number: number, lesson?: object): ToPage =>
    parsedPage({
      ...{ type: 'lesson', tongue: 'en', number, all: [] },
      ...(lesson && { lesson: { id: 'a', title: 'A', text: 'x', step: 0, steps: 3, ...lesson } }),
    });
  const parsedPage = (message: unknown): ToPage => {
    const parsed = parseToPage(message);
    assert.ok(typeof parsed !== 'string');
    return parsed;
  };

  it('knows pins by their network: another one has its own, and none that a lesson made is kept or left', () => {
    const action = fc.oneof(
      fc.record({ pin: fc.nat(3) }),
      fc.record({ network: fc.constantFrom('n', 'm', 'k') }),
      fc.record({ lesson: fc.option(fc.nat(3), { nil: undefined }) }),
      fc.record({ end: fc.constant(true) }),
      fc.record({ reload: fc.constant(true) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 20 }), actions => {
        const own = new Map<string, number[]>();
        let network = 'n';
        let made = page();
        let number = 1;
        let isLesson = false;
        // What the person pins and unpins within a step stays as they want it.
        let isChanged = false;
        const open = () => made.store.receive({ ...opened(number++), facts: { ...facts, name: network } });
        open();
        for (const one of actions) {
          if ('pin' in one) {
            made.store.pin(one.pin);
            isChanged ||= isLesson;
            const pinned = own.get(network) ?? [];
            if (!isLesson)
              own.set(
                network,
                pinned.includes(one.pin) ? pinned.filter(unit => unit !== one.pin) : [one.pin, ...pinned],
              );
          } else if ('network' in one) {
            network = one.network;
            open();
          } else if ('lesson' in one) {
            isLesson = true;
            const pin = one.lesson;
            made.store.receive(
              lessonMessage(number++, { track: 'gates', ...(pin !== undefined && { pin }) }),
            );
            if (pin !== undefined && !isChanged) assert.equal(made.store.ui.pinned[0], pin);
          } else {
            // The page goes in the middle of a lesson, or the lesson ends.
            if ('reload' in one) {
              made = page(made.remembered.at(-1) ?? made.kept);
              number = 1;
              open();
            } else made.store.receive(lessonMessage(number++));
            isLesson = isChanged = false;
          }
          if (!isLesson) {
            assert.deepEqual(made.store.ui.pinned, own.get(network) ?? []);
            assert.ok(!made.store.ui.open.has('gates'));
          }
        }
      }),
    );
  });

  it('speaks of the place that was gone to last, whether a pointer rests on another or not', () => {
    const rows = rowsOf('abcdef');
    fc.assert(
      fc.property(fc.nat(5), fc.constantFrom('left', 'home', 'editor', 'pointer'), (rests, how) => {
        const { store } = filled('abcdef');
        store.hover(rests);
        if (how === 'left') store.step(-1);
        if (how === 'home') store.moveTo(0);
        if (how === 'editor') store.receive(delta(rows, rows, 3, 2));
        if (how === 'pointer') store.moveTo(rests);
        const { hover, model } = store.ui;
        assert.equal(hover ?? model.cursor - 1, model.cursor - 1);
      }),
    );
  });

  it('opens a track that a command points at, wherever it stands, and computes none that cannot be seen', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...tracks), { minLength: 1, maxLength: 6 }), pointed => {
        const { store, said } = filled('abc');
        const pointers = new Set<string | undefined>();
        pointed.forEach((track, i) => {
          store.receive({ type: 'point', number: 3 + i, track });
          assert.ok(store.ui.open.has(track) && store.ui.marked === track);
          if (tracksInMore.includes(track)) assert.ok(store.ui.more);
          pointers.add(store.ui.pointer);
        });
        assert.equal(pointers.size, pointed.length, 'each brings it into view');
        if (store.ui.more) store.toggleMore();
        const last = said.filter(({ type }) => type === 'subscribe').at(-1);
        if (last?.type === 'subscribe')
          assert.ok(
            last.tracks.every(track => !tracksInMore.includes(track)),
            last.tracks.join(),
          );
      }),
    );
  });

  it('has a short title for a generated one, with every size, and none for what a person calls a network', () => {
    const cell = fc.constantFrom('gru' as const, 'lstm' as const, 'rnn' as const, 'glr' as const);
    const size = fc.integer({ min: 1, max: 9 });
    const times = (count: number, units: number) => Array.from({ length: count }, () => units);
    const layers = fc.oneof(
      fc.array(size, { minLength: 1, maxLength: 6 }),
      fc.tuple(size, size).map(([count, units]) => times(count, units)),
    );
    fc.assert(
      fc.property(cell, layers, fc.string(), (cell, layers, chosen) => {
        assert.equal(shortTitle({ title: chosen, cell, layers }), undefined);
        const short = shortTitle({ title: phrase`generated`, cell, layers });
        const words = inEnglish(short?.size ?? '');
        const told = (words.match(/\d+/g) ?? []).map(Number);
        assert.deepEqual(words.includes('×') ? times(told[0] ?? 0, told[1] ?? 0) : told, layers);
      }),
    );
  });

  it('tells networks of one cell apart', () => {
    const cell = fc.constantFrom('gru' as const, 'lstm' as const, 'rnn' as const, 'feedforward' as const);
    const one = fc.record({ cell, state: fc.integer({ min: 1, max: 9 }) });
    fc.assert(
      fc.property(
        fc.uniqueArray(one, { maxLength: 6, selector: one => `${one.cell} ${one.state}` }),
        ones => {
          const cells = ones.map(({ cell, state }) => ({
            ...{ name: 'n', title: 't', cell, state, parameters: state, shown: false },
            surprise: new Float32Array(0),
          }));
          const labels = labelled(cells).map(({ label }) => inEnglish(label));
          assert.equal(new Set(labels).size, ones.length, labels.join());
        },
      ),
    );
  });

  it('puts back after a lesson what was open and pinned before', () => {
    const { store } = filled('abc');
    store.pin(2);
    const lesson = { id: 'a', title: 'A', text: 'x', step: 0, steps: 2 } as const;
    store.receive({
      type: 'lesson',
      tongue: 'en',
      number: 3,
      all: [],
      lesson: { ...lesson, track: 'gates', pin: 1 },
    });
    assert.ok(store.ui.open.has('gates'));
    assert.deepEqual(store.ui.pinned, [1, 2]);
    store.receive({ type: 'lesson', tongue: 'en', number: 4, all: [] });
    assert.ok(!store.ui.open.has('gates'));
    assert.deepEqual(store.ui.pinned, [2]);
  });

  it('shows what led to the cursor, wherever it goes, and lets the text be while the pointer holds it', () => {
    const text = Array.from({ length: 300 }, (_, i) => String.fromCharCode(97 + (i % 26))).join('');
    const go = fc.record({ to: fc.nat(299), isHeld: fc.boolean() });
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 120 }), fc.array(go, { maxLength: 8 }), (visible, moves) => {
        const { store } = filled(text);
        store.resize(visible);
        for (const { to, isHeld } of moves) {
          const { first: before } = store.ui;
          store.moveTo(to, isHeld);
          const { first, model } = store.ui;
          const { cursor } = model;
          assert.ok(cursor - 1 >= first && cursor <= first + visible, 'it is on screen');
          const isAlreadySeen = to >= before && to + 1 < before + visible;
          if (isHeld && isAlreadySeen) assert.equal(first, before);
          if (!isHeld) assert.ok(cursor - first >= Math.min(cursor, Math.floor((visible * 2) / 3)));
        }
      }),
    );
  });
});

describe('the rows of units', () => {
  it('a unit that stays keeps its row, and one that comes takes over one that went', () => {
    const lists = fc.uniqueArray(fc.nat(30), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(lists, { minLength: 1 }), listed => {
        let held: ReadonlyMap<number, number> = new Map();
        for (const units of listed) {
          const keys = takenOver(held, units);
          // As many rows as units: none is made anew where there are as many as before.
          assert.deepEqual(
            [...keys.values()].sort((a, b) => a - b),
            units.map((_, i) => i),
          );
          for (const unit of units) {
            const before = held.get(unit);
            if (before !== undefined && before < units.length) assert.equal(keys.get(unit), before);
          }
          held = keys;
        }
      }),
    );
  });
});

describe('how strongly a unit is shown', () => {
  it('is its value where that has bounds, and else grows with it, to at most 1 on either side', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(value, value, (a, b) => {
        for (const cell of ['rnn', 'gru', 'lstm'] as const) assert.equal(shadeOf(cell, a), a);
        const [low, high] = [shadeOf('glr', Math.min(a, b)), shadeOf('glr', Math.max(a, b))];
        assert.ok(low <= high && Math.abs(low) <= 1);
        assert.ok(shadeOf('glr', -a) === -shadeOf('glr', a));
      }),
    );
  });
});

describe('the heat map', () => {
  const columnOf = (): Column => ({
    ...{ byte: 0, text: '', start: 0, anchor: 0, surprise: 0 },
    hidden: new Float32Array(1),
    guesses: new Uint8Array(0),
    chances: new Float32Array(0),
  });

  it('colours each column once, wherever the window moves', () => {
    const all = Array.from({ length: 60 }, columnOf);
    const ring = new Ring(16);
    const slots = new Map<number, Column>();
    let coloured = 0;
    const show = (columns: readonly Column[]) => {
      for (const { slot, column } of ring.update(columns)) {
        slots.set(slot, column);
        coloured++;
      }
      columns.forEach((column, i) =>
        assert.equal(slots.get((ring.first + i) % 16)?.hidden, column.hidden, `column ${i}`),
      );
    };
    for (let end = 1; end < 60; end++) show(all.slice(Math.max(0, end - 12), end));
    assert.equal(coloured, 59);
    // Backwards: of what was dropped, the last sixteen are still there.
    show(all.slice(40, 52));
    assert.equal(coloured, 59 + 3);
    show(all.slice(0, 3));
    show([]);
  });

  it('is the background at 0, and as far from it on either side', () => {
    const [orange, dark, blue] = [
      parseColour('#e89137'),
      parseColour('rgb(30, 30, 30)'),
      parseColour('#4ea1ff'),
    ];
    assert.ok(orange && dark && blue);
    const table = diverging(orange, dark, blue);
    const rgb = (entry: number) => [entry & 255, (entry >> 8) & 255, (entry >> 16) & 255];
    assert.deepEqual(rgb(table[entryOf(0)] ?? 0), [...dark]);
    assert.deepEqual(rgb(table[entryOf(1)] ?? 0), [...blue]);
    assert.deepEqual(rgb(table[entryOf(-1)] ?? 0), [...orange]);
    assert.deepEqual([entryOf(9), entryOf(-9)], [255, 1]);
    assert.deepEqual(mix(dark, blue, 0), [...dark]);
    assert.equal(parseColour('tomato'), undefined);
    assert.deepEqual(parseColour('#fff'), [255, 255, 255]);
  });
});

describe('text that is coloured', () => {
  it('is a stretch where neighbours are alike, and none where nothing is', () => {
    const tinted = [0.1, 2.5, 2.6, 0.2, 9.5].map((value, i) => ({ start: i, end: i + 1, value }));
    assert.deepEqual(stretches(tinted, surpriseBin), [
      { start: 1, end: 3, bin: 2 },
      { start: 4, end: 5, bin: 7 },
    ]);
    assert.deepEqual([-1, -0.05, 0, 0.3, 2].map(signedBin), [-5, 0, 0, 2, 5]);
  });
});
