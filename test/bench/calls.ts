// A network's calls, on each backend by turns.
import { encode } from '../../src/network/bytes.js';
import type { Reading } from '../../src/network/network.js';
import type { Speeds } from './budgets.js';
import type { Contender, Contenders } from './contenders.js';
import type { Effort } from './effort.js';
import { row, rowAtLeast, type Row } from './rows.js';
import { byTurns, middle, quiet, ratio, type Times } from './turns.js';

type Call = keyof Effort['turns'];

const titles: Readonly<Record<Call, string>> = {
  step: 'a step of 1 state',
  batch: 'a step of 4 states',
  read: 'a read of 512 bytes',
};
const batchSize = 4;
const readBytes = 512;
/** Steps follow one another in an answer; a read stands alone. */
const callsInTurn: Readonly<Record<Call, number>> = { step: 8, batch: 8, read: 1 };

/** States as they come up: each after some bytes of a text. */
async function startsOf({ network }: Contender, text: Uint8Array): Promise<Reading[]> {
  const starts: Reading[] = [];
  for (let i = 0; i < batchSize; i++)
    starts.push(await network.read(network.initial(), text.subarray(100 * i, 100 * i + 64)));
  return starts;
}

/** The next call of a contender, of each kind. */
export async function callsOf(
  contender: Contender,
  code: string,
): Promise<Record<Call, () => Promise<unknown>>> {
  const { network } = contender;
  const text = encode(code);
  const states = (await startsOf(contender, text)).map(({ state }) => state);
  const first = states.slice(0, 1);
  let at = 0;
  const next = (length: number) => {
    at = (at + length) % (text.length - readBytes);
    return text.subarray(at, at + length);
  };
  return {
    step: () => network.step(first, next(1)),
    batch: () => network.step(states, next(batchSize)),
    read: () => network.read(first[0] ?? network.initial(), next(readBytes)),
  };
}

/** Times of all contenders, by their names. */
export type Measured = Readonly<Record<string, Times>>;

export async function measureCalls(
  { all }: Contenders,
  code: string,
  { turns }: Effort,
): Promise<Record<Call, Measured>> {
  const found: Partial<Record<Call, Measured>> = {};
  const calls = new Map<string, Record<Call, () => Promise<unknown>>>();
  for (const contender of all) calls.set(contender.name, await callsOf(contender, code));
  for (const call of Object.keys(titles) as Call[]) {
    const named = Array.from(calls, ([name, calls]) => [name, calls[call]] as const);
    found[call] = await byTurns(Object.fromEntries(named), {
      turns: turns[call],
      callsInTurn: callsInTurn[call],
    });
  }
  return found as Record<Call, Measured>;
}

/** How many times quicker than onnxruntime a contender is. @param budget of the quiet calls */
export function ratioRows(
  what: string,
  { name }: Contender,
  measured: Measured,
  budget: number | null,
): Row[] {
  const times = (share: number) => ratio(measured['wasm'], measured[name], share);
  const title = `${what}: ${name}, against wasm`;
  return [
    rowAtLeast(`${title}, quiet 5 %`, times(quiet), 'times quicker', budget),
    rowAtLeast(`${title}, p50`, times(middle), 'times quicker', null),
  ];
}

/** @param speeds what a contender is held to */
export function callRows(
  { all, wasm }: Contenders,
  measured: Readonly<Record<Call, Measured>>,
  speeds: (contender: Contender) => Speeds,
): Row[] {
  return (Object.keys(titles) as Call[]).flatMap(call => [
    ...all.map(({ name }) =>
      row(`${titles[call]}: ${name}, p50`, measured[call][name]?.at(middle) ?? NaN, 'ms'),
    ),
    ...all
      .filter(contender => contender !== wasm)
      .flatMap(contender => ratioRows(titles[call], contender, measured[call], speeds(contender)[call])),
  ]);
}
