import { betweenCharacters, decodeText, follow, isContinuation } from '../../network/bytes.js';
import type { Network, State } from '../../network/network.js';
import { entropy, likeliest, softmax } from '../../network/probability.js';
import type { Backward } from '../../insight/connectivity.js';
import type { Names } from '../../insight/names.js';
import type { Row } from '../../insight/trace.js';
import { mostChanged, mostTelling, type RankedUnit } from '../../insight/units.js';
import type { Cancellation } from '../../scheduler.js';
import type { Focus, GuessData, UnitData, Ranking } from '../protocol.js';

/** Guesses listed for the place at the cursor. */
const maximumGuesses = 6;
/** Units listed of each kind, and those that they are chosen from: one that has a name comes before a stronger one that has none. */
const unitsOfEachKind = 3;
const unitsConsidered = 12;
/** A correlation weaker than this is no name. */
const leastCorrelation = 0.4;

/**
 * What is shown of a place.
 * @param rows of the window; the last of the first `cursor` is the one that is shown
 */
export function focusOf(rows: readonly Row[], cursor: number, units: UnitData[]): Focus {
  const row = rows[cursor - 1];
  if (!row) return { guesses: [], entropy: 0, units: [], bits: 0 };
  const actual = rows[cursor]?.byte;
  const distribution = softmax(row.logits);
  const found = likeliest(distribution, maximumGuesses);
  if (actual !== undefined && !found.some(({ byte }) => byte === actual))
    found.push({ byte: actual, probability: distribution[actual] ?? 0 });
  return {
    guesses: found.map(({ byte, probability: chance }) => ({
      ...{ byte, chance, actual: byte === actual },
      text: byte < 0x80 ? String.fromCharCode(byte) : '',
    })),
    entropy: entropy(distribution),
    units,
    bits: rows.reduce((sum, { surprise }) => sum + surprise, 0) / rows.length,
  };
}

/** Spells out the guesses that begin a character of several bytes. @returns undefined where there are none, or it was cancelled */
export async function spell(
  network: Network,
  row: Row,
  guesses: readonly GuessData[],
  cancellation: Cancellation,
): Promise<GuessData[] | undefined> {
  if (guesses.every(({ byte }) => byte < 0x80)) return undefined;
  const spelt: GuessData[] = [];
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
  return utf8 === undefined ? '' : decodeText(Uint8Array.from(bytes));
}

/** What rankings need that take time to work out. */
interface RankingInputs {
  readonly backward: Backward;
  readonly names: Names | undefined;
  readonly by: Ranking;
}

/**
 * The few units that are listed: those pinned, then those that changed most at the last byte, and those that say most about the
 * likeliest guess; or those that follow a feature of the code.
 * @param former those that were listed before: at the same place they stay until there is more to say
 */
export function rank(
  rows: readonly Row[],
  cursor: number,
  pinned: readonly number[],
  former: readonly UnitData[],
  isOther: boolean,
  inputs?: RankingInputs,
): UnitData[] {
  const row = rows[cursor - 1];
  if (!row) return [];
  if (!isOther && former.length > 0) return [...former];
  const units = new Map<number, UnitData['why']>();
  for (const unit of pinned) if (unit < row.hidden.length) units.set(unit, 'pinned');
  const add = (found: readonly { unit: number }[], why: UnitData['why']) => {
    for (const { unit } of found) if (!units.has(unit)) units.set(unit, why);
  };
  const by = inputs?.by ?? 'here';
  const isNamed = (unit: number) => nameOf(unit, inputs?.names, former).name !== undefined;
  const few = (found: readonly RankedUnit[]) =>
    [...found.filter(({ unit }) => isNamed(unit)), ...found.filter(({ unit }) => !isNamed(unit))].slice(
      0,
      unitsOfEachKind,
    );
  // What changed most may say most, too: then the next ones are listed, so that there are as many.
  const others = (found: readonly RankedUnit[]) => found.filter(({ unit }) => !units.has(unit));
  if (inputs && by !== 'here') add(inputs.names?.unitsOf(by, 2 * unitsOfEachKind) ?? [], 'named');
  else {
    add(few(mostChanged(rows[cursor - 2], row, unitsConsidered)), 'changed');
    const [best] = inputs ? likeliest(softmax(row.logits), 1) : [];
    if (inputs && best)
      add(few(others(mostTelling(inputs.backward, row, best.byte, unitsConsidered))), 'telling');
    // Until it is known which say most, so many stand here that the list does not jump.
    else for (const { unit } of former.filter(({ why }) => why === 'telling')) units.set(unit, 'telling');
  }
  return Array.from(units, ([unit, why]) => ({ unit, why, ...nameOf(unit, inputs?.names, former) }));
}

function nameOf(unit: number, names: Names | undefined, former: readonly UnitData[]) {
  const naming = names?.nameOf(unit);
  if (naming && Math.abs(naming.correlation) >= leastCorrelation)
    return { name: naming.feature, correlation: naming.correlation };
  const { name, correlation } = former.find(other => other.unit === unit) ?? {};
  return name === undefined || correlation === undefined ? {} : { name, correlation };
}
