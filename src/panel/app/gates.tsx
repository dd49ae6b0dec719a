import { Canvas } from './canvas.js';
import { paintShare, paintSigned } from './paint.js';
import { Strips } from './strips.js';
import { timeHandlers } from './time.js';
import { signed } from './units.js';
import type { Given } from './view.js';

/** What each gate does, by its letter. */
const meanings: Readonly<Record<string, string>> = {
  z: 'kept',
  r: 'past let in',
  n: 'new content',
  i: 'let in',
  f: 'kept',
  o: 'let out',
  g: 'new content',
  c: 'cell state',
};
/** Those that lie between -1 and 1: what would be written. */
const contents = new Set(['n', 'g', 'c']);

/** The gates of the pinned unit, or of all units on average. */
export function Gates({ store, theme }: Given) {
  const { model, hover } = store.ui;
  const { gates, facts, cursor } = model;
  if (facts?.cell === 'rnn' || facts?.cell === 'feedforward')
    return (
      <p class="said dim">
        {facts.cell === 'rnn'
          ? 'The vanilla cell has no gates: every byte rewrites every unit.'
          : 'The plain network has no gates, and no state to keep.'}
      </p>
    );
  if (!gates) return <p class="said dim">Nothing was read here yet.</p>;
  const at = hover ?? cursor - 1;
  const all = [...gates.series, ...(gates.cell ? [{ letter: 'c', values: gates.cell }] : [])];
  return (
    <>
      <p class="said dim">
        {gates.unit === undefined
          ? 'All units on average. Pin a unit to see its own.'
          : `Unit ${gates.unit}.`}
      </p>
      <Strips of="Gates" what="Gate" kind="units gates">
        {all.map(({ letter, values }) => (
          <tr key={letter} data-gate={letter} data-value={values[at] ?? 0}>
            <th scope="row">
              <i>{letter}</i> <span class="name">{meanings[letter]}</span>
            </th>
            <td class="number">
              {contents.has(letter) ? signed(values[at] ?? 0) : (values[at] ?? 0).toFixed(2)}
            </td>
            <td class="strip" {...timeHandlers(store)}>
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
