import { parts, type Manifest } from '../network/manifest.js';
import type { Network, Reading, State } from '../network/network.js';
import { divergence, likeliest, softmax, type Guess } from '../network/probability.js';
import { nextTurn, type Cancellation } from '../scheduler.js';
import type { Backward } from './connectivity.js';

/** What is done to a scratch copy of the text. */
export type Intervention =
  /** Puts bytes in the place of others: of `removed` bytes from index `from` on. */
  | {
      readonly kind: 'bytes';
      readonly from: number;
      readonly removed: number;
      readonly bytes: Uint8Array;
    }
  /** Holds a unit at a value after each byte from index `from` on: in the state, and in what the logits read. */
  | { readonly kind: 'clamp'; readonly from: number; readonly unit: number; readonly value: number };

/** Guesses after the last byte, as they are and as they would be. */
export interface InterventionEffect {
  readonly before: readonly Guess[];
  readonly after: readonly Guess[];
  /** From before to after, in bits (Kullback and Leibler 1951). */
  readonly divergence: number;
  /** The divergence after each byte of the changed text; NaN after bytes that were put in, which have no counterpart. */
  readonly divergences: Float64Array;
}

/**
 * Reads a text twice, as it is and with something changed, and compares what is expected after it.
 * @param start what is known before the text
 * @param bytes the text; it may be empty
 * @param backward of the same network; without it the guess right after a byte still sees what a held unit itself put out there
 * @param count guesses to give
 * @returns undefined where it was cancelled
 * @throws RangeError where a change lies outside of the text, or asks for a unit that the network has not
 */
export async function whatIf(
  network: Network,
  start: Reading,
  bytes: Uint8Array,
  change: Intervention,
  backward: Backward | undefined,
  count: number,
  cancellation: Cancellation,
): Promise<InterventionEffect | undefined> {
  if (!(change.from >= 0 && change.from <= bytes.length))
    throw new RangeError(`a change at ${change.from} of ${bytes.length} bytes`);
  const read = async (text: Uint8Array, reading: Reading, touch: Touch) => {
    const readings: Reading[] = [];
    for (let i = 0; i < text.length; i++) {
      const [next] = await network.step([reading.state], text.subarray(i, i + 1));
      if (!next || !(await nextTurn(cancellation))) return undefined;
      readings.push((reading = touch(next, reading.state, text[i] ?? 0)));
    }
    return readings;
  };
  const asItIs: Touch = reading => reading;
  const before = await read(bytes, start, asItIs);
  if (!before) return undefined;
  // What comes before the change is the same for both.
  const shared = before.slice(0, change.from);
  const from = shared.at(-1) ?? start;
  const put = change.kind === 'bytes' ? change.bytes : new Uint8Array(0);
  const rest = bytes.subarray(change.from + (change.kind === 'bytes' ? change.removed : 0));
  const touch = change.kind === 'clamp' ? hold(network.manifest, change, backward) : asItIs;
  const tail = await read(Uint8Array.of(...put, ...rest), from, touch);
  if (!tail) return undefined;
  const after = [...shared, ...tail];
  const counterpart = (i: number) => {
    if (i < change.from) return before[i];
    return i < change.from + put.length ? undefined : before[i - after.length + before.length];
  };
  const apart = (one: Reading | undefined, other: Reading) =>
    one ? divergence(softmax(one.logits), softmax(other.logits)) : NaN;
  const [lastBefore, lastAfter] = [before.at(-1) ?? start, after.at(-1) ?? start];
  return {
    before: likeliest(softmax(lastBefore.logits), count),
    after: likeliest(softmax(lastAfter.logits), count),
    divergence: apart(lastBefore, lastAfter),
    divergences: Float64Array.from(after, (reading, i) => apart(counterpart(i), reading)),
  };
}

/** Changes what is known after a byte. @param before the state before it */
type Touch = (reading: Reading, before: State, byte: number) => Reading;

/** Overwrites a unit in what is known after a byte. */
function hold(
  manifest: Manifest,
  { unit, value }: Extract<Intervention, { kind: 'clamp' }>,
  backward: Backward | undefined,
): Touch {
  const place = placeOf(manifest, unit);
  return (reading, before, byte) => {
    const more = value - (reading.state[place] ?? NaN);
    const { state, logits } = backward?.reread({ ...reading, before, byte }, unit, more) ?? reading;
    const held = state.slice();
    held[place] = value;
    return { state: held, logits };
  };
}

/** Where in a state a unit's h stands. */
function placeOf(manifest: Manifest, unit: number): number {
  let first = 0;
  for (const { name, start, size } of parts(manifest)) {
    if (name !== 'h') continue;
    if (unit >= first && unit < first + size) return start + unit - first;
    first += size;
  }
  throw new RangeError(`${manifest.name} keeps no unit ${unit}`);
}
