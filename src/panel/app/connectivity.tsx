import { Canvas } from './canvas.js';
import { characterName } from './model.js';
import { paintShare } from './paint.js';
import { rich, t } from './localize.js';
import { timeHandlers } from './time.js';
import type { TrackProps } from './track-props.js';

/** Columns named in words. */
const columnsNamed = 3;

/** How much each earlier byte matters to the likeliest guess at the cursor. */
export function ConnectivityTrack({ store, theme }: TrackProps) {
  const { columns, influence, cursor } = store.ui.model;
  const values = influence?.values;
  const strongest = values
    ? [...values.keys()]
        .filter(i => (values[i] ?? 0) > 0)
        .sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0))
        .slice(0, columnsNamed)
    : [];
  return (
    <>
      <div class="time" {...timeHandlers(store)}>
        <Canvas
          className="connectivity"
          label={t`How much each earlier byte matters to the guess`}
          paint={(pen, width, height) =>
            paintShare(pen, theme, store.ui, width, height, i => values?.[i] ?? 0)
          }
        />
      </div>
      <p class="said">
        {influence ? (
          <>
            {rich`What the guess ${(<code>{characterName(influence.target, '')}</code>)} depends on most:`}{' '}
            {strongest.map((i, n) => (
              <span key={i} data-column={i} data-value={values?.[i] ?? 0}>
                {n > 0 && ', '}
                <code>{characterName(columns[i]?.byte ?? 0, columns[i]?.text ?? '')}</code>
                <span class="dim"> {back(cursor - 1 - i)}</span>
              </span>
            ))}
          </>
        ) : (
          <span class="dim">{t`Computing…`}</span>
        )}
      </p>
    </>
  );
}

function back(bytes: number): string {
  return bytes === 0 ? t`just read` : t`${bytes} back`;
}
