import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { Mistake } from '../evaluate/mistake.js';
import { columns, markdown, percent, whole } from '../evaluate/table.js';
import type { Figures, Percentiles } from './figures.js';
import type { Measured } from './measure.js';

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
  ['short', ({ short }) => percent(short)],
  ['characters right', ({ charactersRight }) => percent(charactersRight)],
  ['kept', ({ kept }) => percent(kept)],
  ['characters/show', ({ charactersPerShow }) => fixed(1)(charactersPerShow)],
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

/** On lines of white space alone. */
const onEmptyLines: readonly (readonly [string, (figures: Figures) => string])[] = [
  ['keys saved by the median', ({ medianSaved }) => fixed(0)(medianSaved)],
  ['on empty lines: shows/100 lines', one => fixed(1)(one.emptyLineShowsPer100Lines)],
  ['taken', ({ emptyLineTaken }) => percent(emptyLineTaken)],
  ['keys a taken one saved', ({ emptyLineSaved }) => fixed(1)(emptyLineSaved)],
];

/** A table of what is told of each: a row for each, under a head. */
export function rowsOf<T>(
  named: readonly (readonly [string, T])[],
  parts: readonly (readonly [string, (figures: T) => string])[],
): string[][] {
  return [
    ['', ...parts.map(([name]) => name)],
    ...named.map(([name, figures]) => [name, ...parts.map(([, cell]) => cell(figures))]),
  ];
}

/** What the suggestions are worth, by name. */
export function worthRows(named: readonly (readonly [string, Figures])[]): string[][] {
  return rowsOf(named, first);
}

/** Rows of cells of what was measured: three tables, the first two by language. */
export function measuredRows({ languages, all, baselines, curve }: Measured): string[][][] {
  const named = Object.entries({ ...languages, all, ...baselines });
  return [
    worthRows(named),
    rowsOf(named, second),
    rowsOf(named, onEmptyLines),
    [
      ['confidence of at least', ...curve.map(({ confidence }) => fixed(2)(confidence))],
      ['share of what was judged', ...curve.map(({ coverage }) => percent(coverage))],
      ['right of these', ...curve.map(({ precision }) => percent(precision))],
    ],
  ];
}

/** The same for a terminal. */
export function measuredTables(measured: Measured): string {
  return measuredRows(measured).map(columns).join('\n\n');
}

const readme = 'test/replay/README.md';

/** Writes what was measured between the marks of a name in the README. */
export function writeTable(name: string, measured: Measured): Promise<void> {
  return writeRows(name, measuredRows(measured));
}

/** Writes tables between the marks of a name in the README. */
export async function writeRows(
  name: string,
  tables: readonly (readonly (readonly string[])[])[],
): Promise<void> {
  const text = await readFile(readme, 'utf8');
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from)
    throw new Mistake(`${readme} has no ${begin.trim()} ... ${end}: put the marks there.`);
  const lines = `\n${tables.map(rows => markdown(rows).join('\n')).join('\n\n')}\n\n`;
  const config = await resolveConfig(readme);
  const written = text.slice(0, from + begin.length) + lines + text.slice(to);
  await writeFile(readme, await format(written, { ...config, filepath: readme }));
}
