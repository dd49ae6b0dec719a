import type { Tally } from './tally.js';

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** What `npm run replay -- --json FILE` says of a language, of all of them, or of a baseline. Shares are fractions. */
export interface Figures {
  /** Keys that the passages take without ghost text. */
  readonly keys: number;
  /** Of the keys: those saved, and those less half a key for each wrong show. */
  readonly keysSaved: number;
  readonly netKeys: number;
  /** Of the characters: those that came by takes. */
  readonly completedRatio: number;
  readonly shownPer100Keys: number;
  /** Of the shows: those taken whole, and those of which words were taken. */
  readonly takenFull: number;
  readonly takenWord: number;
  readonly charactersRight: number;
  /** Of the characters shown: those that came by takes. */
  readonly kept: number;
  readonly charactersPerShow: number;
  /** Of the shows: those that were taken and saved fewer than three keys. */
  readonly short: number;
  readonly wrongPer100Lines: number;
  /** Keys that the median taken show saved; null where none was taken. */
  readonly medianSaved: number | null;
  /** On lines of white space alone: shows for 100 lines, the share of them that was taken, and keys that a taken one saved. */
  readonly emptyLineShowsPer100Lines: number;
  readonly emptyLineTaken: number;
  readonly emptyLineSaved: number;
  /** Of the confidence in what was thought likeliest to be worth showing, shown or not; null where there is none. */
  readonly ece: number | null;
  readonly brier: number | null;
  readonly auc: number | null;
  /** The calibration error over shows alone. */
  readonly eceShown: number | null;
  /** Of the lines that are not blank: those that a full take brought to their end. */
  readonly perfectLines: number;
  readonly msInferred: Percentiles | null;
  readonly msOther: Percentiles | null;
}

/** At a least confidence: the share of what was judged that has it, and the share of that that was right. */
export interface Point {
  readonly confidence: number;
  readonly coverage: number;
  readonly precision: number;
}

interface Judgement {
  readonly confidence: number;
  readonly right: number;
}

/** Bins of equal mass that the calibration error is taken over. */
const bins = 15;

export function figuresOf(tally: Tally): Figures {
  const { keys, saved, wrong, shows, full, word } = tally;
  const judged = surestFirst(tally.judged);
  return {
    keys,
    keysSaved: share(saved, keys),
    netKeys: share(saved - wrong / 2, keys),
    completedRatio: share(tally.taken, tally.characters),
    shownPer100Keys: 100 * share(shows, keys),
    takenFull: share(full, shows),
    takenWord: share(word, shows),
    charactersRight: share(tally.right, tally.shown),
    kept: share(tally.taken, tally.shown),
    charactersPerShow: share(tally.shown, shows),
    short: share(tally.short, shows),
    wrongPer100Lines: 100 * share(wrong, tally.lines),
    medianSaved: percentiles(tally.savedByShow)?.p50 ?? null,
    emptyLineShowsPer100Lines: 100 * share(tally.emptyLineShows, tally.lines),
    emptyLineTaken: share(tally.emptyLineTaken, tally.emptyLineShows),
    emptyLineSaved: share(tally.emptyLineSaved, tally.emptyLineTaken),
    ece: calibrationError(judged),
    brier: brier(judged),
    auc: auc(judged),
    eceShown: calibrationError(surestFirst(tally.judgedShown)),
    perfectLines: share(tally.perfect, tally.lines),
    msInferred: percentiles(tally.msInferred),
    msOther: percentiles(tally.msOther),
  };
}

/** Precision against coverage, from the surest down. */
export function curveOf(tally: Tally, points = [0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2]): Point[] {
  const judged = surestFirst(tally.judged);
  return points.map(confidence => {
    const sure = judged.filter(one => one.confidence >= confidence);
    const right = sure.reduce((sum, one) => sum + one.right, 0);
    return { confidence, coverage: share(sure.length, judged.length), precision: share(right, sure.length) };
  });
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** Surest first. */
export function surestFirst(pairs: readonly number[]): Judgement[] {
  const found = Array.from({ length: pairs.length / 2 }, (_, i) => ({
    confidence: pairs[2 * i] ?? 0,
    right: pairs[2 * i + 1] ?? 0,
  }));
  return found.sort((a, b) => b.confidence - a.confidence);
}

/** The mean distance of confidence and share right over bins of equal mass (Nixon and others 2019). */
export function calibrationError(judged: readonly Judgement[]): number | null {
  if (judged.length === 0) return null;
  let error = 0;
  for (let bin = 0; bin < bins; bin++) {
    const start = Math.floor((bin * judged.length) / bins);
    const end = Math.floor(((bin + 1) * judged.length) / bins);
    const some = judged.slice(start, end);
    error += Math.abs(some.reduce((sum, { confidence, right }) => sum + confidence - right, 0));
  }
  return error / judged.length;
}

function brier(judged: readonly Judgement[]): number | null {
  if (judged.length === 0) return null;
  return judged.reduce((sum, { confidence, right }) => sum + (confidence - right) ** 2, 0) / judged.length;
}

/** The chance that one that was right had more confidence than one that was wrong: Mann and Whitney's U, ties half. */
export function auc(judged: readonly Judgement[]): number | null {
  let [rights, wrongs, above, area] = [0, 0, 0, 0];
  for (let i = 0; i < judged.length;) {
    let [right, wrong] = [0, 0];
    const { confidence } = judged[i] ?? { confidence: 0 };
    for (; judged[i]?.confidence === confidence; i++) {
      if (judged[i]?.right === 1) right++;
      else wrong++;
    }
    area += wrong * (above + right / 2);
    above += right;
    rights += right;
    wrongs += wrong;
  }
  return rights === 0 || wrongs === 0 ? null : area / (rights * wrongs);
}

export function percentiles(milliseconds: readonly number[]): Percentiles | null {
  if (milliseconds.length === 0) return null;
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
