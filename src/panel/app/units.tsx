import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { phrase, type Phrase } from '../../phrase.js';
import { textFeatureNames, type Feature } from '../protocol.js';
import { Canvas } from './canvas.js';
import { shadeBy } from './model.js';
import { paintSigned } from './paint.js';
import { textOf, t } from './localize.js';
import { signed } from './signed.js';
import { Strips, useRowKeys } from './strips.js';
import { timeHandlers } from './time.js';
import type { TrackProps } from './track-props.js';
import { unitName } from './unit-names.js';
import { UnitPage } from './unit-page.js';

const reasons = {
  pinned: phrase`pinned`,
  changed: phrase`changed most at the last byte`,
  telling: phrase`says most about the likeliest guess`,
  named: phrase`follows what was asked for`,
} as const;

/** What a unit may follow, in words. */
const followed: Readonly<Record<Feature, Phrase>> = {
  string: phrase`strings`,
  comment: phrase`comments`,
  depth: phrase`open brackets`,
  column: phrase`column`,
  indentation: phrase`indentation`,
  lineEnd: phrase`line end`,
  capital: phrase`capitals`,
  digit: phrase`digits`,
  word: phrase`words`,
  wordStart: phrase`word starts`,
  space: phrase`white space`,
};

/** A few units over time: those pinned, then those worth a look here. */
export function Units({ store, theme }: TrackProps) {
  const { model, hover, reference, pinned } = store.ui;
  const { columns, cursor, focus } = model;
  const at = columns[hover ?? cursor - 1];
  const then = reference === undefined ? undefined : columns[reference];
  const ranked = focus?.units ?? [];
  // What was just pinned is not to wait for the extension.
  const listed = [
    ...pinned.map(unit => ranked.find(other => other.unit === unit) ?? { unit, why: 'pinned' as const }),
    ...ranked.filter(({ unit }) => !pinned.includes(unit)),
  ].filter(({ unit }) => unit < (columns[0]?.hidden.length ?? 0));
  const shade = shadeBy(model.facts);
  const { page } = store.ui;
  const left = useRef(page);
  // Whoever closed a unit's page goes on from its row, or from the first where it is listed no more.
  useLayoutEffect(() => {
    const former = left.current;
    left.current = page;
    if (page !== undefined || former === undefined) return;
    const nameIn = (row: string) => document.querySelector<HTMLElement>(`table.units ${row} .name`);
    (nameIn(`[data-unit="${former}"]`) ?? nameIn('tr'))?.focus();
  }, [page]);
  const keys = useRowKeys(listed.map(({ unit }) => unit));
  const rows = listed.map((one, i) => ({ ...one, key: keys[i] ?? 0, isPinned: pinned.includes(one.unit) }));
  // What was chosen for this place alone is chosen anew at every byte: a row that stays stays where it is, so that it can be read.
  if (store.ui.ranking === 'here')
    rows.sort(
      (a, b) =>
        Number(b.isPinned) - Number(a.isPinned) ||
        (a.isPinned ? 0 : Number(b.name !== undefined) - Number(a.name !== undefined) || a.key - b.key),
    );
  const options = useMemo(
    () =>
      textFeatureNames.map(feature => (
        <option key={feature} value={feature}>
          {t`units that follow ${followed[feature]}`}
        </option>
      )),
    [model.tongue],
  );
  const { ranking } = store.ui;
  if (listed.length === 0 && ranking === 'here')
    return <p class="said dim">{t`Nothing was read here yet.`}</p>;
  if (page !== undefined) {
    const known = listed.find(({ unit }) => unit === page) ?? { unit: page, why: 'pinned' as const };
    return <UnitPage store={store} theme={theme} known={known} />;
  }
  const finds = ranking === 'here' || ranked.some(({ why }) => why === 'named');
  return (
    <>
      <label class="ranking dim">
        {t`Show`}{' '}
        <select
          value={ranking}
          onChange={({ currentTarget }) => {
            const by = textFeatureNames.find(feature => feature === currentTarget.value);
            store.rank(by ?? 'here');
          }}
        >
          <option value="here">{t`what changed and what matters here`}</option>
          {options}
        </select>
      </label>
      {ranking !== 'here' && !finds && (
        <p class="said dim" data-found="none">
          {focus?.isNamed === true
            ? t`No unit follows ${followed[ranking]} in the text that is read here.`
            : t`Which units follow ${followed[ranking]} is being computed…`}
        </p>
      )}
      <Strips label={t`Units, with their values at the cursor`} what={t`Unit`} kind="units">
        {rows.map(({ unit, why, name, correlation, key, isPinned }) => {
          const value = at?.hidden[unit] ?? 0;
          const called = unitName({ name, correlation });
          const reason =
            name === undefined
              ? reasons[why]
              : t`${reasons[why]}; follows ${followed[name]}, ${signed(correlation ?? 0)}`;
          return (
            <tr key={key} role="row" data-unit={unit} data-value={value}>
              <th scope="row" role="rowheader">
                <button
                  class={called === undefined ? 'link name dim' : 'link name'}
                  {...(called === undefined && { 'aria-label': t`Unit ${String(unit)}` })}
                  title={t`Where it is highest, and what it pushes in the guess`}
                  onClick={() => store.openUnit(unit)}
                >
                  {called === undefined ? t`unit` : textOf(called)}
                </button>
                <button
                  class="pin"
                  aria-pressed={isPinned}
                  title={
                    isPinned
                      ? t`Unit ${String(unit)}: ${reason}. Unpin it`
                      : t`Unit ${String(unit)}: ${reason}. Pin it`
                  }
                  onClick={() => store.pin(unit)}
                >
                  {unit}
                </button>
              </th>
              <td class={value < 0 ? 'number negative' : 'number positive'} role="cell">
                {signed(value)}
                {then && <span class="then">{signed(then.hidden[unit] ?? 0)}</span>}
              </td>
              <td class="strip" role="cell" {...timeHandlers(store)}>
                <Canvas
                  className="unit"
                  paint={(pen, width, height) =>
                    paintSigned(pen, theme, store.ui, width, height, place =>
                      shade(columns[place]?.hidden[unit] ?? 0),
                    )
                  }
                />
              </td>
            </tr>
          );
        })}
      </Strips>
    </>
  );
}
