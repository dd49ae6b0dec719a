import { fitsBefore, shape, type Shaped } from './shape.js';

interface Offer {
  /** Whatever stands for the document: compared by identity. */
  readonly document: unknown;
  readonly line: number;
  readonly prefix: string;
  readonly text: string;
}

/**
 * Remembers the suggestion on screen. While it is typed through, what is left of it is the answer, to the letter:
 * no inference, and nothing flickers.
 */
export class Remainder {
  private offer: Offer | undefined;

  remember(offer: Offer): void {
    this.offer = offer;
  }

  /** What is left of the suggestion where the caret stands now, or undefined where it was not typed through. */
  at(document: unknown, line: number, prefix: string, suffix: string): Shaped | undefined {
    const offer = this.offer;
    if (!offer || offer.document !== document || offer.line !== line || !prefix.startsWith(offer.prefix))
      return undefined;
    const typed = prefix.slice(offer.prefix.length);
    if (!offer.text.startsWith(typed) || !fitsBefore(suffix)) return undefined;
    // Typing an opening bracket may have put its partner behind the caret.
    const rest = shape(offer.text.slice(typed.length), suffix);
    // White space alone nobody sees, but Tab would take it.
    return rest.text.trim() === '' ? undefined : rest;
  }
}
