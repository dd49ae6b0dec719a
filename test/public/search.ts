import {
  betweenCharacters,
  decodeText,
  encode,
  follow,
  vocabulary,
  type Utf8State,
} from '../../src/network/bytes.js';
import type { Expectation, Predictor } from '../../src/suggestion/predictor.js';

/** An answer that a search found. */
export interface Line {
  /** With what ended it. */
  readonly text: string;
  /** Natural logarithm of the chance of all of it, its end too. */
  readonly logChance: number;
  /** What is expected behind its end. */
  readonly after: Expectation;
}

/** Beginnings that are followed side by side. */
const beamWidth = 8;
/** Bytes of an answer at most. */
const longest = 240;

interface Beginning {
  readonly bytes: readonly number[];
  readonly utf8: Utf8State;
  readonly logChance: number;
  readonly reached: Expectation;
}

/**
 * Searches by beam for the likeliest lines from a place to one of some ends.
 * @returns the likeliest first; none where no line ended within `longest` bytes
 */
export async function searchLines(
  predictor: Predictor,
  start: Expectation,
  ends: readonly string[] = ['\n'],
): Promise<Line[]> {
  const endBytes = ends.map(end => encode(end));
  const isEnded = (bytes: readonly number[]) =>
    endBytes.some(end => end.every((byte, i) => bytes[bytes.length - end.length + i] === byte));
  let beam: Beginning[] = [{ bytes: [], utf8: betweenCharacters, logChance: 0, reached: start }];
  const found: Line[] = [];
  for (let length = 0; length < longest && beam.length > 0; length++) {
    const nth = [...found].sort((a, b) => b.logChance - a.logChance)[beamWidth - 1]?.logChance ?? -Infinity;
    const ways = beam
      .flatMap(one => waysOn(one))
      .filter(({ logChance }) => logChance > nth)
      .sort((a, b) => b.logChance - a.logChance)
      .slice(0, beamWidth);
    const reached = await predictor.step(
      ways.map(({ from }) => from.reached),
      Uint8Array.from(ways, ({ byte }) => byte),
    );
    beam = [];
    for (const [i, { from, byte, utf8, logChance }] of ways.entries()) {
      const after = reached[i];
      if (!after) continue;
      const bytes = [...from.bytes, byte];
      if (isEnded(bytes)) found.push({ text: decodeText(Uint8Array.from(bytes)), logChance, after });
      else beam.push({ bytes, utf8, logChance, reached: after });
    }
  }
  return found.sort((a, b) => b.logChance - a.logChance);
}

function waysOn(from: Beginning) {
  const { distribution } = from.reached;
  const ways: { from: Beginning; byte: number; utf8: Utf8State; logChance: number }[] = [];
  for (let byte = 0; byte < vocabulary; byte++) {
    const chance = distribution[byte] ?? 0;
    const utf8 = follow(from.utf8, byte);
    if (chance < 1e-4 || utf8 === undefined || (byte < 0x20 && byte !== 0x09 && byte !== 0x0a)) continue;
    ways.push({ from, byte, utf8, logChance: from.logChance + Math.log(chance) });
  }
  return ways;
}
