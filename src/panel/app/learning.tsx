import { useState } from 'preact/hooks';
import { phrase, type PhraseArgument } from '../../phrase.js';
import {
  learnableCells,
  learntTexts,
  settingLimits,
  usualSettings,
  type LearnableCell,
  type LearnAction,
  type LearningData,
  type LearntText,
  type TrainingSettings,
} from '../protocol.js';
import { Canvas } from './canvas.js';
import { decimal, percent, textOf, t } from './localize.js';
import { paintCurves, paintThroughTime } from './learning-charts.js';
import type { TrackProps } from './track-props.js';

const cells: Readonly<Record<LearnableCell, PhraseArgument>> = {
  rnn: phrase`vanilla`,
  lstm: 'LSTM',
  gru: 'GRU',
  feedforward: phrase`plain`,
};
const texts: Readonly<Record<LearntText, PhraseArgument>> = {
  file: phrase`this file`,
  documentation: phrase`Unroll’s documentation`,
};
const unitChoices = [16, 32, 64, 96, 128];
const stepChoices = [4, 8, 16, 32, 64, 128];
/** The length that a gradient is clipped to, and one that none reaches. */
const [clipped, unclipped] = [usualSettings.longestGradient, settingLimits.longestGradient.most];

/** A small network that learns, from random weights: what it comes to, what it writes, and how far back its gradient reaches. */
export function LearningTrack({ store, theme }: TrackProps) {
  const { learning, learningWords } = store.ui.model;
  const act = (action: LearnAction) => store.post({ type: 'learn', action });
  if (!learning)
    return (
      <p class="said dim">
        {learningWords === undefined ? t`The text is being prepared…` : textOf(learningWords)}
      </p>
    );
  const { points, ngrams, through, written, gradient } = learning;
  const heldOut = points.at(-1);
  const reached = ngrams.filter(bits => heldOut !== undefined && heldOut < bits).length;
  return (
    <div class="learning" data-bytes={learning.bytes} data-bits={heldOut ?? ''}>
      <Chosen learning={learning} act={act} />
      <figure>
        <h3>{t`Bits per byte, against bytes read`}</h3>
        <Canvas
          className="curves"
          label={t`Bits per byte of what is held out, against bytes read`}
          paint={(pen, width, height) => paintCurves(pen, theme, learning, width, height)}
        />
        <figcaption class="said dim">
          <span class="key held" aria-hidden="true" />
          {t`held out`}
          <span class="key read" aria-hidden="true" />
          {t`read`}
          {' · '}
          {heldOut === undefined
            ? t`Nothing was measured yet.`
            : t`${decimal(heldOut, 2)} bits; better than ${reached} of ${ngrams.length} n-gram models.`}
        </figcaption>
      </figure>
      <figure>
        <h3>{t`What it writes at this moment`}</h3>
        <pre tabIndex={0} aria-label={t`What it writes at this moment`}>
          {written}
        </pre>
        <figcaption class="said">
          <label>
            {t`Temperature`}{' '}
            <input
              type="range"
              min={0}
              max={2}
              step={0.1}
              value={learning.temperature}
              onInput={({ currentTarget }) =>
                act({ kind: 'temperature', temperature: Number(currentTarget.value) })
              }
            />
          </label>{' '}
          <span class="dim">{decimal(learning.temperature, 1)}</span>
        </figcaption>
      </figure>
      <figure>
        <h3>{t`The gradient, back through time`}</h3>
        <Canvas
          className="through"
          label={t`The size of the gradient at each step back through time`}
          paint={(pen, width, height) => paintThroughTime(pen, theme, through, width, height)}
        />
        <figcaption class="said dim">
          {through.length > 1
            ? t`${through.length - 1} steps back it is ${times(through)} as long as at the guess. In total it is ${decimal(gradient, 2)} long; ${percent(learning.clipped)} were clipped.`
            : t`Nothing was measured yet.`}
        </figcaption>
      </figure>
    </div>
  );
}

/** How the last compares with the first, as a factor. */
function times(through: Float32Array): string {
  const share = (through.at(-1) ?? 0) / Math.max(through[0] ?? 0, Number.MIN_VALUE);
  return share >= 0.01 && share < 100 ? decimal(share, 2) : share.toExponential(0);
}

/** What can be chosen, and the keys that drive it. */
function Chosen({
  learning,
  act,
}: {
  readonly learning: LearningData;
  readonly act: (action: LearnAction) => void;
}) {
  const { settings, text, isRunning } = learning;
  const [seed, setSeed] = useState(settings.seed);
  const begin = (change: Partial<TrainingSettings>, kind = text.kind) =>
    act({ kind: 'begin', settings: { ...settings, ...change }, text: kind });
  const numbers = (
    label: string,
    value: number,
    among: readonly number[],
    choose: (value: number) => void,
  ) => (
    <label>
      {label}
      <select value={value} onChange={({ currentTarget }) => choose(Number(currentTarget.value))}>
        {among.map(one => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <div class="chosen" role="group" aria-label={t`The training`}>
      <button class="button" onClick={() => act({ kind: isRunning ? 'pause' : 'run' })}>
        {isRunning ? t`Pause` : t`Learn`}
      </button>
      <button class="button quiet" onClick={() => act({ kind: 'step' })}>
        {t`One step`}
      </button>
      <button class="button quiet" onClick={() => begin({ seed })}>
        {t`Start over`}
      </button>
      <button class="button quiet" onClick={() => act({ kind: 'export' })}>
        {t`Export`}
      </button>
      <label>
        {t`Cell`}
        <select
          value={settings.cell}
          onChange={({ currentTarget }) => {
            const cell = learnableCells.find(name => name === currentTarget.value);
            if (cell) begin({ cell });
          }}
        >
          {learnableCells.map(name => (
            <option key={name} value={name}>
              {textOf(cells[name])}
            </option>
          ))}
        </select>
      </label>
      {numbers(t`Units`, settings.units, unitChoices, units => begin({ units }))}
      {numbers(t`Steps back`, settings.steps, stepChoices, steps => begin({ steps }))}
      <label>
        {t`Learning rate`}
        <input
          type="range"
          min={-4}
          max={-1}
          step={0.1}
          value={Math.log10(settings.rate)}
          onInput={({ currentTarget }) => act({ kind: 'rate', rate: rateOf(Number(currentTarget.value)) })}
        />
        <span class="number">{decimal(settings.rate, 4)}</span>
      </label>
      <label>
        <input
          type="checkbox"
          checked={settings.longestGradient < unclipped}
          onChange={({ currentTarget }) =>
            begin({ longestGradient: currentTarget.checked ? clipped : unclipped })
          }
        />
        {t`Clip the gradient`}
      </label>
      <label>
        {t`Seed`}
        <input
          type="number"
          min={settingLimits.seed.least}
          max={9999}
          value={seed}
          onChange={({ currentTarget }) => {
            const next = Math.min(9999, Math.max(0, Math.round(Number(currentTarget.value)) || 0));
            setSeed(next);
            begin({ seed: next });
          }}
        />
      </label>
      <label>
        {t`Text`}
        <select
          value={text.kind}
          onChange={({ currentTarget }) => {
            const kind = learntTexts.find(name => name === currentTarget.value);
            if (kind) begin({}, kind);
          }}
        >
          {learntTexts.map(kind => (
            <option key={kind} value={kind}>
              {textOf(texts[kind])}
            </option>
          ))}
        </select>
      </label>
      <span class="dim">
        {t`${learning.parameters} parameters, ${text.name}, ${text.bytes} bytes; read ${learning.bytes} so far.`}
        {isRunning && Number.isFinite(learning.perSecond) && (
          <> {t`${Math.round(learning.perSecond)} a second.`}</>
        )}
      </span>
    </div>
  );
}

/** Of what the slider stands at, within the limits in spite of rounding. */
function rateOf(logarithm: number): number {
  const { least, most } = settingLimits.rate;
  return Math.min(most, Math.max(least, 10 ** logarithm));
}
