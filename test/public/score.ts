/** What a scorer says of an answer. */
export interface Score {
  readonly exact: boolean;
  /** Edit similarity, 0 to 100. */
  readonly similarity: number;
}

/**
 * `fuzz.ratio` of the Python package fuzzywuzzy, as the benchmarks call it: 100 * 2 * M / T, rounded half to even, where M is the length
 * of the longest common subsequence (so the insertions and deletions from one to the other are T - 2 M) and T that of both texts,
 * in code points. Equal texts have 100, even where both are empty; one that is empty alone has 0.
 */
export function ratio(one: string, other: string): number {
  if (one === other) return 100;
  const [a, b] = [Array.from(one), Array.from(other)];
  if (a.length === 0 || b.length === 0) return 0;
  const share = (200 * commonSubsequence(a, b)) / (a.length + b.length);
  const below = Math.floor(share);
  const isHalf = share - below === 0.5;
  return isHalf ? below + (below % 2) : Math.round(share);
}

/** The length of the longest common subsequence, by rows (Wagner and Fischer 1974). */
function commonSubsequence(a: readonly string[], b: readonly string[]): number {
  let row = new Uint32Array(b.length + 1);
  for (const character of a) {
    const next = new Uint32Array(b.length + 1);
    for (let j = 1; j <= b.length; j++)
      next[j] = b[j - 1] === character ? (row[j - 1] ?? 0) + 1 : Math.max(row[j] ?? 0, next[j - 1] ?? 0);
    row = next;
  }
  return row[b.length] ?? 0;
}

/** White space at both ends does not count. */
export function scoreTrimmed(wanted: string, answer: string): Score {
  const [a, b] = [wanted.trim(), answer.trim()];
  return { exact: a === b, similarity: ratio(b, a) };
}
