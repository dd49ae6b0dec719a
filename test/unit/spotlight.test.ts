import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Spotlight, scrollFor } from '../../src/panel/app/spotlight.js';

/** A page of sections below each other that scrolls. */
class Column {
  scrolled = 0;
  time = 0;
  result: { top: number; height: number } | undefined;

  constructor(
    readonly window: number,
    readonly card: number,
    public top: number,
    public height: number,
  ) {}

  readonly page = {
    find: () => ({
      section: this.box(this.top, this.height),
      result: this.result && this.box(this.top + this.result.top, this.result.height),
    }),
    view: () => ({ top: this.card, bottom: this.window }),
    scrollBy: (pixels: number) => void (this.scrolled = Math.max(0, this.scrolled + pixels)),
    now: () => this.time,
  };

  box(top: number, height: number) {
    return { top: top - this.scrolled, bottom: top + height - this.scrolled };
  }
}

describe('what a lesson points at', () => {
  const size = fc.integer({ min: 200, max: 900 });

  it('is in view after whatever comes above it, opens in it, or answers in it', () => {
    const change = fc.record({
      above: fc.integer({ min: -100, max: 600 }),
      height: fc.integer({ min: 20, max: 500 }),
    });
    fc.assert(
      fc.property(
        size,
        fc.integer({ min: 0, max: 150 }),
        fc.nat(3000),
        fc.array(change),
        (window, card, top, changes) => {
          const column = new Column(window, card, top + card, 60);
          const spotlight = new Spotlight(column.page);
          spotlight.drawn('a 0 en');
          for (const { above, height } of changes) {
            column.top = Math.max(card, column.top + above);
            column.height = height;
            column.time += 100;
            if (column.time > 5000) break;
            spotlight.drawn('a 0 en');
            const { top, bottom } = column.box(column.top, column.height);
            assert.ok(
              top >= card - 1 && (bottom <= window + 1 || Math.abs(top - card) <= 1),
              `${top} to ${bottom}`,
            );
          }
        },
      ),
    );
  });

  it('shows its result where not all of it has room', () => {
    const by = scrollFor({ top: 100, bottom: 900 }, { top: 700, bottom: 880 }, { top: 50, bottom: 450 });
    assert.equal(by, 430);
  });

  it('is let go of when the person scrolls, until the next step', () => {
    const column = new Column(400, 0, 2000, 60);
    const spotlight = new Spotlight(column.page);
    spotlight.drawn('a 0 en');
    assert.ok(column.scrolled > 1000);
    spotlight.release();
    column.scrolled = 0;
    spotlight.drawn('a 0 en');
    assert.equal(column.scrolled, 0);
    for (const next of ['a 1 en', 'a 1 vi']) {
      column.scrolled = 0;
      spotlight.drawn(next);
      assert.ok(column.scrolled > 1000, next);
    }
  });
});
