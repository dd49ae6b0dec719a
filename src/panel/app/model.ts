import { phrase, type PhraseArgument, type DisplayLanguage } from '../../phrase.js';
import {
  guessesEach,
  mostColumns,
  shadeOf,
  type Columns,
  type Compared,
  type Delta,
  type NetworkFacts,
  type Focus,
  type GatesData,
  type Influence,
  type LearningData,
  type LessonData,
  type UnitPageData,
  type BackendsData,
  type WhatIfResult,
  type ToPage,
  type WhyData,
} from '../protocol.js';
import { t } from './localize.js';

/** A byte of the text, and what the network made of it. */
export interface Column {
  readonly byte: number;
  /** The character; empty at the bytes that continue one. */
  readonly text: string;
  readonly start: number;
  readonly anchor: number;
  readonly surprise: number;
  readonly hidden: Float32Array;
  readonly guesses: Uint8Array;
  readonly chances: Float32Array;
}

/** How strongly a unit's value is shown: -1 to 1. */
export type Shade = (value: number) => number;

/** Of the network that is looked at. */
export function shadeBy(facts: NetworkFacts | undefined): Shade {
  return facts ? value => shadeOf(facts.cell, value) : value => value;
}

/** What the page knows. */
export interface PageModel {
  /** The number of the last message. */
  readonly number: number;
  /** Why there is nothing to show. */
  readonly words: PhraseArgument | undefined;
  readonly action: string | undefined;
  readonly facts: NetworkFacts | undefined;
  readonly coloured: 'off' | 'surprise' | 'unit';
  readonly columns: readonly Column[];
  /** Columns before the caret. */
  readonly cursor: number;
  readonly busy: boolean;
  readonly focus: Focus | undefined;
  readonly gates: GatesData | undefined;
  readonly influence: Influence | undefined;
  readonly compared: Compared | undefined;
  readonly backends: BackendsData | undefined;
  readonly why: WhyData | undefined;
  readonly whatIf: WhatIfResult | undefined;
  readonly unitPage: UnitPageData | undefined;
  readonly learning: LearningData | undefined;
  /** Why nothing can be taught. */
  readonly learningWords: PhraseArgument | undefined;
  readonly lesson: LessonData | undefined;
  readonly lessons: readonly { readonly id: string; readonly title: string }[];
  /** The language of the view. */
  readonly tongue: DisplayLanguage;
}

export const empty: PageModel = {
  number: 0,
  words: phrase`Looking for the network…`,
  action: undefined,
  facts: undefined,
  coloured: 'off',
  columns: [],
  cursor: 0,
  busy: false,
  focus: undefined,
  gates: undefined,
  influence: undefined,
  compared: undefined,
  backends: undefined,
  why: undefined,
  whatIf: undefined,
  unitPage: undefined,
  learning: undefined,
  learningWords: undefined,
  lesson: undefined,
  lessons: [],
  tongue: 'en',
};

/** Does a message need nothing of what the page knew before? */
export function isFreshStart({ type }: ToPage): boolean {
  return type === 'open' || type === 'idle';
}

/** What the page knows after a message; undefined where it missed one before it, or what it says cannot be. */
export function apply(model: PageModel, message: ToPage): PageModel | undefined {
  const { number } = message;
  if (!isFreshStart(message) && number !== model.number + 1) return undefined;
  // What is of no text outlives it.
  const { lesson, lessons, tongue, backends, learning, learningWords } = model;
  const lasting = { number, lesson, lessons, tongue, backends, learning, learningWords };
  switch (message.type) {
    case 'idle':
      return {
        ...empty,
        ...lasting,
        ...{ words: message.words, action: message.action },
      };
    case 'open':
      return {
        ...empty,
        ...lasting,
        words: undefined,
        ...{ facts: message.facts, coloured: message.coloured },
      };
    case 'coloured':
      return { ...model, number, coloured: message.coloured };
    case 'compare':
      return { ...model, number, compared: message.compared };
    case 'backends':
      return { ...model, number, backends: message.compared };
    case 'why':
      return { ...model, number, why: message.why };
    case 'learning':
      return { ...model, number, learning: message.learning, learningWords: message.words };
    case 'what-if':
      return { ...model, number, whatIf: message.result };
    case 'unit':
      return { ...model, number, unitPage: message.page };
    case 'lesson':
      return { ...model, number, lesson: message.lesson, lessons: message.all, tongue: message.tongue };
    case 'picture':
    case 'point':
      return { ...model, number };
    case 'delta': {
      if (!model.facts) return undefined;
      const columns = replaced(model, message);
      if (!columns) return undefined;
      const { cursor, busy, focus, gates, influence } = message;
      return { ...model, number, columns, cursor, busy, focus, gates, influence };
    }
  }
}

/** What of the model a message replaces on which nothing else depends. */
const answers = {
  ...{ compare: 'compared', backends: 'backends', why: 'why', 'what-if': 'whatIf', learning: 'learning' },
  unit: 'unitPage',
} as const satisfies Partial<Record<ToPage['type'], keyof PageModel>>;

/**
 * What the page knows after a message that it does not understand, where it can do without that one: what the message was to replace
 * is of something else by now, and goes.
 * @param message as it came
 * @returns undefined where later messages depend on it
 */
export function withoutAnswer(model: PageModel, message: unknown): PageModel | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { type, number } = message as Partial<Record<'type' | 'number', unknown>>;
  if (number !== model.number + 1 || typeof type !== 'string' || !Object.hasOwn(answers, type))
    return undefined;
  return { ...model, number, [answers[type as keyof typeof answers]]: undefined };
}

function replaced(
  { columns, facts }: PageModel,
  { drop, keep, moved, before, after, cursor }: Delta,
): Column[] | undefined {
  const kept = columns.slice(drop, drop + keep);
  const units = facts?.layers.reduce((sum, layer) => sum + layer, 0) ?? 0;
  const fits = ({ bytes, hidden }: Columns) => hidden.length === bytes.length * units;
  if (kept.length !== keep || !fits(before) || !fits(after)) return undefined;
  const now = [
    ...columnsOf(before, units),
    ...(moved === 0
      ? kept
      : kept.map(column => ({ ...column, start: column.start + moved, anchor: column.anchor + moved }))),
    ...columnsOf(after, units),
  ];
  return now.length <= mostColumns && cursor <= now.length ? now : undefined;
}

function columnsOf(lists: Columns, units: number): Column[] {
  return lists.text.map((text, i) => ({
    byte: lists.bytes[i] ?? 0,
    text,
    start: lists.starts[i] ?? 0,
    anchor: lists.anchors[i] ?? 0,
    surprise: lists.surprise[i] ?? 0,
    hidden: lists.hidden.subarray(i * units, (i + 1) * units),
    guesses: lists.guesses.subarray(i * guessesEach, (i + 1) * guessesEach),
    chances: lists.chances.subarray(i * guessesEach, (i + 1) * guessesEach),
  }));
}

/** The first column on screen where the cursor has its own place: two thirds of the way, so that what led to it is in view. */
export function firstAround(cursor: number, visible: number): number {
  return Math.max(0, cursor - Math.floor((visible * 2) / 3));
}

/** The first column on screen while the pointer holds the cursor: as it is, moved no further than needed to have the cursor in view. */
export function firstUnderPointer(first: number, cursor: number, visible: number): number {
  return Math.max(0, Math.min(Math.max(first, cursor + 1 - visible), cursor - 1));
}

/** The column at which the character of this one begins. */
export function beginning(columns: readonly Column[], i: number): number {
  let first = i;
  while (first > 0 && columns[first - 1]?.start === columns[i]?.start) first--;
  return first;
}

/** The number of columns before the place behind the character of a column: where a caret can stand. */
export function behind(columns: readonly Column[], i: number): number {
  let next = i + 1;
  while (columns[next] && columns[next]?.start === columns[i]?.start) next++;
  return next;
}

const names: Readonly<Record<string, string>> = {
  ' ': '␣',
  '\n': '⏎',
  '\t': '⇥',
  '\r': '␍',
};

/** A character as it can be seen. */
export function visible(text: string): string {
  return names[text] ?? (text < ' ' ? '·' : text);
}

/** What a byte is called where no character comes of it. */
export function characterName(byte: number, text: string): string {
  if (text !== '') return visible(text);
  return byte >= 0x20 && byte < 0x7f
    ? visible(String.fromCharCode(byte))
    : (names[String.fromCharCode(byte)] ?? byte.toString(16).toUpperCase().padStart(2, '0'));
}

/** The name of a byte as a screen reader should say it. */
export function spoken(byte: number, text: string): string {
  const character = text !== '' ? text : byte < 0x7f ? String.fromCharCode(byte) : '';
  if (character === ' ') return t`space`;
  if (character === '\n') return t`line end`;
  return character === '\t' ? t`tab` : characterName(byte, text);
}
