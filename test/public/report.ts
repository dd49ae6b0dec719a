import { columns, markdown } from '../evaluate/table.js';
import { answerers, type Answerer } from './answer.js';
import { differenceOf, figuresOf, withoutPunctuation, type Examined, type Figures } from './figures.js';
import type { TaskSet } from './tasks.js';

const percent = (value: number | undefined) => (value === undefined ? '–' : (100 * value).toFixed(1));
const fixed = (digits: number) => (value: number | undefined) =>
  value === undefined ? '–' : value.toFixed(digits);

const cells: readonly (readonly [title: string, of: (figures: Figures) => string])[] = [
  ['exact, %', ({ exact }) => percent(exact)],
  ['similarity', ({ similarity }) => fixed(1)(similarity)],
  ['bits a byte', ({ bitsPerByte }) => fixed(3)(bitsPerByte)],
  ['shown, %', ({ shown }) => percent(shown)],
  ['right of these, %', ({ right }) => percent(right)],
  ['characters, %', ({ covered }) => percent(covered)],
  ['net keys, %', ({ netKeys }) => percent(netKeys)],
];

const titles: Readonly<Record<Answerer | 'words', string>> = {
  memory: 'memory alone',
  network: 'network alone',
  both: 'both',
  words: "the editor's words",
};

/** The rows of a set: each answerer over all tasks, then without those that want punctuation alone. */
export function rowsOf(set: TaskSet, examined: readonly Examined[]): string[][] {
  const some = withoutPunctuation(examined);
  const rows = (of: readonly Examined[], title: (name: string) => string) =>
    [...answerers, 'words' as const].map(answerer => {
      const figures = figuresOf(of, answerer, set.score);
      return [title(titles[answerer]), String(of.length), ...cells.map(([, cell]) => cell(figures))];
    });
  return [
    [set.name, 'tasks', ...cells.map(([title]) => title)],
    ...rows(examined, name => name),
    ...(some.length < examined.length ? rows(some, name => `${name}, no punctuation`) : []),
  ];
}

/** The rows of what differs between two runs. */
export function differenceRows(
  set: TaskSet,
  pairs: readonly { readonly before: Examined; readonly after: Examined }[],
): string[][] {
  const shares = new Set(['exact', 'netKeys', 'shown', 'right', 'covered']);
  const figures = ['bitsPerByte', 'netKeys', 'exact', 'similarity', 'shown', 'right', 'covered'] as const;
  return [
    [`${set.name}, both, ${pairs.length} tasks`, 'before', 'after', 'difference, 95 %'],
    ...figures.flatMap(figure => {
      const found = differenceOf(pairs, figure, 'both', set.score);
      if (!found) return [];
      const of = shares.has(figure)
        ? (value: number) => percent(value)
        : fixed(figure === 'bitsPerByte' ? 3 : 1);
      const { before, after, low, high } = found;
      return [[figure, of(before), of(after), `${of(after - before)} (${of(low)} to ${of(high)})`]];
    }),
  ];
}

export function written(tables: readonly string[][][], isMarkdown: boolean): string {
  return tables.map(rows => (isMarkdown ? markdown(rows).join('\n') : columns(rows))).join('\n\n');
}
