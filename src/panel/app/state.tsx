import { Canvas } from './canvas.js';
import { Heat } from './heat.js';
import { characterName, shadeBy } from './model.js';
import type { Pen } from './picture/pen.js';
import { rich, t } from './localize.js';
import { timeKey } from './time.js';
import type { Store } from './ui.js';
import { signed } from './signed.js';
import type { TrackProps } from './track-props.js';

const heat = new Heat();
/** Layers that are named beside the canvas: more do not fit in its height. */
const maximumLabels = 9;

/** Every unit over all of the window, which it is as wide as. */
export function StateTrack({ store, theme }: TrackProps) {
  const { model, unit, hover, pinned } = store.ui;
  const { columns, cursor, facts } = model;
  const units = columns[0]?.hidden.length ?? 0;
  const at = hover ?? cursor - 1;
  const value = columns[at]?.hidden[unit] ?? 0;
  const labelled = Math.ceil((facts?.layers.length ?? 1) / maximumLabels);
  const after = characterName(columns[at]?.byte ?? 0, columns[at]?.text ?? '');
  const words = t`unit ${String(unit)} of ${units}: ${signed(value)} after ${after}`;
  const place = ({ currentTarget, clientX, clientY }: PointerEvent) => {
    if (!(currentTarget instanceof Element)) return undefined;
    const { left, top, width, height } = currentTarget.getBoundingClientRect();
    const column = Math.floor(((clientX - left) / width) * columns.length);
    const row = Math.floor(((clientY - top) / height) * units);
    return column >= 0 && column < columns.length && row >= 0 && row < units ? { column, row } : undefined;
  };
  const paint = (pen: Pen, width: number, height: number) => {
    const { ui } = store;
    heat.update(ui.model.columns, units, theme.signed, shadeBy(facts));
    heat.draw(pen, 0, 0, width, height);
    const each = width / Math.max(1, ui.model.columns.length);
    // Layers lie above each other.
    pen.fillStyle = theme.border;
    let y = 0;
    for (const layer of facts?.layers.slice(0, -1) ?? []) {
      y += layer;
      pen.fillRect(0, Math.round((y / units) * height), width, 1);
    }
    pen.strokeStyle = theme.dim;
    pen.strokeRect(ui.first * each + 0.5, 0.5, Math.min(width, ui.visible * each) - 1, height - 1);
    pen.fillStyle = theme.focus;
    pen.fillRect(Math.round(ui.model.cursor * each) - 1, 0, 2, height);
    const line = (row: number, colour: string) => {
      pen.fillStyle = colour;
      pen.fillRect(0, Math.floor(((row + 0.5) / units) * height), width, 1);
    };
    for (const row of ui.pinned) line(row, theme.foreground);
    line(ui.unit, theme.focus);
  };
  return (
    <>
      <div class="with-layers">
        <div class="layers" aria-hidden="true">
          {facts?.layers.map((size, i) => (
            <span key={i} style={{ flexGrow: size }}>
              {i % labelled === 0 && facts.layers.length > 1 && t`layer ${i + 1}`}
            </span>
          ))}
        </div>
        <div
          class="time"
          role="slider"
          tabIndex={0}
          aria-label={t`Unit of the state`}
          aria-orientation="vertical"
          aria-valuemin={0}
          aria-valuemax={Math.max(0, units - 1)}
          aria-valuenow={unit}
          aria-valuetext={pinned.includes(unit) ? t`${words}, pinned` : words}
          onPointerMove={event => {
            const found = place(event);
            store.hover(found?.column);
            if (found) store.choose(found.row);
            if (found && (event.buttons & 1) === 1) store.moveTo(found.column);
          }}
          onPointerDown={event => {
            const found = place(event);
            if (found && event.button === 0) store.moveTo(found.column);
          }}
          onPointerLeave={() => store.hover(undefined)}
          onDblClick={() => store.pin(unit)}
          onKeyDown={event => {
            if (unitKey(store, event.key) || timeKey(store, event)) event.preventDefault();
          }}
        >
          <Canvas className="state" paint={paint} />
        </div>
      </div>
      <p class="said">
        {rich`Unit ${unit}: ${(<span class={value < 0 ? 'negative' : 'positive'}>{signed(value)}</span>)}`}
        <span class="dim"> · {t`Enter or a double click pins it`}</span>
      </p>
    </>
  );
}

/** @returns whether the key was one of the units' */
function unitKey(store: Store, key: string): boolean {
  const { unit } = store.ui;
  switch (key) {
    case 'ArrowUp':
      store.choose(unit - 1);
      return true;
    case 'ArrowDown':
      store.choose(unit + 1);
      return true;
    case 'PageUp':
      store.choose(unit - 16);
      return true;
    case 'PageDown':
      store.choose(unit + 16);
      return true;
    case 'Enter':
      store.pin(unit);
      return true;
    case 'Escape':
      store.unpinAll();
      return true;
    default:
      return false;
  }
}
