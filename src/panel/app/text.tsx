import { Canvas } from './canvas.js';
import { nameOf, spoken } from './model.js';
import { paintText } from './paint.js';
import { timeHandlers } from './time.js';
import type { Given } from './view.js';

/** The text and its surprise; the keys and the pointer move the caret. */
export function TextTrack({ store, theme }: Given) {
  const { ui } = store;
  const { columns, cursor } = ui.model;
  const column = columns[cursor - 1];
  const words = column
    ? `${spoken(column.byte, column.text)}, ${column.surprise.toFixed(1)} bits of surprise`
    : 'the beginning';
  return (
    <>
      <div class="row">
        <div class="gutter" aria-hidden="true">
          <span class="top">text</span>
          <span class="bottom">surprise</span>
        </div>
        <div
          class="time"
          role="slider"
          tabIndex={0}
          aria-label="Place in the text"
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
      </div>
      <Said store={store} theme={theme} />
    </>
  );
}

/** What there is to say of the byte under the pointer, or at the cursor. */
function Said({ store }: Given) {
  const { model, hover, reference } = store.ui;
  const { columns, cursor } = model;
  const at = hover ?? cursor - 1;
  const column = columns[at];
  if (!column) return <p class="said dim">The caret stands before everything that is read here.</p>;
  const begun = columns.findIndex(({ start }) => start === column.anchor);
  const chance = 2 ** -column.surprise;
  const percent = chance >= 0.1 ? Math.round(chance * 100) : Number((chance * 100).toPrecision(1));
  return (
    <p class="said">
      <code>{nameOf(column.byte, column.text)}</code> was expected with {percent} %:{' '}
      {column.surprise.toFixed(1)} bits of surprise.
      {begun >= 0 && (
        <span class="dim"> The read that led to the state here began {at + 1 - begun} bytes before.</span>
      )}
      {reference !== undefined && (
        <span class="dim">
          {' '}
          Compared with <code>
            {nameOf(columns[reference]?.byte ?? 0, columns[reference]?.text ?? '')}
          </code>, {Math.abs(at - reference)} bytes {at >= reference ? 'before' : 'behind'}; Esc ends it.
        </span>
      )}
    </p>
  );
}
