import { newline } from '../network/bytes.js';
import { Adam } from './adam.js';
import { Alphabet } from './alphabet.js';
import { cellFormulas } from './cells.js';
import { Learner } from './learner.js';
import { NgramModel } from './ngram.js';
import { Pass } from './pass.js';
import { SeededRandom } from './random.js';
import type { TrainingSettings } from './settings.js';

/** How it stood after so many bytes. */
export interface TrainingPoint {
  readonly bytes: number;
  /** Cross-entropy in bits for a byte, of the training text since the point before, and of the text that is held out. */
  readonly training: number;
  readonly heldOut: number;
}

/** Texts that are read beside each other, and those of them when the text that is held out is read. */
const lanes = 8;
const heldOutLanes = 4;
/** A share of the text, its end, is held out: nothing is learnt of it. */
const heldOutShare = 0.1;
/** Bytes that a training needs at the least, and reads of a text at the most. */
export const trainingBytes = { least: 2000, most: 2_000_000 };
/** Bytes of the window of the plain network. */
const plainWindow = 8;
/** Bytes between two points, at first and later: the curve is drawn over their logarithm. */
const pointsEvery = { least: 4096, share: 0.1 };
/** Bytes of the held-out text that are measured on, at most: it takes time from learning. */
const mostMeasured = 16_384;

/**
 * Teaches a small network a text, from random weights on. All of it is done in pieces of a few milliseconds at the most: `train` is gone
 * through as long as there is time, and never ends.
 */
export class Trainer {
  readonly learner: Learner;
  /** Of the n-gram models of order 1, 2 and 3 on the held-out text, in bits for a byte: as far as they are counted. */
  readonly ngrams: number[] = [];
  readonly points: TrainingPoint[] = [];
  /** Of Adam: it may be changed while it learns. */
  rate: number;
  /** Bytes read so far. */
  bytes = 0;
  /** The length of the last gradient before it was clipped, and the share of all that were. */
  gradient = 0;
  clipped = 0;
  /** How much a guess hangs on what was there k steps before, at the last point. See `Pass.throughTime`. */
  through: Float32Array<ArrayBuffer> = new Float32Array(0);
  private readonly text: Uint8Array;
  private readonly heldOut: Uint8Array;
  private readonly alphabet: Alphabet;
  private readonly adam: Adam;
  private readonly pass: Pass;
  private readonly chunk: Uint8Array;
  private at = 0;
  private updates = 0;
  private clips = 0;

  /** @param text at least `trainingBytes.least` */
  constructor(
    text: Uint8Array,
    readonly settings: TrainingSettings,
  ) {
    this.rate = settings.rate;
    const read = text.subarray(0, trainingBytes.most);
    const end = Math.floor(read.length * (1 - heldOutShare));
    this.text = read.subarray(0, end);
    this.heldOut = read.subarray(end);
    this.alphabet = new Alphabet(this.text);
    const { cell, units, seed, steps } = settings;
    const window = cellFormulas[cell].isRecurrent ? 1 : plainWindow;
    this.learner = new Learner({ cell, units, window, embedding: Math.min(24, units) }, this.alphabet, seed);
    this.adam = new Adam(this.learner.parameters);
    this.pass = new Pass(this.learner, lanes, steps);
    this.chunk = new Uint8Array((window - 1 + steps + 1) * lanes);
  }

  /** Bytes that are read for each update of the weights. */
  get bytesEach(): number {
    return this.settings.steps * lanes;
  }

  /** Numbers that are learnt. */
  get parameters(): number {
    return this.learner.parameters.reduce((sum, { values }) => sum + values.length, 0);
  }

  /** Learns on and on: each `next` does a piece of the work. */
  *train(): Generator<undefined, never> {
    yield* this.learner.refresh();
    let [loss, since] = [0, 0];
    for (;;) {
      const { settings, pass, chunk, learner } = this;
      this.fill(chunk);
      loss += (yield* pass.forward(chunk)) * settings.steps * lanes;
      since += settings.steps * lanes;
      yield* pass.backward();
      yield* pass.backwardInputs(chunk);
      this.gradient = this.adam.step(this.rate, settings.longestGradient);
      this.updates++;
      if (this.gradient > settings.longestGradient) this.clips++;
      this.clipped = this.clips / this.updates;
      yield;
      yield* learner.refresh();
      pass.carry();
      this.bytes += settings.steps * lanes;
      const { length } = this.points;
      const last = this.points[length - 1]?.bytes ?? 0;
      if (length === 0 || this.bytes - last >= Math.max(pointsEvery.least, pointsEvery.share * this.bytes)) {
        this.through = yield* this.slopesThroughTime();
        const heldOut = yield* this.measure();
        this.points.push({ bytes: this.bytes, training: loss / since / Math.LN2, heldOut });
        [loss, since] = [0, 0];
      }
      if (this.ngrams.length < 3) {
        const model = new NgramModel(this.ngrams.length + 1);
        yield* model.count(this.text);
        this.ngrams.push(yield* model.bitsPerByte(this.heldOut));
      }
    }
  }

  /**
   * What the network writes at this moment, after an end of line.
   * @param temperature what logits are divided by before one is drawn: 0 takes the likeliest
   */
  *write(length: number, temperature: number, seed: number): Generator<undefined, Uint8Array> {
    const { learner, alphabet } = this;
    const { window } = learner.shape;
    const random = new SeededRandom(seed);
    const pass = new Pass(learner, 1, 1);
    const chunk = new Uint8Array(window + 1).fill(alphabet.classOf(newline));
    const written: number[] = [];
    while (written.length < length) {
      pass.step(chunk, 0);
      pass.carry();
      const drawn = draw(pass.distribution(), alphabet, temperature, random);
      written.push(alphabet.byteOf(drawn) ?? newline);
      chunk.copyWithin(0, 1, window);
      chunk[window - 1] = drawn;
      if (written.length % 16 === 0) yield;
    }
    return Uint8Array.from(written);
  }

  /** Mean cross-entropy of the text that is held out, in bits for a byte. */
  private *measure(): Generator<undefined, number> {
    const { learner, alphabet, heldOut } = this;
    const { window } = learner.shape;
    const each = Math.floor(Math.min(heldOut.length, mostMeasured) / heldOutLanes) - window;
    if (each < 1) return NaN;
    const pass = new Pass(learner, heldOutLanes, 1);
    const chunk = new Uint8Array((window + 1) * heldOutLanes);
    let loss = 0;
    for (let i = 0; i < each; i++) {
      for (let row = 0; row <= window; row++)
        for (let b = 0; b < heldOutLanes; b++)
          chunk[row * heldOutLanes + b] = alphabet.classOf(heldOut[b * (each + window) + i + row] ?? 0);
      const part = pass.forward(chunk);
      let step = part.next();
      while (step.done !== true) step = part.next();
      loss += step.value;
      pass.carry();
      if (i % 8 === 0) yield;
    }
    return loss / each / Math.LN2;
  }

  /** Of the chunk that comes next; the state is as it was afterwards. */
  private *slopesThroughTime(): Generator<undefined, Float32Array<ArrayBuffer>> {
    const pass = new Pass(this.learner, 4, this.settings.steps);
    const { window } = this.learner.shape;
    const rows = window - 1 + this.settings.steps + 1;
    const chunk = new Uint8Array(rows * 4);
    for (let row = 0; row < rows; row++)
      for (let b = 0; b < 4; b++)
        chunk[row * 4 + b] = this.classAt(b * Math.floor(this.text.length / 4) + row + (this.at % 97));
    yield* pass.forward(chunk);
    return yield* pass.throughTime();
  }

  /** The next chunk of every lane; at the end of the lanes they begin again. */
  private fill(chunk: Uint8Array): void {
    const { window } = this.learner.shape;
    const { steps } = this.settings;
    const each = Math.floor(this.text.length / lanes);
    if (this.at + window + steps > each) {
      this.at = 0;
      this.pass.reset();
    }
    for (let row = 0; row < window + steps; row++)
      for (let b = 0; b < lanes; b++) chunk[row * lanes + b] = this.classAt(b * each + this.at + row);
    this.at += steps;
  }

  private classAt(i: number): number {
    return this.alphabet.classOf(this.text[i] ?? newline);
  }
}

/** Draws a class by chances that are raised to a power of 1 / temperature; a class of bytes that the text has not is never drawn. */
function draw(chances: Float64Array, { size }: Alphabet, temperature: number, random: SeededRandom): number {
  let best = 0;
  for (let k = 0; k < size - 1; k++) if ((chances[k] ?? 0) > (chances[best] ?? 0)) best = k;
  if (temperature <= 0) return best;
  const highest = chances[best] ?? 1;
  const powers = Array.from(
    { length: size - 1 },
    (_, k) => ((chances[k] ?? 0) / highest) ** (1 / temperature),
  );
  let left = random.uniform() * powers.reduce((a, b) => a + b, 0);
  for (const [k, power] of powers.entries()) {
    left -= power;
    if (left < 0) return k;
  }
  return best;
}
