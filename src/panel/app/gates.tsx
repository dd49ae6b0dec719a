import { phrase, type Phrase } from '../../phrase.js';
import type { NetworkFacts } from '../protocol.js';
import { Canvas } from './canvas.js';
import { paintShare, paintSigned } from './paint.js';
import { decimal, textOf, t } from './localize.js';
import { Strips } from './strips.js';
import { timeHandlers } from './time.js';
import { signed } from './signed.js';
import type { TrackProps } from './track-props.js';

/** What each gate does, by its letter. */
const meanings: Readonly<Record<string, Phrase>> = {
  z: phrase`kept`,
  r: phrase`past let in`,
  n: phrase`new content`,
  i: phrase`let in`,
  f: phrase`kept`,
  o: phrase`let out`,
  g: phrase`new content`,
  c: phrase`cell state`,
};
function meaningOf(letter: string, facts: NetworkFacts | undefined): Phrase | '' {
  // What a gated linear recurrence would write has the letter of an LSTM's cell state.
  return (facts?.cell === 'glr' && letter === 'c' ? meanings['g'] : meanings[letter]) ?? '';
}

/** Those with a sign: what would be written. */
const contents = new Set(['n', 'g', 'c']);

/** The gates of the pinned unit, or of all units on average. */
export function GatesTrack({ store, theme }: TrackProps) {
  const { model, hover } = store.ui;
  const { gates, facts, cursor } = model;
  if (facts?.cell === 'rnn' || facts?.cell === 'feedforward')
    return (
      <p class="said dim">
        {facts.cell === 'rnn'
          ? t`The vanilla cell has no gates: every byte rewrites every unit.`
          : t`The plain network has no gates, and no state to keep.`}
      </p>
    );
  if (!gates) return <p class="said dim">{t`Nothing was read here yet.`}</p>;
  const at = hover ?? cursor - 1;
  const all = [...gates.series, ...(gates.cell ? [{ letter: 'c', values: gates.cell }] : [])];
  return (
    <>
      <p class="said dim">
        {gates.unit === undefined
          ? t`All units on average. Pin a unit to see its own.`
          : t`Unit ${String(gates.unit)}.`}
      </p>
      <Strips label={t`Gates, with their values at the cursor`} what={t`Gate`} kind="units gates">
        {all.map(({ letter, values }) => (
          <tr key={letter} role="row" data-gate={letter} data-value={values[at] ?? 0}>
            <th scope="row" role="rowheader">
              <i>{letter}</i> <span class="name">{textOf(meaningOf(letter, facts))}</span>
            </th>
            <td class="number" role="cell">
              {contents.has(letter) ? signed(values[at] ?? 0) : decimal(values[at] ?? 0, 2)}
            </td>
            <td class="strip" role="cell" {...timeHandlers(store)}>
              <Canvas
                className="unit"
                paint={(pen, width, height) => {
                  const valueAt = (i: number) => values[i] ?? 0;
                  if (!contents.has(letter)) paintShare(pen, theme, store.ui, width, height, valueAt);
                  else {
                    const scale = letter === 'c' ? Math.max(1, ...values.map(Math.abs)) : 1;
                    paintSigned(pen, theme, store.ui, width, height, i => valueAt(i) / scale);
                  }
                }}
              />
            </td>
          </tr>
        ))}
      </Strips>
    </>
  );
}
