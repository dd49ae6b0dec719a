import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { ConfidenceModel, Eagerness } from '../../src/suggestion/confidence-model.js';
import { threshold } from '../../src/suggestion/confidence.js';
import { columns, percent, whole } from '../evaluate/table.js';
import type { Moment, Sample } from './collect.js';
import { auc, calibrationError, surestFirst } from './figures.js';
import { writeMoments } from './moments.js';

/** A moment with the confidence in each of its samples. */
export interface Judgement {
  readonly moment: Moment;
  readonly confidence: readonly number[];
}

/** Trees that were fitted, and the confidence in every sample of trees that were not fitted to its passage: what they are worth on text unseen. */
export interface Fitted {
  readonly model: Omit<ConfidenceModel, 'thresholds'>;
  readonly unseen: readonly Judgement[];
}

/**
 * Fits the confidence to all that was thought of, by `models/training/judge.py`.
 * @param python the interpreter that has LightGBM
 */
export async function fitConfidence(moments: readonly Moment[], python: string): Promise<Fitted> {
  const [file, model, judged] = ['out/replay/moments', 'out/replay/trees.json', 'out/replay/judged.f32'];
  await writeMoments(file, moments);
  await promisify(execFile)(python, ['models/training/judge.py', file, model, judged]);
  const { buffer } = Uint8Array.from(await readFile(judged));
  const confidence = new Float32Array(buffer);
  let at = 0;
  return {
    model: JSON.parse(await readFile(model, 'utf8')) as Fitted['model'],
    unseen: moments.map(moment => ({
      moment,
      confidence: Array.from(confidence.subarray(at, (at += moment.samples.length))),
    })),
  };
}

/** How good the confidence is in what would be shown at each moment, were nothing too unsure: of all, and of each language. */
export function qualityOf(judgements: readonly Judgement[]): string {
  const names = ['all', ...new Set(judgements.map(({ moment }) => moment.language))];
  const rows = names.map(name => {
    const pairs = judgements.flatMap(({ moment: { samples, language }, confidence }) => {
      const shown = name === 'all' || name === language ? best(samples, confidence, 0) : undefined;
      return shown ? [confidence[samples.indexOf(shown)] ?? 0, Number(shown.gain > 0)] : [];
    });
    const sorted = surestFirst(pairs);
    const [error, area] = [calibrationError(sorted) ?? NaN, auc(sorted) ?? NaN];
    return [name, whole(sorted.length), error.toFixed(3), area.toFixed(3)];
  });
  return columns([['', 'moments', 'calibration error', 'AUC'], ...rows]);
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

/** The sample that the product would show: of those sure enough the first, since they stand in the order of what they are worth. */
function best(samples: readonly Sample[], confidence: readonly number[], least: number): Sample | undefined {
  return samples.find(({ repeats }, i) => !repeats && (confidence[i] ?? 0) >= least);
}

/** The share of shows that is to be taken, at the least. */
const wanted: Readonly<Record<Eagerness, number>> = { quiet: 0.8, balanced: 0.65, eager: 0.5 };
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
  model: Fitted['model'],
  { quiet, balanced, eager }: Readonly<Record<Eagerness, Outcome>>,
): ConfidenceModel {
  const rounded = ({ threshold }: Outcome) => Number(threshold.toPrecision(5));
  return {
    ...model,
    thresholds: { quiet: rounded(quiet), balanced: rounded(balanced), eager: rounded(eager) },
  };
}
