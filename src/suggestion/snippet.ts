import type { TextChange } from '../reading/source.js';

/** A selected range, in UTF-16 units. */
export interface OffsetRange {
  readonly start: number;
  readonly end: number;
}

/** Characters that are typed into one placeholder at most: a snippet that is left by Escape, which no extension hears of, ends so. */
const maximumPlaceholderLength = 60;

/** The cause of a selection change, as far as the editor tells: a key or a click, a command, or something that it does not name. */
export type Mover = 'person' | 'command' | 'unnamed';

/**
 * Infers whether a snippet is being filled in in one document, which the editor tells no extension.
 *
 * A snippet's insertion moves the selection twice, and names neither move: to the end of what was inserted, then back inside
 * of it to the first placeholder, which is selected where it holds text. An older editor (1.93) goes there at once, so that only
 * placeholders that hold text can be told. Later jumps, which are commands, select further placeholders; one that selects
 * nothing goes to the end. It is over, too, once the caret leaves the place that is filled in, a line is begun there, or much is typed. A snippet of one place, at its end, is
 * none; nor is what the editor closed or indented for the person who typed, where the caret goes inside at once and selects
 * nothing; nor is what was dropped, and is selected whole.
 */
export class SnippetMode {
  /** The last insertion, whether the caret stood at its end, and the places that are filled in once it proved to be a snippet. */
  private last:
    | { start: number; end: number; stoodAtEnd: boolean; places: OffsetRange[] | undefined; typed: number }
    | undefined;

  /** Is there an insertion that matters still? */
  get follows(): boolean {
    return this.last !== undefined;
  }

  get isOn(): boolean {
    return this.last?.places !== undefined;
  }

  changed(changes: readonly TextChange[], isUndo: boolean): void {
    const { last } = this;
    const [change] = changes;
    if (isUndo || !change) {
      this.last = undefined;
      return;
    }
    if (last?.places) {
      this.filledIn(changes);
      return;
    }
    const { offset, text } = change;
    const isInsertion = changes.length === 1 && text.length > 1;
    this.last = isInsertion
      ? { start: offset, end: offset + text.length, stoodAtEnd: false, places: undefined, typed: 0 }
      : undefined;
  }

  selected(selections: readonly OffsetRange[], mover: Mover): void {
    const { last } = this;
    if (!last) return;
    const within = (places: readonly OffsetRange[]) =>
      selections.every(one => places.some(({ start, end }) => one.start >= start && one.end <= end));
    const holds = selections.some(({ start, end }) => end > start);
    const isPart = holds && !selections.some(({ start, end }) => start === last.start && end === last.end);
    const atEnd = !holds && selections.every(({ start }) => start === last.end);
    if (!within([last])) this.last = undefined;
    else if (!last.places) {
      if (mover !== 'unnamed' || !(atEnd || isPart || last.stoodAtEnd)) this.last = undefined;
      else if (atEnd) last.stoodAtEnd = true;
      else last.places = [...selections];
    } else if (atEnd || (mover === 'command' && !holds)) this.last = undefined;
    else if (mover === 'command') [last.places, last.typed] = [[...selections], 0];
    // A click or an arrow key that leaves the place ends the snippet, for the editor too.
    else if (!within(last.places)) this.last = undefined;
  }

  /** What is typed into placeholders, perhaps into several that are the same one. */
  private filledIn(changes: readonly TextChange[]): void {
    const { last } = this;
    if (!last?.places) return;
    const [from, to] = [last.start, last.end];
    const leaves = changes.some(({ offset, removed }) => offset < from || offset + removed > to);
    last.typed += Math.max(0, ...changes.map(({ text }) => text.length));
    // A line was begun, or more was written than a placeholder takes: the person has gone on to write.
    if (leaves || last.typed > maximumPlaceholderLength || changes.some(({ text }) => /[\r\n]/.test(text))) {
      this.last = undefined;
      return;
    }
    for (const { offset, removed, text } of changes) {
      const by = text.length - removed;
      if (offset + removed < from) last.start += by;
      if (offset <= to) last.end += by;
      last.places = last.places.map(({ start, end }) => ({
        start: offset + removed < start ? start + by : start,
        end: offset <= end ? end + by : end,
      }));
    }
  }
}
