import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Backward } from '../../src/insight/connectivity.js';
import { profileOf, pushes } from '../../src/insight/unit-profile.js';
import { encode } from '../../src/network/bytes.js';
import { loadNetwork } from '../../src/network/load.js';
import { unitCount } from '../../src/network/manifest.js';
import { softmax } from '../../src/network/probability.js';
import { readModel, readRuntime } from '../shipped.js';
import { editorParts, panelParts } from './editor-parts.js';
import { Page } from './panel-page.js';
import { probed } from './steps.js';
import { Clock } from './vscode/clock.js';
import { Host } from './vscode/host.js';

describe('what a unit does', () => {
  it('is highest where it is, at places apart from each other, and high as often as it is above halfway', () => {
    const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { maxLength: 200 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 8 }), (all, count) => {
        const { places, high, share, characters } = profileOf(
          all.map((value, i) => ({ value, offset: i + 1 })),
          count,
        );
        assert.equal(characters, all.length);
        assert.equal(places[0]?.value, all.length > 0 ? Math.max(...all) : undefined);
        for (const [i, one] of places.entries())
          for (const other of places.slice(0, i)) {
            assert.ok(Math.abs(one.offset - other.offset) >= 12);
            assert.ok(other.value >= one.value);
          }
        // One that is higher than the last that is listed lies beside one that is.
        const last = places.at(-1);
        if (places.length === count && last)
          for (const [i, value] of all.entries())
            if (value > last.value) assert.ok(places.some(({ offset }) => Math.abs(offset - i - 1) < 12));
        const counted = all.filter(value => value > high).length / Math.max(1, all.length);
        assert.equal(share, counted);
        if (all.length > 0) assert.ok(high <= Math.max(...all));
      }),
    );
  });

  it('pushes the guess by its read-out weights, and of blocks by what the weights make of it', async () => {
    for (const name of ['gru', 'lstm', 'rnn', 'feedforward', 'glr']) {
      const network = await loadNetwork(name, readModel, readRuntime);
      const { manifest } = network;
      const backward = new Backward(manifest, network.weights());
      const last = (await probed(network, network.initial(), encode('const a = [1, 2'))).at(-1);
      assert.ok(last);
      const output = network.weights().get('output.weight');
      const chances = softmax(last.logits);
      const units = unitCount(manifest);
      const firstRead = output ? units - output.length / 256 : 0;
      for (const unit of [0, 7, units >> 1, units - 1]) {
        const found = pushes(backward, last, unit);
        const scale = Math.hypot(...found) + 1e-3;
        const mean = chances.reduce((sum, p, byte) => sum + p * (found[byte] ?? NaN), 0);
        assert.ok(Math.abs(mean) < 1e-3 * scale, 'what one byte gains others lose');
        for (const byte of [10, 32, 0x5d, 0x65, 200]) {
          const derivative = backward.byUnits(last, byte)[unit] ?? NaN;
          const apart = Math.abs((found[byte] ?? NaN) - derivative);
          assert.ok(apart < 0.02 * scale, `${name} ${unit} ${byte}: ${found[byte]}, not ${derivative}`);
        }
        if (!output || manifest.kind === 'blocks') continue;
        const row = output.subarray(256 * (unit - firstRead), 256 * (unit - firstRead + 1));
        if (unit < firstRead) continue;
        const rowMean = chances.reduce((sum, p, byte) => sum + p * (row[byte] ?? NaN), 0);
        for (const [byte, push] of found.entries())
          assert.ok(Math.abs(push - ((row[byte] ?? NaN) - rowMean)) < 1e-3, `${name} ${unit} ${byte}`);
      }
      await network.dispose();
    }
  });
});

describe('a unit’s own page', () => {
  const clock = new Clock();
  beforeEach(() => clock.install());
  afterEach(() => clock.uninstall());

  it('tells of that unit in that text, whatever is opened, typed and moved before, and leads to its places', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('open' as const), unit: fc.nat(1) }),
      fc.record({ kind: fc.constant('close' as const) }),
      fc.record({ kind: fc.constant('type' as const), text: fc.constantFrom('a', 'ổ', '\n', '(x') }),
      fc.record({ kind: fc.constant('caret' as const), at: fc.nat(2000) }),
      fc.record({ kind: fc.constant('pass' as const), time: fc.nat(600) }),
    );
    const text = Array.from({ length: 60 }, (_, i) => `const value${i} = call(${i});`).join('\n');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async steps => {
        const host = new Host();
        const parts = editorParts(host);
        void parts.engine.load();
        await clock.settle();
        const editor = host.open('/w/a.ts', text);
        editor.move(900);
        const { session, webview, watch } = panelParts(host, parts);
        const page = new Page(webview, ['text', 'guesses', 'units']);
        page.load();
        session.show(true);
        await clock.settle();
        let wanted: number | undefined;
        for (const one of steps) {
          const { length } = editor.document.getText();
          if (one.kind === 'open') page.openUnit((wanted = one.unit));
          if (one.kind === 'close') page.openUnit((wanted = undefined));
          if (one.kind === 'type') editor.edit([{ offset: editor.caret, removed: 0, text: one.text }]);
          if (one.kind === 'caret') editor.move(one.at % (length + 1));
          if (one.kind === 'pass') await clock.pass(one.time);
          const told = page.model.unitPage;
          const { state } = watch;
          // What was told of an earlier text is not told of this one for longer than it takes to say so.
          if (told && one.kind === 'pass' && one.time > 300 && state.kind === 'watched')
            for (const { offset } of told.places) assert.ok(offset <= length);
        }
        await clock.settle();
        assert.deepEqual(page.faults, []);
        const told = page.model.unitPage;
        if (wanted !== undefined) assert.equal(told?.unit, wanted);
        if (told && wanted !== undefined) {
          const now = editor.document.getText();
          assert.equal(told.isWhole, true);
          assert.equal(told.characters, now.length);
          for (const { offset, before, text, after } of told.places)
            assert.equal(
              now.slice(offset - text.length - before.length, offset + after.length),
              before + text + after,
            );
          const [first] = told.places;
          assert.ok(first);
          page.moveToOffset(first.offset);
          await clock.settle();
          assert.equal(editor.caret, first.offset);
        }
        session.dispose();
        assert.deepEqual(parts.log.troubles(), []);
      }),
      { numRuns: 25 },
    );
  });
});
