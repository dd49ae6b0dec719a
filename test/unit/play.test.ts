import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Column } from '../../src/panel/app/model.js';
import { Player } from '../../src/panel/app/play.js';
import type { Store } from '../../src/panel/app/ui.js';
import { Clock } from './vscode/clock.js';

/** A store as far as a player needs one. */
function storeOf(text: string, at: number) {
  const columns = Array.from(text, (character, i): Column => ({
    ...{ byte: character.charCodeAt(0), text: character, start: i, anchor: 0, surprise: 0 },
    hidden: new Float32Array(1),
    guesses: new Uint8Array(5),
    chances: new Float32Array(5),
  }));
  const visited: number[] = [];
  const store = {
    ui: { model: { columns, cursor: at } },
    moveTo(column: number) {
      this.ui.model.cursor = column + 1;
      visited.push(column);
    },
    step(by: number) {
      this.moveTo(this.ui.model.cursor - 1 + by);
    },
  };
  return { store: store as unknown as Store, visited, model: store.ui.model };
}

describe('a line that is played', () => {
  const clock = new Clock();
  const real = { setInterval: globalThis.setInterval, clearInterval: globalThis.clearInterval };
  beforeEach(() => {
    clock.install();
    // The clock has timers that run out once: one after the other they are an interval.
    const running = new Set<object>();
    Object.assign(globalThis, {
      setInterval: (run: () => void, delay: number) => {
        const token = {};
        running.add(token);
        const again = () => {
          if (!running.has(token)) return;
          run();
          setTimeout(again, delay);
        };
        setTimeout(again, delay);
        return token;
      },
      clearInterval: (token: object) => void running.delete(token),
    });
  });
  afterEach(async () => {
    Object.assign(globalThis, real);
    await clock.uninstall();
  });

  it('goes from the start of its line to the cursor, a character each, ten a second, and ends there', async () => {
    const text = fc.array(fc.constantFrom('a', 'b', ' ', '\n'), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(text, fc.nat(100), async (characters, place) => {
        const cursor = 1 + (place % characters.length);
        const { store, visited, model } = storeOf(characters.join(''), cursor);
        const player = new Player(store, () => undefined);
        player.toggle();
        assert.ok(player.isPlaying);
        const before = characters.slice(0, cursor - 1).lastIndexOf('\n');
        await clock.pass(100 * (cursor - before) + 150);
        assert.ok(!player.isPlaying);
        assert.equal(model.cursor, cursor);
        assert.deepEqual(
          visited,
          Array.from({ length: cursor - 1 - before }, (_, i) => before + 1 + i),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('ends where it is when it is stopped', async () => {
    const { store, visited } = storeOf('abcdefgh', 8);
    const player = new Player(store, () => undefined);
    player.toggle();
    await clock.pass(250);
    player.stop();
    const { length } = visited;
    await clock.pass(2000);
    assert.equal(visited.length, length);
    assert.ok(length > 1 && length < 8);
  });
});
