import { longestMatch, type Match } from '../memory/matches.js';
import { decodeText, encode } from '../network/bytes.js';
import type { Network, Reading } from '../network/network.js';
import { likeliest, type Guess } from '../network/probability.js';
import type { Cancellation } from '../scheduler.js';
import { threshold } from '../suggestion/confidence.js';
import type { Place } from '../suggestion/place.js';
import type { Expectation, Predictor } from '../suggestion/predictor.js';
import { Secrecy } from '../suggestion/secrecy.js';
import type { Silence } from '../suggestion/silence.js';
import { choose } from '../suggestion/suggest.js';
import { weigh, type Weighed } from '../suggestion/weigh.js';
import { RecordingPredictor, type TreePart } from './search-tree.js';

/** One byte of a text that was thought of. */
export interface Chosen extends Guess {
  /** The likeliest other bytes there, the likeliest first. */
  readonly others: readonly Guess[];
  /** Its chance as the network alone has it. */
  readonly alone: number;
  /** Where the memory has the maximumListed in common with what stands before it, and then it; undefined where it has nothing. */
  readonly match: Match | undefined;
}

/** A text that was thought of, and how sure of it one is. */
export interface Explained {
  readonly text: string;
  /** UTF-8 */
  readonly bytes: readonly Chosen[];
  /** The chance that all of it is right, with the memory mixed in: the product over its bytes. */
  readonly probability: number;
  /** The chance that all of it is right, by the network alone. */
  readonly alone: number;
  /** The calibrated chance; undefined for a text that is no candidate here, as the rest of one that was typed through. */
  readonly confidence: number | undefined;
  /** Keys that taking it saves. */
  readonly saved: number | undefined;
}

/** Why there is ghost text at a place, or none. */
export interface Explanation {
  /** The least confidence that is shown here: 0 to 1. */
  readonly threshold: number;
  /** What is shown; or else the best that was thought of; undefined where nothing came to mind. */
  readonly best: Explained | undefined;
  /** The other texts that were thought of, the surest first. */
  readonly others: readonly { readonly text: string; readonly confidence: number }[];
  /** The ways that the search went, ending in what is shown or was the best. */
  readonly tree: readonly TreePart[];
  /** Why nothing is shown; undefined where something is. */
  readonly silence: Silence | undefined;
}

/** How the request for ghost text was answered, where it was made: see `Answers`. */
export type Answered =
  { readonly kind: 'offer'; readonly text: string } | { readonly kind: 'silence'; readonly silence: Silence };

/** Others that are listed, and runners-up at each byte. */
const maximumListed = 5;

/**
 * Goes the way from a reading to a suggestion once more, and says what was thought of on it.
 * @param reading what the network knows at the caret
 * @param answered what became of the request; undefined where there was none: what would be answered now
 * @returns undefined where it was cancelled
 */
export async function why(
  network: Network,
  reading: Reading,
  place: Place,
  answered: Answered | undefined,
  cancellation: Cancellation,
): Promise<Explanation | undefined> {
  const predictor = new RecordingPredictor(network, place.recollection);
  const weighed = await weigh(network, reading, place, cancellation, predictor);
  const start = predictor.start(reading, (place.before ?? '') + place.prefix);
  if (cancellation.isCancellationRequested) return undefined;
  const answer = answered ?? wouldAnswer(weighed, place);
  const text = answer.kind === 'offer' ? answer.text : undefined;
  const silence = answer.kind === 'silence' ? answer.silence : undefined;
  // What was decoded and what is on screen may differ by what was typed through: what is on screen counts.
  const candidate = text === undefined ? surest(weighed) : weighed.find(one => one.text === text);
  const said = text ?? candidate?.text;
  const best =
    said === undefined ? undefined : await explain(predictor, start, said, candidate, cancellation);
  if (said !== undefined && !best) return undefined;
  const secrecy = new Secrecy(place);
  const tree = predictor.tree(best?.bytes.map(({ byte }) => byte) ?? [], bytes =>
    secrecy.reveals({ text: decodeText(Uint8Array.from(bytes)), replaces: 0 }),
  );
  return {
    tree,
    threshold: threshold(place),
    best,
    others: othersOf(weighed, said),
    silence,
  };
}

/** What else was thought of, each text once however many candidates came to it, the surest first. */
function othersOf(weighed: readonly Weighed[], said: string | undefined): Explanation['others'] {
  const confidences = new Map<string, number>();
  for (const { text, probability } of weighed)
    if (text !== said) confidences.set(text, Math.max(probability, confidences.get(text) ?? 0));
  return Array.from(confidences, ([text, confidence]) => ({ text, confidence }))
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, maximumListed);
}

function wouldAnswer(weighed: readonly Weighed[], place: Place): Answered {
  const chosen = choose(weighed, place);
  if (typeof chosen === 'string') return { kind: 'silence', silence: chosen };
  const [best] = chosen;
  return best ? { kind: 'offer', text: best.text } : { kind: 'silence', silence: 'unsure' };
}

/** What came nearest to being shown. */
function surest(weighed: readonly Weighed[]): Weighed | undefined {
  return weighed.reduce<Weighed | undefined>(
    (best, one) => (best && best.probability >= one.probability ? best : one),
    undefined,
  );
}

/** Steps through a text, and notes at each byte what else there was. */
async function explain(
  predictor: Predictor,
  start: Expectation,
  text: string,
  candidate: Weighed | undefined,
  cancellation: Cancellation,
): Promise<Explained | undefined> {
  const bytes: Chosen[] = [];
  let [probability, alone] = [1, 1];
  let here: Expectation | undefined = start;
  for (const byte of encode(text)) {
    if (!here) break;
    const chance = here.distribution[byte] ?? NaN;
    const others = likeliest(here.distribution, maximumListed + 1).filter(guess => guess.byte !== byte);
    const match = here.found && longestMatch([here.found.file, here.found.others], byte);
    const byItself = here.alone[byte] ?? NaN;
    bytes.push({ byte, probability: chance, others: others.slice(0, maximumListed), alone: byItself, match });
    probability *= chance;
    alone *= byItself;
    [here] = await predictor.step([here], Uint8Array.of(byte));
    if (cancellation.isCancellationRequested) return undefined;
  }
  const { probability: confidence, saved } = candidate ?? {};
  return { text, bytes, probability, alone, confidence, saved };
}
