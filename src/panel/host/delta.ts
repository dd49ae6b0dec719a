import type { Row } from '../../insight/trace.js';
import { decodeText, isContinuation } from '../../network/bytes.js';
import { likeliest, softmax } from '../../network/probability.js';
import { guessesEach, type Columns } from '../protocol.js';

/** What changed between two windows of a trace. */
export interface WindowChange {
  /** Rows of the old window that are gone from its beginning, and how many of those that follow stay. */
  readonly drop: number;
  readonly keep: number;
  /** By how much their places moved. */
  readonly moved: number;
  readonly before: readonly Row[];
  readonly after: readonly Row[];
}

/** The longest stretch that two windows share. Rows are the same where they are of one computation. */
export function windowChange(had: readonly Row[], now: readonly Row[]): WindowChange {
  const places = new Map(had.map(({ state }, i) => [state, i]));
  const first = now.findIndex(({ state }) => places.has(state));
  const row = now[first];
  const drop = row && places.get(row.state);
  const old = drop === undefined ? undefined : had[drop];
  if (drop === undefined || !row || !old) return { drop: 0, keep: 0, moved: 0, before: now, after: [] };
  const moved = row.start - old.start;
  let keep = 0;
  for (; ; keep++) {
    const [one, other] = [had[drop + keep], now[first + keep]];
    if (!one || one.state !== other?.state || other.start - one.start !== moved) break;
  }
  return { drop, keep, moved, before: now.slice(0, first), after: now.slice(first + keep) };
}

/** Rows as the page takes them. */
export function columnsOf(rows: readonly Row[]): Columns {
  const units = rows[0]?.hidden.length ?? 0;
  const columns: Columns = {
    bytes: Uint8Array.from(rows, ({ byte }) => byte),
    text: rows.map((row, i) => (rows[i - 1]?.end === row.end ? '' : characterAt(rows, i))),
    starts: Int32Array.from(rows, ({ start }) => start),
    anchors: Int32Array.from(rows, ({ anchor }) => anchor),
    surprise: Float32Array.from(rows, ({ surprise }) => surprise),
    hidden: new Float32Array(rows.length * units),
    guesses: new Uint8Array(rows.length * guessesEach),
    chances: new Float32Array(rows.length * guessesEach),
  };
  rows.forEach(({ hidden, logits }, i) => {
    columns.hidden.set(hidden, i * units);
    likeliest(softmax(logits), guessesEach).forEach(({ byte, probability }, j) => {
      columns.guesses[i * guessesEach + j] = byte;
      columns.chances[i * guessesEach + j] = probability;
    });
  });
  return columns;
}

/** The character whose first byte a row is. Two where the document holds what cannot be split. */
function characterAt(rows: readonly Row[], i: number): string {
  const end = rows[i]?.end;
  const bytes: number[] = [];
  for (let j = i; rows[j]?.end === end && rows[j]; j++) bytes.push(rows[j]?.byte ?? 0);
  // A window never begins within a character, but a byte that continues one must not be shown as one.
  return isContinuation(bytes[0] ?? 0) ? '' : decodeText(Uint8Array.from(bytes)).slice(0, 8);
}
