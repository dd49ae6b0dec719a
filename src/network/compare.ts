import { encode } from './bytes.js';
import type { Network, Reading } from './network.js';

/** Steps that are compared. */
export const comparedSteps = 200;

const sample = `import { readFile } from 'node:fs/promises';

export async function countLines(path: string): Promise<number> {
  const text = await readFile(path, 'utf8');
  return text.split('\\n').filter(line => line !== '').length;
}
`;

/** A network that was stepped through a text: what it knew after each byte, and how long each took in milliseconds. */
export interface StepsMeasured {
  readonly readings: readonly Reading[];
  readonly milliseconds: readonly number[];
}

/**
 * Steps a network through a text of code, byte by byte, from its zero state.
 * @param between called between two steps: lets others have their turn, or gives up by throwing
 */
export async function measureSteps(network: Network, between: () => Promise<void>): Promise<StepsMeasured> {
  const { start, end } = network.manifest.header;
  const bytes = encode(`${start}typescript${end}${sample}`).subarray(0, comparedSteps);
  const readings: Reading[] = [];
  const milliseconds: number[] = [];
  let state = network.initial();
  for (let i = 0; i < bytes.length; i++) {
    await between();
    const begun = performance.now();
    const [reading] = await network.step([state], bytes.subarray(i, i + 1));
    milliseconds.push(performance.now() - begun);
    if (!reading) break;
    readings.push(reading);
    state = reading.state;
  }
  return { readings, milliseconds };
}

/**
 * The largest difference between two runs in any logit, or in any number of a state; NaN where one is not a number. Of a state's
 * numbers above 1 it is a share: an LSTM's c adds up, to more than a hundred.
 */
export function difference(a: StepsMeasured, b: StepsMeasured, part: 'logits' | 'state'): number {
  let largest = 0;
  a.readings.forEach((reading, i) => {
    reading[part].forEach((value, j) => {
      const scale = part === 'state' ? Math.max(1, Math.abs(value)) : 1;
      largest = Math.max(largest, Math.abs(value - (b.readings[i]?.[part][j] ?? NaN)) / scale);
    });
  });
  return largest;
}

/** How fast a run was. */
export interface Figures {
  readonly perSecond: number;
  /** Milliseconds that half of the steps took, and that all but a twentieth stayed below. */
  readonly p50: number;
  readonly p95: number;
}

/** The speed of a run, in steps per second and percentiles. */
export function figures({ milliseconds }: StepsMeasured): Figures {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const percentile = (share: number) => sorted[Math.floor(share * sorted.length)] ?? NaN;
  const sum = milliseconds.reduce((a, b) => a + b, 0);
  return { perSecond: (1000 * milliseconds.length) / sum, p50: percentile(0.5), p95: percentile(0.95) };
}
