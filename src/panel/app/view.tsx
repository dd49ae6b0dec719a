import type { ComponentChildren } from 'preact';
import type { Track } from '../protocol.js';
import { Guesses } from './guesses.js';
import { LearningTrack } from './learning.js';
import { LessonCard } from './lesson.js';
import { CompareTrack } from './compare.js';
import { ConnectivityTrack } from './connectivity.js';
import { GatesTrack } from './gates.js';
import { BitsPerByte, Heading } from './heading.js';
import { characterName, spoken } from './model.js';
import { textOf, t } from './localize.js';
import type { Player } from './play.js';
import { StateTrack } from './state.js';
import { TextTrack } from './text.js';
import type { TrackProps } from './track-props.js';
import { Units } from './units.js';
import { Unrolled } from './unrolled.js';
import { WhatIfTrack } from './what-if.js';
import { WhySuggestion } from './why.js';

export function App({ store, theme, player }: TrackProps & { readonly player: Player }) {
  const { model, open, marked } = store.ui;
  const { facts, words, action } = model;
  if (!facts)
    return (
      <div class="empty">
        <p>{words !== undefined && textOf(words)}</p>
        {action === 'openSample' && (
          <button class="button" onClick={() => store.post({ type: 'run', command: 'openSample' })}>
            {t`Open the Sample`}
          </button>
        )}
        {action === 'restart' && (
          <button class="button" onClick={() => store.post({ type: 'run', command: 'restart' })}>
            {t`Reload network`}
          </button>
        )}
      </div>
    );
  const given = { store, theme };
  const section = (
    track: Track,
    title: string,
    hint: string,
    content: () => ComponentChildren,
    figure?: ComponentChildren,
  ) => (
    <section key={track} data-track={track} class={marked === track ? 'marked' : ''}>
      <h2>
        <button aria-expanded={open.has(track)} onClick={() => store.toggle(track)} title={hint}>
          <span class="chevron" aria-hidden="true" />
          {title}
        </button>
      </h2>
      {figure}
      {open.has(track) && <div class="body">{content()}</div>}
    </section>
  );
  return (
    <div class={model.lesson ? 'with-lesson' : ''}>
      <LessonCard {...given} />
      <div class="tracks">
        <Heading {...given} player={player} />
        {section(
          'text',
          t`Text and surprise`,
          t`How unexpected each byte was`,
          () => (
            <TextTrack {...given} />
          ),
          <BitsPerByte {...given} />,
        )}
        {section('unrolled', t`The cell, unrolled`, t`The same cell at each of the last steps`, () => (
          <Unrolled {...given} />
        ))}
        {section('guesses', t`What comes next`, t`The likeliest next characters at the cursor`, () => (
          <Guesses {...given} />
        ))}
        {section(
          'units',
          t`Units`,
          t`A few units of the state: pinned ones, and those that changed most`,
          () => (
            <Units {...given} />
          ),
        )}
        {section(
          'why',
          t`Why this suggestion`,
          t`The candidates for the ghost text, and how likely each is`,
          () => (
            <WhySuggestion {...given} />
          ),
        )}
        {section('learning', t`Learning`, t`A small network learns your file, from random weights on`, () => (
          <LearningTrack {...given} />
        ))}
        <section class="more">
          <h2>
            <button
              aria-expanded={store.ui.more}
              onClick={() => store.toggleMore()}
              title={t`Gates, the whole state, what mattered, what if, the other cells, similar places`}
            >
              <span class="chevron" aria-hidden="true" />
              {t`More`}
            </button>
          </h2>
        </section>
        {store.ui.more && (
          <>
            {section('gates', t`Gates`, t`What was kept and what was rewritten`, () => (
              <GatesTrack {...given} />
            ))}
            {section('state', t`Whole state`, t`Every unit over all of the window`, () => (
              <StateTrack {...given} />
            ))}
            {section(
              'connectivity',
              t`What mattered`,
              t`How much each earlier byte matters to this guess`,
              () => (
                <ConnectivityTrack {...given} />
              ),
            )}
            {section('what-if', t`What if`, t`Change a character or hold a unit, in a scratch copy`, () => (
              <WhatIfTrack {...given} />
            ))}
            {section(
              'compare',
              t`Compare the cells`,
              t`Vanilla, GRU, LSTM, gated linear and plain network on this text`,
              () => (
                <CompareTrack {...given} />
              ),
            )}
            {section('similar', t`Similar places`, t`Where else the state was like here`, () => (
              <Similar {...given} />
            ))}
          </>
        )}
        <Live {...given} />
      </div>
    </div>
  );
}

function Similar({ store }: TrackProps) {
  return (
    <>
      <p class="said dim">{t`Where in the open files was the state most like the one at the cursor?`}</p>
      <button class="button" onClick={() => store.post({ type: 'run', command: 'findSimilar' })}>
        {t`Find similar places`}
      </button>
    </>
  );
}

/** Tells screen readers what is at the cursor, while this view has the focus: in the editor they read what is typed. */
function Live({ store }: TrackProps) {
  const { model } = store.ui;
  const column = model.columns[model.cursor - 1];
  const best = model.focus?.guesses[0];
  const words =
    document.hasFocus() && column && best
      ? t`After ${spoken(column.byte, column.text)}: ${spoken(best.byte, best.text)}, ${Math.round(best.chance * 100)} percent`
      : '';
  return (
    <div
      class="visually-hidden"
      aria-live="polite"
      data-last={column ? characterName(column.byte, column.text) : ''}
    >
      {words}
    </div>
  );
}
