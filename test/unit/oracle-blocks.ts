import type { BlocksManifest, Gate } from '../../src/network/manifest.js';

export const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** A tensor by its name, row after row. */
type Get = (name: string) => number[];

/** What a block's recurrence makes of what it reads. */
interface Recurrence {
  readonly h: number[];
  /** The share of it that it puts out, where that is not all. */
  readonly o?: number[];
  readonly gates: Readonly<Partial<Record<Gate, number[]>>>;
}

/** A network of blocks over one byte: what it saw, and the parts of its state after. */
export interface BlocksSeen {
  readonly logits: number[];
  readonly hidden: number[];
  readonly gates: Partial<Record<Gate, number[]>>;
  readonly held: number[][];
}

/**
 * One byte in a network of blocks, in plain double precision, written from the formulas at the top of models/training/blocks.py.
 * @param held the parts of the state before
 * @param x the byte's embedding
 * @param byte the byte itself, which names rows of tables
 * @param gru a GRU of the block of this name, given what it reads and its h
 * @param nudge a unit, among all, whose h becomes so much more
 */
export function readByBlocks(
  manifest: BlocksManifest,
  get: Get,
  held: readonly number[][],
  x: number[],
  byte: number,
  gru: (name: string, n: number[], h: number[]) => Recurrence,
  nudge?: { readonly unit: number; readonly more: number },
): BlocksSeen {
  const { tables, width } = manifest;
  const state = [...held];
  const after: number[][] = [];
  const gates: Partial<Record<Gate, number[]>> = {};
  const hidden: number[][] = [];
  const longest = Math.max(1, ...(tables?.orders ?? []));
  const known = [...(longest > 1 ? (state.at(-1) ?? []) : []), byte];
  const looked = (table: string) =>
    (tables?.orders ?? []).flatMap(n => rowOf(get(`${table}${n}`), known, n, manifest));
  const { at } = tables ?? {};
  if (at !== undefined && at !== 'output') x = sum(x, times(get('tables.input'), looked('table')));
  manifest.blocks.forEach(({ conv }, i) => {
    const name = `block${i}`;
    const h = state.shift() ?? [];
    let n = normed(x);
    let history: number[] | undefined;
    if (conv > 0) {
      const all = [...(state.shift() ?? []), ...n];
      const taps = get(`${name}.conv`);
      n = n.map((_, j) => {
        let total = 0;
        for (let k = 0; k < conv; k++) total += (taps[k * width + j] ?? NaN) * (all[k * width + j] ?? NaN);
        return total;
      });
      history = all.slice(width);
    }
    const found = manifest.cell === 'glr' ? linear(get, name, n, h) : gru(name, n, h);
    const first = hidden.flat().length;
    const now = found.h.map((value, u) => (first + u === nudge?.unit ? value + nudge.more : value));
    after.push(now, ...(history ? [history] : []));
    hidden.push(now);
    for (const [gate, values] of Object.entries(found.gates) as [Gate, number[]][])
      gates[gate] = [...(gates[gate] ?? []), ...values];
    const y = now.map((value, u) => value * (found.o?.[u] ?? 1));
    x = sum(x, times(get(`${name}.out`), y));
    const uv = times(get(`${name}.up`), normed(x));
    const inner = uv.slice(0, uv.length / 2).map((u, j) => u * sigmoid(u) * (uv[uv.length / 2 + j] ?? NaN));
    x = sum(x, times(get(`${name}.down`), inner));
  });
  if (longest > 1) after.push(known.slice(1));
  const read = normed(x);
  if (at !== undefined && at !== 'input') read.push(...looked(at === 'apart' ? 'output.table' : 'table'));
  const weight = get('output.weight');
  const logits = get('output.bias').map((bias, o) =>
    read.reduce((total, value, j) => total + value * (weight[j * 256 + o] ?? NaN), bias),
  );
  return { logits, hidden: hidden.flat(), gates, held: after };
}

function linear(get: Get, name: string, n: number[], h: number[]): Recurrence {
  const all = times(get(`${name}.W`), n);
  const part = (i: number) => all.slice(i * h.length, (i + 1) * h.length);
  const bias = get(`${name}.B`);
  const f = part(0).map((a, u) => sigmoid(a + (bias[u] ?? NaN)));
  const [c, o] = [part(1), part(2).map(sigmoid)];
  const now = h.map((before, u) => (f[u] ?? NaN) * before + (1 - (f[u] ?? NaN)) * (c[u] ?? NaN));
  return { h: now, o, gates: { f, c, o } };
}

/** The row of a table that the last n bytes name. */
function rowOf(table: number[], known: readonly number[], n: number, { tables }: BlocksManifest): number[] {
  let code = 0n;
  for (let k = 1; k <= n; k++)
    code = (code * 1000003n + 1n + BigInt(known[known.length - k] ?? NaN)) % 2147483647n;
  const { rows, width } = tables ?? { rows: 1, width: 0 };
  const row = Number(code % BigInt(rows));
  return table.slice(row * width, (row + 1) * width);
}

/** RMSNorm without weights. */
function normed(x: readonly number[]): number[] {
  const scale = Math.sqrt(x.reduce((total, value) => total + value * value, 0) / x.length + 1e-6);
  return x.map(value => value / scale);
}

function sum(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, i) => value + (b[i] ?? NaN));
}

/** A matrix [rows, v's length] times v. */
function times(M: readonly number[], v: readonly number[]): number[] {
  return Array.from({ length: M.length / v.length }, (_, row) => {
    let total = 0;
    for (let j = 0; j < v.length; j++) total += (M[row * v.length + j] ?? NaN) * (v[j] ?? NaN);
    return total;
  });
}
