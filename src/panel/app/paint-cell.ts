import { characterName, shadeBy } from './model.js';
import { columnWidth, paintMarks, range } from './paint.js';
import type { Pen } from './picture/pen.js';
import type { Theme } from './theme.js';
import type { Ui } from './ui.js';

/** The heights at which the parts of a step lie, in pixels: what was guessed above, the cell, and what is read below it. */
export const cellHeights = { guess: 13, mark: 18, top: 28, state: 34, bottom: 64, input: 82, all: 88 };
/** Units of the state that are drawn, and pixels of each. */
const unitsDrawn = 6;
const unitHeight = 5;

/**
 * The cell, unrolled on the axis of the text: one below each character. x goes in from below, y comes out above with a mark where it was
 * right, and h, a strip of a few units, is handed on to the right. The plain network hands on nothing: its window slides along.
 */
export function paintCells(pen: Pen, theme: Theme, ui: Ui, width: number): void {
  const { model, first } = ui;
  const { columns, cursor, focus, facts } = model;
  const { guess, mark, top, state, bottom, input, all } = cellHeights;
  const [from, to] = range(ui, width);
  const isPlain = facts?.cell === 'feedforward';
  const shade = shadeBy(facts);
  const units = (focus?.units ?? []).slice(0, unitsDrawn).map(({ unit }) => unit);
  paintMarks(pen, theme, ui, all);
  pen.textAlign = 'center';
  for (let i = from; i < to; i++) {
    const column = columns[i];
    if (!column) continue;
    const x = (i - first) * columnWidth;
    const middle = x + columnWidth / 2;
    // What stands behind the caret is read already, and paler: the state that is looked at is the one before it.
    pen.globalAlpha = i < cursor ? 1 : 0.4;
    pen.font = `${theme.fontSize}px ${theme.font}`;
    pen.fillStyle = theme.foreground;
    if (column.text !== '') pen.fillText(characterName(column.byte, column.text), middle, input);
    const best = column.guesses[0] ?? 0;
    const isRight = columns[i + 1]?.byte === best;
    pen.fillStyle = isRight ? theme.positive : theme.dim;
    pen.fillText(characterName(best, ''), middle, guess);
    // Right or not is told by a dot that is there or not, too.
    if (isRight) pen.fillRect(middle - 1.5, mark, 3, 3);
    pen.strokeStyle = i === cursor - 1 ? theme.focus : theme.dim;
    pen.lineWidth = i === cursor - 1 ? 2 : 1;
    pen.strokeRect(x + 1.5, top + 0.5, columnWidth - 4, bottom - top - 1);
    pen.lineWidth = 1;
    line(pen, middle, bottom, middle, bottom + 4);
    line(pen, middle, mark + 5, middle, top);
    if (isPlain) continue;
    units.forEach((unit, u) => {
      const value = shade(column.hidden[unit] ?? 0);
      pen.fillStyle = value < 0 ? theme.negative : theme.positive;
      pen.globalAlpha = (i < cursor ? 1 : 0.4) * (0.1 + 0.9 * Math.min(1, Math.abs(value)));
      pen.fillRect(x + 3, state - 4 + u * unitHeight, columnWidth - 7, unitHeight - 1);
    });
    pen.globalAlpha = i < cursor ? 1 : 0.4;
    line(pen, x + columnWidth - 2.5, (top + bottom) / 2, x + columnWidth + 1.5, (top + bottom) / 2);
  }
  pen.globalAlpha = 1;
  if (isPlain && facts.window !== undefined && cursor > 0) paintWindow(pen, theme, ui, facts.window);
}

/** What the plain network sees at the caret, and nothing before it. */
function paintWindow(pen: Pen, theme: Theme, { first, model: { cursor } }: Ui, window: number): void {
  const { top, bottom, all } = cellHeights;
  const begin = Math.max(0, cursor - window);
  const x = (begin - first) * columnWidth;
  pen.strokeStyle = theme.focus;
  pen.lineWidth = 2;
  pen.strokeRect(x + 0.5, top - 3, (cursor - begin) * columnWidth - 1, all - top + 2);
  pen.lineWidth = 1;
  pen.fillStyle = theme.focus;
  pen.globalAlpha = 0.15;
  pen.fillRect(x, top - 3, (cursor - begin) * columnWidth, bottom - top + 6);
  pen.globalAlpha = 1;
}

function line(pen: Pen, x1: number, y1: number, x2: number, y2: number): void {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}
