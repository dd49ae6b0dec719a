import { Canvas } from './canvas.js';
import { Equation } from './equation.js';
import { bytes, t } from './localize.js';
import { spoken } from './model.js';
import { paintCells } from './paint-cell.js';
import { timeHandlers } from './time.js';
import type { TrackProps } from './track-props.js';

/** Steps that are listed for screen readers. */
const stepsListed = 10;

/** The cell over the last bytes, on the axis of the text: x goes in, y comes out, h is handed on; the same weights at every step. */
export function Unrolled({ store, theme }: TrackProps) {
  const { model } = store.ui;
  const { columns, cursor, facts } = model;
  if (cursor === 0) return <p class="said dim">{t`Nothing was read here yet.`}</p>;
  const shown = columns.slice(Math.max(0, cursor - stepsListed), cursor);
  const units = shown.at(-1)?.hidden.length ?? 0;
  const window = facts?.window;
  return (
    <>
      <div class="time" {...timeHandlers(store)}>
        <Canvas
          className="unrolled"
          label={t`The cell, unrolled over the last ${bytes(shown.length)}`}
          paint={(pen, width) => paintCells(pen, theme, store.ui, width)}
        />
      </div>
      <Equation store={store} theme={theme} />
      <p class="said dim">
        {window === undefined
          ? t`x goes in below, y is the likeliest next byte above, with a dot where it was right; h, ${units} units of which a few are drawn, is handed on to the right. It is one cell, with the same weights at every step.`
          : t`x goes in below, y is the likeliest next byte above, with a dot where it was right. Nothing is handed on: the window of ${bytes(window)} slides along, and all before it is gone.`}
      </p>
      <div class="visually-hidden">
        <table aria-label={t`The last steps`}>
          <thead>
            <tr>
              <th scope="col">x</th>
              <th scope="col">y</th>
              <th scope="col">{t`Chance`}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((column, i) => (
              <tr key={i} data-byte={column.byte}>
                <td>{spoken(column.byte, column.text)}</td>
                <td>{spoken(column.guesses[0] ?? 0, '')}</td>
                <td>{t`${Math.round((column.chances[0] ?? 0) * 100)} percent`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
