import type { Passage, Typist } from './typist.js';

/** Ghost text for the caret. */
export interface Ghost {
  readonly text: string;
  /** Characters behind the caret that the text contains. */
  readonly replaces: number;
  /** What Tab types instead where the completion list is open: the rest of its entry. */
  readonly entry?: string | undefined;
}

/** A continuation that was thought of, and how sure its finder was of it. */
export interface Judged {
  readonly text: string;
  readonly confidence: number;
}

/** Ghost text that was on screen. */
export interface Shown {
  /** Where its line begins in the document. */
  readonly lineStart: number;
  /** The line up to where the caret got while the ghost text was typed through. */
  readonly prefix: string;
  /** What was left of the ghost text there. */
  readonly text: string;
}

export interface Response {
  readonly ghost: Ghost | undefined;
  /** What was thought likeliest to be worth showing, shown or not, where confidence was asked for. */
  readonly judged: Judged | undefined;
  /** Was the network asked? */
  readonly inferred: boolean;
  readonly milliseconds: number;
}

/** Keys that take ghost text, or a word of it. */
export type TakeKey = 'Tab' | 'Control+ArrowRight';

/** Something that completes what is typed in one document. */
export interface Session {
  /** The document has changed: `removed` units at `offset` became `inserted`. */
  edited(offset: number, removed: number, inserted: number): void;
  /** @param deleted whether the last key deleted something */
  answer(typist: Typist, deleted: boolean): Promise<Response>;
  /**
   * Keys are pressed in a real editor after the typist pressed them in its model, named as Playwright names them.
   * An editor that did something else is mended.
   */
  pressed?(typist: Typist, strokes: readonly string[]): Promise<void>;
  /**
   * A key is pressed in a real editor that is to put a text before the caret, before the typist takes it.
   * @returns whether it did; where not, all is as it was
   */
  takes?(typist: Typist, stroke: TakeKey, text: string, replaces: number): Promise<boolean>;
  /** What became of ghost text that was shown. */
  resolved(shown: Shown, taken: boolean): void;
  /** The person pauses until the next key. */
  paused(typist: Typist): Promise<void>;
}

/** Something that completes what is typed. */
export interface Assistant {
  open(passage: Passage, typist: Typist): Session | Promise<Session>;
}
