import { characterName } from './model.js';
import { bytes, percent, textOf, t } from './localize.js';
import type { TrackProps } from './track-props.js';

/** Text with the white space at its ends to be seen. */
function whole(text: string): string {
  let [start, end] = [0, text.length];
  while (text[start] === ' ') start++;
  while (end > start && text[end - 1] === ' ') end--;
  return '␣'.repeat(start) + text.slice(start, end) + '␣'.repeat(text.length - end);
}

/** Why there is ghost text at the caret, or none: what was thought of, byte by byte, and how sure of it one was. */
export function WhySuggestion({ store }: TrackProps) {
  const { why } = store.ui.model;
  if (!why) return <p class="said dim">{t`Rest the caret for a moment.`}</p>;
  const { best, others, silence, threshold } = why;
  const remembers = best?.bytes.some(({ match }) => match) ?? false;
  const isShown = silence === undefined && best !== undefined;
  return (
    <>
      <p class="said">
        {silence ? textOf(silence) : isShown ? t`This is offered here:` : t`No candidates here.`}
        {!isShown && best && ` ${t`The best candidate:`}`}
      </p>
      {best && (
        <>
          <p class="said">
            <code>{whole(best.text)}</code>
          </p>
          <p class="said dim">
            {best.confidence === undefined
              ? t`It is what is left of a suggestion that was typed through.`
              : t`Chance of being taken ${percent(best.confidence)}; shown from ${percent(threshold)} on.`}{' '}
            {remembers
              ? t`The network alone gives it ${percent(best.alone)}, with your own text in mind ${percent(best.probability)}.`
              : t`The network itself gives it ${percent(best.probability)}.`}
          </p>
          <table class="bytes" aria-label={t`Byte by byte`}>
            <thead>
              <tr>
                <th scope="col">{t`Byte`}</th>
                <th scope="col" class="number">
                  {t`Chance`}
                </th>
                {remembers && (
                  <>
                    <th scope="col" class="number" title={t`Its chance as the network alone has it`}>
                      {t`Alone`}
                    </th>
                    <th scope="col" title={t`Where your text has it after the same bytes`}>
                      {t`Seen in`}
                    </th>
                  </>
                )}
                <th scope="col" class="runners-up">
                  {t`Runners-up`}
                </th>
              </tr>
            </thead>
            <tbody>
              {best.bytes.map(({ byte, chance, alone, match, others }, i) => (
                <tr key={i} data-byte={byte} data-chance={chance}>
                  <th scope="row">
                    <code>{characterName(byte, '')}</code>
                  </th>
                  <td class="number">{percent(chance)}</td>
                  {remembers && (
                    <>
                      <td class="number dim" data-alone={alone}>
                        {percent(alone)}
                      </td>
                      <td>
                        {match && (
                          <button
                            class="link"
                            title={t`After ${bytes(match.length)} that are the same: show it`}
                            onClick={() => store.post({ type: 'match', of: 'byte', index: i })}
                          >
                            {match.file}:{match.line}
                          </button>
                        )}
                      </td>
                    </>
                  )}
                  <td class="dim runners-up">
                    {others.slice(0, 3).map(({ byte, chance }) => (
                      <span key={byte}>
                        <code>{characterName(byte, '')}</code> {percent(chance)}{' '}
                      </span>
                    ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
      {others.length > 0 && (
        <p class="said dim">
          {t`Other candidates:`}{' '}
          {others.map(({ text, confidence }) => (
            <span key={text}>
              <code>{whole(text)}</code> {percent(confidence)}{' '}
            </span>
          ))}
        </p>
      )}
    </>
  );
}
