import { characterName, spoken } from './model.js';
import { decimal, t } from './localize.js';
import type { TrackProps } from './track-props.js';

/** The likeliest next characters at the cursor, the one that stands there marked. */
export function Guesses({ store }: TrackProps) {
  const { focus } = store.ui.model;
  if (!focus || focus.guesses.length === 0) return <p class="said dim">{t`Nothing was read here yet.`}</p>;
  return (
    <table class="guesses" aria-label={t`The likeliest next characters`}>
      <colgroup>
        <col class="character" />
        <col class="value" />
        <col />
        <col class="mark" />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">
            <span class="visually-hidden">{t`Character`}</span>
          </th>
          <th scope="col">
            <span class="visually-hidden">{t`Chance`}</span>
          </th>
          <td />
          <th scope="col">
            <span class="visually-hidden">{t`Is it in the text?`}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {focus.guesses.map(({ byte, text, chance, actual }, i) => (
          <tr key={i} class={actual ? 'actual' : ''} data-byte={byte} data-chance={chance}>
            <th scope="row">
              <code aria-hidden="true">{characterName(byte, text)}</code>
              <span class="visually-hidden">{spoken(byte, text)}</span>
            </th>
            <td class="number">{percent(chance)}</td>
            <td class="bar">
              <span class="fill" style={{ width: `${Math.min(100, chance * 100)}%` }} />
            </td>
            <td>{actual && <span class="mark">{t`in the text`}</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function percent(chance: number): string {
  if (chance < 0.001) return `< ${decimal(0.1, 1)}%`;
  return chance < 0.0995 ? `${decimal(chance * 100, 1)}%` : `${Math.round(chance * 100)}%`;
}
