import type { Balance } from './brackets.js';
import { isWord, type Candidate } from './decode.js';
import { kindOf } from '../memory/byte-kinds.js';
import { longestOf, type Matches } from '../memory/matches.js';
import { endsInWord, isBlank, isWordUnit, standsAlone, wordAt } from './scan.js';
import { shareOf, type Scene } from './scene.js';
import { declares, keywordBefore } from './slot.js';

/** The evidence from which the confidence in a candidate is computed. */
export interface Evidence {
  readonly scene: Scene;
  readonly candidate: Candidate;
  /** The candidate as it would be shown. */
  readonly text: string;
  /** What the brackets around the caret say of it. */
  readonly balance: Balance;
  /** Keys that it saves as it would be shown. */
  readonly saved: number;
  /** The probability of the likeliest candidate that says something else. */
  readonly rival: number;
  /** The probability of the likeliest that goes on from it; how many candidates there are, and its place among them. */
  readonly longer: number;
  readonly count: number;
  readonly rank: number;
  /** How well the text after the caret continues the candidate: mean log2 chance of its first bytes; 0 where there is none. */
  readonly fitsLine: number;
  readonly fitsBelow: number;
}

/** Languages whose bias is learnt: those of the networks that ship. */
const languages = [
  'typescript',
  'javascript',
  'python',
  'go',
  'rust',
  'c',
  'cpp',
  'java',
  'css',
  'html',
  'json',
  'markdown',
  'shell',
] as const;

type Feature = (evidence: Evidence) => number;

const bits = (chance: number) => Math.log2(Math.max(chance, 1e-6));
const is = (condition: boolean) => Number(condition);
const lastByte = ({ candidate }: Evidence) => candidate.bytes.at(-1) ?? 0;
/** Places of a word that are looked at in the text before: enough for any text that people write. */
const maximumPlaces = 200;

/** The word that the caret would stand in with the candidate taken: what was typed of it, and what comes first. */
function firstWord({ candidate, scene: { typed } }: Evidence): { typed: string; whole: string } {
  return { typed, whole: typed + wordAt(candidate.text, 0) };
}

/** 1 where the most recent word that begins as the one typed is the candidate's, -1 where it is another, 0 where there is none. */
function recentWord(evidence: Evidence): number {
  const { typed, whole } = firstWord(evidence);
  if (typed === '') return 0;
  const { before, prefix } = evidence.scene;
  const text = before + prefix.slice(0, -typed.length);
  let left = maximumPlaces;
  for (let at = text.lastIndexOf(typed); at >= 0 && left > 0; at = previousPlace(text, typed, at)) {
    left--;
    if (isWordUnit(text.charCodeAt(at - 1))) continue;
    const word = wordAt(text, at);
    if (word.length === typed.length) continue;
    return word === whole || (whole.length > typed.length && word.startsWith(whole)) ? 1 : -1;
  }
  return 0;
}

/** Is the word that the caret would stand in with the candidate taken a word of the text before, where there is one? */
function knownWord(evidence: Evidence): number {
  const { whole } = firstWord(evidence);
  if (whole === '') return 0;
  const text = evidence.scene.before;
  let left = maximumPlaces;
  for (let at = text.lastIndexOf(whole); at >= 0 && left > 0; at = previousPlace(text, whole, at), left--)
    if (standsAlone(text, at, at + whole.length)) return 1;
  return -1;
}

/** The place of a text before another one, or -1. */
function previousPlace(text: string, wanted: string, at: number): number {
  return at > 0 ? text.lastIndexOf(wanted, at - 1) : -1;
}

/** Text in which repetitions are counted, in UTF-16 units. */
const countedUnits = 4000;

/** How often the candidate stands after the last few characters typed, in what stands before: 0, then growing slowly. */
function repetitions({ candidate, scene: { prefix, before } }: Evidence): number {
  const text = before.slice(-countedUnits) + prefix;
  const wanted = prefix.trimStart().slice(-3) + candidate.text;
  let count = 0;
  for (let at = text.indexOf(wanted); at >= 0 && count < 8; at = text.indexOf(wanted, at + 1)) count++;
  return Math.log2(1 + count);
}

const countWords = (text: string) => {
  let count = 0;
  for (let i = 0; i < text.length; i++)
    if (isWordUnit(text.charCodeAt(i)) && !isWordUnit(text.charCodeAt(i - 1))) count++;
  return count;
};

/** Is the name that the candidate would declare declared already? 1 and -1; 0 where none is declared here. */
function declaredAlready(evidence: Evidence): number {
  const { slot, prefix, before, below } = evidence.scene;
  if (slot !== 'declaration' && slot !== 'variable' && slot !== 'import') return 0;
  const { whole } = firstWord(evidence);
  if (whole === '') return 0;
  const keyword = keywordBefore(prefix);
  return declares(before, keyword, whole) || declares(below, keyword, whole) ? 1 : -1;
}

/** How much of the shorter one the beginnings of two lines share. */
function agreement(line: string, other: string): number {
  let same = 0;
  while (same < line.length && line[same] === other[same]) same++;
  return other === '' ? 0 : same / Math.max(line.length, 1);
}

const lineOf = ({ scene: { prefix }, text }: Evidence) => (prefix + text).trim();

/** How often the line that it would make stands in the text before: 0, then growing slowly. */
function linesAlike(evidence: Evidence): number {
  const line = lineOf(evidence);
  const text = evidence.scene.before.slice(-countedUnits);
  let count = 0;
  for (let at = text.indexOf(line); at >= 0 && count < 8; at = text.indexOf(line, at + 1)) count++;
  return Math.log2(1 + count);
}

const matchesOf = ({ scene: { start } }: Evidence, of: 'file' | 'others') => start.found?.[of];
const longestAt = ({ count, lengths }: Matches) => (count > 0 ? (lengths[0] ?? 0) : 0);
const firstByte = ({ candidate }: Evidence) => candidate.bytes[0] ?? 0;
const share =
  (of: 'file' | 'others'): Feature =>
  evidence => {
    const matches = matchesOf(evidence, of);
    return matches ? shareOf(matches, firstByte(evidence)) : 0;
  };
/** By how many bytes the longest match in the file is longer than the longest that says the first byte. */
function gapInFile(evidence: Evidence): number {
  const matches = matchesOf(evidence, 'file');
  return matches ? longestAt(matches) - longestOf(matches, firstByte(evidence)) : 0;
}
/** Bytes from the caret's file's place that says the first byte to the caret, as a logarithm: negative where it stands behind the caret. */
function distance(evidence: Evidence): number {
  const found = evidence.scene.start.found;
  if (!found) return 0;
  const at = found.file.bytes.subarray(0, found.file.count).indexOf(firstByte(evidence));
  if (at < 0) return 0;
  const back = found.caret - (found.file.places[at] ?? 0);
  return Math.sign(back) * Math.log2(1 + Math.abs(back));
}
const massOf = (distribution: Float32Array, isMeant: (byte: number) => boolean) =>
  distribution.reduce((sum, chance, byte) => (isMeant(byte) ? sum + chance : sum), 0);
const countOf = (text: string, isMeant: (character: string) => boolean) => {
  let count = 0;
  for (const character of text) if (isMeant(character)) count++;
  return count;
};
const slots = ['none', 'value', 'variable', 'declaration', 'import'];

const features: Readonly<Record<string, Feature>> = {
  chance: ({ candidate }) => bits(candidate.probability),
  first: ({ candidate }) => bits(candidate.first),
  least: ({ candidate }) => bits(candidate.least),
  last: ({ candidate }) => bits(candidate.last),
  perByte: ({ candidate }) => bits(candidate.probability) / Math.max(1, candidate.bytes.length),
  alone: ({ candidate }) => bits(candidate.alone),
  byMemory: ({ candidate }) => bits(candidate.probability) - bits(candidate.alone),
  firstAlone: evidence => bits(evidence.scene.start.alone[firstByte(evidence)] ?? 0),
  inFile: ({ candidate }) => candidate.inFile,
  elsewhere: ({ candidate }) => candidate.elsewhere,
  held: ({ candidate }) => candidate.held,
  shareInFile: share('file'),
  shareElsewhere: share('others'),
  gapInFile,
  placesInFile: evidence => matchesOf(evidence, 'file')?.count ?? 0,
  placesElsewhere: evidence => matchesOf(evidence, 'others')?.count ?? 0,
  distance,
  length: ({ saved }) => saved,
  bytes: ({ candidate }) => candidate.bytes.length,
  words: ({ text }) => countWords(text),
  digits: ({ text }) => countOf(text, character => character >= '0' && character <= '9'),
  capitals: ({ text }) => countOf(text, character => character >= 'A' && character <= 'Z'),
  blanks: ({ text }) => countOf(text, character => character === ' '),
  marks: ({ text }) =>
    countOf(text, character => !isWordUnit(character.charCodeAt(0)) && !isBlank(character)),
  entropy: ({ scene }) => scene.entropy,
  entropyAlone: ({ scene }) => scene.entropyAlone,
  entropyAfter: ({ candidate }) => candidate.entropyAfter,
  surestAfter: ({ candidate }) => candidate.after.distribution.reduce((a, b) => Math.max(a, b), 0),
  heldAfter: ({ candidate }) => {
    const { found } = candidate.after;
    return Math.max(found?.file.lengths[0] ?? 0, found?.others.lengths[0] ?? 0);
  },
  lineEnds: ({ candidate }) => candidate.lineEnds,
  lineEndsHere: ({ scene }) => massOf(scene.start.distribution, byte => byte === 0x0a),
  wordHere: ({ scene }) => massOf(scene.start.distribution, isWord),
  wordGoesOn: ({ candidate }) => candidate.wordGoesOn,
  rival: ({ rival }) => rival,
  undecided: ({ rival, candidate }) => rival / (rival + candidate.probability),
  longer: ({ longer }) => longer,
  count: ({ count }) => count,
  rank: ({ rank }) => rank,
  firstKind: evidence => kindOf(firstByte(evidence)),
  endsInWord: evidence => is(isWord(lastByte(evidence))),
  beforeKind: ({ scene }) => scene.lastKind,
  typed: ({ scene }) => scene.typed.length,
  column: ({ scene }) => scene.prefix.trim().length,
  indentation: ({ scene }) => scene.indentation,
  indentationAbove: ({ scene }) => scene.indentation - scene.indentationAbove,
  size: ({ scene }) => Math.log2(1 + scene.before.length),
  inWord: ({ candidate, scene }) => is(endsInWord(scene.prefix) && isWord(candidate.bytes[0] ?? 0)),
  recentWord,
  known: knownWord,
  seen: repetitions,
  linesAlike,
  asAbove: evidence => agreement(lineOf(evidence), evidence.scene.lineAbove),
  asBelow: evidence => agreement(lineOf(evidence), evidence.scene.lineBelow),
  slot: ({ scene }) => slots.indexOf(scene.slot),
  declaredAlready,
  openInLine: ({ scene }) => scene.openInLine,
  contradicts: ({ scene, balance }) => is(balance.contradicts) - is(scene.contradicts),
  contradictsNow: ({ scene }) => is(scene.contradicts),
  leftOpen: ({ balance }) => balance.leftOpen,
  comment: ({ scene }) => is(scene.surroundings === 'comment'),
  string: ({ scene }) => is(scene.surroundings === 'string'),
  inLine: ({ scene }) => is(scene.inLine),
  aboveText: ({ scene }) => is(scene.aboveText),
  fitsLine: ({ fitsLine }) => fitsLine,
  fitsBelow: ({ fitsBelow }) => fitsBelow,
  ...Object.fromEntries(languages.map(name => [name, ({ scene }: Evidence) => is(scene.language === name)])),
};

/** The features' names, in the order of their values. */
export const confidenceFeatureNames: readonly string[] = Object.keys(features);

/** The values of all features of a candidate. */
export function confidenceFeatures(evidence: Evidence): number[] {
  return Object.values(features).map(feature => feature(evidence));
}
