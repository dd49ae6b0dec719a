import assert from 'node:assert/strict';
import fc from 'fast-check';
import { discountsOf, Ngrams } from '../evaluate/ngram.js';

/** Chen and Goodman's formula, counted anew for every question from the texts as strings, a zero for each end. */
class Naive {
  private readonly windows: readonly string[];
  constructor(
    texts: readonly Uint8Array[],
    private readonly order: number,
  ) {
    const padded = texts.map(text => String.fromCharCode(...text, 0, 0, 0, 0, 0, 0, 0));
    this.windows = padded.flatMap(text =>
      Array.from({ length: text.length - 7 }, (_, i) => text.slice(i, i + 8)),
    );
  }

  /** Counts of the n-grams of a length: how often each came, or what it came after. */
  private counts(length: number): Map<string, number> {
    const grams = new Map<string, number>();
    const count = (gram: string) => grams.set(gram, (grams.get(gram) ?? 0) + 1);
    if (length === this.order) this.windows.forEach(window => count(window.slice(0, length)));
    else
      new Set(this.windows.map(window => window.slice(0, length + 1))).forEach(gram => count(gram.slice(1)));
    return grams;
  }

  probability(context: string, byte: number, length = this.order): number {
    if (length === 0) return 1 / 256;
    const shorter = this.probability(context, byte, length - 1);
    if (context.length < length - 1) return shorter;
    const grams = this.counts(length);
    const times = (count: number) => [...grams.values()].filter(other => other === count).length;
    const discounts = discountsOf([times(1), times(2), times(3), times(4)]);
    const own = context.slice(context.length - (length - 1));
    const after = [...grams].filter(([gram]) => gram.startsWith(own));
    if (after.length === 0) return shorter;
    const off = (count: number) => discounts[Math.min(count, 3) - 1] ?? NaN;
    const total = after.reduce((sum, [, count]) => sum + count, 0);
    const taken = after.reduce((sum, [, count]) => sum + off(count), 0);
    const count = grams.get(own + String.fromCharCode(byte));
    return (count === undefined ? 0 : (count - off(count)) / total) + (taken / total) * shorter;
  }
}

describe('the n-gram model', () => {
  const letters = fc.uint8Array({ min: 97, max: 100, minLength: 1, maxLength: 120 });
  const any = fc.uint8Array({ min: 1, minLength: 1, maxLength: 20 });
  const some = fc.array(fc.oneof(letters, any), { minLength: 1, maxLength: 3 });
  const count = (texts: readonly Uint8Array[]) =>
    Ngrams.count(
      texts,
      texts.reduce((sum, text) => sum + text.length, 0),
    );

  it('is what Chen and Goodman say, at every order', () => {
    fc.assert(
      fc.property(some, fc.oneof(letters, any), fc.integer({ min: 1, max: 8 }), (texts, context, order) => {
        const distribution = count(texts).model(order).distribution(context);
        assert.equal(distribution.length, 256);
        assert.ok(Math.abs(distribution.reduce((a, b) => a + b, 0) - 1) < 1e-12);
        const naive = new Naive(texts, order);
        for (const byte of [0, 10, 97, 98, 99, 100, 255]) {
          const wanted = naive.probability(String.fromCharCode(...context), byte);
          assert.ok(Math.abs((distribution[byte] ?? NaN) - wanted) < 1e-12, `byte ${byte}`);
        }
      }),
      { numRuns: 80 },
    );
  }).timeout(60_000);

  it('answers the same when it is asked again', () => {
    const model = count([Buffer.from('abracadabra')]).model(4);
    const first = model.distribution(Buffer.from('abr'));
    assert.deepEqual(model.distribution(Buffer.from('abr')), first);
    assert.ok((first[97] ?? 0) > 0.5);
  });

  it('refuses more than it can count', () => {
    assert.throws(() => Ngrams.count([], 2 ** 30), /can be counted/);
  });
});
