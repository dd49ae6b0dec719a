import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { Alphabet } from '../../src/learning/alphabet.js';
import { learnableCells, type LearnableCell } from '../../src/learning/cell-names.js';
import { halfOf, learntFiles } from '../../src/learning/export.js';
import { Learner } from '../../src/learning/learner.js';
import { addColumnProducts, addRowProducts } from '../../src/learning/matrices.js';
import { NgramModel } from '../../src/learning/ngram.js';
import { Pass } from '../../src/learning/pass.js';
import { SeededRandom } from '../../src/learning/random.js';
import { usualSettings } from '../../src/learning/settings.js';
import { Trainer } from '../../src/learning/trainer.js';
import { parseManifest } from '../../src/network/manifest.js';
import { Oracle } from './oracle.js';

/** Goes through work to its end. */
function done<T>(work: Iterator<undefined, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

function teach(trainer: Trainer, bytes: number): void {
  const work = trainer.train();
  while (trainer.bytes < bytes) work.next();
}

const prose = Buffer.from(
  Array.from(
    { length: 400 },
    (_, i) => `let item${i % 7} = call(${i % 5}, "x");\n  return [${i % 3}];\n`,
  ).join(''),
);

describe('the products of learning', () => {
  it('are those of plain loops, whatever the sizes', () => {
    const size = fc.integer({ min: 1, max: 11 });
    fc.assert(
      fc.property(size, size, size, fc.nat(1000), (m, n, k, seed) => {
        const random = new SeededRandom(seed);
        const some = (length: number) => Float64Array.from({ length }, () => random.normal());
        const [C, A, B, At, Bt] = [some(m * n), some(m * k), some(n * k), some(k * m), some(k * n)];
        const [rows, columns] = [C.slice(), C.slice()];
        addRowProducts(rows, A, B, m, n, k);
        addColumnProducts(columns, At, Bt, m, n, k);
        for (let i = 0; i < m; i++)
          for (let j = 0; j < n; j++) {
            let [byRows, byColumns] = [C[i * n + j] ?? NaN, C[i * n + j] ?? NaN];
            for (let l = 0; l < k; l++) {
              byRows += (A[i * k + l] ?? NaN) * (B[j * k + l] ?? NaN);
              byColumns += (At[l * m + i] ?? NaN) * (Bt[l * n + j] ?? NaN);
            }
            assert.ok(Math.abs((rows[i * n + j] ?? NaN) - byRows) < 1e-12);
            assert.ok(Math.abs((columns[i * n + j] ?? NaN) - byColumns) < 1e-12);
          }
      }),
    );
  });
});

describe('the gradients of learning', () => {
  const windowOf = (cell: LearnableCell, window: number) => (cell === 'feedforward' ? window : 1);

  it('are what the loss changes by when a weight does, for every cell and size', () => {
    const size = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(
        fc.constantFrom(...learnableCells),
        fc.record({
          units: size,
          embedding: size,
          steps: size,
          lanes: size,
          window: fc.integer({ min: 2, max: 4 }),
        }),
        fc.nat(1000),
        (cell, { units, embedding, steps, lanes, window: most }, seed) => {
          const window = windowOf(cell, most);
          const random = new SeededRandom(seed);
          const alphabet = new Alphabet(Uint8Array.from([97, 98, 99, 10]));
          const learner = new Learner({ cell, units, embedding, window }, alphabet, seed);
          const pass = new Pass(learner, lanes, steps);
          const chunk = Uint8Array.from({ length: (window + steps) * lanes }, () =>
            Math.floor(random.uniform() * 5),
          );
          const start = Float64Array.from({ length: 2 * lanes * units }, () => random.normal() * 0.3);
          const loss = () => {
            pass.tape.h.set(start.subarray(0, lanes * units));
            pass.tape.c.set(start.subarray(lanes * units));
            done(learner.refresh());
            return done(pass.forward(chunk));
          };
          loss();
          done(pass.backward());
          done(pass.backwardInputs(chunk));
          for (const { name, values, gradient } of learner.parameters)
            for (let tries = 0; tries < 3; tries++) {
              const i = Math.floor(random.uniform() * values.length);
              const was = values[i] ?? NaN;
              const by = 1e-5;
              values[i] = was + by;
              const above = loss();
              values[i] = was - by;
              const below = loss();
              values[i] = was;
              const slope = (above - below) / (2 * by);
              // A rectified unit has a corner at 0.
              const allowed = cell === 'feedforward' ? 1e-4 : 1e-7;
              assert.ok(
                Math.abs(slope - (gradient[i] ?? NaN)) < allowed,
                `${cell} ${name}: ${slope}, ${gradient[i]}`,
              );
            }
        },
      ),
      { numRuns: 80 },
    );
  });

  it('are PyTorch’s', () => {
    interface Found {
      window: number;
      chunk: number[];
      loss: number;
      gradients: Record<string, { length: number; product: number }>;
    }
    const known = JSON.parse(readFileSync('test/unit/parity/learning.json', 'utf8')) as {
      units: number;
      embedding: number;
      classes: number;
      lanes: number;
      steps: number;
      cells: Record<LearnableCell, Found>;
    };
    const sine = (i: number, place: number) => 0.4 * Math.sin(1.7 * i + place);
    for (const cell of learnableCells) {
      const { window, chunk, loss, gradients } = known.cells[cell];
      const alphabet = new Alphabet(Uint8Array.from({ length: known.classes - 1 }, (_, i) => i));
      const { units, embedding, lanes, steps } = known;
      const learner = new Learner({ cell, units, embedding, window }, alphabet, 1);
      learner.parameters.forEach(({ values }, place) =>
        values.forEach((_, i) => (values[i] = sine(i, place))),
      );
      done(learner.refresh());
      const pass = new Pass(learner, lanes, steps);
      assert.ok(Math.abs(done(pass.forward(Uint8Array.from(chunk))) - loss) < 1e-9, cell);
      done(pass.backward());
      done(pass.backwardInputs(Uint8Array.from(chunk)));
      assert.deepEqual(learner.parameters.map(({ name }) => name).sort(), Object.keys(gradients).sort());
      learner.parameters.forEach(({ name, gradient }, place) => {
        const { length = NaN, product = NaN } = gradients[name] ?? {};
        const ours = Math.hypot(...gradient);
        const along = gradient.reduce((sum, slope, i) => sum + slope * sine(i, place + 50), 0);
        assert.ok(Math.abs(ours - length) < 1e-9 && Math.abs(along - product) < 1e-9, `${cell} ${name}`);
      });
    }
  });

  it('vanish through time in a vanilla cell of small weights, and explode in one of large ones', () => {
    const through = (scale: number) => {
      const learner = new Learner({ cell: 'rnn', units: 8, embedding: 4, window: 1 }, new Alphabet(prose), 3);
      const { values } = learner.recurrent;
      values.forEach((value, i) => (values[i] = value * scale));
      learner.embedding.values.fill(0);
      done(learner.refresh());
      const pass = new Pass(learner, 2, 20);
      done(pass.forward(new Uint8Array(2 * 21)));
      return done(pass.throughTime());
    };
    const [small, large] = [through(0.2), through(3)];
    assert.ok((small[19] ?? NaN) < 1e-6 * (small[0] ?? NaN), [...small].join());
    assert.ok((large[19] ?? NaN) > 10 * (large[0] ?? NaN), [...large].join());
  });
});

describe('n-gram models', () => {
  it('give chances that sum to one after any context, seen or not', () => {
    const text = fc.uint8Array({ max: 200, maxLength: 200 });
    fc.assert(
      fc.property(
        text,
        fc.uint8Array({ maxLength: 4 }),
        fc.integer({ min: 1, max: 4 }),
        (counted, before, order) => {
          const model = new NgramModel(order);
          done(model.count(counted));
          let sum = 0;
          for (let byte = 0; byte < 256; byte++)
            sum += model.chance(Uint8Array.from([...before, byte]), before.length);
          assert.ok(Math.abs(sum - 1) < 1e-9, `${sum}`);
        },
      ),
    );
  });

  it('guess better the more they see, on a text that repeats itself', () => {
    const end = Math.floor(prose.length * 0.9);
    const bits = [1, 2, 3].map(order => {
      const model = new NgramModel(order);
      done(model.count(prose.subarray(0, end)));
      return done(model.bitsPerByte(prose.subarray(end)));
    });
    const [one = 0, two = 0, three = 0] = bits;
    assert.ok(one > two + 0.5 && two > three + 0.1, bits.join());
  });
});

describe('a network that learns', () => {
  for (const cell of learnableCells)
    it(`comes to guess a text that it has not read: ${cell}`, () => {
      const settings = { ...usualSettings, cell, units: 16, steps: 16, rate: 0.02 };
      const trainer = new Trainer(prose, settings);
      teach(trainer, 40_000);
      const { heldOut = NaN } = trainer.points.at(-1) ?? {};
      assert.ok(heldOut < (trainer.ngrams[0] ?? NaN) - 1, `${heldOut} bits`);
      assert.equal(trainer.ngrams.length, 3);
    });

  it('is the same for the same seed, and another for another', () => {
    const points = (seed: number) => {
      const trainer = new Trainer(prose, { ...usualSettings, units: 16, seed });
      teach(trainer, 6000);
      return trainer.points;
    };
    assert.deepEqual(points(5), points(5));
    assert.notDeepEqual(points(5), points(6));
  });

  it('writes what it was taught, and only bytes of it, at any temperature', () => {
    const trainer = new Trainer(prose, { ...usualSettings, units: 24, rate: 0.02 });
    const before = done(trainer.write(60, 1, 1));
    teach(trainer, 60_000);
    const known = new Set(prose);
    for (const temperature of [0, 0.5, 1, 2])
      for (const byte of done(trainer.write(60, temperature, 1))) assert.ok(known.has(byte));
    const text = Buffer.from(done(trainer.write(120, 0.2, 2))).toString();
    assert.match(text, /return|item|call/);
    assert.notDeepEqual(done(trainer.write(60, 1, 1)), before);
  });

  it('is whole at every moment: what it would write, or guess, in the middle of an update is as good as before it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...learnableCells), fc.integer({ min: 0, max: 9 }), (cell, seed) => {
        const trainer = new Trainer(prose, { ...usualSettings, cell, seed, units: 16, steps: 8 });
        const { learner } = trainer;
        const work = trainer.train();
        while (trainer.bytes < 5000) work.next();
        const { window } = learner.shape;
        const length = 40;
        const classes = Uint8Array.from(prose.subarray(0, window + length), byte =>
          learner.alphabet.classOf(byte),
        );
        const loss = () => done(new Pass(learner, 1, length).forward(classes));
        const before = loss();
        for (const end = trainer.bytes + 3 * trainer.bytesEach; trainer.bytes < end; work.next())
          assert.ok(loss() < before + 0.5, `${loss()} nats, ${before} before`);
      }),
      { numRuns: 5 },
    );
  });

  it('guesses as its files do where others load them', () => {
    for (const cell of learnableCells) {
      const trainer = new Trainer(prose, { ...usualSettings, cell, units: 16, steps: 8 });
      teach(trainer, 4000);
      const { learner } = trainer;
      const record = { bytesSeen: trainer.bytes, validationBitsPerByte: 3, finished: '2026-01-01' };
      const { manifest, weights } = learntFiles(learner, 'mine', record);
      const parsed = parseManifest(manifest, 'mine.json');
      const oracle = new Oracle(parsed, weights);
      const { window } = learner.shape;
      const pass = new Pass(learner, 1, 1);
      // Of the plain network the window is full of bytes before it is asked.
      const read = prose.subarray(0, window + 40);
      read.forEach((byte, i) => {
        const { logits } = oracle.step(byte);
        if (i < window - 1) return;
        const chunk = Uint8Array.from([...read.subarray(i - window + 1, i + 1), 0], byte =>
          learner.alphabet.classOf(byte),
        );
        pass.step(chunk, 0);
        pass.carry();
        const norm = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
        const ours = pass.distribution();
        for (let byte = 0; byte < 256; byte++) {
          const theirs = Math.exp((logits[byte] ?? NaN) - norm);
          assert.ok(
            Math.abs((ours[learner.alphabet.classOf(byte)] ?? NaN) - theirs) < 2e-3,
            `${cell}, ${byte}`,
          );
        }
      });
    }
  });

  it('is stored in half precision as IEEE 754 has it', () => {
    const view = new DataView(new ArrayBuffer(4));
    const back = (bits: number) => {
      const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
      return exponent === 0
        ? sign * fraction * 2 ** -24
        : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
    };
    fc.assert(
      fc.property(fc.float({ noNaN: true, min: -60_000, max: 60_000 }), value => {
        view.setFloat32(0, value);
        const found = back(halfOf(value));
        assert.ok(
          Math.abs(found - value) <= Math.max(2 ** -25, Math.abs(value) * 2 ** -11),
          `${value}: ${found}`,
        );
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0x7bff }), bits => assert.equal(halfOf(back(bits)), bits)),
    );
  });
});
