import type { Cell, Gate, Part } from '../network/manifest.js';
import type { State } from '../network/network.js';
import type { Layer } from './layers.js';
import { addTransposed, rowProduct } from './products.js';
import type { Step } from './step.js';

/** Derivatives by a layer's state after a byte. */
export interface Flow {
  /** `[units]` each; `c` is the LSTM's alone. */
  readonly h: Float64Array;
  readonly c: Float64Array;
}

/**
 * One layer, one byte back: turns the derivatives by its state after the byte into those by its state before, in place, and adds
 * those by what it read.
 *
 * The chain rule through the formulas of the ONNX operators RNN, GRU (`linear_before_reset = 1`) and LSTM, version 14, and through
 * a rectified layer (Bengio et al. 2003), at the values that the probe saw.
 * @param x `[layer.inputs]`
 */
export function goBack(
  cell: Exclude<Cell, 'glr'>,
  layer: Layer,
  step: Step,
  flow: Flow,
  x: Float64Array,
): void {
  switch (cell) {
    case 'rnn':
      throughRnn(layer, step, flow, x);
      break;
    case 'gru':
      throughGru(layer, step, flow, x);
      break;
    case 'lstm':
      throughLstm(layer, step, flow, x);
      break;
    case 'feedforward':
      throughRectified(layer, step, flow, x);
      break;
  }
}

function partOf(state: State, part: Part | undefined): Float32Array {
  if (!part) throw new Error('a recurrent layer has its part of the state');
  return state.subarray(part.start, part.start + part.size);
}

function outputOf({ start, units }: Layer, { hidden }: Step): Float32Array {
  return hidden.subarray(start, start + units);
}

function gateOf({ start, units }: Layer, { gates }: Step, gate: Gate): Float32Array {
  const values = gates[gate];
  if (!values) throw new Error(`the probe shows no gate ${gate}`);
  return values.subarray(start, start + units);
}

/** h = tanh(a) */
function throughRnn(layer: Layer, step: Step, flow: Flow, x: Float64Array): void {
  const h = outputOf(layer, step);
  const a = new Float64Array(layer.units);
  for (let u = 0; u < layer.units; u++) a[u] = (flow.h[u] ?? NaN) * (1 - (h[u] ?? NaN) ** 2);
  flow.h.fill(0);
  addTransposed(layer.R, a, flow.h);
  addTransposed(layer.W, a, x);
}

/** h = (1 - z) n + z h', n = tanh(W x + b + r q), q = R h' + b: ONNX keeps the gates in the order z, r, n. */
function throughGru(layer: Layer, step: Step, flow: Flow, x: Float64Array): void {
  const { units, R, B } = layer;
  const before = partOf(step.before, layer.h);
  const [z, r, n] = [gateOf(layer, step, 'z'), gateOf(layer, step, 'r'), gateOf(layer, step, 'n')];
  const input = new Float64Array(3 * units);
  const recurrent = new Float64Array(3 * units);
  for (let u = 0; u < units; u++) {
    const [dh, zu, ru, nu] = [flow.h[u] ?? NaN, z[u] ?? NaN, r[u] ?? NaN, n[u] ?? NaN];
    const row = 2 * units + u;
    const q = rowProduct(R, row * units, before) + (B[3 * units + row] ?? NaN);
    const dz = dh * ((before[u] ?? NaN) - nu) * zu * (1 - zu);
    const dn = dh * (1 - zu) * (1 - nu * nu);
    const dr = dn * q * ru * (1 - ru);
    input[u] = recurrent[u] = dz;
    input[units + u] = recurrent[units + u] = dr;
    input[row] = dn;
    recurrent[row] = dn * ru;
    flow.h[u] = dh * zu;
  }
  addTransposed(R, recurrent, flow.h);
  addTransposed(layer.W, input, x);
}

/** c = f c' + i g, h = o tanh(c): ONNX keeps the gates in the order i, o, f, g. */
function throughLstm(layer: Layer, step: Step, flow: Flow, x: Float64Array): void {
  const { units } = layer;
  const [before, after] = [partOf(step.before, layer.c), partOf(step.state, layer.c)];
  const [i, o] = [gateOf(layer, step, 'i'), gateOf(layer, step, 'o')];
  const [f, g] = [gateOf(layer, step, 'f'), gateOf(layer, step, 'g')];
  const a = new Float64Array(4 * units);
  for (let u = 0; u < units; u++) {
    const [iu, ou, fu, gu] = [i[u] ?? NaN, o[u] ?? NaN, f[u] ?? NaN, g[u] ?? NaN];
    const squashed = Math.tanh(after[u] ?? NaN);
    const dh = flow.h[u] ?? NaN;
    const dc = (flow.c[u] ?? NaN) + dh * ou * (1 - squashed * squashed);
    a[u] = dc * gu * iu * (1 - iu);
    a[units + u] = dh * squashed * ou * (1 - ou);
    a[2 * units + u] = dc * (before[u] ?? NaN) * fu * (1 - fu);
    a[3 * units + u] = dc * iu * (1 - gu * gu);
    flow.c[u] = dc * fu;
  }
  flow.h.fill(0);
  addTransposed(layer.R, a, flow.h);
  addTransposed(layer.W, a, x);
}

/**
 * y = o h, h = f h' + (1 - f) c, the recurrence of a block: its gates in the order f, c, o. `byY`: derivatives by y, those by h
 * through it are in `flow` already.
 */
export function throughLinear(
  layer: Layer,
  step: Step,
  byY: Float64Array,
  flow: Flow,
  x: Float64Array,
): void {
  const { units } = layer;
  const [before, after] = [partOf(step.before, layer.h), outputOf(layer, step)];
  const [f, c, o] = [gateOf(layer, step, 'f'), gateOf(layer, step, 'c'), gateOf(layer, step, 'o')];
  const a = new Float64Array(3 * units);
  for (let u = 0; u < units; u++) {
    const [dh, fu, cu, ou] = [flow.h[u] ?? NaN, f[u] ?? NaN, c[u] ?? NaN, o[u] ?? NaN];
    a[u] = dh * ((before[u] ?? NaN) - cu) * fu * (1 - fu);
    a[units + u] = dh * (1 - fu);
    a[2 * units + u] = (byY[u] ?? NaN) * (after[u] ?? NaN) * ou * (1 - ou);
    flow.h[u] = dh * fu;
  }
  addTransposed(layer.W, a, x);
}

/** h = max(0, W x + b), which keeps nothing. */
function throughRectified(layer: Layer, step: Step, flow: Flow, x: Float64Array): void {
  const h = outputOf(layer, step);
  const a = flow.h.map((dh, u) => ((h[u] ?? NaN) > 0 ? dh : 0));
  flow.h.fill(0);
  addTransposed(layer.W, a, x);
}
