import { kindOf } from '../memory/byte-kinds.js';
import type { Matches } from '../memory/matches.js';
import { encode } from '../network/bytes.js';
import { entropy } from '../network/probability.js';
import { BracketContext, unpairedBrackets } from './brackets.js';
import { widthOfIndentation } from './indentation.js';
import type { Surroundings } from './lexical.js';
import type { Expectation } from './predictor.js';
import { wordBefore } from './scan.js';
import { Scope } from './scope.js';
import { slotOf, type Slot } from './slot.js';

/** What the confidence in every candidate at one caret starts from. */
export interface Scene {
  /** The line up to the caret, and the word that it ends in. */
  readonly prefix: string;
  readonly typed: string;
  /** The text before that line, up to `lookBack` units, and the lines below. */
  readonly before: string;
  readonly below: string;
  readonly surroundings: Surroundings;
  /** Does anything but white space stand after the caret in its line? On the lines below? */
  readonly inLine: boolean;
  readonly aboveText: boolean;
  /** The language's name in the network's header. */
  readonly language: string | undefined;
  /** What is expected at the caret, and bits of its entropy: with the memory, and of the network alone. */
  readonly start: Expectation;
  readonly entropy: number;
  readonly entropyAlone: number;
  readonly brackets: BracketContext;
  /** What the brackets around the caret say of the line as it stands. */
  readonly contradicts: boolean;
  /** Brackets of the caret's line that are open. */
  readonly openInLine: number;
  readonly slot: Slot;
  /** Which names are known here; undefined for languages where that is not told. Worked out when it is first asked for. */
  readonly scope: () => Scope | undefined;
  /** Columns of the line's indentation; of the line above that is not blank. */
  readonly indentation: number;
  readonly indentationAbove: number;
  /** The line above that is not blank, and the one below, trimmed. */
  readonly lineAbove: string;
  readonly lineBelow: string;
  /** Kind of the last character of the line that is not blank; -1 where there is none. */
  readonly lastKind: number;
}

type Around = Pick<
  Scene,
  'prefix' | 'before' | 'below' | 'surroundings' | 'inLine' | 'aboveText' | 'language' | 'start'
> & { readonly suffix: string };

export function sceneOf(around: Around): Scene {
  const { prefix, before, below, suffix, language, start } = around;
  const lineAbove = lastLine(before);
  const trimmed = prefix.trimEnd();
  const brackets = new BracketContext(before + prefix, `${suffix}\n${below}`);
  let scope: Scope | undefined;
  return {
    ...around,
    scope: () => (scope ??= Scope.of(language, before, prefix, `${suffix}\n${below}`)),
    typed: wordBefore(prefix),
    entropy: entropy(start.distribution),
    entropyAlone: entropy(start.alone),
    brackets,
    contradicts: brackets.balanceWith('').contradicts,
    openInLine: unpairedBrackets(prefix).open.length,
    slot: slotOf(prefix),
    indentation: widthOfIndentation(prefix),
    indentationAbove: widthOfIndentation(lineAbove),
    lineAbove: lineAbove.trim(),
    lineBelow: firstLine(below).trim(),
    lastKind: trimmed === '' ? -1 : kindOf(encode(trimmed.slice(-1))[0] ?? 0),
  };
}

/** Lines above that are passed over because they are blank. */
const blankLines = 3;

/** The last line of a text that is not blank, with its indentation; empty where the last few are. */
function lastLine(text: string): string {
  let end = text.endsWith('\n') ? text.length - 1 : text.length;
  for (let i = 0; i <= blankLines && end > 0; i++) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(start, end);
    if (line.trim() !== '') return line;
    end = start - 1;
  }
  return '';
}

/** The first line of a text that is not blank; empty where the first few are. */
function firstLine(text: string): string {
  let start = 0;
  for (let i = 0; i <= blankLines && start < text.length; i++) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    const line = text.slice(start, end);
    if (line.trim() !== '') return line;
    start = end + 1;
  }
  return '';
}

/** The share of the places found that say a byte comes next; 0 where none was found. */
export function shareOf({ count, bytes }: Matches, byte: number): number {
  let same = 0;
  for (let i = 0; i < count; i++) if (bytes[i] === byte) same++;
  return count > 0 ? same / count : 0;
}
