import { columnWidth } from './paint.js';
import { characterName, shadeBy, spoken } from './model.js';
import { bytes, t } from './localize.js';
import { signed } from './units.js';
import type { TrackProps } from './track-props.js';

/** Pixels of a step, and the heights at which its parts lie. */
const step = 84;
const [guessY, cellTop, cellHeight, inputY, height] = [16, 52, 40, 138, 148];
const cellWidth = 44;
/** Units drawn of the state that is handed on. */
const unitsDrawn = 6;

/** The cell over the last few bytes: x goes in, y comes out, h is handed on; the same weights at every step. */
export function Unrolled({ store }: TrackProps) {
  const { model, visible } = store.ui;
  const { columns, cursor, focus, facts } = model;
  if (cursor === 0) return <p class="said dim">{t`Nothing was read here yet.`}</p>;
  const room = visible * columnWidth + 64;
  const count = Math.min(cursor, Math.max(2, Math.min(10, Math.floor(room / step))));
  const shown = columns.slice(cursor - count, cursor);
  const units = (focus?.units ?? []).slice(0, unitsDrawn).map(({ unit }) => unit);
  const width = count * step;
  const shade = shadeBy(facts);
  const last = shown.at(-1);
  return (
    <>
      <svg
        class="unrolled"
        viewBox={`-16 0 ${width + 28} ${height}`}
        width={width + 28}
        height={height}
        role="img"
        aria-label={t`The cell, unrolled over the last ${bytes(count)}`}
      >
        <defs>
          <marker id="tip" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="6" markerHeight="6" orient="auto">
            <path d="M0 0 L6 3 L0 6 z" class="tip" />
          </marker>
        </defs>
        {(
          [
            ['y', guessY],
            ['h', cellTop + cellHeight / 2 + 4],
            ['x', inputY],
          ] as const
        ).map(([letter, y]) => (
          <text key={letter} x={-8} y={y} class="letter">
            {letter}
          </text>
        ))}
        <rect
          class="same"
          x={2}
          y={cellTop - 8}
          width={width - step + cellWidth + 20}
          height={cellHeight + 16}
          rx={6}
        />
        {shown.map((column, i) => {
          const x = i * step + 12;
          const middle = x + cellWidth / 2;
          const best = column.guesses[0] ?? 0;
          return (
            <g key={i} data-byte={column.byte}>
              <text x={middle} y={guessY} class="value">
                {characterName(best, '')}
              </text>
              <text x={middle} y={guessY + 12} class="small">
                {Math.round((column.chances[0] ?? 0) * 100)} %
              </text>
              <line x1={middle} y1={cellTop} x2={middle} y2={guessY + 17} marker-end="url(#tip)" />
              <rect class="cell" x={x} y={cellTop} width={cellWidth} height={cellHeight} rx={3} />
              <text x={middle} y={cellTop + cellHeight / 2 + 4} class="name">
                {facts?.cell === 'feedforward' ? t`layers` : facts?.cell.toUpperCase()}
              </text>
              <line
                x1={middle}
                y1={inputY - 14}
                x2={middle}
                y2={cellTop + cellHeight + 2}
                marker-end="url(#tip)"
              />
              <text x={middle} y={inputY} class="value">
                {characterName(column.byte, column.text)}
              </text>
              <line
                x1={x + cellWidth}
                y1={cellTop + cellHeight - 8}
                x2={x + step - 2}
                y2={cellTop + cellHeight - 8}
                marker-end="url(#tip)"
              />
              {units.map((unit, j) => {
                const value = column.hidden[unit] ?? 0;
                const bar = Math.max(0.5, Math.abs(shade(value)) * 11);
                return (
                  <rect
                    key={j}
                    class={value < 0 ? 'below' : 'above'}
                    x={x + cellWidth + 4 + j * 5}
                    y={value < 0 ? cellTop + 14 : cellTop + 14 - bar}
                    width={4}
                    height={bar}
                  >
                    <title>{t`unit ${String(unit)}: ${signed(value)}`}</title>
                  </rect>
                );
              })}
            </g>
          );
        })}
      </svg>
      <p class="said dim">
        {t`x goes in below, y is the likeliest next byte, h is handed on to the right: ${units.length} of its ${last?.hidden.length ?? 0} units are drawn. It is one cell, with the same weights at every step.`}
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
              <tr key={i}>
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
