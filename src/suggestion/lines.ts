import { decodeText, encode, follow, newline, vocabulary, type Utf8State } from '../network/bytes.js';
import { nextTurn, type Cancellation } from '../scheduler.js';
import { BracketContext } from './brackets.js';
import { candidateOf, longer, noBytes, type Branch, type Candidate } from './decode.js';
import type { Expectation, Predictor } from './predictor.js';

/** A whole line that the search found. */
export interface FoundLine {
  /** All of it, as it would be shown. */
  readonly candidate: Candidate;
  /** Its text with what ends it. */
  readonly text: string;
  /** Natural logarithm of the chance of that text. */
  readonly logChance: number;
  /** What is expected behind its end. */
  readonly after: Expectation;
}

/** Beginnings that are followed side by side. */
const beamWidth = 8;
/** A byte less likely than this is not followed. */
const leastChance = 1e-4;
/** Bytes behind the caret by which a line is weighed, the least logarithm of the chance of one, and how much they count. */
const weighedBytes = 12;
const leastLogChance = Math.log(1e-5);
const weightBehind = 0.5;
/** What a line is charged where the brackets around it contradict it, and for each that it leaves open: natural logarithms. */
const costOfContradiction = 4;
const costOfOpen = 2;
/**
 * The longer a line, the less likely it is as a whole: what it is worth is divided by its length to this power (Wu and others 2016, section 7), of a
 * short one by the least length. Chosen on lines of the calibration split.
 */
const lengthPower = 0.25;
const leastLength = 4;
/**
 * A beginning is given up where the longest line from it would be worth less, by this, than the best line found: natural logarithms. It leaves room
 * for what stands behind the caret, and was chosen so that the same lines are chosen with it as without.
 */
const margin = 1;
/** So is one that is less likely by this than the likeliest beginning of its length, chosen in the same way. */
const farBehind = 5;

interface Beginning extends Omit<Branch, 'before'> {
  readonly reached: Expectation;
  readonly logChance: number;
}

/**
 * Searches by beam for the likeliest lines from a place to their ends.
 * @param longest bytes of a line at most
 * @param ends what ends a line
 * @returns the likeliest first; none where it was cancelled, or no line ended in time
 */
export async function searchLines(
  predictor: Predictor,
  start: Expectation,
  longest: number,
  cancellation: Cancellation,
  ends: readonly string[] = ['\n'],
): Promise<FoundLine[]> {
  const endings = ends.map(end => encode(end));
  const isEnded = (bytes: readonly number[]) =>
    endings.some(end => end.every((byte, i) => bytes[bytes.length - end.length + i] === byte));
  let beam: Beginning[] = [{ ...noBytes, reached: start, logChance: 0 }];
  const found: FoundLine[] = [];
  for (let length = 0; length <= longest && beam.length > 0; length++) {
    if (!(await nextTurn(cancellation))) return [];
    const worst = found.map(({ logChance }) => logChance).sort((a, b) => b - a)[beamWidth - 1] ?? -Infinity;
    const best = Math.max(
      ...found.map(({ logChance, candidate }) => forLength(logChance, candidate.bytes.length)),
    );
    const least = Math.max(worst, (best - margin) * longest ** lengthPower);
    const all = beam.flatMap(beginning => waysOn(beginning)).sort((a, b) => b.logChance - a.logChance);
    const far = (all[0]?.logChance ?? 0) - farBehind;
    const ways = all.slice(0, beamWidth).filter(({ logChance }) => logChance > Math.max(least, far));
    const reached = await predictor.step(
      ways.map(({ from }) => from.reached),
      Uint8Array.from(ways, ({ byte }) => byte),
    );
    beam = [];
    for (const [i, way] of ways.entries()) {
      const after = reached[i];
      if (!after) continue;
      const { from, byte, utf8, logChance } = way;
      const bytes = [...from.bytes, byte];
      if (isEnded(bytes)) {
        const text = decodeText(Uint8Array.from(bytes));
        found.push({ candidate: candidateOf(from, from.reached), text, logChance, after });
      } else beam.push({ ...longer(from, from.reached, byte, utf8), reached: after, logChance });
    }
  }
  return found.sort((a, b) => b.logChance - a.logChance);
}

/** What a line is worth for its length in bytes. */
function forLength(logChance: number, length: number): number {
  return logChance / Math.max(leastLength, length) ** lengthPower;
}

interface Way {
  readonly from: Beginning;
  readonly byte: number;
  /** The state that the byte leads to. */
  readonly utf8: Utf8State;
  readonly logChance: number;
}

/** The bytes that may come next. */
function waysOn(from: Beginning): Way[] {
  const ways: Way[] = [];
  for (let byte = 0; byte < vocabulary; byte++) {
    const chance = from.reached.distribution[byte] ?? 0;
    const isText = byte >= 0x20 ? byte !== 0x7f : byte === 0x09 || byte === newline;
    if (chance < leastChance || !isText) continue;
    const utf8 = follow(from.utf8, byte);
    if (utf8 === undefined) continue;
    ways.push({ from, byte, utf8, logChance: from.logChance + Math.log(chance) });
  }
  return ways;
}

/**
 * Orders lines by how likely they are for their length, and by how well the document goes on from them: how likely what stands behind the caret's
 * line is after each, and whether the brackets around have their partners then.
 * @param before the text before the caret; the end of it will do
 * @param after the text behind the caret: where it does not begin with a line's end, nothing is known of how the document goes on
 * @returns the best first, as many as were weighed; none where it was cancelled
 */
export async function weighedLines(
  predictor: Predictor,
  lines: readonly FoundLine[],
  { before, after }: { readonly before: string; readonly after: string },
  cancellation: Cancellation,
): Promise<FoundLine[]> {
  const best = lines.slice(0, beamWidth);
  const worth = best.map(({ logChance }) => logChance);
  if (after.startsWith('\n') && after.trim() !== '') {
    const brackets = new BracketContext(before, after);
    for (const [i, { text }] of best.entries()) {
      const { contradicts, leftOpen } = brackets.balanceWith(text);
      worth[i] =
        (worth[i] ?? 0) - costOfContradiction * Number(contradicts) - costOfOpen * Math.min(3, leftOpen);
    }
    let reached = best.map(line => line.after);
    for (const byte of encode(after.slice(1, 1 + weighedBytes)).subarray(0, weighedBytes)) {
      if (!(await nextTurn(cancellation))) return [];
      for (const [i, { distribution }] of reached.entries()) {
        const logChance = Math.max(leastLogChance, Math.log(distribution[byte] ?? 0));
        worth[i] = (worth[i] ?? 0) + weightBehind * logChance;
      }
      reached = await predictor.step(reached, new Uint8Array(best.length).fill(byte));
    }
  }
  return best
    .map((line, i) => ({
      line,
      worth: forLength(worth[i] ?? 0, line.candidate.bytes.length),
    }))
    .sort((a, b) => b.worth - a.worth)
    .map(({ line }) => line);
}
