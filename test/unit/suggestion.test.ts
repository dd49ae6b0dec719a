import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Reading, State } from '../../src/network/network.js';
import { softmax } from '../../src/network/probability.js';
import { never, type Cancellation } from '../../src/scheduler.js';
import { decode, type DecodeOptions } from '../../src/suggestion/decode.js';
import { Predictor } from '../../src/suggestion/predictor.js';
import { Remainder } from '../../src/suggestion/remainder.js';
import { Answers } from '../../src/suggestion/answers.js';
import { confidenceFeatureNames } from '../../src/suggestion/features.js';
import { trusting } from './trusting.js';
import { fits, noFit } from '../../src/suggestion/fit.js';
import { fitsBefore, repeatsBelow, shape } from '../../src/suggestion/shape.js';
import type { Silence } from '../../src/suggestion/silence.js';
import type { Place } from '../../src/suggestion/suggest.js';
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

/** A network that expects either of two texts of different first bytes. */
class Forking extends Expecting {
  private readonly texts: readonly Uint8Array[];
  constructor(first: string, second: string) {
    super('', () => 0.5);
    this.texts = [first, second].map(text => new TextEncoder().encode(text));
  }
  override start(): Reading {
    return { state: Float32Array.of(-1, 0), logits: this.expecting([0.5, 0.4], 0) };
  }
  override step(states: readonly State[], bytes: Uint8Array): Promise<Reading[]> {
    return Promise.resolve(
      states.map(([which = 0, at = 0], i) => {
        const chosen = which < 0 ? this.texts.findIndex(text => text[0] === bytes[i]) : which;
        const chances = this.texts.map((_, text) => (text === chosen ? 0.99 : 0));
        return { state: Float32Array.of(chosen, at + 1), logits: this.expecting(chances, at + 1) };
      }),
    );
  }
  private expecting(chances: readonly number[], at: number): Float32Array {
    const logits = new Float32Array(256).fill(-12);
    this.texts.forEach((text, i) => {
      const byte = text[at] ?? 10;
      logits[byte] = Math.max(logits[byte] ?? 0, Math.log(Math.max(1e-6, chances[i] ?? 0)));
    });
    return logits;
  }
}

/** What decoding finds with no memory. */
function decoded(network: Expecting, options: DecodeOptions, cancellation: Cancellation) {
  const predictor = new Predictor(network);
  return decode(predictor, predictor.start(network.start(), ''), options, cancellation);
}

const options = { floor: 0.5, longest: 60, leastSaved: 2 };
const place: Place = {
  prefix: 'x = ',
  suffix: '',
  selected: undefined,
  eagerness: 'balanced',
  longest: 60,
  model: trusting,
};

async function texts(network: Expecting, of: Partial<Place> = {}): Promise<string[] | Silence> {
  const caret = { document: network, line: 0, lineStart: 0, ...place, ...of };
  const found = await new Answers().inferred(network, network.start(), caret, never);
  return typeof found === 'string' ? found : found.map(({ text }) => text);
}

describe('decode', () => {
  it('follows the network to the end of the line, never across it', async () => {
    const network = new Expecting('return total;\nnext', () => 0.999);
    const found = await decoded(network, options, never);
    assert.deepEqual(
      new Set(found.map(({ text }) => text)),
      new Set(['return', 'return ', 'return total', 'return total;']),
    );
  });

  it('finds nothing where nothing is likely', async () => {
    const network = new Expecting('total', () => 0.3);
    assert.deepEqual(await decoded(network, options, never), []);
  });

  it('counts characters, not bytes, of any script', async () => {
    const character = fc.constantFrom('a', 'é', 'ế', '漢', '😀');
    const text = fc.array(character, { minLength: 8, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 4, max: 12 }), async (characters, longest) => {
        const network = new Expecting(`${characters.join('')}\n`, () => 0.999);
        const found = await decoded(network, { ...options, longest, leastSaved: 1 }, never);
        for (const { text } of found) assert.ok(Array.from(text).length <= longest, text);
        const spaced = characters.map(one => `${one} `).join('');
        const words = await decoded(new Expecting(spaced, () => 0.999), { ...options, longest }, never);
        const most = Math.max(...words.map(({ text }) => Array.from(text).length));
        assert.equal(most, Math.min(longest, 2 * characters.length));
      }),
      { numRuns: 30 },
    );
  });

  it('stops when it is cancelled', async () => {
    const network = new Expecting('total', () => 0.999);
    assert.deepEqual(await decoded(network, options, { isCancellationRequested: true }), []);
  });

  it('gives valid UTF-8 only, from whatever logits', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 255 }), { minLength: 1, maxLength: 20 }), async bytes => {
        const network = new Expecting('', () => 0.99);
        Object.assign(network, { expected: Uint8Array.from(bytes) });
        for (const { text } of await decoded(network, { ...options, floor: 0.2 }, never)) {
          assert.ok(!text.includes('\ufffd') || bytes.includes(0xef));
          assert.ok(!/[\n\r]/.test(text));
        }
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

  it('never doubles the end of a comment', () => {
    assert.deepEqual(shape('of bytes. */', ' */'), { text: 'of bytes.', replaces: 0 });
    assert.deepEqual(shape('of bytes', ' */'), { text: 'of bytes', replaces: 0 });
    assert.deepEqual(shape('(see `a`). */', ' */'), { text: '(see `a`).', replaces: 0 });
    assert.deepEqual(shape('all -->', '-->'), { text: 'all', replaces: 0 });
    assert.deepEqual(shape('a */', ''), { text: 'a */', replaces: 0 });
  });

  it('says once what stands after the caret, whatever marks are admitted there', () => {
    const inner = fc.string({ unit: fc.constantFrom(...Array.from('ab (x)[y]{z}.')), maxLength: 8 });
    const balanced = inner.filter(text => /^(?:[ab .xyz]|\(x\)|\[y\]|\{z\})*$/.test(text));
    const blanks = fc.constantFrom('', '', ' ', '  ', '\t');
    const closers = fc.string({ unit: fc.constantFrom(...Array.from(')>}]"\'`')), maxLength: 4 });
    const separator = fc.constantFrom('', ':', '{', ';', ',');
    const comment = fc.constantFrom('', '', '*/', '-->');
    const marks = fc.tuple(blanks, closers, blanks, separator, blanks, comment, blanks);
    fc.assert(
      fc.property(balanced, marks, balanced, fc.boolean(), (start, parts, rest, tight) => {
        const suffix = parts.join('');
        assert.ok(fitsBefore(suffix), JSON.stringify(suffix));
        // The continuation says the marks itself, with the blanks that stand there or without.
        const said = tight ? suffix.replaceAll(/\s/g, '') : suffix.trimEnd();
        const continuation = `${start}${said}${rest}`;
        const { text, replaces } = shape(continuation, suffix);
        const strip = (of: string) => of.replaceAll(/\s/g, '');
        const line = strip(text + suffix.slice(replaces));
        // The marks once, after as much as there is of the start, before as much as there is of the rest.
        const [head, tail] = [strip(start), strip(rest)];
        const whole = head + strip(suffix);
        const isOnce =
          Array.from(`${head} `).some((_, i) => line === head.slice(0, i) + strip(suffix)) ||
          Array.from(`${tail} `).some((_, i) => line === whole + tail.slice(0, i));
        assert.ok(isOnce, JSON.stringify({ continuation, suffix, text, replaces }));
      }),
      { numRuns: 2000 },
    );
  });

  it('reaches over the marks of generics, includes and attributes, and doubles no blank', () => {
    const cases: readonly [string, string, string][] = [
      ['ex.html">Home</a>', '">', 'ex.html">Home</a>'],
      ['ing>', '>', 'ing>'],
      ['ing> = ', '>', 'ing> = '],
      ['ing>> = new Map', '>>', 'ing>> = new Map'],
      ['ond ', ' ]', 'ond ]'],
      ['ond ];', ' ]', 'ond ];'],
      ['ond];', ' ]', 'ond ]'],
      ['a => a > 1)', ')', 'a => a > 1)'],
      ['i < n; i++) {', ')', 'i < n; i++) {'],
      ['x -> y', '>', 'x -> y>'],
    ];
    for (const [continuation, suffix, line] of cases) {
      const { text, replaces } = shape(continuation, suffix);
      assert.equal(text + suffix.slice(replaces), line);
    }
  });

  it('replaces only what it gives back in the same order', () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from('ab([{<)]}>"\';,: \t')) });
    const tail = fc.string({ unit: fc.constantFrom(...Array.from(')]}>"\'; \t')) });
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
    const ends = ['', ')', ');', '") {', '  ', '],', ' */', ' -->', '` */'];
    for (const suffix of ends) assert.ok(fitsBefore(suffix), suffix);
    for (const suffix of ['x', ' + 1', 'foo()', '= 2', ' */ x', '*']) assert.ok(!fitsBefore(suffix), suffix);
  });
});

describe('suggest', () => {
  it('cuts where the chance that all is right times the keys it saves is highest', async () => {
    const network = new Expecting('total + other', i => (i < 5 ? 0.999 : 0.6));
    assert.deepEqual(await texts(network), ['total']);
  });

  it('gives alternatives where it was asked for by hand, however unlikely', async () => {
    const found = await texts(new Forking('total;', 'count;'), { byHand: true });
    assert.deepEqual(found, ['total;', 'count;']);
    assert.equal(await texts(new Forking('total;', 'count;')), 'unsure');
  });

  it('completes a word of the document that the network alone would not dare to', async () => {
    const network = new Expecting('eading', i => (i === 0 ? 0.5 : 0.6));
    const before = 'const reading = 1;\n';
    assert.equal(await texts(network, { prefix: 'x = r', languageId: 'typescript' }), 'unsure');
    const recent = {
      features: [confidenceFeatureNames.indexOf('recentWord')],
      ...{ thresholds: [0.5], left: [~0], right: [~1], leaves: [0, 6] },
    };
    const model = { ...trusting, trees: [...trusting.trees, recent] };
    assert.deepEqual(await texts(network, { prefix: 'x = r', before, languageId: 'typescript', model }), [
      'eading',
    ]);
  });

  it('asks to be surer where caution is due', async () => {
    const network = new Expecting('total;\n', i => (i === 0 ? 0.75 : 0.9999));
    assert.deepEqual(await texts(network), ['total;']);
    assert.equal(await texts(network, { caution: 2 }), 'backoff');
    assert.equal(await texts(network, { caution: 2, prefix: 'this.' }), 'access');
  });

  it('never offers again in the same place what was typed past there: a rejected suggestion comes back', async () => {
    const network = new Expecting('total;\n', () => 0.999);
    const answers = new Answers({ wasRejected: (_, text) => text === 'total;' || 'total;'.startsWith(text) });
    const caret = { document: network, line: 0, lineStart: 0, ...place };
    assert.equal(await answers.inferred(network, network.start(), caret, never), 'rejected');
  });

  it('offers a likely continuation', async () => {
    const network = new Expecting('total;\n', () => 0.99);
    assert.deepEqual(await texts(network), ['total;']);
  });

  it('names the silence where there is none', async () => {
    const network = new Expecting('total;\n', () => 0.3);
    assert.equal(await texts(network), 'unsure');
    assert.equal(await texts(network, { prefix: '  ' }), 'indentation');
  });

  it('on a line of white space wants to be nearly certain, since Tab means indent there', async () => {
    const network = new Expecting('total;\n', i => (i === 0 ? 0.7 : 0.9999));
    assert.notEqual(typeof (await texts(network)), 'string');
    assert.equal(await texts(network, { prefix: '    ' }), 'indentation');
  });

  it('offers only what goes on from the item selected in the completion list', async () => {
    const network = new Expecting('total;\n', () => 0.99);
    assert.equal(await texts(network, { selected: 'toString' }), 'list');
    assert.deepEqual(await texts(network, { selected: 'total' }), ['total;']);
  });
});

describe('a suggestion that is typed through', () => {
  it('goes on to the letter in any line, one that begins like a line of a key too: a ruler, a path, a long name', async () => {
    const word = fc.constantFrom('panel', 'lessons', 'cells', 'network', 'reading', 'suggestion', 'memory');
    const words = fc.array(word, { minLength: 7, maxLength: 12 });
    const line = fc.oneof(
      fc.integer({ min: 32, max: 80 }).map(length => '='.repeat(length)),
      words.map(some => some.join('/')),
      words.map(some => some.map(one => one.charAt(0).toUpperCase() + one.slice(1)).join('')),
    );
    const mark = fc.constantFrom('', '  ', '// ', '/* ', ' * ', '# ');
    await fc.assert(
      fc.asyncProperty(mark, line, fc.constantFrom('===========', '.total;'), async (mark, line, text) => {
        const network = new Expecting(`${text}\n`, () => 0.999);
        const answers = new Answers();
        const prefix = mark + line;
        const of = { document: network, line: 0, lineStart: 11, before: 'let a = 1;\n' };
        const caret = { ...place, ...of, prefix, eagerness: 0.01 };
        const found = await answers.inferred(network, network.start(), caret, never);
        assert.ok(typeof found !== 'string');
        assert.equal(found[0]?.text, text);
        for (let typed = 1; typed < text.length; typed++) {
          const rest = answers.known({ ...caret, prefix: prefix + text.slice(0, typed) });
          assert.deepEqual(rest, { text: text.slice(typed), replaces: 0 });
        }
      }),
    );
  });
});

describe('what stands behind the caret', () => {
  it('is never doubled by a suggestion: duplicate closing brackets and quotes', async () => {
    const network = new Expecting('value);', () => 0.999);
    const caret = { document: network, line: 0, lineStart: 0, ...place, prefix: 'call(', suffix: ')' };
    const found = await new Answers().inferred(network, network.start(), caret, never);
    assert.ok(typeof found !== 'string');
    assert.deepEqual([found[0]?.text, found[0]?.replaces], ['value);', 1]);
  });

  it('is not said again: the repeated tail, and the next line', async () => {
    const network = new Expecting('return total;', () => 0.999);
    assert.equal(await texts(network, { prefix: '  ', below: '  return total;\n}' }), 'repeated');
    assert.deepEqual(await texts(network, { prefix: '  ', below: '  return other;\n}' }), ['return total;']);
    assert.deepEqual(shape('b);', ');'), { text: 'b);', replaces: 2 });
  });

  it('may be closing marks alone, repeated from line to line', () => {
    assert.ok(!repeatsBelow('    ', '});', '});\n'));
    assert.ok(repeatsBelow('    re', 'turn x;', '\n    return x;\n'));
    assert.ok(!repeatsBelow('    re', 'turn x;', 'return y;'));
  });

  it('counts towards the candidate that it goes on from', async () => {
    const fit = async (expected: string, suffix: string, below: string) => {
      const network = new Expecting(expected, () => 0.9);
      const found = await decoded(network, { ...options, leastSaved: 1 }, never);
      const candidate = found.find(({ text }) => text === 'ab');
      assert.ok(candidate);
      const fitting = await fits(
        new Predictor(network),
        [{ candidate, replaces: 0 }],
        { ...place, suffix, below },
        never,
      );
      return fitting.get(candidate) ?? noFit;
    };
    assert.ok((await fit('ab)', ')', '')).fitsLine > -1);
    assert.ok((await fit('ab)', ']', '')).fitsLine < -5);
    assert.ok((await fit('ab\n  x', '', '\n  x')).fitsBelow > -1, 'blank lines are passed over');
    assert.ok((await fit('ab\n  x', '', '  x')).fitsBelow > -1);
    assert.ok((await fit('ab\n  x', '', '  y')).fitsBelow < -2);
    assert.deepEqual(await fit('ab', '', ''), noFit);
  });
});

describe('the remainder of a suggestion', () => {
  const offer = { document: 'a', line: 3, prefix: 'foo(', suffix: '', text: 'bar, baz)' };

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

  it('holds only while all stands that it was made from', () => {
    const basis = { stands: true };
    const remainder = new Remainder();
    remainder.remember({ ...offer, basis });
    assert.equal(remainder.at('a', 3, 'foo(b', '')?.text, 'ar, baz)');
    basis.stands = false;
    assert.equal(remainder.at('a', 3, 'foo(b', ''), undefined);
    basis.stands = true;
    assert.equal(remainder.at('a', 3, 'foo(b', ''), undefined, 'what fell once is not taken up again');
    remainder.remember({ ...offer, suffix: ')' });
    assert.equal(remainder.at('a', 3, 'foo(', '];'), undefined, 'something else stands after the caret');
    assert.equal(remainder.at('a', 3, 'foo(', ')')?.text, 'bar, baz)');
  });

  it('is nothing where it is white space alone, which nobody sees', () => {
    const remainder = new Remainder();
    remainder.remember({ ...offer, prefix: 'con', text: 'st ' });
    assert.equal(remainder.at('a', 3, 'cons', '')?.text, 't ');
    assert.equal(remainder.at('a', 3, 'const', ''), undefined);
  });

  it('reaches over a bracket that the editor closed meanwhile', () => {
    const remainder = new Remainder();
    remainder.remember({ ...offer, prefix: '', text: 'foo(bar)' });
    assert.deepEqual(remainder.at('a', 3, 'foo(', ')'), { text: 'bar)', replaces: 1 });
  });
});
