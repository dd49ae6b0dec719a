import type { Row } from '../../insight/trace.js';
import { gatesOf, parts, type Manifest } from '../../network/manifest.js';
import type { GatesData } from '../protocol.js';

/** The gates of a unit over the window, or of all units on average. */
export function gatesThroughTime(
  manifest: Manifest,
  rows: readonly Row[],
  unit: number | undefined,
): GatesData | undefined {
  const letters = gatesOf(manifest);
  if (letters.length === 0 || rows.length === 0) return undefined;
  const at = (values: Float32Array | undefined) => {
    if (!values) return 0;
    return unit === undefined ? values.reduce((a, b) => a + b, 0) / values.length : (values[unit] ?? 0);
  };
  const place = unit === undefined ? undefined : cellPlace(manifest, unit);
  return {
    ...(unit === undefined ? {} : { unit }),
    series: letters.map(letter => ({
      letter,
      values: Float32Array.from(rows, row => at(row.gates[letter])),
    })),
    ...(place === undefined ? {} : { cell: Float32Array.from(rows, ({ state }) => state[place] ?? 0) }),
  };
}

/** Where an LSTM's c of a unit lies in a state. */
function cellPlace(manifest: Manifest, unit: number): number | undefined {
  let first = 0;
  for (const { start, size } of parts(manifest).filter(({ name }) => name === 'c')) {
    if (unit < first + size) return start + unit - first;
    first += size;
  }
  return undefined;
}
