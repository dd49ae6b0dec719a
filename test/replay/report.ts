import { columns, percent, whole } from '../evaluate/table.js';
import type { Figures, Percentiles, Point } from './figures.js';

const fixed = (digits: number) => (value: number | null) => (value === null ? '–' : value.toFixed(digits));
const milliseconds = (value: Percentiles | null) =>
  value === null ? '–' : [value.p50, value.p95, value.p99].map(fixed(1)).join(' / ');

const first: readonly (readonly [string, (figures: Figures) => string])[] = [
  ['keys', ({ keys }) => whole(keys)],
  ['net keys', ({ netKeys }) => percent(netKeys)],
  ['saved', ({ keysSaved }) => percent(keysSaved)],
  ['completed', ({ completedRatio }) => percent(completedRatio)],
  ['shows/100 keys', ({ shownPer100Keys }) => fixed(1)(shownPer100Keys)],
  ['taken full', ({ takenFull }) => percent(takenFull)],
  ['taken word', ({ takenWord }) => percent(takenWord)],
  ['characters right', ({ charactersRight }) => percent(charactersRight)],
  ['wrong/100 lines', ({ wrongPer100Lines }) => fixed(1)(wrongPer100Lines)],
  ['perfect lines', ({ perfectLines }) => percent(perfectLines)],
];
const second: readonly (readonly [string, (figures: Figures) => string])[] = [
  ['ECE', ({ ece }) => fixed(3)(ece)],
  ['ECE of shows', ({ eceShown }) => fixed(3)(eceShown)],
  ['Brier', ({ brier }) => fixed(3)(brier)],
  ['AUC', ({ auc }) => fixed(3)(auc)],
  ['ms inferred p50/p95/p99', ({ msInferred }) => milliseconds(msInferred)],
  ['ms other p50/p95/p99', ({ msOther }) => milliseconds(msOther)],
];

/** Rows of cells: a head, then one for each name. */
export function figuresRows(figures: Readonly<Record<string, Figures>>): { first: string[][]; second: string[][] } {
  const rows = (parts: typeof first) => [
    ['', ...parts.map(([name]) => name)],
    ...Object.entries(figures).map(([name, one]) => [name, ...parts.map(([, cell]) => cell(one))]),
  ];
  return { first: rows(first), second: rows(second) };
}

/** The numbers as two tables, for a terminal. */
export function figuresTable(figures: Readonly<Record<string, Figures>>): string {
  const { first, second } = figuresRows(figures);
  return `${columns(first)}\n\n${columns(second)}`;
}

/** Precision against coverage, for a terminal. */
export function curveTable(points: readonly Point[]): string {
  return columns([
    ['confidence of at least', ...points.map(({ confidence }) => fixed(2)(confidence))],
    ['share of what was judged', ...points.map(({ coverage }) => percent(coverage))],
    ['right of these', ...points.map(({ precision }) => percent(precision))],
  ]);
}
