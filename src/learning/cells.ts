import type { LearnableCell } from './cell-names.js';

/** What a cell's steps over a chunk of text left behind: `T` steps of `B` texts beside each other, `H` units, `G` gates. */
export interface Tape {
  /** `[T, B, G H]`: what the input adds to each gate, its bias included; after `activate`, the gates themselves. */
  readonly gates: Float64Array;
  /** `[T, B, G H]`: what the state before adds to each gate, its bias included. */
  readonly inner: Float64Array;
  /** `[T + 1, B, H]`: the state h before each step, and after the last; c beside it, of the LSTM alone. */
  readonly h: Float64Array;
  readonly c: Float64Array;
}

/** The gradients that go back through a step. */
export interface Slopes {
  /** `[T, B, G H]`: of the loss by what the input adds, and by what the state adds. */
  readonly gates: Float64Array;
  readonly inner: Float64Array;
  /** `[B, H]`: by the state after the step; `derive` leaves what goes past the gates to the state before. */
  readonly h: Float64Array;
  readonly c: Float64Array;
}

/**
 * A cell's formulas, without its products with weights, which all cells have alike. Gates are in ONNX's order; the formulas are those of
 * ONNX's operators RNN, GRU (linear_before_reset = 1) and LSTM, version 14.
 */
export interface CellFormulas {
  /** How many gates, or none but the unit itself. */
  readonly gates: number;
  /** Does it read its own state? */
  readonly isRecurrent: boolean;
  /**
   * From what the input and the state add: the gates of one unit, and its state after.
   * @param before where it stands in `h` before the step, and `after` it; @param gate where its first gate does, the others `units` on
   */
  activate(tape: Tape, before: number, gate: number, units: number, after: number): void;
  /** The same backwards. @param flat where the unit stands in the slopes by the state */
  derive(
    tape: Tape,
    slopes: Slopes,
    before: number,
    gate: number,
    units: number,
    after: number,
    flat: number,
  ): void;
}

const sigmoidOf = (x: number) => 1 / (1 + Math.exp(-x));
const get = (values: Float64Array, i: number) => values[i] ?? 0;

/** h' = tanh(W x + R h + b), as Elman 1990 has it. */
const rnn: CellFormulas = {
  gates: 1,
  isRecurrent: true,
  activate({ gates, inner, h }, _, gate, __, after) {
    h[after] = gates[gate] = Math.tanh(get(gates, gate) + get(inner, gate));
  },
  derive({ gates }, slopes, _, gate, __, ___, flat) {
    const y = get(gates, gate);
    slopes.gates[gate] = slopes.inner[gate] = get(slopes.h, flat) * (1 - y * y);
    slopes.h[flat] = 0;
  },
};

/** Cho and others 2014: z keeps, r lets the past into the new content n. h' = (1 - z) n + z h. */
const gru: CellFormulas = {
  gates: 3,
  isRecurrent: true,
  activate({ gates, inner, h }, before, gate, units, after) {
    const z = sigmoidOf(get(gates, gate) + get(inner, gate));
    const r = sigmoidOf(get(gates, gate + units) + get(inner, gate + units));
    const n = Math.tanh(get(gates, gate + 2 * units) + r * get(inner, gate + 2 * units));
    gates[gate] = z;
    gates[gate + units] = r;
    gates[gate + 2 * units] = n;
    h[after] = n + z * (get(h, before) - n);
  },
  derive({ gates, inner, h }, slopes, before, gate, units, _, flat) {
    const [z, r, n] = [get(gates, gate), get(gates, gate + units), get(gates, gate + 2 * units)];
    const dh = get(slopes.h, flat);
    const dn = dh * (1 - z) * (1 - n * n);
    const dz = dh * (get(h, before) - n) * z * (1 - z);
    const dr = dn * get(inner, gate + 2 * units) * r * (1 - r);
    slopes.gates[gate] = slopes.inner[gate] = dz;
    slopes.gates[gate + units] = slopes.inner[gate + units] = dr;
    slopes.gates[gate + 2 * units] = dn;
    slopes.inner[gate + 2 * units] = dn * r;
    slopes.h[flat] = dh * z;
  },
};

/** Hochreiter and Schmidhuber 1997, with the forget gate of Gers and others 2000: c' = f c + i g, h' = o tanh(c'). */
const lstm: CellFormulas = {
  gates: 4,
  isRecurrent: true,
  activate({ gates, inner, h, c }, before, gate, units, after) {
    const i = sigmoidOf(get(gates, gate) + get(inner, gate));
    const o = sigmoidOf(get(gates, gate + units) + get(inner, gate + units));
    const f = sigmoidOf(get(gates, gate + 2 * units) + get(inner, gate + 2 * units));
    const g = Math.tanh(get(gates, gate + 3 * units) + get(inner, gate + 3 * units));
    gates[gate] = i;
    gates[gate + units] = o;
    gates[gate + 2 * units] = f;
    gates[gate + 3 * units] = g;
    const kept = (c[after] = f * get(c, before) + i * g);
    h[after] = o * Math.tanh(kept);
  },
  derive({ gates, c }, slopes, before, gate, units, after, flat) {
    const [i, o] = [get(gates, gate), get(gates, gate + units)];
    const [f, g] = [get(gates, gate + 2 * units), get(gates, gate + 3 * units)];
    const dh = get(slopes.h, flat);
    const bent = Math.tanh(get(c, after));
    const dc = get(slopes.c, flat) + dh * o * (1 - bent * bent);
    slopes.gates[gate] = slopes.inner[gate] = dc * g * i * (1 - i);
    slopes.gates[gate + units] = slopes.inner[gate + units] = dh * bent * o * (1 - o);
    slopes.gates[gate + 2 * units] = slopes.inner[gate + 2 * units] = dc * get(c, before) * f * (1 - f);
    slopes.gates[gate + 3 * units] = slopes.inner[gate + 3 * units] = dc * i * (1 - g * g);
    slopes.h[flat] = 0;
    slopes.c[flat] = dc * f;
  },
};

/** The plain network of Bengio and others 2003, with rectified units: it reads a window, and keeps no state. */
const feedforward: CellFormulas = {
  gates: 1,
  isRecurrent: false,
  activate({ gates, h }, _, gate, __, after) {
    h[after] = gates[gate] = Math.max(0, get(gates, gate));
  },
  derive({ gates }, slopes, _, gate, __, ___, flat) {
    slopes.gates[gate] = get(gates, gate) > 0 ? get(slopes.h, flat) : 0;
    slopes.h[flat] = 0;
  },
};

export const cellFormulas: Readonly<Record<LearnableCell, CellFormulas>> = { rnn, gru, lstm, feedforward };
