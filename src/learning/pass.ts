import type { Slopes, Tape } from './cells.js';
import { rowsAtOnce, type Learner } from './learner.js';
import { addColumnProducts, addRowProducts } from './matrices.js';

const get = (values: Float64Array, i: number) => values[i] ?? 0;
const add = (values: Float64Array, i: number, more: number) => {
  values[i] = (values[i] ?? 0) + more;
};

/**
 * Some texts that are read beside each other, a chunk of so many bytes at a time, and the way back through such a chunk: truncated
 * back-propagation through time (Williams and Peng 1990). The state is carried from chunk to chunk; slopes are not.
 *
 * `T` steps of `B` texts, `K` classes of bytes. A chunk is `[N - 1 + T + 1, B]` classes: those before that a window reads, those that are
 * read, and behind each of them what is to be guessed.
 */
export class Pass {
  readonly tape: Tape;
  /** `[T, B, K]`: after `forward`, the slopes of the loss by the logits. */
  readonly logits: Float64Array;
  private readonly slopes: Slopes;

  constructor(
    private readonly learner: Learner,
    private readonly lanes: number,
    private readonly steps: number,
  ) {
    const { rows, shape, alphabet } = learner;
    const tensor = (...sizes: number[]) => new Float64Array(sizes.reduce((a, b) => a * b, 1));
    const states = () => tensor(steps + 1, lanes, shape.units);
    const gates = () => tensor(steps, lanes, rows);
    this.tape = { gates: gates(), inner: gates(), h: states(), c: states() };
    const slopes = () => tensor(lanes, shape.units);
    this.slopes = { gates: gates(), inner: gates(), h: slopes(), c: slopes() };
    this.logits = tensor(steps, lanes, alphabet.size);
  }

  /** Reads on from nothing. */
  reset(): void {
    this.tape.h.fill(0);
    this.tape.c.fill(0);
  }

  /** The state after the last chunk is the one before the next. */
  carry(): void {
    const size = this.lanes * this.learner.shape.units;
    for (const states of [this.tape.h, this.tape.c]) states.copyWithin(0, this.steps * size);
  }

  /**
   * Reads a chunk.
   * @returns the mean cross-entropy of what follows each byte, in nats
   */
  *forward(chunk: Uint8Array): Generator<undefined, number> {
    const { learner, lanes, steps } = this;
    const classes = learner.alphabet.size;
    const lead = learner.shape.window - 1;
    let loss = 0;
    for (let t = 0; t < steps; t++) {
      this.step(chunk, t);
      for (let b = 0; b < lanes; b++) {
        const target = chunk[(lead + t + 1) * lanes + b] ?? 0;
        loss += this.slopesByLogits((t * lanes + b) * classes, target);
      }
      yield;
    }
    return loss / (steps * lanes);
  }

  /** The chances of each byte of a class after the last step of the first text. */
  distribution(): Float64Array {
    const { alphabet } = this.learner;
    const chances = this.logits.slice(0, alphabet.size);
    normalize(chances, 0, alphabet.size, alphabet.others);
    return chances;
  }

  /** One step of all texts, to the logits. */
  step(chunk: Uint8Array, t: number): void {
    const { learner, lanes, tape, logits } = this;
    const { rows, shape, alphabet, formulas, tables, recurrent, bias, output, outputBias } = learner;
    const { units, window } = shape;
    const [gates, inner] = [t * lanes * rows, t * lanes * rows];
    const [before, after] = [t * lanes * units, (t + 1) * lanes * units];
    for (let b = 0; b < lanes; b++) {
      const at = gates + b * rows;
      tape.gates.fill(0, at, at + rows);
      for (let p = 0; p < window; p++) {
        const index = chunk[(window - 1 + t - p) * lanes + b] ?? 0;
        const from = (p * alphabet.size + index) * rows;
        for (let g = 0; g < rows; g++) add(tape.gates, at + g, get(tables, from + g));
      }
    }
    if (formulas.isRecurrent) {
      const products = tape.inner.subarray(inner);
      for (let b = 0; b < lanes; b++) products.set(bias.values.subarray(rows), b * rows);
      addRowProducts(products, tape.h.subarray(before), recurrent.values, lanes, rows, units);
    }
    for (let b = 0; b < lanes; b++)
      for (let u = 0; u < units; u++)
        formulas.activate(tape, before + b * units + u, gates + b * rows + u, units, after + b * units + u);
    const said = logits.subarray(t * lanes * alphabet.size);
    for (let b = 0; b < lanes; b++) said.set(outputBias.values, b * alphabet.size);
    addRowProducts(said, tape.h.subarray(after), output.values, lanes, alphabet.size, units);
  }

  /** Adds the gradient of the loss of the chunk that was read last to those of the parameters. */
  *backward(): Generator<undefined, void> {
    const { learner, lanes, steps, tape, slopes, logits } = this;
    const { rows, shape, alphabet, formulas, recurrent, bias, output, outputBias } = learner;
    const { units } = shape;
    const count = steps * lanes;
    slopes.h.fill(0);
    slopes.c.fill(0);
    for (let t = steps - 1; t >= 0; t--) {
      this.back(t, true);
      yield;
    }
    const states = tape.h.subarray(lanes * units);
    for (let from = 0; from < alphabet.size; from += rowsAtOnce) {
      const to = Math.min(alphabet.size, from + rowsAtOnce);
      addColumnProducts(output.gradient, logits, states, alphabet.size, units, count, from, to);
      yield;
    }
    sumRows(outputBias.gradient, logits, count, alphabet.size);
    yield;
    if (formulas.isRecurrent) {
      for (let from = 0; from < rows; from += rowsAtOnce) {
        const to = Math.min(rows, from + rowsAtOnce);
        addColumnProducts(recurrent.gradient, slopes.inner, tape.h, rows, units, count, from, to);
        yield;
      }
      sumRows(bias.gradient.subarray(rows), slopes.inner, count, rows);
      yield;
    }
  }

  /** Adds what a chunk's slopes say of each class of byte. @param chunk the one that was read last */
  *backwardInputs(chunk: Uint8Array): Generator<undefined, void> {
    const { learner, lanes, steps, slopes } = this;
    const { rows, shape, alphabet, tableSlopes } = learner;
    const { window } = shape;
    for (let t = 0; t < steps; t++) {
      for (let b = 0; b < lanes; b++) {
        const from = (t * lanes + b) * rows;
        for (let p = 0; p < window; p++) {
          const index = chunk[(window - 1 + t - p) * lanes + b] ?? 0;
          const to = (p * alphabet.size + index) * rows;
          for (let g = 0; g < rows; g++) add(tableSlopes, to + g, get(slopes.gates, from + g));
        }
      }
      if (t % 4 === 0) yield;
    }
    yield* learner.deriveTables();
  }

  /**
   * How much the last guess's loss hangs on what was there k steps before, k from 0: the length of the slope by the state there, mean over
   * the texts; of the plain network by what it reads at that place of its window. It vanishes, or it explodes (Hochreiter 1991; Bengio,
   * Simard and Frasconi 1994).
   */
  *throughTime(): Generator<undefined, Float32Array<ArrayBuffer>> {
    const { learner, lanes, steps, slopes } = this;
    const { shape, formulas } = learner;
    const found = new Float32Array(formulas.isRecurrent ? steps : shape.window);
    slopes.h.fill(0);
    slopes.c.fill(0);
    if (!formulas.isRecurrent) {
      this.back(steps - 1, true);
      const last = slopes.gates.subarray((steps - 1) * lanes * learner.rows);
      const bytes = new Float64Array(lanes * shape.embedding);
      for (let p = 0; p < shape.window; p++) {
        bytes.fill(0);
        const weights = learner.weightsAt(p);
        for (let b = 0; b < lanes; b++)
          for (let g = 0; g < learner.rows; g++)
            for (let e = 0; e < shape.embedding; e++)
              add(
                bytes,
                b * shape.embedding + e,
                get(last, b * learner.rows + g) * get(weights, g * shape.embedding + e),
              );
        found[p] = meanLength(bytes, lanes, shape.embedding);
        yield;
      }
      return found;
    }
    for (let k = 0; k < steps; k++) {
      const t = steps - 1 - k;
      if (k === 0) this.addOutputs(t);
      found[k] = meanLength(slopes.h, lanes, shape.units) * steps * lanes;
      this.back(t, false);
      yield;
    }
    return found;
  }

  /** One step back: from the slopes by the state after it to those by its gates and by the state before. */
  private back(t: number, withOutput: boolean): void {
    const { learner, lanes, tape, slopes } = this;
    const { rows, shape, formulas, recurrentColumns } = learner;
    const { units } = shape;
    if (withOutput) this.addOutputs(t);
    const [gates, before, after] = [t * lanes * rows, t * lanes * units, (t + 1) * lanes * units];
    for (let b = 0; b < lanes; b++)
      for (let u = 0; u < units; u++) {
        const unit = b * units + u;
        formulas.derive(tape, slopes, before + unit, gates + b * rows + u, units, after + unit, unit);
      }
    if (formulas.isRecurrent)
      addRowProducts(slopes.h, slopes.inner.subarray(gates), recurrentColumns, lanes, units, rows);
  }

  /** What the guesses after a step say of the state there. */
  private addOutputs(t: number): void {
    const { learner, lanes, slopes, logits } = this;
    const { alphabet, shape, outputColumns } = learner;
    const from = t * lanes * alphabet.size;
    addRowProducts(slopes.h, logits.subarray(from), outputColumns, lanes, shape.units, alphabet.size);
  }

  /** Turns logits into the slopes of the mean loss by them. @returns the loss of this guess, in nats */
  private slopesByLogits(from: number, target: number): number {
    const { logits, steps, lanes } = this;
    const { size, others } = this.learner.alphabet;
    const logNorm = normalize(logits, from, size, others);
    const share = 1 / (steps * lanes);
    const loss = -Math.log(Math.max(get(logits, from + target), Number.MIN_VALUE));
    for (let k = 0; k < size; k++) {
      const chance = get(logits, from + k) * (k === size - 1 ? others : 1);
      logits[from + k] = share * (chance - (k === target ? 1 : 0));
    }
    return Number.isFinite(logNorm) ? loss : NaN;
  }
}

/**
 * Makes chances of logits: of each byte of a class.
 * @param others bytes of the last class
 * @returns the logarithm of what they were divided by
 */
function normalize(values: Float64Array, from: number, size: number, others: number): number {
  let highest = -Infinity;
  for (let k = 0; k < size; k++) highest = Math.max(highest, get(values, from + k));
  let sum = 0;
  for (let k = 0; k < size; k++) {
    const power = (values[from + k] = Math.exp(get(values, from + k) - highest));
    sum += k === size - 1 ? others * power : power;
  }
  for (let k = 0; k < size; k++) values[from + k] = get(values, from + k) / sum;
  return highest + Math.log(sum);
}

function sumRows(into: Float64Array, rows: Float64Array, count: number, size: number): void {
  for (let i = 0; i < count; i++) for (let j = 0; j < size; j++) add(into, j, get(rows, i * size + j));
}

function meanLength(vectors: Float64Array, count: number, size: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    let square = 0;
    for (let j = 0; j < size; j++) square += get(vectors, i * size + j) ** 2;
    sum += Math.sqrt(square);
  }
  return sum / count;
}
