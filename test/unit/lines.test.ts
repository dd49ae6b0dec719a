import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Reading, State } from '../../src/network/network.js';
import { never } from '../../src/scheduler.js';
import { searchLines, weighedLines } from '../../src/suggestion/lines.js';
import { Predictor } from '../../src/suggestion/predictor.js';
import { choose } from '../../src/suggestion/suggest.js';
import { weigh } from '../../src/suggestion/weigh.js';
import { HashNetwork } from './hash-network.js';

/** A network that knows some texts and how likely each is: its state is the number of what was read of them. */
class Knowing extends HashNetwork {
  /** States that were stepped from. */
  steps = 0;
  private readonly prefixes: string[] = [''];

  constructor(private readonly texts: Readonly<Record<string, number>>) {
    super();
  }

  start(): Reading {
    return this.reading('');
  }

  override step(states: readonly State[], bytes: Uint8Array): Promise<Reading[]> {
    this.steps += states.length;
    const reading = (state: State, i: number) =>
      this.reading((this.prefixes[state[0] ?? 0] ?? '') + String.fromCharCode(bytes[i] ?? 0));
    return Promise.resolve(states.map(reading));
  }

  private reading(text: string): Reading {
    const known = this.prefixes.indexOf(text);
    const number = known < 0 ? this.prefixes.push(text) - 1 : known;
    const chances = new Float32Array(256).fill(1e-6);
    for (const [whole, chance] of Object.entries(this.texts))
      if (whole.startsWith(text)) {
        const byte = whole.charCodeAt(text.length);
        chances[byte] = (chances[byte] ?? 0) + chance;
      }
    const sum = chances.reduce((a, b) => a + b, 0);
    return { state: Float32Array.of(number, 0), logits: chances.map(chance => Math.log(chance / sum)) };
  }
}

async function linesOf(texts: Readonly<Record<string, number>>, around = { before: '', after: '' }) {
  const network = new Knowing(texts);
  const predictor = new Predictor(network);
  const found = await searchLines(predictor, predictor.start(network.start(), ''), 60, never);
  const weighed = await weighedLines(predictor, found, around, never);
  return { found: found.map(({ text }) => text), weighed: weighed.map(({ text }) => text) };
}

describe('whole lines', () => {
  const calls = { 'reset();\nother();': 0.6, 'open();\nclose();': 0.4 };

  it('are found to their ends, the likeliest first', async () => {
    const { found } = await linesOf(calls);
    assert.deepEqual(found.slice(0, 2), ['reset();\n', 'open();\n']);
  });

  it('are chosen by what stands behind the caret, too', async () => {
    const { weighed } = await linesOf(calls, { before: '', after: '\nclose();\n' });
    assert.equal(weighed[0], 'open();\n');
    // In the middle of a line nothing is known of what the next one says.
    assert.equal((await linesOf(calls, { before: '', after: ');\nclose();\n' })).weighed[0], 'reset();\n');
  });

  it('are chosen by the brackets around', async () => {
    const ends = { '}\n': 0.7, 'go();\n': 0.3 };
    assert.equal((await linesOf(ends, { before: 'if (a) {\n', after: '\n}\n' })).weighed[0], 'go();\n');
    assert.equal((await linesOf(ends, { before: 'if (a) {\n', after: '\nb();\n' })).weighed[0], '}\n');
  });

  it('are chosen by their length, too: of two that are nearly as likely the longer', async () => {
    const [short, long] = ['end\n', 'result.push(item.name);\n'];
    for (const [chance, best] of [
      [0.45, long],
      [0.2, short],
    ] as const) {
      const { found, weighed } = await linesOf({ [short]: 1 - chance, [long]: chance });
      assert.equal(found[0], short);
      assert.equal(weighed[0], best);
    }
  });

  it('are not looked for where the line most likely ends at the caret', async () => {
    const stepsFor = async (texts: Readonly<Record<string, number>>) => {
      const network = new Knowing(texts);
      const place = { prefix: 'f();', suffix: '', selected: undefined, eagerness: 0.01, longest: 60 };
      await weigh(network, network.start(), { ...place, byHand: true }, never);
      return network.steps;
    };
    assert.equal(await stepsFor({ '\nnext();\n': 0.99, 'more();\n': 0.01 }), 0);
    assert.ok((await stepsFor({ '\nnext();\n': 0.4, 'more();\n': 0.6 })) > 5);
  });

  it('cost no step that another search for the same answer took', async () => {
    const network = new Knowing(calls);
    const predictor = new Predictor(network);
    const start = predictor.start(network.start(), '');
    const first = await searchLines(predictor, start, 60, never);
    const { steps } = network;
    assert.ok(steps > 0);
    assert.deepEqual(await searchLines(predictor, start, 60, never), first);
    assert.equal(network.steps, steps);
  });

  it('are none where they were cancelled', async () => {
    const network = new Knowing(calls);
    const predictor = new Predictor(network);
    const start = predictor.start(network.start(), '');
    assert.deepEqual(await searchLines(predictor, start, 60, { isCancellationRequested: true }), []);
  });

  it('hold one line end each, at their ends, and are sorted, whatever is likely', async () => {
    const line = fc.stringMatching(/^[ab(){} ]{0,8}$/).map(text => `${text}\n`);
    await fc.assert(
      fc.asyncProperty(fc.dictionary(line, fc.integer({ min: 1, max: 100 }), { minKeys: 1 }), async texts => {
        const { found, weighed } = await linesOf(texts, { before: 'f(', after: '\n)' });
        assert.ok(found.every(text => text.indexOf('\n') === text.length - 1));
        const known = found.filter(text => text in texts);
        const chances = known.map(text => texts[text] ?? 0);
        assert.deepEqual(
          chances,
          [...chances].sort((a, b) => b - a),
        );
        assert.deepEqual([...weighed].sort(), found.slice(0, 8).sort());
      }),
      { numRuns: 50 },
    );
  });

  it('are among what is offered by hand, and not otherwise', async () => {
    // Eight ways of saying something else, each likelier than the line that fits.
    const others = Object.fromEntries(
      Array.from({ length: 7 }, (_, i) => [`other${i}();\nother();\n`, 0.14]),
    );
    const network = new Knowing({ ...others, 'begin();\nfinish();\n': 0.015 });
    const place = {
      ...{ prefix: '', suffix: '', selected: undefined, eagerness: 0.01, longest: 60 },
      ...{ before: '', below: 'finish();\n' },
    };
    const texts = async (byHand: boolean) => {
      const weighed = await weigh(network, network.start(), { ...place, byHand }, never);
      const chosen = choose(weighed, { ...place, byHand });
      return typeof chosen === 'string' ? [] : chosen.map(({ text }) => text);
    };
    assert.equal((await texts(true))[1], 'begin();');
    assert.ok(!(await texts(false)).includes('begin();'));
  });
});
