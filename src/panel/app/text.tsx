import { Canvas } from './canvas.js';
import { characterName, spoken, type Column } from './model.js';
import { paintText } from './paint.js';
import { bytes, decimal, percent, rich, t } from './localize.js';
import { timeHandlers } from './time.js';
import type { TrackProps } from './track-props.js';

/** The text and its surprise; the keys and the pointer move the caret. */
export function TextTrack({ store, theme }: TrackProps) {
  const { ui } = store;
  const { columns, cursor } = ui.model;
  const column = columns[cursor - 1];
  const words = column
    ? t`${spoken(column.byte, column.text)}, ${decimal(column.surprise, 1)} bits of surprise`
    : t`the beginning`;
  return (
    <>
      <div
        class="time"
        role="slider"
        tabIndex={0}
        aria-label={t`Place in the text`}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={columns.length}
        aria-valuenow={cursor}
        aria-valuetext={words}
        {...timeHandlers(store)}
      >
        <Canvas
          className="text"
          paint={(pen, width, height) => paintText(pen, theme, store.ui, width, height)}
        />
      </div>
      <Said store={store} theme={theme} />
    </>
  );
}

/** What there is to say of the byte under the pointer, or at the cursor. */
function Said({ store }: TrackProps) {
  const { model, hover, reference } = store.ui;
  const { columns, cursor } = model;
  const at = hover ?? cursor - 1;
  const column = columns[at];
  if (!column) return <p class="said dim">{t`The caret stands before everything that is read here.`}</p>;
  const begun = columns.findIndex(({ start }) => start === column.anchor);
  const code = ({ byte, text }: Pick<Column, 'byte' | 'text'>) => <code>{characterName(byte, text)}</code>;
  const other = code(columns[reference ?? -1] ?? { byte: 0, text: '' });
  const apart = bytes(Math.abs(at - (reference ?? at)));
  return (
    <p class="said">
      {rich`${code(column)} was expected with ${percent(2 ** -column.surprise)}: ${decimal(column.surprise, 1)} bits of surprise.`}
      {begun >= 0 && (
        <span class="dim">
          {' '}
          {t`The read that led to the state here began ${bytes(at + 1 - begun)} before.`}
        </span>
      )}
      {reference !== undefined && (
        <span class="dim">
          {' '}
          {at >= reference
            ? rich`Compared with ${other}, ${apart} before; Esc ends it.`
            : rich`Compared with ${other}, ${apart} after; Esc ends it.`}
        </span>
      )}
    </p>
  );
}
