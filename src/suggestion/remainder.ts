import { fitsBefore, shape, type Shaped } from './shape.js';

/** The inputs of an offer besides the caret's line: the text around it, the network, the settings. */
export interface Basis {
  /** Is all of it still as it was? */
  readonly stands: boolean;
}

interface Offer {
  /** Whatever stands for the document: compared by identity. */
  readonly document: unknown;
  readonly line: number;
  readonly prefix: string;
  /** The line after the caret. */
  readonly suffix: string;
  readonly text: string;
  /** Left out where nothing else can change. */
  readonly basis?: Basis | undefined;
}

/**
 * Remembers the suggestion on screen. While it is typed through, what is left of it is the answer, to the letter:
 * no inference, and nothing flickers. It holds only while everything it was made from stands.
 */
export class Remainder {
  private offer: Offer | undefined;

  remember(offer: Offer): void {
    this.offer = offer;
  }

  forget(): void {
    this.offer = undefined;
  }

  /** What is left of the suggestion where the caret stands now, or undefined where it was not typed through. */
  at(document: unknown, line: number, prefix: string, suffix: string): Shaped | undefined {
    const offer = this.offer;
    if (offer?.basis?.stands === false) this.offer = undefined;
    if (!this.offer || !offer || offer.document !== document || offer.line !== line) return undefined;
    if (!prefix.startsWith(offer.prefix) || !isRestOf(suffix, offer.suffix)) return undefined;
    const typed = prefix.slice(offer.prefix.length);
    if (!offer.text.startsWith(typed) || !fitsBefore(suffix)) return undefined;
    // Typing an opening bracket may have put its partner after the caret.
    const rest = shape(offer.text.slice(typed.length), suffix);
    // White space alone nobody sees, but Tab would take it.
    return rest.text.trim() === '' ? undefined : rest;
  }
}

/** Is the line after the caret what it was, but for marks that the editor closed as they were opened, or that were typed over? */
function isRestOf(suffix: string, before: string): boolean {
  return suffix.endsWith(before) || before.endsWith(suffix);
}
