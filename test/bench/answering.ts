// Jumps to places and answers there, through the product's own reader and answers, on each backend by turns.
import { answerBudgets, jumpBudget, type Speeds } from './budgets.js';
import { ratioRows } from './calls.js';
import type { Contender, Contenders } from './contenders.js';
import type { Effort } from './effort.js';
import { answer, caretAt, jump, placeAt, Text } from './places.js';
import { quantile, row, type Row } from './rows.js';
import { middle, Times } from './turns.js';

/** Places that are not measured: the engine compiles at them. */
const unmeasured = 2;

export interface Answering {
  readonly jumps: Readonly<Record<string, Times>>;
  readonly answers: Readonly<Record<string, Times>>;
  /** What was answered, place after place. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
}

export async function measureAnswers(
  { all }: Contenders,
  code: string,
  { places, rounds }: Effort,
): Promise<Answering> {
  const text = new Text(code);
  const each = <T>(make: () => T) => Object.fromEntries(all.map(({ name }) => [name, make()]));
  const measured = {
    jumps: each(() => new Times()),
    answers: each(() => new Times()),
    texts: each<string[]>(() => []),
  };
  for (let i = -unmeasured; i < places; i++) {
    const place = placeAt(i + unmeasured);
    const caret = caretAt(text, place);
    const { jumps, answers, texts } = i < 0 ? { ...measured, jumps: {}, answers: {}, texts: {} } : measured;
    for (let round = 0; round < rounds; round++)
      for (const { name, network } of all) {
        const reading = await (jumps[name] ?? new Times()).measure(() => jump(network, text, place), i);
        if (!reading) throw new Error('nothing stops the reader here');
        const times = answers[name] ?? new Times();
        const found = await times.measure(() => answer(network, reading, caret), i);
        if (round === 0) texts[name]?.push(found);
      }
  }
  return measured;
}

/** @param stepInWasm milliseconds */
export function answerRows(
  { all, wasm, served }: Contenders,
  { jumps, answers, texts }: Answering,
  speeds: (contender: Contender) => Speeds,
  stepInWasm: number,
): Row[] {
  const rows: Row[] = [];
  const [half, most] = answerBudgets(stepInWasm);
  const expected = texts['wasm'] ?? [];
  const places = expected.length;
  for (const { name } of all) {
    const held = (budget: number) => (name === served.name ? budget : null);
    const took = answers[name]?.ofPlaces(middle) ?? [];
    rows.push(
      row(`an answer: ${name}, p50 of ${places} places`, quantile(took, 0.5), 'ms', held(half)),
      row(`an answer: ${name}, p95 of ${places} places`, quantile(took, 0.95), 'ms', held(most)),
    );
  }
  const others = all.filter(contender => contender !== wasm);
  for (const contender of others)
    rows.push(...ratioRows('an answer', contender, answers, speeds(contender).answer));
  for (const { name } of others) {
    const same = texts[name]?.filter((text, i) => text === expected[i]).length ?? 0;
    rows.push(row(`answers of ${places} that are the same: ${name}, and wasm`, same, ''));
  }
  for (const { name } of all) {
    const took = jumps[name]?.ofPlaces(middle) ?? [];
    const budget = name === served.name ? jumpBudget : null;
    rows.push(row(`a jump, to a usable state: ${name}, p50`, quantile(took, 0.5), 'ms'));
    rows.push(row(`a jump, to a usable state: ${name}, p95`, quantile(took, 0.95), 'ms', budget));
  }
  for (const contender of others)
    rows.push(...ratioRows('a jump, to a usable state', contender, jumps, null));
  return rows;
}
