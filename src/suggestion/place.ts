import type { ConfidenceModel, Eagerness } from './confidence-model.js';
import type { Recollection } from './predictor.js';

/** Text before the caret's line that is looked at, in UTF-16 units. */
export const lookBack = 20_000;
/** Text below the caret's line that is looked at. */
export const lookDown = 4000;
/** The line before the caret and after it, as far as it is looked at. */
export const longestPrefix = 4000;
export const longestSuffix = 1000;

/** The text around the caret, and the person's request. */
export interface Place {
  /** The line up to the caret: at most the last `longestPrefix` units of it. */
  readonly prefix: string;
  /** The line after the caret: at most the first `longestSuffix` units of it. */
  readonly suffix: string;
  /** What the completion list would add at the caret for its selected item, where it is open. */
  readonly selected: string | undefined;
  /** How readily to suggest, or the least confidence itself. */
  readonly eagerness: Eagerness | number;
  /** Longest suggestion, in characters. */
  readonly longest: number;
  /** The editor's identifier of the language. */
  readonly languageId?: string;
  /** Text before the caret's line, its line ends LF: the last `lookBack` units of it. */
  readonly before?: string;
  /**
   * How many units at the end of `before` are of the caret's own cell: what another cell leaves open, a comment or a string, does
   * not reach into it. All of them where left out.
   */
  readonly inCell?: number;
  /** The lines below: the first `lookDown` units of them. */
  readonly below?: string;
  /** The factor by which the chance of being wrong has to be smaller than usual; 1 where no caution is needed. */
  readonly caution?: number;
  /** Was it asked for by hand? Then the best few are given, however unlikely. */
  readonly byHand?: boolean;
  /** The confidence model: the shipped one where left out. */
  readonly model?: ConfidenceModel;
  /** The memory at this caret; the network alone suggests where left out. */
  readonly recollection?: Recollection;
}
