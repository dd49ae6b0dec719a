import type { TextChange } from '../../reading/source.js';

/** A line that is followed through edits: tells whether anything outside of it changed, whatever was typed within it. */
export class TrackedLine {
  /** Do the text above the line and the text below it stand as they did? */
  isIntact = true;

  /**
   * @param start where the line begins, in UTF-16 units
   * @param end where it ends, before its line ending
   */
  constructor(
    private readonly start: number,
    private end: number,
  ) {}

  edited({ offset, removed, text }: TextChange): void {
    const isWithin = offset >= this.start && offset + removed <= this.end && !/[\r\n]/.test(text);
    if (isWithin) this.end += text.length - removed;
    else this.isIntact = false;
  }
}
