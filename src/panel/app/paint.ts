import { visible, type Column } from './model.js';
import type { Pen } from './picture/pen.js';
import type { Theme } from './theme.js';
import type { Ui } from './ui.js';

/** Pixels of a column on the axis that all tracks share. */
export const columnWidth = 14;
/** Bits at which a bar of surprise is full. */
const fullSurprise = 12;

/** The first column and the one behind the last that a canvas of a width shows. */
export function range({ first, model }: Ui, width: number): [number, number] {
  return [first, Math.min(model.columns.length, first + Math.ceil(width / columnWidth))];
}

/** The column at a pixel. */
export function columnAt({ first, model }: Ui, x: number): number | undefined {
  const column = first + Math.floor(x / columnWidth);
  return column >= 0 && column < model.columns.length ? column : undefined;
}

/** Behind everything: the columns that the cursor, the pointer and the comparison stand on. */
export function paintMarks(pen: Pen, theme: Theme, ui: Ui, height: number): void {
  const { first, model, hover, reference } = ui;
  const x = (column: number) => (column - first) * columnWidth;
  if (reference !== undefined) {
    pen.strokeStyle = theme.dim;
    pen.setLineDash([2, 2]);
    pen.strokeRect(x(reference) + 0.5, 0.5, columnWidth - 1, height - 1);
    pen.setLineDash([]);
  }
  if (hover !== undefined) {
    pen.globalAlpha = 0.18;
    pen.fillStyle = theme.foreground;
    pen.fillRect(x(hover), 0, columnWidth, height);
    pen.globalAlpha = 1;
  }
  if (model.cursor > 0) {
    pen.globalAlpha = theme.isContrast ? 0 : 0.14;
    pen.fillStyle = theme.focus;
    pen.fillRect(x(model.cursor - 1), 0, columnWidth, height);
    pen.globalAlpha = 1;
    pen.fillStyle = theme.focus;
    pen.fillRect(x(model.cursor) - 1, 0, 2, height);
  }
}

/** The text, the surprise at each byte under it, and where the read at the cursor began. */
export function paintText(pen: Pen, theme: Theme, ui: Ui, width: number, height: number): void {
  const { model, first } = ui;
  const { columns, cursor } = model;
  const [from, to] = range(ui, width);
  // Bars stay below the letters, descenders and all, however large the editor's font is.
  const size = theme.fontSize + 2;
  const baseline = Math.round(size * 1.1) + 3;
  const room = Math.max(6, height - baseline - Math.ceil(size * 0.35) - 2);
  paintMarks(pen, theme, ui, height);
  pen.font = `${theme.fontSize + 2}px ${theme.font}`;
  pen.textAlign = 'center';
  // In the order of the text; a canvas is slow to be told of another colour.
  let wasSeen: boolean | undefined;
  const hidden = ghostOf(model) === '' ? Infinity : cursor;
  for (let i = from; i < to; i++) {
    const column = columns[i];
    if (!column || column.text === '' || i >= hidden) continue;
    const isSeen = column.text.trim() !== '';
    if (isSeen !== wasSeen) {
      pen.fillStyle = isSeen ? theme.foreground : theme.dim;
      pen.globalAlpha = isSeen ? 1 : 0.6;
      wasSeen = isSeen;
    }
    // A character of several bytes stands in the middle of them.
    let bytes = 1;
    while (columns[i + bytes]?.text === '' && columns[i + bytes]?.start === column.start) bytes++;
    const middle = (i - first + bytes / 2) * columnWidth;
    pen.fillText(column.text === ' ' ? '·' : visible(column.text), middle, baseline);
  }
  pen.fillStyle = theme.surprise;
  for (let i = from; i < to; i++) {
    const share = Math.min(1, (columns[i]?.surprise ?? 0) / fullSurprise);
    const bar = Math.max(1, share * room);
    pen.globalAlpha = 0.35 + 0.65 * share;
    pen.fillRect((i - first) * columnWidth + 1, height - bar, columnWidth - 2, bar);
  }
  pen.globalAlpha = 1;
  paintBeginning(pen, theme, columns, cursor, first, height);
  const ghost = ghostOf(model);
  if (ghost === '') return;
  pen.fillStyle = theme.dim;
  pen.globalAlpha = 0.75;
  for (const [i, character] of Array.from(ghost).entries()) {
    const x = (cursor + i - first + 0.5) * columnWidth;
    if (x > width) break;
    pen.fillText(character === ' ' ? '·' : visible(character), x, baseline);
  }
  pen.globalAlpha = 1;
}

/** What is offered at the caret, where nothing stands behind it on the line: there it has the place that it has in the editor. */
function ghostOf({ columns, cursor, why }: Ui['model']): string {
  const next = columns[cursor];
  if (!why?.best || why.silence !== undefined || (next !== undefined && next.text !== '\n')) return '';
  return why.best.text;
}

/** A flag where the read began that led to the state at the cursor, if that is in view. */
function paintBeginning(
  pen: Pen,
  theme: Theme,
  columns: readonly Column[],
  cursor: number,
  first: number,
  height: number,
): void {
  const anchor = columns[cursor - 1]?.anchor;
  const at = columns.findIndex(({ start }) => start === anchor);
  if (at < first) return;
  const x = (at - first) * columnWidth;
  pen.strokeStyle = theme.hover;
  pen.beginPath();
  pen.moveTo(x + 0.5, 0);
  pen.lineTo(x + 0.5, height);
  pen.stroke();
  pen.fillStyle = theme.hover;
  pen.beginPath();
  pen.moveTo(x, 0);
  pen.lineTo(x + 7, 0);
  pen.lineTo(x, 7);
  pen.fill();
}

/** The line that bars stand on. */
function paintGround(pen: Pen, theme: Theme, y: number, width: number): void {
  pen.fillStyle = theme.border;
  pen.globalAlpha = 0.5;
  pen.fillRect(0, y, width, 1);
  pen.globalAlpha = 1;
}

/** Values between -1 and 1, as bars up and down from the middle. */
export function paintSigned(
  pen: Pen,
  theme: Theme,
  ui: Ui,
  width: number,
  height: number,
  valueAt: (column: number) => number,
): void {
  const [from, to] = range(ui, width);
  const middle = height / 2;
  paintMarks(pen, theme, ui, height);
  paintGround(pen, theme, Math.floor(middle), (to - ui.first) * columnWidth);
  for (const isBelow of [false, true]) {
    pen.fillStyle = isBelow ? theme.negative : theme.positive;
    for (let i = from; i < to; i++) {
      const value = Math.max(-1, Math.min(1, valueAt(i)));
      if (value < 0 !== isBelow) continue;
      const bar = Math.max(0.5, Math.abs(value) * (middle - 1));
      pen.fillRect((i - ui.first) * columnWidth + 1, isBelow ? middle : middle - bar, columnWidth - 2, bar);
    }
  }
}

/** Values between 0 and 1, as bars from the ground. */
export function paintShare(
  pen: Pen,
  theme: Theme,
  ui: Ui,
  width: number,
  height: number,
  valueAt: (column: number) => number,
  colour = theme.positive,
): void {
  const [from, to] = range(ui, width);
  paintMarks(pen, theme, ui, height);
  paintGround(pen, theme, height - 1, (to - ui.first) * columnWidth);
  pen.fillStyle = colour;
  for (let i = from; i < to; i++) {
    const bar = Math.max(0, Math.min(1, valueAt(i))) * (height - 1);
    pen.fillRect((i - ui.first) * columnWidth + 1, height - bar, columnWidth - 2, bar);
  }
}
