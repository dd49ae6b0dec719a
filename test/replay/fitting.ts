import type { ConfidenceModel, Eagerness } from '../../src/suggestion/confidence-model.js';
import { logistic } from '../../src/network/probability.js';
import { threshold } from '../../src/suggestion/confidence.js';
import { confidenceFeatureNames } from '../../src/suggestion/features.js';
import { percent, columns } from '../evaluate/table.js';
import type { Moment, Sample } from './collect.js';
import { auc, calibrationError, surestFirst } from './figures.js';
import { fitLogistic, type Logistic } from './logistic.js';

/** A moment with the confidence in each of its samples. */
export interface Judgement {
  readonly moment: Moment;
  readonly confidence: readonly number[];
}

/** Fits the confidence to all that was thought of. */
export function fitConfidence(moments: readonly Moment[]): Logistic {
  const samples = moments.flatMap(moment => moment.samples);
  return fitLogistic(
    samples.map(({ features }) => features),
    samples.map(({ right }) => Number(right)),
  );
}

/** The confidence that a model has in every sample. */
export function judge({ bias, weights }: Logistic, moments: readonly Moment[]): Judgement[] {
  return moments.map(moment => ({
    moment,
    confidence: moment.samples.map(({ features }) =>
      logistic(features.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), bias)),
    ),
  }));
}

/** Parts of the passages, each of which is judged by what was fitted to the others. */
const folds = 3;

/** The confidence in every sample of a model that was not fitted to its passage: what it is worth on text it has not seen. */
export function judgeUnseen(moments: readonly Moment[]): Judgement[] {
  const judged = Array.from({ length: folds }, (_, fold) => {
    const isUnseen = ({ passage }: Moment) => passage % folds === fold;
    const model = fitConfidence(moments.filter(moment => !isUnseen(moment)));
    return judge(model, moments.filter(isUnseen));
  });
  return judged.flat().sort((a, b) => a.moment.passage - b.moment.passage);
}

/** How good the confidence is in what would be shown at each moment, were nothing too unsure. */
export function qualityOf(judgements: readonly Judgement[]): string {
  const pairs = judgements.flatMap(({ moment: { samples }, confidence }) => {
    const shown = best(samples, confidence, 0);
    return shown ? [confidence[samples.indexOf(shown)] ?? 0, Number(shown.right)] : [];
  });
  const sorted = surestFirst(pairs);
  const [error, area] = [calibrationError(sorted) ?? NaN, auc(sorted) ?? NaN];
  return `moments: ${sorted.length}, calibration error ${error.toFixed(3)}, AUC ${area.toFixed(3)}`;
}

/** What showing everything from a threshold on comes to. */
export interface Outcome {
  readonly threshold: number;
  /** Shares of the keys. */
  readonly saved: number;
  readonly net: number;
  /** Of the shows: those of which all or some was taken. */
  readonly taken: number;
  readonly shows: number;
}

/** Walks through passages as the typist would, given what every moment has to offer. */
export function outcomeOf(judgements: readonly Judgement[], least: number, keys: number): Outcome {
  let [saved, shows, taken] = [0, 0, 0];
  let passage = -1;
  let next = 0;
  for (const { moment, confidence } of judgements) {
    if (moment.passage !== passage) [passage, next] = [moment.passage, 0];
    if (moment.at < next) continue;
    const prefix = moment.onIndentation ? '' : 'x';
    const shown = best(moment.samples, confidence, threshold({ eagerness: least, prefix }));
    if (!shown) continue;
    shows++;
    if (shown.gain > 0) taken++;
    saved += shown.gain;
    // Ghost text stays on screen while it is typed through.
    next = moment.at + (shown.right && shown.gain > 0 ? shown.advance : shown.common + 1);
  }
  const net = (saved - (shows - taken) / 2) / keys;
  return {
    threshold: least,
    saved: saved / keys,
    net,
    taken: shows > 0 ? taken / shows : 1,
    shows: shows / keys,
  };
}

/** The sample that the product would show: of those sure enough, the one worth most. */
function best(samples: readonly Sample[], confidence: readonly number[], least: number): Sample | undefined {
  let [found, worth]: [Sample | undefined, number] = [undefined, 0];
  samples.forEach((sample, i) => {
    const chance = confidence[i] ?? 0;
    if (chance < least || sample.repeats || chance * sample.saved <= worth) return;
    [found, worth] = [sample, chance * sample.saved];
  });
  return found;
}

/** The share of shows that is to be taken, at the least. A margin is left: other text is other. */
const wanted: Readonly<Record<Eagerness, number>> = { quiet: 0.75, balanced: 0.6, eager: 0.45 };
const grid = Array.from({ length: 81 }, (_, i) => 0.15 + i / 100);

/**
 * For each setting a threshold at which enough of the shows are taken: of those the one with the most net keys, or for the eager
 * the most keys saved.
 */
export function chooseThresholds(judgements: readonly Judgement[], keys: number) {
  const outcomes = grid.map(least => outcomeOf(judgements, least, keys));
  const choose = (eagerness: Eagerness) => {
    const enough = outcomes.filter(({ taken }) => taken >= wanted[eagerness]);
    const [least = outcomeOf(judgements, 0.95, keys)] = enough;
    const of = ({ net, saved }: Outcome) => (eagerness === 'eager' ? saved : net);
    return enough.reduce((a, b) => (of(b) > of(a) ? b : a), least);
  };
  const chosen = { quiet: choose('quiet'), balanced: choose('balanced'), eager: choose('eager') };
  const table = columns([
    ['', 'threshold', 'net keys', 'saved', 'taken', 'shows/100 keys'],
    ...[
      ...Object.entries(chosen),
      ...outcomes.filter((_, i) => i % 5 === 0).map(one => ['', one] as const),
    ].map(([name, one]) => [
      name,
      one.threshold.toFixed(2),
      percent(one.net),
      percent(one.saved),
      percent(one.taken),
      (100 * one.shows).toFixed(1),
    ]),
  ]);
  return { chosen, table };
}

/** What is written to `confidence.json`. */
export function modelOf(
  { bias, weights }: Logistic,
  thresholds: Readonly<Record<Eagerness, Outcome>>,
): ConfidenceModel {
  const rounded = (value: number) => Number(value.toPrecision(5));
  return {
    bias: rounded(bias),
    weights: Object.fromEntries(confidenceFeatureNames.map((name, i) => [name, rounded(weights[i] ?? 0)])),
    thresholds: {
      quiet: rounded(thresholds.quiet.threshold),
      balanced: rounded(thresholds.balanced.threshold),
      eager: rounded(thresholds.eager.threshold),
    },
  };
}
