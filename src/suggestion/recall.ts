import { encode } from '../network/bytes.js';
import { nextTurn, type Cancellation } from '../scheduler.js';
import { candidateOf, noSupport, supported, type Candidate } from './decode.js';
import type { Expectation, Predictor } from './predictor.js';
import { isWordUnit, wordAt, wordBefore } from './scan.js';

/** Words recalled for one caret. */
const maximumWords = 3;
/** Continuations less probable than this are dropped. */
const minimumProbability = 0.003;
/** UTF-16 units of the longest recalled rest of a word. */
const maximumRestLength = 40;
/** Places of what is typed that are looked at, before the caret and below it. */
const maximumPlaces = 200;

/**
 * The rests of the document's words that begin with the word being typed, the most recent before the caret first, then the
 * nearest below.
 */
export function recallWords(before: string, prefix: string, below: string, leastSaved: number): string[] {
  const typed = wordBefore(prefix);
  if (typed === '') return [];
  const found = new Set<string>();
  const text = before + prefix.slice(0, -typed.length);
  const add = (source: string, at: number) => {
    if (isWordUnit(source.charCodeAt(at - 1))) return;
    const rest = wordAt(source, at + typed.length);
    if (rest.length > leastSaved && rest.length <= maximumRestLength) found.add(rest);
  };
  let left = maximumPlaces;
  for (let at = text.lastIndexOf(typed); at >= 0 && found.size < maximumWords && left > 0; left--) {
    add(text, at);
    at = at > 0 ? text.lastIndexOf(typed, at - 1) : -1;
  }
  left = maximumPlaces;
  for (let at = below.indexOf(typed); at >= 0 && found.size < maximumWords && left > 0; left--) {
    add(below, at);
    at = below.indexOf(typed, at + 1);
  }
  return [...found];
}

/** Evaluates given continuations as candidates. Those less probable than `minimumProbability` are left out. */
export async function recall(
  predictor: Predictor,
  start: Expectation,
  texts: readonly string[],
  cancellation: Cancellation,
): Promise<Candidate[]> {
  const found: Candidate[] = [];
  let active = texts.map(text => ({
    bytes: Array.from(encode(text)),
    at: 0,
    reached: start,
    probability: 1,
    first: 1,
    last: 1,
    least: 1,
    ...noSupport,
  }));
  for (;;) {
    active = active.flatMap(one => {
      const byte = one.bytes[one.at] ?? 0;
      const last = one.reached.distribution[byte] ?? 0;
      const probability = one.probability * last;
      if (probability < minimumProbability) return [];
      const first = one.at === 0 ? last : one.first;
      const support = supported(one.reached, byte, one.at === 0, one);
      const least = Math.min(one.least, last);
      return [{ ...one, ...support, at: one.at + 1, probability, last, first, least }];
    });
    if (active.length === 0 || !(await nextTurn(cancellation))) return found;
    const next = await predictor.step(
      active.map(({ reached }) => reached),
      Uint8Array.from(active, ({ bytes, at }) => bytes[at - 1] ?? 0),
    );
    active = active.flatMap((one, i) => {
      const reached = next[i] ?? one.reached;
      if (one.at < one.bytes.length) return [{ ...one, reached }];
      found.push(candidateOf({ ...one, characters: one.bytes.length }, reached));
      return [];
    });
  }
}
