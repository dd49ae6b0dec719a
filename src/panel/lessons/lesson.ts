import type { Landmark } from '../../insight/landmark.js';
import type { DisplayLanguage } from '../../phrase.js';
import type { LessonPicture, LessonProgram, Track } from '../protocol.js';

/** A text in every language. `{gru.parameters}` and its like stand for facts of the networks that ship (see `facts.ts`). */
export type Words = Readonly<Record<DisplayLanguage, string>>;

/** What a step does to the view. Nothing here ever writes to the document. */
export type Action =
  /** Brings a track into view, and marks it. */
  | { readonly kind: 'show'; readonly track: Track }
  /** Moves the view, and the caret with it; a text without such a place near leaves it where it is. */
  | { readonly kind: 'goto'; readonly where: Landmark }
  /** Looks on with another network; suggestions go on with theirs. */
  | { readonly kind: 'network'; readonly name: 'rnn' | 'gru' | 'lstm' | 'glr' | 'feedforward' | 'default' }
  /** Lets the network read on after the place looked at, in a scratch copy. */
  | { readonly kind: 'type'; readonly text: string }
  /** Pins the first unit by a ranking. */
  | { readonly kind: 'pin'; readonly unit: 'most changed' | 'most telling' }
  /** Holds the pinned unit at a value, from the place looked at on, in a scratch copy. */
  | { readonly kind: 'clamp'; readonly value: number }
  /** Colours the text in the editor. */
  | { readonly kind: 'colour'; readonly by: 'surprise' | 'unit' };

/** What of the view an action changes: on leaving a lesson it is put back as it was before the lesson. */
export type Setting = 'tracks' | 'place' | 'network' | 'pins' | 'scratch' | 'colour';
const changes: Readonly<Record<Action['kind'], Setting>> = {
  show: 'tracks',
  goto: 'place',
  network: 'network',
  type: 'scratch',
  pin: 'pins',
  clamp: 'scratch',
  colour: 'colour',
};

export interface LessonStep {
  readonly text: Words;
  /** What a question of its text comes to: read once the reader has predicted and looked. */
  readonly answer?: Words;
  /** A program that ships in `models/` and can be opened. */
  readonly opens?: LessonProgram;
  /** What stands below the text. */
  readonly picture?: LessonPicture;
  /** Done in this order when the step is entered. */
  readonly actions: readonly Action[];
}

export interface Lesson {
  readonly id: string;
  readonly title: Words;
  readonly steps: readonly LessonStep[];
}

/** What is undone when a lesson is left. */
export function undone({ steps }: Lesson): Setting[] {
  return [...new Set(steps.flatMap(({ actions }) => actions.map(({ kind }) => changes[kind])))];
}
