import type { Passage, Typist } from './typist.js';

/** Ghost text for the caret. */
export interface Ghost {
  readonly text: string;
  /** Characters behind the caret that the text contains. */
  readonly replaces: number;
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

/** Something that completes what is typed in one document. */
export interface Session {
  /** The document has changed: `removed` units at `offset` became `inserted`. */
  edited(offset: number, removed: number, inserted: number): void;
  /** @param deleted whether the last key deleted something */
  answer(typist: Typist, deleted: boolean): Promise<Response>;
  /** What became of ghost text that was shown. */
  resolved(shown: Shown, taken: boolean): void;
  /** The person pauses until the next key. */
  paused(typist: Typist): Promise<void>;
}

/** Something that completes what is typed. */
export interface Assistant {
  open(passage: Passage, typist: Typist): Session;
}
