import {
  betweenCharacters,
  decodeText as textOf,
  follow,
  newline,
  vocabulary,
  type Utf8State,
} from '../network/bytes.js';
import { entropy, likeliestByte } from '../network/probability.js';
import { nextTurn, type Cancellation } from '../scheduler.js';
import { longestOf } from '../memory/matches.js';
import { maximumContextBytes } from '../memory/sorting.js';
import type { Expectation, Predictor } from './predictor.js';

/** A continuation that decoding found. */
export interface Candidate {
  readonly text: string;
  /** UTF-8. */
  readonly bytes: readonly number[];
  /** The chance that all of it is right, as it was decoded. */
  readonly probability: number;
  /** Keys that taking it saves: its characters less the one that takes it. */
  readonly saved: number;
  /** What is expected after it. */
  readonly after: Expectation;
  /** Chances along it: of its first byte, its last, and its least likely one. */
  readonly first: number;
  readonly last: number;
  readonly least: number;
  /** The chance that all of it is right, as the network alone has it. */
  readonly alone: number;
  /** Bytes of the longest match that predicts the first byte: in the caret's file, and elsewhere. */
  readonly inFile: number;
  readonly elsewhere: number;
  /** The smallest over all bytes of the longest match that predicts each byte. */
  readonly held: number;
  /** The chance that the line ends after it. */
  readonly lineEnds: number;
  /** The chance that the word goes on after it, where it ends in one. */
  readonly wordGoesOn: number;
  /** Bits of entropy of the byte after it. */
  readonly entropyAfter: number;
}

export interface DecodeOptions {
  /** Branches less probable than this are dropped, and nothing less probable is a candidate. */
  readonly floor: number;
  /** Longest candidate, in characters (code points). */
  readonly longest: number;
  /** The fewest keys that a candidate saves. */
  readonly leastSaved: number;
}

/** Branches that are taken a step further in one call. */
const beamWidth = 4;
/** Steps at most: a bound on the time of one answer, reached only where very little is certain. */
const maximumSteps = 48;

/** The support of the network alone, and of the memory, for a candidate or a beginning of one: see `Candidate`. */
export type Support = Pick<Candidate, 'alone' | 'inFile' | 'elsewhere' | 'held'>;

export const noSupport: Support = { alone: 1, inFile: 0, elsewhere: 0, held: maximumContextBytes };

/** The support for a byte more. */
export function supported(before: Expectation, byte: number, isFirst: boolean, support: Support): Support {
  const file = before.found ? longestOf(before.found.file, byte) : 0;
  const others = before.found ? longestOf(before.found.others, byte) : 0;
  return {
    alone: support.alone * (before.alone[byte] ?? 0),
    inFile: isFirst ? file : support.inFile,
    elsewhere: isFirst ? others : support.elsewhere,
    held: Math.min(support.held, Math.max(file, others)),
  };
}

/** A beginning of a candidate. */
export interface Branch extends Support {
  readonly bytes: readonly number[];
  readonly characters: number;
  readonly utf8: Utf8State;
  readonly probability: number;
  readonly first: number;
  readonly last: number;
  readonly least: number;
  /** What was expected before the branch's last byte. */
  readonly before: Expectation;
}

/** What every branch begins from. */
export const noBytes: Omit<Branch, 'before'> = {
  bytes: [],
  characters: 0,
  utf8: betweenCharacters,
  probability: 1,
  first: 1,
  last: 1,
  least: 1,
  ...noSupport,
};

/** A branch with a byte more. @param utf8 the state that the byte leads to */
export function longer(
  branch: Omit<Branch, 'before'>,
  before: Expectation,
  byte: number,
  utf8: Utf8State,
): Omit<Branch, 'before'> {
  const chance = before.distribution[byte] ?? 0;
  const isFirst = branch.bytes.length === 0;
  return {
    bytes: [...branch.bytes, byte],
    characters: branch.characters + Number(branch.utf8 === betweenCharacters),
    utf8,
    probability: branch.probability * chance,
    first: isFirst ? chance : branch.first,
    last: chance,
    least: Math.min(branch.least, chance),
    ...supported(before, byte, isFirst, branch),
  };
}

/**
 * Searches best first from a place for all continuations that are probable enough, save enough, and end where a word does.
 *
 * They end at the line's end at the latest and are valid UTF-8.
 * @returns in no fixed order; none where it was cancelled
 */
export async function decode(
  predictor: Predictor,
  start: Expectation,
  { floor, longest, leastSaved }: DecodeOptions,
  cancellation: Cancellation,
): Promise<Candidate[]> {
  const found: Candidate[] = [];
  const frontier = branches(noBytes, start, floor);
  for (let steps = 0; frontier.length > 0 && steps < maximumSteps; steps++) {
    if (!(await nextTurn(cancellation))) return [];
    frontier.sort((a, b) => b.probability - a.probability);
    const batch = frontier.splice(0, beamWidth);
    const reached = await predictor.step(
      batch.map(branch => branch.before),
      Uint8Array.from(batch, branch => branch.bytes.at(-1) ?? 0),
    );
    for (const [i, branch] of batch.entries()) {
      const after = reached[i];
      if (!after) continue;
      if (branch.utf8 === betweenCharacters && branch.characters > leastSaved && endsWord(branch, after))
        found.push(candidateOf(branch, after));
      // A character that has begun is read to its end.
      if (branch.characters < longest || branch.utf8 !== betweenCharacters)
        frontier.push(...branches(branch, after, floor));
    }
  }
  return found;
}

/** A branch that ends, as a candidate. */
export function candidateOf(branch: Omit<Branch, 'utf8' | 'before'>, after: Expectation): Candidate {
  const { distribution } = after;
  const { bytes, probability, first, last, least, characters, alone, inFile, elsewhere, held } = branch;
  const inWord = isWord(bytes.at(-1) ?? newline);
  return {
    text: textOf(Uint8Array.from(bytes)),
    bytes,
    probability,
    saved: characters - 1,
    after,
    first,
    last,
    least,
    alone,
    inFile,
    elsewhere,
    held,
    lineEnds: distribution[newline] ?? 0,
    wordGoesOn: inWord ? distribution.reduce((sum, p, byte) => (isWord(byte) ? sum + p : sum), 0) : 0,
    entropyAfter: entropy(distribution),
  };
}

/** The ways on from a branch that are probable enough. Line ends are excluded: a suggestion does not cross them. */
function branches(branch: Omit<Branch, 'before'>, before: Expectation, floor: number): Branch[] {
  const found: Branch[] = [];
  for (let byte = 0; byte < vocabulary; byte++) {
    const probability = branch.probability * (before.distribution[byte] ?? 0);
    if (probability < floor || (byte < 0x20 && byte !== 0x09) || byte === 0x7f) continue;
    const utf8 = follow(branch.utf8, byte);
    if (utf8 === undefined) continue;
    found.push({ ...longer(branch, before, byte, utf8), before });
  }
  return found;
}

/** Does a branch end where a word does, judged by the likeliest next byte? */
function endsWord({ bytes }: Branch, { distribution }: Expectation): boolean {
  return !(isWord(bytes.at(-1) ?? newline) && isWord(likeliestByte(distribution)));
}

/** Letters, digits, `_`, `$`, and every byte of a character beyond ASCII. */
export function isWord(byte: number): boolean {
  return (
    byte >= 0x80 ||
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x5f ||
    byte === 0x24
  );
}
