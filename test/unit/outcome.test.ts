import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TextChange } from '../../src/reading/source.js';
import { OutcomeTracker, type Outcome } from '../../src/suggestion/outcome.js';

/** A document with an offer in it, and what became of that. */
class Typing {
  readonly outcomes: Outcome[] = [];
  readonly tracker = new OutcomeTracker(outcome => this.outcomes.push(outcome));
  private at: number;
  constructor(
    private readonly text: string,
    private readonly prefix = 'items.len',
    offset = 100,
  ) {
    this.at = offset;
    this.offer(text);
  }
  offer(text: string, prefix = this.prefix): this {
    this.tracker.offered({ document: 'a', offset: this.at, prefix, text });
    return this;
  }
  insert(text: string, removed = 0, back = 0): this {
    this.tracker.edited('a', [{ offset: this.at - back, removed, text }]);
    this.at += text.length - back;
    return this;
  }
  edit(...changes: TextChange[]): this {
    this.tracker.edited('a', changes);
    return this;
  }
  key(...keys: string[]): this {
    for (const key of keys) this.insert(key);
    return this;
  }
  caret(offset = this.at): this {
    this.tracker.moved('a', offset);
    return this;
  }
  taken(): this {
    this.tracker.taken(this.text.length);
    return this;
  }
  get kinds(): string[] {
    return this.outcomes.map(({ kind, ...rest }) =>
      'characters' in rest ? `${kind} ${rest.characters}` : kind,
    );
  }
}

describe('what became of a suggestion', () => {
  it('is a full take when the editor says so, after the change or without one', () => {
    assert.deepEqual(new Typing('gth;').insert('gth;').caret().taken().kinds, ['shown', 'full 4']);
    assert.deepEqual(new Typing('gth;').taken().kinds, ['shown', 'full 4']);
    // The editor writes only what is not there yet, and sets the caret behind what it reaches over.
    assert.deepEqual(new Typing('gth)').insert('gth').caret(104).taken().kinds, ['shown', 'full 4']);
    assert.deepEqual(new Typing('gth)').insert('gth)', 1).caret().taken().kinds, ['shown', 'full 4']);
  });

  it('is a word of it when that comes at once, and the rest is not shown anew', () => {
    const typing = new Typing('gth = other;').insert('gth = ').caret().offer('other;');
    assert.deepEqual(typing.kinds, ['shown', 'word 6']);
    assert.deepEqual(typing.insert('other;').taken().kinds, ['shown', 'word 6', 'full 6']);
    assert.deepEqual(
      typing.outcomes.map(outcome => 'first' in outcome && outcome.first),
      [false, true, false],
    );
  });

  it('is typed through key by key: neither taken nor rejected', () => {
    assert.deepEqual(new Typing('gth').key('g', 't', 'h').key(';').kinds, ['shown']);
    assert.deepEqual(new Typing('gth').key('g').offer('th').key('t', 'h').kinds, ['shown']);
    // A full take of what is left.
    assert.deepEqual(new Typing('gth;').key('g').offer('th;').insert('th;').taken().kinds, [
      'shown',
      'full 3',
    ]);
  });

  it('is typed through where the editor closes brackets and types over them', () => {
    assert.deepEqual(new Typing('(value)').insert('()').key('v').kinds, ['shown']);
    assert.deepEqual(new Typing('a)').key('a').insert(')', 1).kinds, ['shown']);
  });

  it('is rejected when something else is typed', () => {
    const typing = new Typing('gth;').key('g', 'x');
    assert.deepEqual(typing.kinds, ['shown', 'rejected']);
    const [, rejected] = typing.outcomes;
    assert.ok(rejected?.kind === 'rejected');
    assert.deepEqual(rejected.offer, { document: 'a', offset: 101, prefix: 'items.leng', text: 'th;' });
    assert.deepEqual(new Typing('gth;').insert('\n    ').kinds, ['shown', 'rejected']);
  });

  it('is judged alike when the completion list writes the word again', () => {
    assert.deepEqual(new Typing('gth;').insert('length', 3, 3).kinds, ['shown']);
    assert.deepEqual(new Typing('gth;').insert('lenient', 3, 3).kinds, ['shown', 'rejected']);
  });

  it('is no judgement to delete, to go elsewhere, or to edit in several places', () => {
    assert.deepEqual(new Typing('gth;').edit({ offset: 99, removed: 1, text: '' }).key('x').kinds, ['shown']);
    assert.deepEqual(new Typing('gth;').caret(50).key('x').kinds, ['shown']);
    const both = [
      { offset: 100, removed: 0, text: 'x' },
      { offset: 20, removed: 0, text: 'x' },
    ];
    assert.deepEqual(new Typing('gth;').edit(...both).kinds, ['shown']);
  });

  it('follows the place when text above or below changes', () => {
    const typing = new Typing('gth;');
    typing.edit({ offset: 500, removed: 3, text: 'y' });
    typing.edit({ offset: 10, removed: 2, text: 'abcde' });
    typing.tracker.edited('a', [{ offset: 103, removed: 0, text: 'x' }]);
    assert.deepEqual(typing.kinds, ['shown', 'rejected']);
    typing.tracker.edited('b', [{ offset: 103, removed: 0, text: 'x' }]);
    assert.deepEqual(typing.kinds, ['shown', 'rejected']);
  });

  it('an alternative that is chosen and taken is taken, not rejected', () => {
    const offered = (texts: readonly string[]) => {
      const outcomes: Outcome[] = [];
      const tracker = new OutcomeTracker(outcome => outcomes.push(outcome));
      const [text = '', ...alternatives] = texts;
      tracker.offered({ document: 'a', offset: 100, prefix: 'x = ', text, alternatives });
      return { tracker, kinds: () => outcomes.map(({ kind }) => kind) };
    };
    const word = fc.string({ minLength: 2, maxLength: 12, unit: fc.constantFrom('a', 'b', '(', ' ') });
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 2, maxLength: 5 }), fc.nat(4), (texts, which) => {
        const chosen = texts[which % texts.length] ?? '';
        const whole = offered(texts);
        whole.tracker.edited('a', [{ offset: 100, removed: 0, text: chosen }]);
        whole.tracker.taken(chosen.length);
        assert.deepEqual(whole.kinds(), ['shown', 'full']);
        const typed = offered(texts);
        for (let i = 0; i < chosen.length; i++)
          typed.tracker.edited('a', [{ offset: 100 + i, removed: 0, text: chosen.charAt(i) }]);
        assert.deepEqual(typed.kinds(), ['shown']);
      }),
    );
    const other = offered(['foo()', 'bar()']);
    other.tracker.edited('a', [{ offset: 100, removed: 0, text: 'q' }]);
    assert.deepEqual(other.kinds(), ['shown', 'rejected']);
  });

  it('is counted once: as many judgements as shows at the most, whatever happens', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('offer' as const), text: fc.constantFrom('gth', 'th', 'abc', 'a b') }),
      fc.record({
        kind: fc.constant('edit' as const),
        offset: fc.integer({ min: 95, max: 110 }),
        removed: fc.nat(2),
        text: fc.constantFrom('', 'g', 'gth', 'a', 'a ', '()', 'zz'),
      }),
      fc.record({ kind: fc.constant('caret' as const), offset: fc.integer({ min: 95, max: 110 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), steps => {
        const outcomes: Outcome[] = [];
        const tracker = new OutcomeTracker(outcome => outcomes.push(outcome));
        for (const step of steps) {
          if (step.kind === 'offer')
            tracker.offered({ document: 'a', offset: 100, prefix: 'items.len', text: step.text });
          else if (step.kind === 'edit') tracker.edited('a', [step]);
          else tracker.moved('a', step.offset);
        }
        const shown = outcomes.filter(({ kind }) => kind === 'shown').length;
        const judged = outcomes.filter(outcome => 'first' in outcome && outcome.first).length;
        assert.ok(judged <= shown, JSON.stringify(outcomes));
        for (const outcome of outcomes) if ('characters' in outcome) assert.ok(outcome.characters >= 2);
      }),
    );
  });
});
