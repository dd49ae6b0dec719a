import { useEffect, useRef, useState } from 'preact/hooks';
import type { UnitData, UnitPageData } from '../protocol.js';
import { Canvas } from './canvas.js';
import { percent, rich, t } from './localize.js';
import { characterName, shadeBy, spoken, visible } from './model.js';
import { paintSigned } from './paint.js';
import { signed } from './signed.js';
import { timeHandlers } from './time.js';
import type { TrackProps } from './track-props.js';
import { unitName } from './unit-names.js';
import { HoldUnit, WhatIfTable } from './what-if.js';

/** What one unit does: where it is highest, how often it is high, what it pushes in the guess, and what would be if it were held. */
export function UnitPage({ store, theme, known }: TrackProps & { readonly known: UnitData }) {
  const { unit } = known;
  const { model, hover } = store.ui;
  const { columns, cursor, facts } = model;
  const back = useRef<HTMLButtonElement>(null);
  const [held, setHeld] = useState(false);
  useEffect(() => back.current?.focus(), [unit]);
  const page = model.unitPage?.unit === unit ? model.unitPage : undefined;
  const value = columns[hover ?? cursor - 1]?.hidden[unit] ?? 0;
  const shade = shadeBy(facts);
  return (
    <div
      class="unit-page"
      data-unit={unit}
      onKeyDown={event => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        store.openUnit(undefined);
      }}
    >
      <div class="unit-head">
        <button ref={back} class="link" onClick={() => store.openUnit(undefined)}>
          {t`‹ All units`}
        </button>
        <h3>
          {unitName(known) === undefined
            ? t`Unit ${String(unit)}`
            : t`${unitName(known) ?? ''}, unit ${String(unit)}`}
        </h3>
        <span class={value < 0 ? 'number negative' : 'number positive'}>{signed(value)}</span>
      </div>
      <div class="strip" {...timeHandlers(store)}>
        <Canvas
          className="unit"
          label={t`Unit ${String(unit)} over time`}
          paint={(pen, width, height) =>
            paintSigned(pen, theme, store.ui, width, height, place =>
              shade(columns[place]?.hidden[unit] ?? 0),
            )
          }
        />
      </div>
      {page ? (
        <Told store={store} theme={theme} page={page} />
      ) : (
        <p class="said dim">{t`The file is being looked through…`}</p>
      )}
      {facts?.window === undefined && (
        <>
          <HoldUnit store={store} theme={theme} unit={unit} onHeld={() => setHeld(true)} />
          {held && <WhatIfTable store={store} theme={theme} />}
        </>
      )}
    </div>
  );
}

function Told({ store, page }: TrackProps & { readonly page: UnitPageData }) {
  const { places, high, share, characters, isWhole, up, down } = page;
  return (
    <>
      <div class="pushes">
        <Pushes title={t`Pushes up`} pushed={up} />
        <Pushes title={t`Pushes down`} pushed={down} />
        {up.length === 0 && down.length === 0 && (
          <p class="said dim">{t`The guess does not read it: what it knows reaches the guess through the layers above.`}</p>
        )}
      </div>
      <h4>{t`Highest at`}</h4>
      <ul class="places">
        {places.map(({ offset, value, before, text, after }) => (
          <li key={offset}>
            <button
              class="link place"
              data-offset={offset}
              title={t`Go there`}
              onClick={() => store.moveToOffset(offset)}
            >
              <code>
                {seen(before)}
                <mark>{seen(text)}</mark>
                {seen(after)}
              </code>
            </button>
            <span class="number">{signed(value)}</span>
          </li>
        ))}
      </ul>
      <p class="said dim" data-share={share} aria-busy={!isWhole}>
        {rich`High, above ${signed(high)}, at ${percent(share)} of ${characters} characters.`}
      </p>
    </>
  );
}

function Pushes({ title, pushed }: { readonly title: string; readonly pushed: UnitPageData['up'] }) {
  if (pushed.length === 0) return null;
  return (
    <p class="said">
      <span class="dim">{title}</span>{' '}
      {pushed.map(({ byte, push }) => (
        <span key={byte} class="push" data-byte={byte} data-push={push}>
          <code aria-hidden="true">{characterName(byte, '')}</code>
          <span class="visually-hidden">{spoken(byte, '')}</span>{' '}
          <span class="dim">{signed(push, Math.abs(push) < 0.1 ? 3 : 2)}</span>
        </span>
      ))}
    </p>
  );
}

/** Text with what cannot be seen in it to be seen. */
function seen(text: string): string {
  return Array.from(text, visible).join('');
}
