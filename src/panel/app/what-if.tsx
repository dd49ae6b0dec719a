import { useState } from 'preact/hooks';
import { maximumHeldValue } from '../protocol.js';
import { characterName, spoken, type Column } from './model.js';
import { decimal, rich, t } from './localize.js';
import type { TrackProps } from './track-props.js';

/** Something else in a scratch copy: a character, or a unit held at a value; and how the guesses move. */
export function WhatIfTrack({ store, theme }: TrackProps) {
  const { model, pinned } = store.ui;
  const { columns, cursor } = model;
  const [text, setText] = useState('');
  const last = columns[cursor - 1];
  const [unit] = pinned;
  const replace = (event: Event) => {
    event.preventDefault();
    if (text !== '') store.askWhatIf({ kind: 'replace', text });
  };
  const stands = <code>{last ? characterName(last.byte, last.text) : ''}</code>;
  const other = (
    <input
      type="text"
      maxLength={20}
      size={6}
      value={text}
      onInput={({ currentTarget }) => setText(currentTarget.value)}
    />
  );
  return (
    <>
      <WhatIfTable store={store} theme={theme} />
      <form class="asked" onSubmit={replace}>
        <label>{rich`What if, in place of ${stands}, there stood ${other}`}</label>{' '}
        <button class="button" disabled={text === '' || !last}>
          {t`See`}
        </button>
      </form>
      {unit === undefined ? (
        <p class="said dim">{t`Pin a unit to hold it at a value of your own.`}</p>
      ) : (
        <HoldUnit store={store} theme={theme} unit={unit} />
      )}
    </>
  );
}

/** Guesses as they are and as they would be, once something was asked. */
export function WhatIfTable({ store }: TrackProps) {
  const { whatIf } = store.ui.model;
  if (!whatIf) return null;
  return (
    <table class="what-if" data-result data-divergence={whatIf.divergence}>
      <caption>{t`${whatIf.words}: the guesses move by ${decimal(whatIf.divergence, 2)} bits.`}</caption>
      <thead>
        <tr>
          <th scope="col">{t`as it is`}</th>
          <th scope="col">{t`as it would be`}</th>
        </tr>
      </thead>
      <tbody>
        {whatIf.before.map((before, i) => {
          const after = whatIf.after[i];
          return (
            <tr key={before.byte}>
              <td>
                <Likely {...before} />
              </td>
              <td>{after && <Likely {...after} />}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** A slider that holds a unit at a value. */
export function HoldUnit({
  store,
  unit,
  onHeld,
}: TrackProps & { readonly unit: number; readonly onHeld?: () => void }) {
  const { columns, cursor } = store.ui.model;
  const [chosen, setChosen] = useState<{ readonly unit: number; readonly value: number }>();
  const reach = reachOf(columns, unit);
  // Until it is held it stands where the unit is.
  const value = chosen?.unit === unit ? chosen.value : (columns[cursor - 1]?.hidden[unit] ?? 0);
  const range = (
    <input
      type="range"
      min={-reach}
      max={reach}
      step={reach / 20}
      value={value}
      onInput={({ currentTarget }) => {
        const next = Number(currentTarget.value);
        setChosen({ unit, value: next });
        onHeld?.();
        store.askWhatIf({ kind: 'clamp', unit, value: next });
      }}
    />
  );
  return (
    <label class="asked">
      {rich`What if unit ${unit} were fixed at ${range}`} <span class="number">{decimal(value, 2)}</span>
    </label>
  );
}

/** How far from 0 a unit can be held: 1, or what it reached in the window where it has no bounds. */
function reachOf(columns: readonly Column[], unit: number): number {
  const largest = columns.reduce((most, { hidden }) => Math.max(most, Math.abs(hidden[unit] ?? 0)), 1);
  return Math.min(maximumHeldValue, Math.ceil(largest));
}

function Likely({ byte, chance }: { byte: number; chance: number }) {
  return (
    <>
      <code aria-hidden="true">{characterName(byte, '')}</code>
      <span class="visually-hidden">{spoken(byte, '')}</span> {decimal(chance * 100, chance < 0.1 ? 1 : 0)}%
    </>
  );
}
