import { useMemo } from 'preact/hooks';
import { shortTitle } from './cell-labels.js';
import { decimal, textOf, t } from './localize.js';
import type { Player } from './play.js';
import type { TrackProps } from './track-props.js';

/** What is looked at, and what can be done with the whole of it. */
export function Heading({ store, player }: TrackProps & { readonly player: Player }) {
  const { facts, coloured, busy, tongue, cursor } = store.ui.model;
  const title = useMemo(() => facts && t`${facts.title}, ${facts.parameters} parameters`, [facts, tongue]);
  if (!facts) return null;
  const short = shortTitle(facts);
  const colour = (by: 'off' | 'surprise' | 'unit', words: string, hint: string) => (
    <button
      aria-pressed={coloured === by}
      title={hint}
      disabled={by === 'unit' && store.ui.pinned.length === 0}
      onClick={() => store.post({ type: 'colour', by })}
    >
      {words}
    </button>
  );
  return (
    <div class="heading">
      <header aria-busy={busy}>
        <div class="looked-at">
          <h1 title={facts.file}>{facts.file}</h1>
          <button
            class="link chip"
            title={t`${title ?? ''}. Choose another network`}
            onClick={() => store.post({ type: 'run', command: 'chooseNetwork' })}
          >
            {short ? (
              <>
                <span class="long">{textOf(facts.title)}</span>
                <span class="short">
                  <span class="called">{textOf(short.called)}</span>
                  <span class="size">, {textOf(short.size)}</span>
                </span>
              </>
            ) : (
              textOf(facts.title)
            )}
          </button>
          <button
            class="button quiet play"
            title={t`Plays the line once more, character by character; any key ends it`}
            disabled={cursor === 0}
            onClick={() => player.toggle()}
          >
            {player.isPlaying ? t`Stop` : t`Play`}
          </button>
        </div>
        <div class="colouring" role="group" aria-label={t`Color the text in the editor`}>
          <span class="dim">{t`Color text by`}</span>
          <div class="choices">
            {colour('off', t`nothing`, t`Leave the editor’s text as it is`)}
            {colour('surprise', t`surprise`, t`Tint what the network did not expect`)}
            {colour(
              'unit',
              t`unit`,
              store.ui.pinned.length > 0
                ? t`Tint by the unit that was pinned last`
                : t`Pin a unit first, below`,
            )}
          </div>
        </div>
      </header>
    </div>
  );
}

/** How many bits the text here takes, in more words or fewer: the style shows what there is room for. */
export function BitsPerByte({ store }: TrackProps) {
  const { focus, columns, busy } = store.ui.model;
  if (busy && columns.length < 32) return <span class="dim bits">{t`reading…`}</span>;
  if (!focus || columns.length === 0) return null;
  const bits = decimal(focus.bits, 2);
  const words = t`${bits} bits per byte here`;
  return (
    <span class="dim bits" title={words}>
      <span class="long">{words}</span>
      <span class="short">{t`${bits} bits/byte`}</span>
    </span>
  );
}
