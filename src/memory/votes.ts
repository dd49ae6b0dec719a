import type { Found } from './memory.js';
import type { Matches } from './matches.js';

/** Upper ends of classes: a value's class is the first whose end it does not pass, or the last. */
const classes = (...ends: readonly number[]) => {
  const table = Uint8Array.from({ length: 64 }, (_, value) => {
    const found = ends.findIndex(end => value <= end);
    return found < 0 ? ends.length : found;
  });
  return { count: ends.length + 1, of: (value: number) => table[Math.min(value, 63)] ?? 0 };
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

const ofSource = [
  lengths.count * gaps.count,
  lengths.count * shares.count,
  lengths.count * counts.count,
  typedLengths.count * lengthsBeyondWord.count,
];
const perSource = ofSource.reduce((a, b) => a + b, 0);
/** Features of a byte: one of each table for each source, and one of both sources together. */
const width = 2 * ofSource.length + 1;
/** How many different features there are; the last is none. */
export const featureCount = 2 * perSource + sourceLengths.count ** 2 + 1;
const noFeature = featureCount - 1;
/** Classes of what the memory has at a place, by the most that is the same in the file and elsewhere. */
export const placeCount = sourceLengths.count ** 2;

/** The bytes that places of the memory say come next, and the features of each. */
export interface Votes {
  count: number;
  /** The class of the place: under `placeCount`. */
  readonly place: number;
  readonly bytes: Uint8Array;
  /** `[count, width]`: the features that hold for each byte. */
  readonly features: Uint16Array;
}

export { width as featuresOfByte };

/** Turns what the memory found into features of the bytes that it predicts. */
export function votesOf(found: Found, context: Uint8Array): Votes {
  const maximumVotes = found.file.bytes.length + found.others.bytes.length;
  const votes = {
    count: 0,
    place: classOf(longestAt(found.file), longestAt(found.others)),
    bytes: new Uint8Array(maximumVotes),
    features: new Uint16Array(maximumVotes * width).fill(noFeature),
  };
  const word = wordLength(context);
  const longest = [new Uint8Array(maximumVotes), new Uint8Array(maximumVotes)] as const;
  addVotes(votes, found.file, word, 0, longest[0]);
  addVotes(votes, found.others, word, 1, longest[1]);
  for (let i = 0; i < votes.count; i++) {
    votes.features[(i + 1) * width - 1] = 2 * perSource + classOf(longest[0][i] ?? 0, longest[1][i] ?? 0);
  }
  return votes;
}

const classOf = (inFile: number, elsewhere: number) =>
  sourceLengths.of(inFile) * sourceLengths.count + sourceLengths.of(elsewhere);

const longestAt = ({ count, lengths }: Matches) => (count > 0 ? (lengths[0] ?? 0) : 0);

function addVotes(votes: Votes, matches: Matches, word: number, source: 0 | 1, longest: Uint8Array): void {
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
    ];
    for (const [table, value] of values.entries()) {
      votes.features[at++] = from + value;
      from += ofSource[table] ?? 0;
    }
  }
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
