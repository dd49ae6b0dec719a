import { useLayoutEffect, useRef } from 'preact/hooks';
import { phrase, type Phrase } from '../../phrase.js';
import type { Landmark } from '../protocol.js';
import { CellPicture } from './cell-picture.js';
import { t } from './localize.js';
import type { TrackProps } from './track-props.js';

/** Each language by its own name. */
const names = { en: 'English', vi: 'Tiếng Việt' } as const;

/** The places that a step may be about and a text may lack. */
const places: Readonly<Record<Landmark, Phrase>> = {
  'start of file': phrase`the start of a file`,
  'end of file': phrase`the end of a file`,
  'before a closing bracket': phrase`a bracket that closes some way after the one that opened`,
  'behind a closing bracket': phrase`a bracket that closes some way after the one that opened`,
  'before a closing quote': phrase`a text in quotes, of some length`,
  'behind a closing quote': phrase`a text in quotes, of some length`,
  'behind a repeated word': phrase`a word that comes for the second time`,
  'line start': phrase`the start of a line`,
};

/** The lesson that is on: short text, and what its step does is to be seen below. */
export function LessonCard({ store }: TrackProps) {
  const { lesson, lessons, tongue } = store.ui.model;
  const ref = useRef<HTMLHeadingElement>(null);
  const id = lesson?.id;
  // A screen reader begins with the heading of a lesson.
  useLayoutEffect(() => {
    if (id !== undefined && document.hasFocus()) ref.current?.focus();
  }, [id]);
  if (!lesson) return null;
  const go = (by: number) => store.post({ type: 'lesson', id: lesson.id, step: lesson.step + by });
  const other = tongue === 'en' ? 'vi' : 'en';
  const isLast = lesson.step + 1 >= lesson.steps;
  const following = lessons[lessons.findIndex(({ id }) => id === lesson.id) + 1];
  return (
    <aside class="lesson" aria-label={lesson.title}>
      <div class="lesson-head">
        <h2 ref={ref} tabIndex={-1}>
          {lesson.title}
        </h2>
        <select
          aria-label={lesson.title}
          value={lesson.id}
          onChange={({ currentTarget }) => store.post({ type: 'lesson', id: currentTarget.value, step: 0 })}
        >
          {lessons.map(({ id, title }, i) => (
            <option key={id} value={id}>
              {i + 1}. {title}
            </option>
          ))}
        </select>
      </div>
      <p aria-live="polite">
        {lesson.missing === undefined
          ? lesson.text
          : t`This step looks at ${places[lesson.missing]}, and there is none near the caret in this file. The sample has one.`}
      </p>
      {lesson.missing !== undefined && (
        <p>
          <button class="button" onClick={() => store.post({ type: 'run', command: 'openSample' })}>
            {t`Open the Sample`}
          </button>
        </p>
      )}
      {lesson.answer !== undefined && (
        <details class="answer" key={`${lesson.id} ${lesson.step}`}>
          <summary>{t`Show the answer`}</summary>
          <p>{lesson.answer}</p>
        </details>
      )}
      {lesson.opens !== undefined && (
        <p>
          <button
            class="button"
            onClick={() => lesson.opens && store.post({ type: 'program', name: lesson.opens })}
          >
            {t`Open ${lesson.opens}`}
          </button>
        </p>
      )}
      {lesson.picture && <CellPicture of={lesson.picture} />}
      <div class="lesson-foot">
        <button class="button quiet" disabled={lesson.step === 0} onClick={() => go(-1)}>
          {t`Back`}
        </button>
        {isLast ? (
          following && (
            <button class="button" onClick={() => store.post({ type: 'lesson', id: following.id, step: 0 })}>
              {following.title}
            </button>
          )
        ) : (
          <button class="button" onClick={() => go(1)}>
            {t`Next`}
          </button>
        )}
        <span class="dim">{t`Step ${lesson.step + 1} of ${lesson.steps}`}</span>
        <button class="link other" lang={other} onClick={() => store.post({ type: 'tongue', tongue: other })}>
          {names[other]}
        </button>
        <button class="link" onClick={() => store.post({ type: 'lesson', step: 0 })}>
          {t`End the lesson`}
        </button>
      </div>
    </aside>
  );
}
