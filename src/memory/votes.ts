import type { Found } from './memory.js';
import type { Matches } from './matches.js';
import { newline } from '../network/bytes.js';
import { kindCount, kindOf } from './byte-kinds.js';
import { maximumContextBytes } from './sorting.js';

/** Larger values are of the class of this one: a hundred percent, or more bytes than are compared. */
const largestValue = 100;

/** Upper ends of classes: a value's class is the first whose end it does not pass, or the last. */
const classes = (...ends: readonly number[]) => {
  const table = Uint8Array.from({ length: largestValue + 1 }, (_, value) => {
    const found = ends.findIndex(end => value <= end);
    return found < 0 ? ends.length : found;
  });
  return { count: ends.length + 1, of: (value: number) => table[Math.min(value, largestValue)] ?? 0 };
};

/** Bytes in common. */
const lengths = classes(1, 2, 3, 4, 5, 6, 8, 11, 15, 19, 27, 31);
/** The bytes by which the longest match is longer. */
const gaps = classes(0, 2, 6);
/** The share of all places that predict the same byte, in percent. */
const shares = classes(13, 40, 70, 99);
/** The number of places that predict the same byte. */
const counts = classes(1, 2, 4, 8, 15);
/** Bytes typed of the word. */
const typedLengths = classes(0, 1, 2, 4);
/** Bytes in common beyond that word. */
const lengthsBeyondWord = classes(0, 1, 2, 4, 8);
/** Bytes in common in the file and elsewhere, together: none, then coarse. */
const sourceLengths = classes(0, 2, 4, 6, 11, 19, 31);
/** Of the bytes in common those that are no white space: white space alone says little. */
const inkLengths = classes(0, 1, 2, 3, 5, 8, 12, 18);
/** How surprised the network would be at the byte, in eighths of a bit, rounded down. */
const surprises = classes(1, 7, 15, 23, 39, 55, 79);
/** Longer words count as of so many bytes. */
const longestWord = 16;
/** Bytes from the place found to the caret, in sixteenths; the class after the last is for places behind the caret. */
const distances = classes(1, 3, 7, 15, 31, 62);
const distanceCount = distances.count + 1;
const ofSource = [
  lengths.count * gaps.count,
  lengths.count * shares.count,
  lengths.count * counts.count,
  typedLengths.count * lengthsBeyondWord.count,
  lengths.count * inkLengths.count,
];
const perSource = ofSource.reduce((a, b) => a + b, 0);
/** Features of both sources together. */
const ofBoth = [
  sourceLengths.count ** 2,
  surprises.count * lengths.count,
  kindCount * lengths.count,
  distanceCount * lengths.count,
];
/** Features of a byte: one of each table. */
const width = 2 * ofSource.length + ofBoth.length;
/** How many different features there are; the last is none. */
export const featureCount = 2 * perSource + ofBoth.reduce((a, b) => a + b, 0) + 1;
/** Stands where no feature of a table holds. */
export const noFeature = featureCount - 1;
/** Classes of what the memory has at a place, by the most that is the same in the file and elsewhere. */
export const placeCount = sourceLengths.count ** 2;

/** The bytes that places of the memory say come next, and the features of each. */
export interface Votes {
  count: number;
  /** The class of the place: under `placeCount`. */
  readonly place: number;
  /** The kind of the byte before the place: under `kindCount`. */
  readonly kind: number;
  /** `[factCount]`: what else is known of the place, each about 0 to 1. */
  readonly facts: Float32Array;
  readonly bytes: Uint8Array;
  /** `[count, width]`: the features that hold for each byte. */
  readonly features: Uint16Array;
}

/** Facts of a place: lengths of the longest matches, numbers of matches, how far they agree, and the word before the caret. */
export const factCount = 8;

export { width as featuresOfByte };

/**
 * Turns what the memory found into features of the bytes that it predicts.
 * @param alone `[256]`: the network's distribution
 */
export function votesOf(found: Found, context: Uint8Array, alone: ArrayLike<number>): Votes {
  const maximumVotes = found.file.bytes.length + found.others.bytes.length;
  const word = wordLength(context);
  const votes = {
    count: 0,
    place: classOf(longestAt(found.file), longestAt(found.others)),
    // A text begins as a line does.
    kind: kindOf(context.at(-1) ?? newline),
    facts: new Float32Array(factCount),
    bytes: new Uint8Array(maximumVotes),
    features: new Uint16Array(maximumVotes * width).fill(noFeature),
  };
  const place = { word, ink: inkOf(context) };
  const longest = [new Uint8Array(maximumVotes), new Uint8Array(maximumVotes)] as const;
  const distance = new Uint8Array(maximumVotes).fill(distances.count);
  addVotes(votes, found.file, place, 0, longest[0], (number, at) => {
    const back = found.caret - (found.file.places[at] ?? 0);
    if (back > 0) distance[number] = distances.of(back >> 4);
  });
  addVotes(votes, found.others, place, 1, longest[1]);
  votes.facts.set([
    longestAt(found.file) / maximumContextBytes,
    longestAt(found.others) / maximumContextBytes,
    found.file.count / found.file.bytes.length,
    found.others.count / found.others.bytes.length,
    agreementIn(found.file),
    agreementIn(found.others),
    1 / Math.max(1, votes.count),
    Math.min(1, word / longestWord),
  ]);
  for (let i = 0; i < votes.count; i++) {
    const byte = votes.bytes[i] ?? 0;
    const [inFile, elsewhere] = [longest[0][i] ?? 0, longest[1][i] ?? 0];
    const own = lengths.of(Math.max(inFile, elsewhere));
    const values = [
      classOf(inFile, elsewhere),
      surprises.of(eighthsOf(alone[byte] ?? 0)) * lengths.count + own,
      kindOf(byte) * lengths.count + own,
      inFile > 0 ? (distance[i] ?? 0) * lengths.count + lengths.of(inFile) : undefined,
    ];
    let from = 2 * perSource;
    for (const [table, value] of values.entries()) {
      if (value !== undefined) votes.features[i * width + 2 * ofSource.length + table] = from + value;
      from += ofBoth[table] ?? 0;
    }
  }
  return votes;
}

const eighthsOf = (chance: number) => Math.floor(-8 * Math.log2(Math.max(chance, 1e-9)));

const classOf = (inFile: number, elsewhere: number) =>
  sourceLengths.of(inFile) * sourceLengths.count + sourceLengths.of(elsewhere);

/** The share of the places that predict what the longest match predicts. */
function agreementIn({ count, bytes }: Matches): number {
  let same = 0;
  for (let i = 0; i < count; i++) if (bytes[i] === bytes[0]) same++;
  return same / Math.max(1, count);
}

const longestAt = ({ count, lengths }: Matches) => (count > 0 ? (lengths[0] ?? 0) : 0);

/** What of a place every vote there is told. */
interface PlaceFacts {
  readonly word: number;
  /** Of the last bytes, by their number, those that are no white space. */
  readonly ink: Uint8Array;
}

function addVotes(
  votes: Votes,
  matches: Matches,
  { word, ink }: PlaceFacts,
  source: 0 | 1,
  longest: Uint8Array,
  added?: (number: number, at: number) => void,
): void {
  const { count, bytes, lengths: common } = matches;
  for (let i = 0; i < count; i++) {
    const byte = bytes[i] ?? 0;
    let number = votes.bytes.subarray(0, votes.count).indexOf(byte);
    if (number < 0) {
      number = votes.count++;
      votes.bytes[number] = byte;
    }
    // The longest stand first.
    if (longest[number] !== 0) continue;
    const length = common[i] ?? 0;
    longest[number] = length;
    added?.(number, i);
    let same = 0;
    for (let j = i; j < count; j++) if (bytes[j] === byte) same++;
    const own = lengths.of(length);
    let at = number * width + source * ofSource.length;
    let from = source * perSource;
    const values = [
      own * gaps.count + gaps.of((common[0] ?? 0) - length),
      own * shares.count + shares.of(Math.floor((100 * same) / count)),
      own * counts.count + counts.of(same),
      typedLengths.of(word) * lengthsBeyondWord.count + lengthsBeyondWord.of(Math.max(0, length - word)),
      own * inkLengths.count + inkLengths.of(ink[length] ?? 0),
    ];
    for (const [table, value] of values.entries()) {
      votes.features[at++] = from + value;
      from += ofSource[table] ?? 0;
    }
  }
}

const isSpace = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/** Of the last bytes of a context, by their number, those that are no white space. */
function inkOf(context: Uint8Array): Uint8Array {
  const ink = new Uint8Array(context.length + 1);
  for (let length = 1; length <= context.length; length++)
    ink[length] = (ink[length - 1] ?? 0) + Number(!isSpace(context[context.length - length] ?? 0));
  return ink;
}

/** Bytes of the word that a context ends in: letters, digits, `_`, `$`. */
function wordLength(context: Uint8Array): number {
  let length = 0;
  while (length < context.length && isLetter(context[context.length - 1 - length] ?? 0)) length++;
  return length;
}

function isLetter(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x5f ||
    byte === 0x24
  );
}
