/** What is counted while passages are typed. */
export interface Tally {
  /** Keys without ghost text, and those saved by it: the difference to the keys that were pressed. */
  keys: number;
  saved: number;
  lines: number;
  /** Characters of the passages, and those of them that came by takes. */
  characters: number;
  taken: number;
  shows: number;
  full: number;
  word: number;
  wrong: number;
  /** Shows that were taken and saved fewer than three keys. */
  short: number;
  /** Characters shown, and those of them that were right. */
  shown: number;
  right: number;
  /** Of the shows: those on lines of white space alone, those of them that were taken, and keys that these saved. */
  emptyLineShows: number;
  emptyLineTaken: number;
  emptyLineSaved: number;
  /** Keys that each taken show saved. */
  savedByShow: number[];
  /** Lines that a full take brought to their end. */
  perfect: number;
  /** Confidence in what was thought likeliest to be worth showing, and whether it was right: pairs. */
  judged: number[];
  /** The same of what was shown. */
  judgedShown: number[];
  msInferred: number[];
  msOther: number[];
}

export const noTally = (): Tally => ({
  keys: 0,
  saved: 0,
  lines: 0,
  characters: 0,
  taken: 0,
  shows: 0,
  full: 0,
  word: 0,
  wrong: 0,
  short: 0,
  shown: 0,
  right: 0,
  emptyLineShows: 0,
  emptyLineTaken: 0,
  emptyLineSaved: 0,
  savedByShow: [],
  perfect: 0,
  judged: [],
  judgedShown: [],
  msInferred: [],
  msOther: [],
});

/** The sum of two tallies. */
export function sum(a: Tally, b: Tally): Tally {
  const total = noTally();
  for (const key of Object.keys(total) as (keyof Tally)[]) {
    const [x, y] = [a[key], b[key]];
    Object.assign(total, { [key]: typeof x === 'number' ? x + (y as number) : x.concat(y as number[]) });
  }
  return total;
}
