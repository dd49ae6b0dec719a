import { isWord, type Candidate } from './decode.js';
import type { Surroundings } from './lexical.js';
import { endsInWord, isBlank, isWordUnit, wordAt, wordBefore } from './scan.js';

/** The evidence from which the confidence in a candidate is computed. */
export interface Evidence {
  readonly candidate: Candidate;
  /** Keys that it saves as it would be shown. */
  readonly saved: number;
  /** The probability of the likeliest candidate that says something else. */
  readonly rival: number;
  /** Bits of entropy of the byte at the caret. */
  readonly entropy: number;
  /** The line up to the caret. */
  readonly prefix: string;
  /** The text before that line, up to `lookBack` units. */
  readonly before: string;
  readonly surroundings: Surroundings;
  /** Does anything but white space stand after the caret in its line? On the lines below? */
  readonly inLine: boolean;
  readonly aboveText: boolean;
  /** How well the text after the caret continues the candidate: mean log2 chance of its first bytes; 0 where there is none. */
  readonly fitsLine: number;
  readonly fitsBelow: number;
  /** The language's name in the network's header. */
  readonly language: string | undefined;
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
const logit = (chance: number) => Math.log(Math.max(chance, 1e-6) / Math.max(1 - chance, 1e-6));
const is = (condition: boolean) => Number(condition);
const lastByte = ({ candidate }: Evidence) => candidate.bytes.at(-1) ?? 0;
const endsWith = (characters: string): Feature => {
  const bytes = new Set(Array.from(characters, character => character.charCodeAt(0)));
  return evidence => is(bytes.has(lastByte(evidence)));
};
const prefixEndsIn =
  (...ends: readonly string[]): Feature =>
  ({ prefix }) =>
    is(ends.some(end => prefix.endsWith(end)));
/** Places of a word that are looked at in the text before: enough for any text that people write. */
const maximumPlaces = 200;

/** The word that the caret would stand in with the candidate taken: what was typed of it, and what comes first. */
function firstWord({ candidate, prefix }: Evidence): { typed: string; whole: string } {
  const typed = wordBefore(prefix);
  return { typed, whole: typed + wordAt(candidate.text, 0) };
}

/** 1 where the most recent word that begins as the one typed is the candidate's, -1 where it is another, 0 where there is none. */
function recentWord(evidence: Evidence): number {
  const { typed, whole } = firstWord(evidence);
  if (typed === '') return 0;
  const text = evidence.before + evidence.prefix.slice(0, -typed.length);
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
  const text = evidence.before;
  let left = maximumPlaces;
  for (let at = text.lastIndexOf(whole); at >= 0 && left > 0; at = previousPlace(text, whole, at), left--)
    if (!isWordUnit(text.charCodeAt(at - 1)) && !isWordUnit(text.charCodeAt(at + whole.length))) return 1;
  return -1;
}

/** The place of a text before another one, or -1. */
function previousPlace(text: string, wanted: string, at: number): number {
  return at > 0 ? text.lastIndexOf(wanted, at - 1) : -1;
}

/** Text in which repetitions are counted, in UTF-16 units. */
const countedUnits = 4000;

/** How often the candidate stands after the last few characters typed, in what stands before: 0, then growing slowly. */
function repetitions({ candidate, prefix, before }: Evidence): number {
  const text = before.slice(-countedUnits) + prefix;
  const wanted = prefix.trimStart().slice(-3) + candidate.text;
  let count = 0;
  for (let at = text.indexOf(wanted); at >= 0 && count < 8; at = text.indexOf(wanted, at + 1)) count++;
  return Math.log2(1 + count);
}

const features: Readonly<Record<string, Feature>> = {
  chance: ({ candidate }) => logit(candidate.probability),
  chanceInBits: ({ candidate }) => bits(candidate.probability),
  first: ({ candidate }) => bits(candidate.first),
  least: ({ candidate }) => bits(candidate.least),
  last: ({ candidate }) => bits(candidate.last),
  alone: ({ candidate }) => bits(candidate.alone),
  inFile: ({ candidate }) => Math.log2(1 + candidate.inFile),
  elsewhere: ({ candidate }) => Math.log2(1 + candidate.elsewhere),
  held: ({ candidate }) => Math.log2(1 + candidate.held),
  heldByChance: ({ candidate }) => Math.log2(1 + candidate.held) * bits(candidate.probability),
  length: ({ saved }) => Math.log2(1 + saved),
  chanceByLength: ({ candidate, saved }) => bits(candidate.probability) * Math.log2(1 + saved),
  entropy: ({ entropy }) => entropy,
  entropyAfter: ({ candidate }) => candidate.entropyAfter,
  lineEnds: ({ candidate }) => candidate.lineEnds,
  wordGoesOn: ({ candidate }) => candidate.wordGoesOn,
  rival: ({ rival }) => rival,
  undecided: ({ rival, candidate }) => rival / (rival + candidate.probability),
  endsInWord: evidence => is(isWord(lastByte(evidence))),
  endsInSpace: endsWith(' \t'),
  endsInCloser: endsWith(')]}>'),
  endsInOpener: endsWith('([{<'),
  endsInQuote: endsWith('"\'`'),
  endsInStop: endsWith(';,:'),
  afterBlank: ({ prefix }) => is(prefix.trim() === ''),
  afterWord: ({ prefix }) => is(endsInWord(prefix)),
  afterSpace: ({ prefix }) => is(isBlank(prefix.slice(-1)) && prefix.trim() !== ''),
  afterAccess: prefixEndsIn('.', '::', '->'),
  afterOpener: prefixEndsIn('(', '[', '{', '<'),
  afterQuote: prefixEndsIn('"', "'", '`'),
  typed: ({ prefix }) => Math.log2(1 + Math.min(15, wordBefore(prefix).length)),
  inWord: ({ candidate, prefix }) => is(endsInWord(prefix) && isWord(candidate.bytes[0] ?? 0)),
  wordByChance: ({ candidate, prefix }) =>
    is(endsInWord(prefix) && isWord(candidate.bytes[0] ?? 0)) * bits(candidate.probability),
  recentWord,
  recentByChance: evidence => recentWord(evidence) * bits(evidence.candidate.probability),
  recentByTyped: evidence =>
    Math.max(0, recentWord(evidence)) * Math.log2(1 + Math.min(15, wordBefore(evidence.prefix).length)),
  known: knownWord,
  seen: repetitions,
  comment: ({ surroundings }) => is(surroundings === 'comment'),
  string: ({ surroundings }) => is(surroundings === 'string'),
  inLine: ({ inLine }) => is(inLine),
  aboveText: ({ aboveText }) => is(aboveText),
  fitsLine: ({ fitsLine }) => fitsLine,
  fitsBelow: ({ fitsBelow, candidate }) => fitsBelow * candidate.lineEnds,
  ...Object.fromEntries(languages.map(name => [name, ({ language }: Evidence) => is(language === name)])),
};

/** The features' names, in the order of their values. */
export const confidenceFeatureNames: readonly string[] = Object.keys(features);

/** The values of all features of a candidate. */
export function confidenceFeatures(evidence: Evidence): number[] {
  return Object.values(features).map(feature => feature(evidence));
}
