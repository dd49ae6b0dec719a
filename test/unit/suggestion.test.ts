import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Reading, State } from '../../src/network/network.js';
import { never } from '../../src/reading/turn.js';
import { decode, softmax } from '../../src/suggestion/decode.js';
import { Remainder } from '../../src/suggestion/remainder.js';
import { fitsBefore, shape } from '../../src/suggestion/shape.js';
import { suggest } from '../../src/suggestion/suggest.js';
import { HashNetwork } from './hash-network.js';

/** A network that expects a given text, each byte with a given probability, whatever it reads. */
class Expecting extends HashNetwork {
  steps = 0;
  private readonly expected: Uint8Array;
  constructor(
    text: string,
    private readonly probabilities: (i: number) => number,
  ) {
    super();
    this.expected = new TextEncoder().encode(text);
  }
  start(): Reading {
    return { state: this.initial(), logits: this.logits(0) };
  }
  override step(states: readonly State[], bytes: Uint8Array): Promise<Reading[]> {
    this.steps++;
    return Promise.resolve(
      states.map((state, i) => {
        const at = state[0] ?? 0;
        const next = bytes[i] === this.expected[at] ? at + 1 : 9999;
        return { state: Float32Array.of(next, 0), logits: this.logits(next) };
      }),
    );
  }
  private logits(at: number): Float32Array {
    const sure = this.probabilities(at);
    const byte = this.expected[at];
    const logits = new Float32Array(256).fill(Math.log((1 - sure) / 255));
    if (byte !== undefined) logits[byte] = Math.log(sure);
    return logits;
  }
}

const options = { floor: 0.5, longest: 60, leastSaved: 2 };
const place = {
  prefix: 'x = ',
  suffix: '',
  selected: undefined,
  eagerness: 'balanced',
  longest: 60,
} as const;

describe('decode', () => {
  it('follows the network to the end of the line, never across it', async () => {
    const network = new Expecting('return total;\nnext', () => 0.999);
    assert.equal((await decode(network, network.start(), options, never))?.text, 'return total;');
  });

  it('cuts where probability times keys saved is highest', async () => {
    const network = new Expecting('total + other', i => (i < 5 ? 0.999 : 0.6));
    assert.equal((await decode(network, network.start(), options, never))?.text, 'total');
  });

  it('is silent where nothing is likely', async () => {
    const network = new Expecting('total', () => 0.3);
    assert.equal(await decode(network, network.start(), options, never), undefined);
  });

  it('stops when it is cancelled', async () => {
    const network = new Expecting('total', () => 0.999);
    assert.equal(
      await decode(network, network.start(), options, { isCancellationRequested: true }),
      undefined,
    );
  });

  it('gives valid UTF-8 only, from whatever logits', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 255 }), { minLength: 1, maxLength: 20 }), async bytes => {
        const network = new Expecting('', () => 0.99);
        Object.assign(network, { expected: Uint8Array.from(bytes) });
        const candidate = await decode(network, network.start(), { ...options, floor: 0.2 }, never);
        assert.ok(!candidate?.text.includes('\ufffd') || bytes.includes(0xef));
        assert.ok(!/[\n\r]/.test(candidate?.text ?? ''));
      }),
    );
  });

  it('turns logits into probabilities', () => {
    const distribution = softmax(Float32Array.from({ length: 256 }, (_, i) => i / 10));
    assert.ok(Math.abs(distribution.reduce((a, b) => a + b, 0) - 1) < 1e-5);
    assert.ok(Math.abs((distribution[1] ?? 0) / (distribution[0] ?? 1) - Math.exp(0.1)) < 1e-4);
  });
});

describe('shape', () => {
  it('never doubles a bracket or quote that stands behind the caret', () => {
    assert.deepEqual(shape('value)', ')'), { text: 'value)', replaces: 1 });
    assert.deepEqual(shape('value);', ')'), { text: 'value);', replaces: 1 });
    assert.deepEqual(shape('hello")', '")'), { text: 'hello")', replaces: 2 });
    assert.deepEqual(shape('f(a), b)', ')'), { text: 'f(a), b)', replaces: 1 });
    assert.deepEqual(shape('a]', ')'), { text: 'a', replaces: 0 });
    assert.deepEqual(shape("'a')", ')'), { text: "'a')", replaces: 1 });
    assert.deepEqual(shape('x;', ''), { text: 'x;', replaces: 0 });
  });

  it('replaces only what it gives back in the same order', () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from('ab([{)]}"\';,: ')) });
    const tail = fc.string({ unit: fc.constantFrom(...Array.from(')]}"\';')) });
    fc.assert(
      fc.property(text, tail, (continuation, suffix) => {
        const { text, replaces } = shape(continuation, suffix);
        assert.ok(continuation.startsWith(text));
        let at = 0;
        for (const character of text) if (at < replaces && character === suffix[at]) at++;
        assert.equal(at, replaces);
      }),
    );
  });

  it('lets suggestions be made before closing marks only', () => {
    for (const suffix of ['', ')', ');', '") {', '  ', '],']) assert.ok(fitsBefore(suffix), suffix);
    for (const suffix of ['x', ' + 1', 'foo()', '= 2']) assert.ok(!fitsBefore(suffix), suffix);
  });
});

describe('suggest', () => {
  it('offers a likely continuation', async () => {
    const network = new Expecting('total;\n', () => 0.99);
    const answer = await suggest(network, network.start(), place, never);
    assert.equal(typeof answer === 'string' ? answer : answer.text, 'total;');
  });

  it('names the silence where there is none', async () => {
    const network = new Expecting('total;\n', () => 0.3);
    assert.equal(await suggest(network, network.start(), place, never), 'unsure');
    assert.equal(await suggest(network, network.start(), { ...place, prefix: '  ' }, never), 'indentation');
  });

  it('on a line of white space wants to be nearly certain, since Tab means indent there', async () => {
    const network = new Expecting('total;\n', i => (i === 0 ? 0.7 : 0.999));
    assert.notEqual(typeof (await suggest(network, network.start(), place, never)), 'string');
    assert.equal(await suggest(network, network.start(), { ...place, prefix: '    ' }, never), 'indentation');
  });

  it('offers only what goes on from the item selected in the completion list', async () => {
    const network = new Expecting('total;\n', () => 0.99);
    assert.equal(await suggest(network, network.start(), { ...place, selected: 'toString' }, never), 'list');
    const answer = await suggest(network, network.start(), { ...place, selected: 'total' }, never);
    assert.equal(typeof answer === 'string' ? answer : answer.text, 'total;');
  });
});

describe('the remainder of a suggestion', () => {
  const offer = { document: 'a', line: 3, prefix: 'foo(', text: 'bar, baz)' };

  it('is exactly what is left while it is typed through', () => {
    const remainder = new Remainder();
    remainder.remember(offer);
    for (let i = 0; i < offer.text.length; i++) {
      const rest = remainder.at('a', 3, offer.prefix + offer.text.slice(0, i), '');
      assert.equal(rest?.text, offer.text.slice(i));
    }
    assert.equal(remainder.at('a', 3, offer.prefix + offer.text, ''), undefined);
  });

  it('is nothing elsewhere, or once something else was typed', () => {
    const remainder = new Remainder();
    remainder.remember(offer);
    assert.equal(remainder.at('b', 3, 'foo(', ''), undefined);
    assert.equal(remainder.at('a', 4, 'foo(', ''), undefined);
    assert.equal(remainder.at('a', 3, 'foo(c', ''), undefined);
    assert.equal(remainder.at('a', 3, 'foo', ''), undefined);
  });

  it('reaches over a bracket that the editor closed meanwhile', () => {
    const remainder = new Remainder();
    remainder.remember({ ...offer, prefix: '', text: 'foo(bar)' });
    assert.deepEqual(remainder.at('a', 3, 'foo(', ')'), { text: 'bar)', replaces: 1 });
  });
});
