import { decimal, t } from './localize.js';
import type { TrackProps } from './track-props.js';
import { signed } from './signed.js';

/** The cell's equation at the place that is looked at, with the numbers of the pinned unit where they are known. */
export function Equation({ store }: TrackProps) {
  const { model, hover } = store.ui;
  const { columns, cursor, gates, facts } = model;
  const at = hover ?? cursor - 1;
  const unit = gates?.unit;
  if (!facts || facts.layers.length > 1 || facts.cell === 'glr') return null;
  if (facts.cell === 'rnn' || facts.cell === 'feedforward')
    return (
      <p class="said equation">
        {facts.cell === 'rnn' ? (
          <>
            <i>h</i>
            {'′ = tanh('}
            <i>W e</i> + <i>R h</i> + <i>b</i>)
          </>
        ) : (
          <>
            <i>h</i>
            {' = max(0, '}
            <i>W</i> [<i>e</i>₁ … <i>e</i>ₙ] + <i>b</i>)
          </>
        )}
      </p>
    );
  const value = (letter: string) => gates?.series.find(one => one.letter === letter)?.values[at] ?? NaN;
  const state = (column: number) => (unit === undefined ? NaN : (columns[column]?.hidden[unit] ?? NaN));
  const before = facts.cell === 'lstm' ? (gates?.cell?.[at - 1] ?? NaN) : state(at - 1);
  const known = unit !== undefined && at > 0 && Number.isFinite(before);
  const plain = (number: number) => decimal(number, 2);
  return (
    <p class="said equation">
      {facts.cell === 'gru' ? (
        <>
          <i>h</i>′ = (1 − <i>z</i>) <i>n</i> + <i>z h</i>
          {known && (
            <>
              {' '}
              = (1 − {plain(value('z'))}) · {signed(value('n'))} + {plain(value('z'))} · {signed(before)} ={' '}
              <b>{signed(state(at))}</b>
            </>
          )}
        </>
      ) : (
        <>
          <i>c</i>′ = <i>f c</i> + <i>i g</i>
          {known && (
            <>
              {' '}
              = {plain(value('f'))} · {signed(before)} + {plain(value('i'))} · {signed(value('g'))} ={' '}
              <b>{signed(gates?.cell?.[at] ?? NaN)}</b>
            </>
          )}
          , <i>h</i>′ = <i>o</i>
          {' tanh('}
          <i>c</i>′)
          {known && (
            <>
              {' '}
              = <b>{signed(state(at))}</b>
            </>
          )}
        </>
      )}{' '}
      <span class="dim">
        {unit === undefined ? t`Pin a unit to see its numbers.` : t`Unit ${String(unit)}.`}
      </span>
    </p>
  );
}
