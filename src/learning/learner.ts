import type { Alphabet } from './alphabet.js';
import type { LearnableCell } from './cell-names.js';
import { cellFormulas, type CellFormulas } from './cells.js';
import { addColumnProducts, addRowProducts, transposeInto } from './matrices.js';
import { Parameter } from './parameter.js';
import { SeededRandom } from './random.js';

/** What a network to be taught is made of. */
export interface LearnerShape {
  readonly cell: LearnableCell;
  readonly units: number;
  /** Numbers that stand for a byte. */
  readonly embedding: number;
  /** Bytes that the plain network reads at once, the last one included; 1 for the others. */
  readonly window: number;
}

/**
 * A network that is learnt: an embedding `[K, E]` of K classes of bytes, one cell of H units, and logits of the next byte. Its weights are
 * those of `models/training/cells.py`, but that what reads each byte of a window stands apart: W is `[N, G H, E]`; and the output's
 * weights are `[K, H]`.
 */
export class Learner {
  readonly formulas: CellFormulas;
  readonly embedding: Parameter;
  readonly input: Parameter;
  readonly recurrent: Parameter;
  readonly bias: Parameter;
  readonly output: Parameter;
  readonly outputBias: Parameter;
  /** All that is learnt. */
  readonly parameters: readonly Parameter[];
  /** `[N, K, G H]`: what each class of byte adds to the gates at each place of the window, and the loss's slopes by that. */
  readonly tables: Float64Array;
  readonly tableSlopes: Float64Array;
  /** The tables while they are worked out anew. */
  private readonly freshTables: Float64Array;
  /** The recurrent and the output's weights with their rows as columns. */
  readonly recurrentColumns: Float64Array;
  readonly outputColumns: Float64Array;

  constructor(
    readonly shape: LearnerShape,
    readonly alphabet: Alphabet,
    seed: number,
  ) {
    const { cell, units, embedding, window } = shape;
    const { gates, isRecurrent } = (this.formulas = cellFormulas[cell]);
    const random = new SeededRandom(seed);
    const rows = gates * units;
    const inputs = embedding * window;
    const classes = alphabet.size;
    // Rectified units want twice the spread (He and others 2015).
    const spread = (isRecurrent ? 1 : 2) / inputs;
    this.embedding = new Parameter('embedding', [classes, embedding]).draw(random, 0.5);
    this.input = new Parameter('layer0.W', [window, rows, embedding]).draw(random, Math.sqrt(spread));
    this.recurrent = new Parameter('layer0.R', isRecurrent ? [rows, units] : [0]).draw(
      random,
      1 / Math.sqrt(units),
    );
    this.bias = new Parameter('layer0.B', [isRecurrent ? 2 * rows : rows]);
    this.output = new Parameter('output.weight', [classes, units]).draw(random, 0.5 / Math.sqrt(units));
    this.outputBias = new Parameter('output.bias', [classes]);
    // Some units begin as ones that forget at once, others as ones that keep for long: the GRU's z, and the LSTM's f.
    const keeping = cell === 'gru' ? 0 : cell === 'lstm' ? 2 * units : undefined;
    if (keeping !== undefined)
      for (let u = 0; u < units; u++) this.bias.values[keeping + u] = -1 + (4 * u) / Math.max(1, units - 1);
    const { input, recurrent, bias, output, outputBias } = this;
    this.parameters = [
      ...[this.embedding, input],
      ...(isRecurrent ? [recurrent] : []),
      ...[bias, output, outputBias],
    ];
    this.tables = new Float64Array(window * classes * rows);
    this.freshTables = new Float64Array(this.tables.length);
    this.tableSlopes = new Float64Array(this.tables.length);
    this.recurrentColumns = new Float64Array(recurrent.values.length);
    this.outputColumns = new Float64Array(output.values.length);
  }

  /** Numbers of the state that a layer's gates come to. */
  get rows(): number {
    return this.formulas.gates * this.shape.units;
  }

  /** Works out what follows from the weights alone: once after each time they were changed. */
  *refresh(): Generator<undefined, void> {
    const { freshTables: tables, embedding, bias, alphabet, shape, rows } = this;
    const size = alphabet.size * rows;
    tables.fill(0);
    for (let p = 0; p < shape.window; p++) {
      const table = tables.subarray(p * size, (p + 1) * size);
      // The bias of the input is added once.
      if (p === 0) for (let k = 0; k < alphabet.size; k++) table.set(bias.values.subarray(0, rows), k * rows);
      for (let k = 0; k < alphabet.size; k += rowsAtOnce) {
        const some = Math.min(rowsAtOnce, alphabet.size - k);
        const vectors = embedding.values.subarray(k * shape.embedding);
        addRowProducts(table.subarray(k * rows), vectors, this.weightsAt(p), some, rows, shape.embedding);
        yield;
      }
    }
    // At once: between two pieces of this work the network may be asked to write.
    this.tables.set(tables);
    if (this.formulas.isRecurrent)
      transposeInto(this.recurrentColumns, this.recurrent.values, rows, shape.units);
    transposeInto(this.outputColumns, this.output.values, alphabet.size, shape.units);
  }

  /** From the slopes by what each class of byte adds to the gates: those by the embedding and by the input's weights. */
  *deriveTables(): Generator<undefined, void> {
    const { tableSlopes, embedding, input, bias, alphabet, shape, rows } = this;
    const { size: classes } = alphabet;
    const columns = new Float64Array(rows * shape.embedding);
    for (let p = 0; p < shape.window; p++) {
      const slopes = tableSlopes.subarray(p * classes * rows, (p + 1) * classes * rows);
      const gradient = input.gradient.subarray(p * rows * shape.embedding);
      for (let from = 0; from < rows; from += rowsAtOnce) {
        const to = Math.min(rows, from + rowsAtOnce);
        addColumnProducts(gradient, slopes, embedding.values, rows, shape.embedding, classes, from, to);
        yield;
      }
      transposeInto(columns, this.weightsAt(p), rows, shape.embedding);
      addRowProducts(embedding.gradient, slopes, columns, classes, shape.embedding, rows);
      if (p === 0)
        for (let k = 0; k < classes; k++)
          for (let g = 0; g < rows; g++)
            bias.gradient[g] = (bias.gradient[g] ?? 0) + (slopes[k * rows + g] ?? 0);
      yield;
    }
    tableSlopes.fill(0);
  }

  /** `[G H, E]`: the weights of the input at a place of the window, 0 the last byte. */
  weightsAt(place: number): Float64Array {
    const size = this.rows * this.shape.embedding;
    return this.input.values.subarray(place * size, (place + 1) * size);
  }
}

/** Rows of a product that are worked out before others get a turn. */
export const rowsAtOnce = 16;
