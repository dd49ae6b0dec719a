import { encode, newline } from '../network/bytes.js';
import { nextTurn, type Cancellation } from '../scheduler.js';
import type { Candidate } from './decode.js';
import type { Place } from './place.js';
import type { Predictor } from './predictor.js';

/** How well the text after the caret continues a candidate: the mean log2 chance of its first bytes, 0 where there is none. */
export interface Fit {
  /** In the same line. */
  readonly fitsLine: number;
  /** On the next line that is not blank, were the line to end with the candidate. */
  readonly fitsBelow: number;
}

export const noFit: Fit = { fitsLine: 0, fitsBelow: 0 };

/** Bytes after the caret that are evaluated. */
const followedBytes = 6;
/** Lower bound of a byte's log2 chance. */
const minimumLogChance = -10;

interface FittedCandidate {
  readonly candidate: Candidate;
  readonly replaces: number;
}

/** Evaluates how well the text after the caret continues each candidate. */
export async function fits(
  predictor: Predictor,
  candidates: readonly FittedCandidate[],
  place: Place,
  cancellation: Cancellation,
): Promise<Map<Candidate, Fit>> {
  const { suffix, below: lines = '' } = place;
  const tails = candidates.map(({ candidate, replaces }) => {
    const line = suffix.slice(replaces).trimEnd();
    const below = line === '' ? /\S[^\n]*/.exec(lines) : null;
    // The indentation of the line below is a part of what tells.
    const start = below ? lines.lastIndexOf('\n', below.index) + 1 : 0;
    const tail = line === '' ? (below ? `\n${lines.slice(start)}` : '') : line;
    return {
      candidate,
      inLine: line !== '',
      bytes: encode(tail).subarray(0, followedBytes + Number(line === '')),
    };
  });
  const result = new Map<Candidate, Fit>();
  let active = tails
    .filter(({ bytes }) => bytes.length > 0)
    .map(tail => ({ ...tail, reached: tail.candidate.after, sum: 0, at: 0 }));
  while (active.length > 0) {
    if (!(await nextTurn(cancellation))) break;
    for (const one of active) {
      const byte = one.bytes[one.at++] ?? newline;
      // That the line ends is known already: what counts is how the next one goes on.
      if (one.inLine || one.at > 1)
        one.sum += Math.max(minimumLogChance, Math.log2(one.reached.distribution[byte] ?? 0));
      if (one.at < one.bytes.length) continue;
      const mean = one.sum / Math.max(1, one.inLine ? one.at : one.at - 1);
      result.set(
        one.candidate,
        one.inLine ? { fitsLine: mean, fitsBelow: 0 } : { fitsLine: 0, fitsBelow: mean },
      );
    }
    active = active.filter(({ at, bytes }) => at < bytes.length);
    const next = await predictor.step(
      active.map(({ reached }) => reached),
      Uint8Array.from(active, ({ bytes, at }) => bytes[at - 1] ?? newline),
    );
    active = active.map((one, i) => ({ ...one, reached: next[i] ?? one.reached }));
  }
  return result;
}
