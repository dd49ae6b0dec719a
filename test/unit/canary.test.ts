import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encode } from '../../src/network/bytes.js';
import { Memory } from '../../src/memory/memory.js';
import { Mixer } from '../../src/memory/mixer.js';
import model from '../../src/memory/mixer.json';
import type { Reading, State } from '../../src/network/network.js';
import { never } from '../../src/scheduler.js';
import { decode } from '../../src/suggestion/decode.js';
import { Predictor } from '../../src/suggestion/predictor.js';
import { HashNetwork } from './hash-network.js';

/** A network that knows nothing: whatever is suggested with it comes from the memory. */
class Ignorant extends HashNetwork {
  readonly reading: Reading = { state: this.initial(), logits: new Float32Array(256) };
  override step(states: readonly State[]): Promise<Reading[]> {
    return Promise.resolve(states.map(() => this.reading));
  }
}

const secret = 'const passphrase = "vermilion-walrus-4711-Zugspitze";\n';
const others = [
  'const passphrase = readPassphrase();\nexport const walrus = passphrase.length;\n',
  'const passport = "vermilion";\nconst passage = 4711;\n',
];
const run = (work: Iterator<undefined, unknown>) => {
  while (work.next().done !== true);
};

/** All that is thought of after a text. */
async function thoughts(memory: Memory, before: string): Promise<string[]> {
  const network = new Ignorant();
  const recollection = { memory, mixer: new Mixer(model), spot: { name: 'caret.ts', at: 0 } };
  const predictor = new Predictor(network, recollection);
  const options = { floor: 0.001, longest: 12, leastSaved: 1 };
  const found = await decode(predictor, predictor.start(network.reading, before), options, never);
  return found.map(({ text }) => text);
}

const step = fc.constantFrom(
  (memory: Memory) => run(memory.addTexts([['secret.ts', encode(secret)]])),
  (memory: Memory) => run(memory.write('secret.ts', encode(secret))),
  (memory: Memory) => run(memory.write('secret.ts', encode(`${secret}// more\n`))),
  (memory: Memory) => memory.close('secret.ts'),
  (memory: Memory) => memory.forgetUnder('secret.ts'),
  (memory: Memory) => run(memory.addTexts([['other.ts', encode(others[0] ?? '')]])),
  (memory: Memory) => {
    // It is forgotten while it is being sorted.
    const work = memory.addTexts([['secret.ts', encode(secret.repeat(3))]]);
    work.next();
    memory.forget('secret.ts');
    run(work);
  },
);

describe('memory: a canary', () => {
  it('is suggested while it is held: the test can fail', async () => {
    const memory = new Memory(1e6);
    run(memory.addTexts([['secret.ts', encode(secret)]]));
    const found = await thoughts(memory, 'const passphrase = "vermilion-wal');
    assert.ok(
      found.some(text => text.startsWith('rus-')),
      found.join(),
    );
  });

  it('never comes out once its file was excluded or deleted, in 1,000 attempts to provoke it', async () => {
    const attempt = fc.record({ from: fc.nat(10), to: fc.integer({ min: 11, max: secret.length - 9 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), attempt, async (steps, { from, to }) => {
        const memory = new Memory(1e6);
        run(memory.addTexts(others.map((text, i) => [`${i}.ts`, encode(text)])));
        for (const step of steps) step(memory);
        memory.forget('secret.ts');
        const rest = secret.slice(to, to + 8);
        for (const text of await thoughts(memory, secret.slice(from, to)))
          assert.ok(!text.startsWith(rest) && !text.includes('walrus-4711'), text);
      }),
      { numRuns: 1000 },
    );
  }).timeout(120_000);
});
