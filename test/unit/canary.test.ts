import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encode } from '../../src/network/bytes.js';
import { Memory } from '../../src/memory/memory.js';
import { Mixer } from '../../src/memory/mixer.js';
import model from '../../src/memory/mixer.json';
import type { Reading, State } from '../../src/network/network.js';
import { inSlices, never } from '../../src/scheduler.js';
import { masked } from '../../src/memory/credentials/mask.js';
import { allCredentials } from '../../src/memory/credentials/scanner.js';
import { decode } from '../../src/suggestion/decode.js';
import { Predictor } from '../../src/suggestion/predictor.js';
import { weigh } from '../../src/suggestion/weigh.js';
import { HashNetwork } from './hash-network.js';
import { samples, tellsOf, type SecretSample } from './secret-samples.js';

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
    // The other files say all that stands before.
    const own = secret.indexOf('-walrus');
    const attempt = fc.record({
      from: fc.nat(10),
      to: fc.integer({ min: own - 5, max: secret.length - 9 }),
    });
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

/** Bytes that the network below goes by. */
const context = 6;

/** A network that knows a text by heart: whatever stands in it as before, it goes on with. Its state is the last few bytes. */
class Parrot extends HashNetwork {
  constructor(private readonly text: Uint8Array) {
    super();
  }

  override initial() {
    return new Float32Array(context);
  }

  override step(states: readonly State[], bytes: Uint8Array): Promise<Reading[]> {
    return Promise.resolve(states.map((state, i) => this.after(state, bytes.subarray(i, i + 1))));
  }

  after(state: State, bytes: Uint8Array): Reading {
    const last = Float32Array.from([...state, ...bytes].slice(-context));
    const logits = new Float32Array(256);
    for (let at = context; at < this.text.length; at++)
      if (last.every((byte, i) => this.text[at - context + i] === byte)) logits[this.text[at] ?? 0] = 12;
    return { state: last, logits };
  }
}

const fillers = [
  'import { connect } from "./connect.js";\n\nexport function open(name: string) {\n  return connect(name);\n}\n',
  'def total(values):\n    return sum(values)\n',
  '# How to start\n\nRun the server, then open the page.\n',
];

/** Where the secret stands, and what stands before the caret: the text with the secret up to somewhere within it. */
interface Provocation {
  readonly sample: SecretSample;
  readonly place: 'above' | 'below' | 'open' | 'workspace' | 'network';
  readonly name: string;
  readonly filler: string;
  /** Characters of the secret that are typed already. */
  readonly typed: number;
  /** Is only the secret's beginning typed, with nothing before it that says what it is? */
  readonly isBare: boolean;
}

const provocation: fc.Arbitrary<Provocation> = fc.record({
  sample: samples,
  place: fc.constantFrom('above', 'below', 'open', 'workspace', 'network'),
  name: fc.constantFrom(
    'app.ts',
    'settings.py',
    'main.go',
    'config.json',
    'deploy.yaml',
    'README.md',
    'Main.java',
    'run.sh',
    'a.tsx',
  ),
  filler: fc.constantFrom(...fillers),
  typed: fc.nat(12),
  isBare: fc.boolean(),
});

/** A continuation that was thought of, and the line before it. */
interface Thought {
  readonly line: string;
  readonly text: string;
}

/** All that is thought of, by hand, where a secret was begun. */
async function provoked(
  { sample, place, name, filler, typed, isBare }: Provocation,
  mayMask = true,
): Promise<Thought[]> {
  const { text, secrets } = sample;
  const secret = secrets[0] ?? '';
  const holder = `${filler}${text}\n${filler}`;
  const begun = secret.slice(0, Math.min(typed, secret.length - 3));
  const start = isBare ? `x ${begun}` : text.slice(0, text.indexOf(secret)) + begun;
  const line = start.slice(start.lastIndexOf('\n') + 1);
  const lead = start.slice(0, start.length - line.length);
  const before = `${place === 'above' ? holder : filler}${lead}`;
  const below = place === 'below' ? `\n${holder}` : `\n${filler}`;
  const whole = before + line + below;
  const memory = new Memory(1e6);
  const take = async (text: string) =>
    mayMask ? ((await inSlices(masked(encode(text)))) ?? encode('')) : encode(text);
  if (place === 'open') run(memory.write(`other-${name}`, await take(holder)));
  if (place === 'workspace') run(memory.addTexts([[`other-${name}`, await take(holder)]]));
  run(memory.write(name, await take(whole)));
  // What a network read stands before the caret; what it was trained on stands nowhere.
  const network = new Parrot(encode(place === 'open' || place === 'workspace' ? '' : holder));
  const at = encode(before + line).length;
  const found = await weigh(
    network,
    network.after(network.initial(), encode(before + line)),
    {
      ...{
        before,
        prefix: line,
        suffix: '',
        below,
        selected: undefined,
        eagerness: 'eager',
        longest: 60,
        byHand: true,
      },
      recollection: { memory, mixer: new Mixer(model), spot: { name, at } },
    },
    never,
  );
  return found.map(({ text }) => ({ line, text }));
}

/** Does a text only say once more what was typed right before it, `oyster^oy[ster]`? */
function copies(line: string, text: string): boolean {
  const whole = line + text;
  for (let back = 2; back <= line.length; back++)
    if (whole.slice(line.length) === whole.slice(line.length - back, whole.length - back)) return true;
  return false;
}

describe('secrets: a canary', () => {
  it('is thought of where nothing is masked: the test can fail', async () => {
    const sample = {
      text: 'const motto = "vermilion-walrus-4711-Zugspitze";',
      secrets: ['vermilion-walrus-4711-Zugspitze'],
      kind: '',
    };
    for (const place of ['above', 'below', 'open', 'workspace', 'network'] as const) {
      const common = { sample, name: 'app.ts', filler: fillers[0] ?? '', isBare: false };
      const found = await provoked({ ...common, place, typed: 4 }, false);
      assert.ok(
        found.some(({ text }) => text.startsWith('ilion')),
        `${place}: ${found.map(({ text }) => text).join()}`,
      );
    }
  });

  it('of any kind, in any syntax and any file, never comes out in 1,000 attempts to provoke it', async () => {
    await fc.assert(
      fc.asyncProperty(provocation, async attempt => {
        const { sample, place } = attempt;
        for (const { line, text } of await provoked(attempt)) {
          // One letter may come from elsewhere. What stands nowhere is known for a secret by what it looks like alone.
          const isTold = place !== 'network' && !copies(line, text) && tellsOf(sample, line.slice(-4) + text);
          const isSeen = allCredentials(encode(line + text)).some(({ to }) => to > encode(line).length);
          assert.ok(!isTold && !isSeen, `${sample.kind}: ${line}[${text}]`);
        }
      }),
      { numRuns: 1000 },
    );
  }).timeout(300_000);
});
