import type { TextChange } from '../reading/source.js';

/** What is selected, in UTF-16 units. */
export interface OffsetRange {
  readonly start: number;
  readonly end: number;
}

/** What moved the selection, as far as the editor tells: a key or a click, a command, or something that it does not name. */
export type Mover = 'person' | 'command' | 'unnamed';

/**
 * Infers whether a snippet is being filled in in one document, which the editor tells no extension.
 *
 * A snippet's insertion moves the selection twice, and names neither move: to the end of what was inserted, then back inside
 * of it to the first placeholder, which is selected where it holds text. An older editor (1.93) goes there at once, so that only
 * placeholders that hold text can be told. Later jumps, which are commands, select further placeholders; one that selects
 * nothing goes to the end. It is over, too, once the caret leaves what was inserted. A snippet of one place, at its end, is
 * none; nor is what the editor closed or indented for the person who typed, where the caret goes inside at once and selects
 * nothing; nor is what was dropped, and is selected whole.
 */
export class SnippetMode {
  /** The last insertion, whether the caret stood at its end, and whether it has turned out to be a snippet. */
  private last: { start: number; end: number; stoodAtEnd: boolean; isSnippet: boolean } | undefined;

  /** Is there an insertion that matters still? */
  get follows(): boolean {
    return this.last !== undefined;
  }

  get isOn(): boolean {
    return this.last?.isSnippet === true;
  }

  changed(changes: readonly TextChange[], isUndo: boolean): void {
    const { last } = this;
    const [change] = changes;
    if (isUndo || !change) {
      this.last = undefined;
      return;
    }
    if (last?.isSnippet) {
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
      ? { start: offset, end: offset + text.length, stoodAtEnd: false, isSnippet: false }
      : undefined;
  }

  selected(selections: readonly OffsetRange[], mover: Mover): void {
    const { last } = this;
    if (!last) return;
    const within = selections.every(({ start, end }) => start >= last.start && end <= last.end);
    const holds = selections.some(({ start, end }) => end > start);
    const isPart = holds && !selections.some(({ start, end }) => start === last.start && end === last.end);
    const atEnd = !holds && selections.every(({ start }) => start === last.end);
    if (!within) this.last = undefined;
    else if (!last.isSnippet) {
      if (mover !== 'unnamed' || !(atEnd || isPart || last.stoodAtEnd)) this.last = undefined;
      else if (atEnd) last.stoodAtEnd = true;
      else last.isSnippet = true;
    } else if (atEnd || (mover === 'command' && !holds)) this.last = undefined;
  }
}
