import { encode } from '../../src/network/bytes.js';
import type { Manifest } from '../../src/network/manifest.js';
import type { Network, Reading } from '../../src/network/network.js';
import type { Language } from './languages.js';
import type { Run } from './runs.js';

/** Sums over bytes that were predicted. */
export interface Score {
  bytes: number;
  /** Sum of the surprises. */
  bits: number;
  /** Bytes that were the likeliest; that were among the five likeliest. */
  top1: number;
  top5: number;
}

export const noScore = (): Score => ({ bytes: 0, bits: 0, top1: 0, top5: 0 });

/** Runs that are stepped together: more are not faster on one thread. */
const width = 16;

/** Adds the byte that came to a score. Log-probabilities are logits too. */
export function add(score: Score, logits: Float32Array | Float64Array, byte: number): void {
  const own = logits[byte] ?? NaN;
  let highest = -Infinity;
  let above = 0;
  for (const logit of logits) {
    if (logit > highest) highest = logit;
    if (logit > own) above++;
  }
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - highest);
  score.bytes++;
  score.bits += (Math.log(sum) + highest - own) / Math.LN2;
  if (above < 1) score.top1++;
  if (above < 5) score.top5++;
}

interface Lane {
  readonly run: Run;
  reading: Reading;
  at: number;
}

/**
 * Predicts every measured byte of some runs with a network.
 * @param done is told the score of each run as it ends, in no fixed order
 */
export async function scoreRuns(
  network: Network,
  runs: Iterable<Run>,
  done: (run: Run, score: Score) => void,
): Promise<void> {
  const scores = new Map<Run, Score>();
  await expectRuns(network, runs, (run, at, logits) => {
    const score = scores.get(run) ?? noScore();
    scores.set(run, score);
    add(score, logits, run.measured[at] ?? 0);
    if (at < run.measured.length - 1) return;
    scores.delete(run);
    done(run, score);
  });
}

/**
 * What a network expects before every measured byte of some runs.
 * @param expected is told the logits before the run's measured byte `at`: of each run in order, of the runs in none
 */
export async function expectRuns(
  network: Network,
  runs: Iterable<Run>,
  expected: (run: Run, at: number, logits: Float32Array) => void,
): Promise<void> {
  const headers = new Map<Language, Reading>();
  const waiting = runs[Symbol.iterator]();
  let lanes: Lane[] = [];
  for (;;) {
    while (lanes.length < width) {
      const { value: run, done: none } = waiting.next() as IteratorResult<Run, undefined>;
      if (none) break;
      const header =
        headers.get(run.language) ??
        (await network.read(network.initial(), headerOf(network.manifest, run.language)));
      headers.set(run.language, header);
      const reading = run.before.length > 0 ? await network.read(header.state, run.before) : header;
      lanes.push({ run, reading, at: 0 });
    }
    if (lanes.length === 0) return;
    for (const lane of lanes) expected(lane.run, lane.at++, lane.reading.logits);
    const going = lanes.filter(lane => lane.at < lane.run.measured.length);
    const bytes = Uint8Array.from(going, ({ run, at }) => run.measured[at - 1] ?? 0);
    const readings = await network.step(
      going.map(lane => lane.reading.state),
      bytes,
    );
    readings.forEach((reading, i) => {
      const lane = going[i];
      if (lane) lane.reading = reading;
    });
    lanes = going;
  }
}

/** What is read before a document, as the reader does it; it names no language that the network was not taught. */
export function headerOf({ header: { start, end, languages } }: Manifest, language: Language): Uint8Array {
  return encode(start + (language in languages ? language : '') + end);
}
