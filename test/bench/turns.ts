import { quantile } from './rows.js';

/** The share of times that are quieter than this one: what a call takes where nothing else runs meanwhile. */
export const quiet = 0.05;
export const middle = 0.5;

/** Milliseconds that calls took, by what they worked on: some places take longer than others, always. */
export class Times {
  private readonly byPlace = new Map<number, number[]>();

  async measure<T>(call: () => Promise<T> | T, place = 0): Promise<T> {
    const begun = performance.now();
    const result = await call();
    const took = performance.now() - begun;
    const times = this.byPlace.get(place);
    if (times) times.push(took);
    else this.byPlace.set(place, [took]);
    return result;
  }

  /** A quantile of the calls at each place. */
  ofPlaces(share: number): number[] {
    return Array.from(this.byPlace.values(), times => quantile(times, share));
  }

  /** The mean of that over the places. */
  at(share: number): number {
    const all = this.ofPlaces(share);
    return all.reduce((sum, one) => sum + one, 0) / all.length;
  }
}

/** How many times as long as others calls took. */
export function ratio(times: Times | undefined, others: Times | undefined, share: number): number {
  return (times?.at(share) ?? NaN) / (others?.at(share) ?? NaN);
}

export interface Turns {
  readonly turns: number;
  /** Calls in a row, as in an answer: the first of them finds in the processor's cache what others left there. */
  readonly callsInTurn: number;
}

/** Turns that are not measured: the engine compiles in them. */
const unmeasuredShare = 0.2;

/** Measures calls by turns, A, B, C, A, B, C: what slows the machine down slows all of them. */
export async function byTurns<Name extends string>(
  calls: Readonly<Record<Name, () => unknown>>,
  { turns, callsInTurn }: Turns,
): Promise<Record<Name, Times>> {
  const names = Object.keys(calls) as Name[];
  const all = Object.fromEntries(names.map(name => [name, new Times()])) as Record<Name, Times>;
  const unmeasured = Math.ceil(turns * unmeasuredShare);
  for (let turn = 0; turn < unmeasured + turns; turn++)
    for (const name of names)
      for (let i = 0; i < callsInTurn; i++)
        if (turn < unmeasured) await calls[name]();
        else await all[name].measure(calls[name]);
  return all;
}
