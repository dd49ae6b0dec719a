import { layerUnits, parts, stateSize } from '../network/manifest.js';
import { npy } from './npy.js';
import type { Trace } from './trace.js';

/** The states of a trace, `[bytes, stateSize]`, as a `.npy` file. */
export function statesAsNpy({ manifest, rows }: Trace): Uint8Array {
  const size = stateSize(manifest);
  const states = new Float32Array(rows.length * size);
  rows.forEach(({ state }, i) => states.set(state, i * size));
  return npy([rows.length, size], states);
}

/**
 * A trace as JSON: what lies where in a state, and for each byte its place (UTF-16 units), surprise (bits), state and gates. Of a
 * block's state what its units keep alone: what convolutions and tables look back at is four times as much, and of no unit.
 */
export function traceAsJson({ manifest, rows }: Trace): string {
  const { name, title, cell, parameters } = manifest;
  const layers = layerUnits(manifest);
  const shown = parts(manifest).filter(({ name }) => name !== 'history' && name !== 'bytes');
  let end = 0;
  const laid = shown.map(part => ({ ...part, start: (end += part.size) - part.size }));
  return JSON.stringify({
    network: { name, title, cell, layers, parameters },
    parts: laid,
    rows: rows.map(({ byte, start, end, surprise, state, gates }) => ({
      ...{ byte, start, end, surprise: rounded(surprise) },
      state: shown.flatMap(({ start, size }) => Array.from(state.subarray(start, start + size), rounded)),
      gates: Object.fromEntries(
        Object.entries(gates).map(([gate, values]) => [gate, Array.from(values, rounded)]),
      ),
    })),
  });
}

/** More digits than these, fp32 has not. */
function rounded(value: number): number {
  return Number(value.toPrecision(7));
}
