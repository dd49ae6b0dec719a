import { assert } from 'chai';
import { why, type Explanation } from '../../src/insight/why.js';
import { Memory } from '../../src/memory/memory.js';
import { Mixer } from '../../src/memory/mixer.js';
import { featureCount, placeCount } from '../../src/memory/votes.js';
import { decodeText as textOf, encode } from '../../src/network/bytes.js';
import { loadNetwork } from '../../src/network/load.js';
import type { Network, Reading } from '../../src/network/network.js';
import { shippedNetworks } from '../../src/network/shipped.js';
import { softmax } from '../../src/network/probability.js';
import { inSlices, never } from '../../src/scheduler.js';
import { Answers } from '../../src/suggestion/answers.js';
import type { Place } from '../../src/suggestion/place.js';
import { weigh } from '../../src/suggestion/weigh.js';
import { readModel, readRuntime } from '../shipped.js';
import { trusting } from './trusting.js';

const above = 'export function total(values: number[]): number {\n';
const place: Place = {
  prefix: '  for (let i = 0; i < values.len',
  suffix: '',
  selected: undefined,
  eagerness: 0.5,
  longest: 40,
  languageId: 'typescript',
  before: above,
  model: trusting,
};

describe('why this suggestion', () => {
  let network: Network;
  let reading: Reading;
  before(async () => {
    network = await loadNetwork(shippedNetworks[0], readModel, readRuntime);
    const text = encode(`\u0001typescript\n${above}${place.prefix}`);
    reading = await network.read(network.initial(), text);
  });
  after(() => network.dispose());
  const ask = async (at: Place, answered?: Parameters<typeof why>[3]): Promise<Explanation> => {
    const found = await why(network, reading, at, answered, never);
    assert.ok(found);
    return found;
  };

  it('searches once: no more steps than the answer takes, and one for each byte that it explains', async () => {
    let steps = 0;
    const counting: Network = Object.create(network, {
      step: {
        value: (...given: Parameters<Network['step']>) => {
          steps++;
          return network.step(...given);
        },
      },
    }) as Network;
    await weigh(counting, reading, place, never);
    const answered = steps;
    steps = 0;
    const found = await why(counting, reading, place, undefined, never);
    assert.isAtLeast(answered, 3);
    assert.isAtMost(steps, answered + (found?.best?.bytes.length ?? NaN));
  });

  it('is what the product itself answered, with its confidence above the threshold', async () => {
    const caret = { ...place, document: 'x', line: 1, lineStart: above.length };
    const answer = await new Answers().inferred(network, reading, caret, never);
    assert.ok(
      typeof answer !== 'string' && answer[0],
      'the network that ships knows what follows `values.len`',
    );
    const [{ text, probability, saved }] = answer;
    for (const answered of [undefined, { kind: 'offer' as const, text }]) {
      const { best, threshold, silence, others } = await ask(place, answered);
      assert.equal(best?.text, text);
      assert.equal(best?.confidence, probability);
      assert.equal(best?.saved, saved);
      assert.equal(threshold, 0.5);
      assert.isAtLeast(probability, threshold);
      assert.isUndefined(silence);
      assert.notInclude(
        others.map(other => other.text),
        text,
      );
    }
  });

  it('is shown byte by byte, each with its chance and what else there was', async () => {
    const { best } = await ask(place);
    assert.ok(best);
    assert.equal(textOf(Uint8Array.from(best.bytes, ({ byte }) => byte)), best.text);
    const product = best.bytes.reduce((sum, { probability }) => sum * probability, 1);
    assert.closeTo(best.probability, product, 1e-12);
    const [first, second] = best.bytes;
    assert.ok(first && second);
    assert.closeTo(first.probability, softmax(reading.logits)[first.byte] ?? NaN, 1e-6);
    const next = await network.read(reading.state, Uint8Array.of(first.byte));
    assert.closeTo(second.probability, softmax(next.logits)[second.byte] ?? NaN, 1e-4);
    for (const { byte, others } of best.bytes) {
      assert.lengthOf(others, 5);
      assert.notInclude(
        others.map(other => other.byte),
        byte,
      );
      const chances = others.map(other => other.probability);
      assert.deepEqual(
        chances,
        [...chances].sort((a, b) => b - a),
      );
    }
  });

  it('is, where there is none, the silence, and the best that was not good enough', async () => {
    const { best, threshold, silence } = await ask({ ...place, eagerness: 1 - 1e-9 });
    assert.equal(silence, 'unsure');
    assert.ok(best?.confidence !== undefined);
    assert.isBelow(best.confidence, threshold);
    const told = await ask(place, { kind: 'silence', silence: 'rejected' });
    assert.equal(told.silence, 'rejected');
    assert.ok(told.best, 'what was typed past is still named');
  });

  it('is shown for what is left of a text that was typed through, though it is no candidate here', async () => {
    const { best } = await ask(place, { kind: 'offer' as const, text: 'gth; i++) {' });
    assert.equal(best?.text, 'gth; i++) {');
    assert.equal(best?.bytes.length, 11);
    const odd = await ask(place, { kind: 'offer' as const, text: 'qé' });
    assert.equal(odd.best?.bytes.length, 3);
    assert.isUndefined(odd.best?.confidence);
  });

  it('says what the memory made of it, and where the memory has it', async () => {
    const memory = new Memory(1e6);
    const seen = `// é\nconst a = 1;\n${place.prefix}thiest; i++) {}\n`;
    await inSlices(memory.write('file:///seen.ts', encode(seen)));
    const exponents = new Array<number>(placeCount).fill(0.2);
    const weights = new Array<number>(featureCount).fill(0.5);
    const recollection = {
      memory,
      mixer: new Mixer({ weights, exponents, head: { hidden: [], output: [] } }),
      spot: { name: 'file:///here.ts', at: 0 },
    };
    const { best } = await ask({ ...place, recollection }, { kind: 'offer' as const, text: 'thiest' });
    assert.ok(best);
    assert.isAbove(best.probability, best.alone);
    const [first, second] = best.bytes;
    assert.ok(first && second);
    assert.closeTo(first.alone, softmax(reading.logits)[first.byte] ?? NaN, 1e-6);
    assert.isAbove(first.probability, first.alone);
    const length = encode(place.prefix).length;
    assert.deepInclude(first.match, { name: 'file:///seen.ts', line: 2, character: place.prefix.length });
    assert.isAtLeast(first.match?.length ?? 0, Math.min(31, length));
    assert.equal(second.match?.character, place.prefix.length + 1);
    assert.isUndefined((await ask(place, { kind: 'offer' as const, text: 'thiest' })).best?.bytes[0]?.match);
  });

  it('has the tree that the search went through: the likeliest bytes, every way with its chance, ending in what is said', async () => {
    const prefixes = ['  for (let i = 0; i < values.len', '  return values.', 'export f', '  con', 'import '];
    for (const prefix of prefixes) {
      const here = await network.read(network.initial(), encode(`\u0001typescript\n${above}${prefix}`));
      const found = await why(network, here, { ...place, prefix }, undefined, never);
      assert.ok(found);
      const { tree, best } = found;
      const roots = tree.filter(({ parent }) => parent === undefined);
      const chances = softmax(here.logits);
      const likely = [...chances.keys()].sort((a, b) => (chances[b] ?? 0) - (chances[a] ?? 0)).slice(0, 5);
      assert.includeMembers(
        roots.map(({ bytes: [first] }) => first),
        likely,
        prefix,
      );
      for (const [i, part] of tree.entries()) {
        const path: number[] = [];
        for (let at: typeof part | undefined = part; at;) {
          path.unshift(...at.bytes);
          at = at.parent === undefined ? undefined : tree[at.parent];
        }
        assert.isBelow(part.parent ?? -1, i, 'a part comes behind its parent');
        let [reading, probability] = [here, 1];
        for (const byte of path) {
          probability *= softmax(reading.logits)[byte] ?? NaN;
          reading = await network.read(reading.state, Uint8Array.of(byte));
        }
        assert.closeTo(part.probability, probability, 1e-4, `${prefix} ${textOf(Uint8Array.from(path))}`);
      }
      for (const parent of [undefined, ...tree.keys()]) {
        const firsts = tree.filter(part => part.parent === parent).map(({ bytes: [first] }) => first);
        assert.lengthOf(new Set(firsts), firsts.length, 'no two ways begin alike');
      }
      const said = tree.filter(({ isSaid }) => isSaid).flatMap(({ bytes }) => bytes);
      assert.equal(textOf(Uint8Array.from(said)), best?.text ?? '', prefix);
    }
  });

  it('shows no way that would say a credential', async () => {
    const secret = `ghp_${'aB3dE5fG7h'.repeat(4).slice(0, 36)}`;
    const before = `const token = '${secret}';\n`.repeat(3);
    for (const known of [0, 3, 8, 12]) {
      const at = { ...place, before, prefix: `const token = '${secret.slice(0, known)}` };
      const here = await network.read(
        network.initial(),
        encode(`\u0001typescript\n${at.before}${at.prefix}`),
      );
      const memory = new Memory(1e6);
      await inSlices(memory.write('file:///seen.ts', encode(before.repeat(3))));
      const mixer = new Mixer({
        weights: new Array<number>(featureCount).fill(0.5),
        exponents: new Array<number>(placeCount).fill(0.2),
        head: { hidden: [], output: [] },
      });
      const recollection = { memory, mixer, spot: { name: 'file:///here.ts', at: 0 } };
      const found = await why(network, here, { ...at, recollection }, undefined, never);
      for (const { bytes } of found?.tree ?? [])
        assert.isBelow(bytes.length, 6, textOf(Uint8Array.from(bytes)));
    }
  });

  it('names each other text once, the surest first', async () => {
    // After shaping, several candidates may come to the same text: what stands behind the caret is taken off them.
    for (const [prefix, suffix] of [
      [place.prefix, ''],
      ['  for (let i = 0; i < values.', 'h; i++) {}'],
      ['  return values.', ');'],
      ['export ', '() {}'],
      ['import ', "';"],
    ] as const) {
      const text = encode(`\u0001typescript\n${above}${prefix}`);
      const at = { ...place, prefix, suffix };
      const here = await network.read(network.initial(), text);
      const found = await why(network, here, at, undefined, never);
      assert.ok(found);
      const texts = found.others.map(other => other.text);
      const sure = found.others.map(({ confidence }) => confidence);
      assert.deepEqual(texts, [...new Set(texts)], prefix);
      assert.notInclude(texts, found.best?.text);
      assert.deepEqual(
        sure,
        [...sure].sort((a, b) => b - a),
        prefix,
      );
    }
  });

  it('is not found out for who no longer waits', async () => {
    const cancelled = { isCancellationRequested: true };
    assert.isUndefined(await why(network, reading, place, undefined, cancelled));
  });
});
