import type { TextChange, TextSource } from '../../reading/source.js';

/** What stands between two cells: a blank line. */
export const cellSeparator = '\n\n';

/** A place in a cell. */
export interface CellPlace<Cell> {
  readonly cell: Cell;
  /** UTF-16 units from the cell's beginning. */
  readonly offset: number;
}

/**
 * The texts of cells, joined by blank lines, as one text.
 *
 * It keeps where each cell begins and no text: an edit costs time by the number of cells, whatever they hold.
 */
export class NotebookSource<Cell extends TextSource> implements TextSource {
  private cells: readonly Cell[];
  /** UTF-16 units of each cell, as the last change left it. */
  private lengths: number[];
  /** Where each cell begins in the joined text. */
  private starts: number[] = [];

  constructor(cells: readonly Cell[] = []) {
    this.cells = cells;
    this.lengths = cells.map(({ length }) => length);
    this.placeFrom(0);
  }

  get length(): number {
    const last = this.cells.length - 1;
    return last < 0 ? 0 : this.endOf(last);
  }

  slice(start: number, end: number): string {
    let text = '';
    for (let i = this.indexAt(start); i < this.cells.length; i++) {
      const [from, length] = [this.startOf(i), this.lengthOf(i)];
      if (from >= end) break;
      if (start < from + length)
        text += this.cells[i]?.slice(Math.max(0, start - from), Math.min(length, end - from)) ?? '';
      if (i === this.cells.length - 1) break;
      const behind = from + length;
      text += cellSeparator.slice(Math.max(0, start - behind), Math.max(0, end - behind));
    }
    return text;
  }

  /** Where in the joined text a place of a cell is; undefined where it is none of these cells. */
  offsetOf(cell: Cell, offset: number): number | undefined {
    const i = this.cells.indexOf(cell);
    return i < 0 ? undefined : this.startOf(i) + Math.max(0, Math.min(offset, this.lengthOf(i)));
  }

  /** The place in a cell that an offset is; of one between two cells the end of the first. Undefined where there are no cells. */
  placeOf(offset: number): CellPlace<Cell> | undefined {
    const i = this.indexAt(offset);
    const cell = this.cells[i];
    return cell && { cell, offset: Math.max(0, Math.min(offset - this.startOf(i), this.lengthOf(i))) };
  }

  /** A cell was edited, and has its new text already. */
  edited(cell: Cell, changes: readonly Pick<TextChange, 'removed' | 'text'>[]): void {
    const i = this.cells.indexOf(cell);
    if (i < 0) return;
    this.lengths[i] = changes.reduce(
      (sum, { removed, text }) => sum + text.length - removed,
      this.lengthOf(i),
    );
    this.placeFrom(i + 1);
  }

  /**
   * The cells are these from now on. Cells that stay in their order stay where they are, and what changes is the text between them.
   * @returns the changes of the joined text, from its end to its beginning, with offsets in the text before
   */
  arrange(cells: readonly Cell[]): TextChange[] {
    const former = new Map(this.cells.map((cell, i) => [cell, i]));
    const olds = cells.map(cell => {
      const old = former.get(cell);
      // One that was edited unheard is not the same.
      return old !== undefined && this.lengthOf(old) === cell.length ? old : -1;
    });
    const kept = longestRise(olds);
    const bounds = [-1, ...kept, cells.length];
    const changes: TextChange[] = [];
    for (let k = bounds.length - 1; k > 0; k--) {
      const [above, below] = [bounds[k - 1] ?? -1, bounds[k] ?? cells.length];
      const oldAbove = above < 0 ? -1 : (olds[above] ?? -1);
      const oldBelow = below === cells.length ? this.cells.length : (olds[below] ?? -1);
      if (below - above === 1 && oldBelow - oldAbove === 1) continue;
      const texts = cells.slice(above + 1, below).map(cell => cell.slice(0, cell.length));
      changes.push(this.gap(oldAbove, oldBelow, texts));
    }
    this.cells = cells;
    this.lengths = cells.map(({ length }) => length);
    this.placeFrom(0);
    return changes;
  }

  /** The change that puts texts in the place of all cells between two. */
  private gap(above: number, below: number, texts: readonly string[]): TextChange {
    const [isTop, isBottom] = [above < 0, below === this.cells.length];
    if (isTop && isBottom) return { offset: 0, removed: this.length, text: texts.join(cellSeparator) };
    if (isBottom) {
      const offset = this.endOf(above);
      return {
        ...{ offset, removed: this.length - offset },
        text: texts.map(text => cellSeparator + text).join(''),
      };
    }
    const offset = isTop ? 0 : this.startOf(above + 1);
    return {
      ...{ offset, removed: this.startOf(below) - offset },
      text: texts.map(text => text + cellSeparator).join(''),
    };
  }

  /** The last cell that begins at or before an offset, or the first. */
  private indexAt(offset: number): number {
    let [low, high] = [0, this.cells.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.startOf(middle) <= offset) low = middle;
      else high = middle;
    }
    return low;
  }

  private placeFrom(first: number): void {
    this.starts.length = Math.min(first, this.cells.length);
    for (let i = this.starts.length; i < this.cells.length; i++)
      this.starts.push(i === 0 ? 0 : this.endOf(i - 1) + cellSeparator.length);
  }

  private startOf(i: number): number {
    return this.starts[i] ?? 0;
  }

  private lengthOf(i: number): number {
    return this.lengths[i] ?? 0;
  }

  private endOf(i: number): number {
    return this.startOf(i) + this.lengthOf(i);
  }
}

/**
 * The indices of a longest strictly rising subsequence of the numbers that are not negative, by patience sorting
 * (Fredman 1975, On computing the length of longest increasing subsequences).
 */
function longestRise(numbers: readonly number[]): number[] {
  /** By length, less one, the index of the lowest number that ends a rise of that length. */
  const ends: number[] = [];
  const previous: (number | undefined)[] = [];
  for (const [i, number] of numbers.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[ends[middle] ?? 0] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    previous.push(low > 0 ? ends[low - 1] : undefined);
    if (number >= 0) ends[low] = i;
  }
  const rise: number[] = [];
  for (let i = ends.at(-1); i !== undefined; i = previous[i]) rise.push(i);
  return rise.reverse();
}
