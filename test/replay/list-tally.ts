import type { Percentiles } from './figures.js';

/** What a real editor, and its completion list, did while passages were typed. */
export interface ListTally {
  /** Keys after which the screen was looked at, and those of them after which the completion list was open. */
  looks: number;
  listed: number;
  /** Suggestions that were handed to the editor and never drawn; those of them while the list was open. */
  hidden: number;
  hiddenByList: number;
  /** Ghost text that went before the next key; that of it as the list opened. */
  vanished: number;
  vanishedByList: number;
  /** Tabs that took the list's entry. */
  entries: number;
  /** Keys that took something else than was seen, and were undone. */
  wrongTakes: number;
  /** The list closed by Escape, since the next key would have taken its entry. No key of ghost text's. */
  closed: number;
  /** Keys after which the document was not as it should be, and was mended. */
  mended: number;
  /** Milliseconds from a key to new ghost text. */
  delays: number[];
}

export const noListTally = (): ListTally => ({
  looks: 0,
  listed: 0,
  hidden: 0,
  hiddenByList: 0,
  vanished: 0,
  vanishedByList: 0,
  entries: 0,
  wrongTakes: 0,
  closed: 0,
  mended: 0,
  delays: [],
});

/** The sum of two tallies. */
export function sumLists(a: ListTally, b: ListTally): ListTally {
  const delays = [...a.delays, ...b.delays];
  const counts = Object.entries(a).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'number' ? [[key, value + Number(b[key as keyof ListTally])]] : [],
  );
  return { ...a, ...(Object.fromEntries(counts) as Partial<ListTally>), delays };
}

type Column = readonly [string, (tally: ListTally, delays: Percentiles | null) => string];

const of = (part: number, whole: number) => `${part} of ${whole}`;
/** What is told of a tally, and under which name. */
export const listColumns: readonly Column[] = [
  ['list open', ({ listed, looks }) => of(listed, looks)],
  ['hidden (list)', ({ hidden, hiddenByList }) => `${hidden} (${hiddenByList})`],
  ['vanished (list)', ({ vanished, vanishedByList }) => `${vanished} (${vanishedByList})`],
  ['Tab to the list', ({ entries }) => String(entries)],
  ['wrong takes', ({ wrongTakes }) => String(wrongTakes)],
  ['list closed', ({ closed }) => String(closed)],
  ['mended', ({ mended }) => String(mended)],
  [
    'ms key to ghost p50/p95',
    (_, delays) => (delays ? `${delays.p50.toFixed(0)} / ${delays.p95.toFixed(0)}` : '–'),
  ],
];
