import {
  betweenCharacters,
  decode as textOf,
  follow,
  newline,
  vocabulary,
  type Utf8State,
} from '../network/bytes.js';
import type { Network, Reading } from '../network/network.js';
import { Turns, type Cancellation } from '../reading/turn.js';

/** A continuation that decoding found. */
export interface Candidate {
  readonly text: string;
  /** The chance that all of it is right, as the network sees it. */
  readonly probability: number;
  /** Keys that taking it saves: its characters less the one that takes it. */
  readonly saved: number;
}

export interface DecodeOptions {
  /** Branches less probable than this are dropped, and nothing less probable is a candidate. */
  readonly floor: number;
  /** Longest candidate, in bytes. */
  readonly longest: number;
  /** The fewest keys that a candidate saves. */
  readonly leastSaved: number;
}

/** Branches that are taken a step further in one call. */
const beam = 4;

interface Branch {
  readonly bytes: readonly number[];
  readonly characters: number;
  readonly utf8: Utf8State;
  readonly probability: number;
  /** What the network knew before the branch's last byte. */
  readonly before: Reading;
}

/**
 * Searches best first from a reading for the continuation whose probability of being right times keys saved is highest.
 *
 * Ends at the line's end at the latest, is valid UTF-8 at every length, and does not stop in the middle of a word.
 * @returns undefined where nothing is probable enough, or it was cancelled
 */
export async function decode(
  network: Network,
  start: Reading,
  { floor, longest, leastSaved }: DecodeOptions,
  cancellation: Cancellation,
): Promise<Candidate | undefined> {
  const turns = new Turns();
  let best: Candidate | undefined;
  let worth = 0;
  const root = { bytes: [], characters: 0, utf8: betweenCharacters, probability: 1 };
  let open = branches(root, start, floor);
  while (open.length > 0) {
    if (!(await turns.next(cancellation))) return undefined;
    open.sort((a, b) => b.probability - a.probability);
    // What cannot come to be worth more than the best so far, were all the rest of it certain, is not followed.
    open = open.filter(({ probability }) => probability * (longest - 1) > worth);
    const batch = open.splice(0, beam);
    if (batch.length === 0) break;
    const readings = await network.step(
      batch.map(branch => branch.before.state),
      Uint8Array.from(batch, branch => branch.bytes.at(-1) ?? 0),
    );
    for (const [i, branch] of batch.entries()) {
      const reading = readings[i];
      if (!reading) continue;
      const saved = branch.characters - 1;
      const value = branch.probability * saved;
      if (
        branch.utf8 === betweenCharacters &&
        saved >= leastSaved &&
        value > worth &&
        endsWord(branch, reading)
      ) {
        best = { text: textOf(Uint8Array.from(branch.bytes)), probability: branch.probability, saved };
        worth = value;
      }
      if (branch.bytes.length < longest) open.push(...branches(branch, reading, floor));
    }
  }
  return best;
}

/** The ways on from a branch that are probable enough. A line's end is none: a suggestion does not cross it. */
function branches(branch: Omit<Branch, 'before'>, reading: Reading, floor: number): Branch[] {
  const found: Branch[] = [];
  const distribution = softmax(reading.logits);
  for (let byte = 0; byte < vocabulary; byte++) {
    const probability = branch.probability * (distribution[byte] ?? 0);
    if (probability < floor || (byte < 0x20 && byte !== 0x09) || byte === 0x7f) continue;
    const utf8 = follow(branch.utf8, byte);
    if (utf8 === undefined) continue;
    const characters = branch.characters + Number(branch.utf8 === betweenCharacters);
    found.push({ bytes: [...branch.bytes, byte], characters, utf8, probability, before: reading });
  }
  return found;
}

/** Not in the middle of a word, as far as the likeliest next byte tells. */
function endsWord({ bytes }: Branch, { logits }: Reading): boolean {
  return !(isWord(bytes.at(-1) ?? newline) && isWord(likeliest(logits)));
}

/** Letters, digits, `_`, `$`, and every byte of a character beyond ASCII. */
function isWord(byte: number): boolean {
  return (
    byte >= 0x80 ||
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x5f ||
    byte === 0x24
  );
}

/** Probabilities of the next byte from `[256]` logits. */
export function softmax(logits: Float32Array): Float32Array {
  const highest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = logits.map(logit => Math.exp(logit - highest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map(power => power / sum);
}

function likeliest(logits: Float32Array): number {
  let best = 0;
  for (let i = 1; i < logits.length; i++) if ((logits[i] ?? 0) > (logits[best] ?? 0)) best = i;
  return best;
}
