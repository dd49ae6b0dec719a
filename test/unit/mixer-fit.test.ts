import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Memory, noFound } from '../../src/memory/memory.js';
import { minimumNetworkProbability, Mixer } from '../../src/memory/mixer.js';
import { noFeature, votesOf } from '../../src/memory/votes.js';
import { encode, vocabulary } from '../../src/network/bytes.js';
import { random } from '../evaluate/sample.js';
import type { Example } from '../replay/examples.js';
import { bitsOf, fitMixer, modelOf } from '../replay/fit-mixer.js';
import { FittedMixer, numberCount, numbersOf } from '../replay/mixer-gradient.js';
import { drain } from '../replay/workspace.js';

const memory = new Memory(1e6);
drain(
  memory.write('a.ts', encode('const total = count;\nlet total = sum;\nif (total > 1) {\n  total = 0;\n}\n')),
);
drain(memory.write('b.ts', encode('const sum = total;\nfor (const total of all) sum += total;\n')));
const texts = ['const total = ', 'let tot', 'if (total', '  ', '', '}\n', 'const ', 'nothing at all £'];

interface Place {
  readonly context: Uint8Array;
  readonly chances: Float32Array;
  readonly example: Example;
}

/** A place where a network that knows nothing expects any bytes. */
function placeOf(text: string, byte: number, seed: number): Place {
  const draw = random(seed);
  const powers = Array.from({ length: vocabulary }, () => Math.exp(6 * draw()));
  const sum = powers.reduce((a, b) => a + b, 0);
  const chances = Float32Array.from(powers, power => power / sum);
  const alone = chances.map(chance => Math.log(Math.max(minimumNetworkProbability, chance)));
  const context = encode(text);
  const votes = votesOf(foundAt(context), context, chances);
  return { context, chances, example: { language: 'typescript', stretch: 0, byte, alone, votes } };
}

function foundAt(context: Uint8Array) {
  const found = noFound();
  memory.find(context, { name: 'a.ts', at: 0 }, found);
  return found;
}

const place = fc
  .tuple(fc.constantFrom(...texts), fc.constantFrom(0x63, 0x73, 0x74, 0x7a), fc.nat({ max: 1000 }))
  .map(asked => placeOf(...asked));
/** Numbers of a mixer: all of them, each small. */
const numbers = fc.nat({ max: 1000 }).map(seed => {
  const draw = random(seed);
  const all = Float32Array.from({ length: numberCount }, () => 0.4 * (draw() - 0.5));
  numbersOf(all).exponents.fill(1);
  numbersOf(all).weights[noFeature] = 0;
  return all;
});

describe('the fit of the mixer', () => {
  it('mixes as the product does', () =>
    fc.assert(
      fc.property(place, numbers, ({ context, chances, example }, all) => {
        const { weights, exponents, hidden, output } = numbersOf(all);
        const mixer = new Mixer({ weights, exponents, head: { hidden, output } });
        const expected = mixer.mix(chances, context, foundAt(context))[example.byte] ?? 0;
        const chance = new FittedMixer(numbersOf(all)).chanceOf(example);
        assert.ok(Math.abs(chance - expected) <= 1e-5 * expected, `${chance} for ${expected}`);
      }),
      { numRuns: 50 },
    ));

  it('follows the gradient', () =>
    fc.assert(
      fc.property(place, numbers, fc.nat({ max: 1000 }), ({ example }, all, seed) => {
        fc.pre(example.votes.count > 0);
        const slopes = new Float32Array(numberCount);
        new FittedMixer(numbersOf(all)).addSlopes(example, 1, numbersOf(slopes));
        // Along a direction in which each part of the numbers moves by itself.
        const draw = random(seed);
        const parts = Object.values(numbersOf(all.map((_, i) => i))) as Float32Array[];
        for (const part of parts) {
          const direction = new Float32Array(numberCount);
          for (const i of part) direction[i] = i === noFeature ? 0 : draw() - 0.5;
          const at = (step: number) => {
            const moved = all.map((value, i) => value + step * (direction[i] ?? 0));
            return -Math.log(new FittedMixer(numbersOf(moved)).chanceOf(example));
          };
          const step = 4e-3;
          const expected = (at(step) - at(-step)) / (2 * step);
          const slope = slopes.reduce((sum, one, i) => sum + one * (direction[i] ?? 0), 0);
          assert.ok(
            Math.abs(slope - expected) < 2e-3 + 0.01 * Math.abs(expected),
            `${slope} for ${expected}`,
          );
        }
      }),
      { numRuns: 30 },
    ));

  it('learns where the memory is right: where the network expects a space', () => {
    const draw = random(3);
    const exampleOf = (isRight: boolean): Example => {
      const { example } = placeOf('const total = ', isRight ? 0x73 : 0x7a, Math.floor(1000 * draw()));
      const alone = example.alone.map((logarithm, byte) => (byte === 0x20 ? (isRight ? -1 : -9) : logarithm));
      return { ...example, alone };
    };
    const examples = Array.from({ length: 2000 }, () => exampleOf(draw() < 0.5));
    const fitted = fitMixer(examples, 64);
    const [right, wrong] = [exampleOf(true), { ...exampleOf(false), byte: 0x73 }];
    assert.ok(fitted.chanceOf(right) > 10 * fitted.chanceOf(wrong), `${bitsOf(right, fitted)} bits`);
    // What is written says the same.
    const { weights, exponents, head } = modelOf(fitted);
    const all = Float32Array.of(
      ...[weights, exponents, head.hidden, head.output].flatMap(part => [...Array.from(part)]),
    );
    const read = new FittedMixer(numbersOf(all));
    for (const example of [right, wrong])
      assert.ok(Math.abs(bitsOf(example, read) - bitsOf(example, fitted)) < 0.05);
  });
});
