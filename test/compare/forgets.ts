import { readFile } from 'node:fs/promises';
import { encode } from '../../src/network/bytes.js';
import { loadNetwork } from '../../src/network/load.js';
import { unitCount, type Gate } from '../../src/network/manifest.js';
import type { Network, State } from '../../src/network/network.js';
import type { Language } from '../evaluate/languages.js';
import { Progress } from '../evaluate/progress.js';
import type { Stretch } from '../evaluate/sample.js';
import { kinds, placesIn, type Kind, type Place } from './places.js';

/** Bins of distances: up to so many bytes, and more than the bin before. */
export const bins = [8, 16, 32, 64, 128, 256, 512, 1024] as const;

/** What was measured in one bin, or everywhere. */
export interface Bin {
  places: number;
  /** Bytes measured at these places, and their surprise in bits. */
  bytes: number;
  bits: number;
  /** Sums over the bytes of each gate's mean over all units, when the byte is read. */
  readonly gates: Partial<Record<Gate, number>>;
}

export interface Forgetting {
  readonly anywhere: Bin;
  readonly at: Readonly<Record<Kind, readonly Bin[]>>;
}

const empty = (): Bin => ({ places: 0, bytes: 0, bits: 0, gates: {} });
/** Bytes in one probe. */
const piece = 64;

/** Reads stretches, each from the header and the zero state, and measures a network where something closes or comes again. */
export async function measureForgetting(name: string, stretches: readonly Stretch[]): Promise<Forgetting> {
  const network = await loadNetwork(
    name,
    async file => new Uint8Array(await readFile(`models/${file}`)),
    async () => new Uint8Array(await readFile('dist/ort-wasm-simd-threaded.wasm')),
  );
  const at = Object.fromEntries(kinds.map(kind => [kind, bins.map(empty)])) as Record<Kind, Bin[]>;
  const anywhere = empty();
  const progress = new Progress(
    name,
    stretches.reduce((sum, { start, end }) => sum + end - start, 0),
  );
  for (const { document, start, end } of stretches) {
    const bytes = document.bytes.subarray(start, end);
    const places = placesIn(Buffer.from(bytes).toString('latin1'), document.language);
    const read = await readOn(network, document.language, bytes);
    add(anywhere, read, 0, bytes.length);
    for (const place of places) {
      const bin = at[place.kind][binOf(place)];
      if (bin) add(bin, read, place.start, place.end);
    }
    progress.add(bytes.length);
  }
  progress.end();
  await network.dispose();
  return { anywhere, at };
}

function binOf({ distance }: Place): number {
  return bins.findIndex(most => distance <= most);
}

/** Of each byte: its surprise in bits, and each gate's mean over all units when it is read. */
interface Read {
  readonly bits: Float64Array;
  readonly gates: ReadonlyMap<Gate, Float64Array>;
}

async function readOn(network: Network, language: Language, bytes: Uint8Array): Promise<Read> {
  const { start, end } = network.manifest.header;
  const units = unitCount(network.manifest);
  let { state, logits }: { state: State; logits: Float32Array } = await network.read(
    network.initial(),
    encode(start + language + end),
  );
  const bits = new Float64Array(bytes.length);
  const gates = new Map<Gate, Float64Array>();
  for (let from = 0; from < bytes.length; from += piece) {
    const part = bytes.subarray(from, from + piece);
    const probe = await network.probe(state, part);
    const size = state.length;
    part.forEach((byte, i) => {
      bits[from + i] = surprise(logits, byte);
      logits = probe.logits.subarray(256 * i, 256 * (i + 1));
    });
    for (const [gate, values] of Object.entries(probe.gates) as [Gate, Float32Array][]) {
      const means = gates.get(gate) ?? new Float64Array(bytes.length);
      gates.set(gate, means);
      part.forEach((_, i) => {
        let sum = 0;
        for (const value of values.subarray(units * i, units * (i + 1))) sum += value;
        means[from + i] = sum / units;
      });
    }
    state = probe.states.slice(size * (part.length - 1));
  }
  return { bits, gates };
}

function surprise(logits: Float32Array, byte: number): number {
  let highest = -Infinity;
  for (const logit of logits) highest = Math.max(highest, logit);
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - highest);
  return (Math.log(sum) + highest - (logits[byte] ?? NaN)) / Math.LN2;
}

function add(bin: Bin, { bits, gates }: Read, start: number, end: number): void {
  const sum = (values: Float64Array) => values.subarray(start, end).reduce((a, b) => a + b, 0);
  bin.places++;
  bin.bytes += end - start;
  bin.bits += sum(bits);
  for (const [gate, values] of gates) bin.gates[gate] = (bin.gates[gate] ?? 0) + sum(values);
}
