import type { Change } from './outcome.js';

/** What is selected, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Infers whether a snippet is being filled in, which the editor tells no extension.
 *
 * A snippet's insertion leaves the caret, by no key or click of the person's, inside of what was inserted: on a
 * placeholder, selected, or where one would be. Further jumps that select something are to further placeholders; one that
 * selects nothing is to the end. It is over, too, once the caret leaves what was inserted.
 */
export class SnippetMode {
  /** The last insertion, and whether it has turned out to be a snippet. */
  private last: { readonly document: unknown; start: number; end: number; isSnippet: boolean } | undefined;

  /** Is there an insertion in this document that matters still? */
  follows(document: unknown): boolean {
    return this.last?.document === document;
  }

  isIn(document: unknown): boolean {
    return this.last?.document === document && this.last?.isSnippet === true;
  }

  changed(document: unknown, changes: readonly Change[], isUndo: boolean): void {
    const { last } = this;
    const [change] = changes;
    if (isUndo || !change) {
      this.last = undefined;
      return;
    }
    if (last && last.document === document && last.isSnippet) {
      // What is typed into placeholders, perhaps into several that are the same one.
      const [from, to] = [last.start, last.end];
      for (const { offset, removed, text } of changes) {
        if (offset + removed < from) last.start += text.length - removed;
        if (offset <= to) last.end += text.length - removed;
      }
      if (changes.some(({ offset, removed }) => offset < from || offset + removed > to))
        this.last = undefined;
      return;
    }
    const { offset, text } = change;
    const isInsertion = changes.length === 1 && text.length > 1;
    this.last = isInsertion
      ? { document, start: offset, end: offset + text.length, isSnippet: false }
      : undefined;
  }

  /** @param byPerson by key or by click, as far as the editor tells */
  selected(document: unknown, selections: readonly Span[], byPerson: boolean): void {
    const { last } = this;
    if (last?.document !== document || !last) return;
    const within = selections.every(({ start, end }) => start >= last.start && end <= last.end);
    const holds = selections.some(({ start, end }) => end > start);
    const atEnd = selections.every(({ start }) => start === last.end);
    if (!within || (atEnd && !holds)) this.last = undefined;
    else if (!last.isSnippet) {
      if (byPerson) this.last = undefined;
      else last.isSnippet = true;
    } else if (!byPerson && !holds) this.last = undefined;
  }
}
