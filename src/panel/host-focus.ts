import { betweenCharacters, decode, follow, isContinuation } from '../network/bytes.js';
import type { Network, State } from '../network/network.js';
import { likeliest } from '../insight/guesses.js';
import type { Row } from '../insight/trace.js';
import { entropy, softmax } from '../suggestion/decode.js';
import type { Cancellation } from '../reading/turn.js';
import type { Focus, Guess, Ranked } from './protocol.js';

/** Guesses listed for the place at the cursor. */
const listed = 6;
/** Units listed of each kind. */
const few = 5;

/**
 * What there is to say of a place.
 * @param rows of the window; the last of the first `cursor` is the one that is shown
 * @param pinned units that are listed in any case
 */
export function focusOf(rows: readonly Row[], cursor: number, pinned: readonly number[]): Focus {
  const row = rows[cursor - 1];
  if (!row) return { guesses: [], entropy: 0, units: [], bits: 0 };
  const actual = rows[cursor]?.byte;
  const distribution = softmax(row.logits);
  const found = likeliest(distribution, listed);
  if (actual !== undefined && !found.some(({ byte }) => byte === actual))
    found.push({ byte: actual, probability: distribution[actual] ?? 0 });
  return {
    guesses: found.map(({ byte, probability: chance }) => ({
      ...{ byte, chance, actual: byte === actual },
      text: byte < 0x80 ? String.fromCharCode(byte) : '',
    })),
    entropy: entropy(distribution),
    units: rank(rows, cursor, pinned),
    bits: rows.reduce((sum, { surprise }) => sum + surprise, 0) / rows.length,
  };
}

/** Spells out the guesses that begin a character of several bytes. @returns undefined where there are none, or it was cancelled */
export async function spell(
  network: Network,
  row: Row,
  guesses: readonly Guess[],
  cancellation: Cancellation,
): Promise<Guess[] | undefined> {
  if (guesses.every(({ byte }) => byte < 0x80)) return undefined;
  const spelt: Guess[] = [];
  for (const guess of guesses) {
    const text = guess.byte < 0x80 ? guess.text : await spelled(network, row.state, guess.byte);
    if (cancellation.isCancellationRequested) return undefined;
    spelt.push({ ...guess, text });
  }
  return spelt;
}

/** The character that the network would make of its first byte: the likeliest bytes that may follow. Empty where none comes of it. */
async function spelled(network: Network, state: State, first: number): Promise<string> {
  const bytes = [first];
  let utf8 = follow(betweenCharacters, first);
  while (utf8 !== undefined && utf8 !== betweenCharacters) {
    const [after] = await network.step([state], Uint8Array.of(bytes.at(-1) ?? 0));
    if (!after) return '';
    const { logits } = after;
    let best = -1;
    for (let byte = 0x80; byte < 0xc0; byte++) {
      if (!isContinuation(byte) || follow(utf8, byte) === undefined) continue;
      if (best < 0 || (logits[byte] ?? 0) > (logits[best] ?? 0)) best = byte;
    }
    bytes.push(best);
    utf8 = follow(utf8, best);
    state = after.state;
  }
  return utf8 === undefined ? '' : decode(Uint8Array.from(bytes));
}

/** The few units that are listed: those pinned, then those that changed most at the last byte. */
function rank(rows: readonly Row[], cursor: number, pinned: readonly number[]): Ranked[] {
  const [before, row] = [rows[cursor - 2], rows[cursor - 1]];
  if (!row) return [];
  const units: Ranked[] = pinned
    .filter(unit => unit < row.hidden.length)
    .map(unit => ({ unit, why: 'pinned' as const }));
  const change = (unit: number) => Math.abs((row.hidden[unit] ?? 0) - (before?.hidden[unit] ?? 0));
  const changed = [...row.hidden.keys()].sort((a, b) => change(b) - change(a)).slice(0, few);
  for (const unit of changed) if (!pinned.includes(unit)) units.push({ unit, why: 'changed' });
  return units;
}
