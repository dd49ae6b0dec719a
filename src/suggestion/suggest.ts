import type { Network, Reading } from '../network/network.js';
import type { Cancellation } from '../reading/turn.js';
import { surer } from './caution.js';
import { threshold, type Eagerness } from './confidence.js';
import { decode } from './decode.js';
import { shape, type Shaped } from './shape.js';
import type { Silence } from './silence.js';

/** A candidate that is worth showing, shaped for its place. */
export interface Suggestion extends Shaped {
  /** The chance that all of it is right, as the network sees it. */
  readonly probability: number;
}

/** What stands around the caret, and what the person asked for. */
export interface Place {
  /** The line up to the caret. */
  readonly prefix: string;
  /** The line behind the caret. */
  readonly suffix: string;
  /** What the completion list would add at the caret for its selected item, where it is open. */
  readonly selected: string | undefined;
  readonly eagerness: Eagerness;
  /** Longest suggestion, in bytes. */
  readonly longest: number;
  /** How many times less likely than usual it has to be wrong; 1 where nothing speaks for caution. */
  readonly caution?: number;
}

/** The fewest keys that a suggestion saves: less is not worth a look. */
const leastSaved = 2;

/** From what the network knows at the caret to a suggestion, or the reason why there is none. */
export async function suggest(
  network: Network,
  reading: Reading,
  place: Place,
  cancellation: Cancellation,
): Promise<Suggestion | Silence> {
  const floor = surer(threshold(place.eagerness, place.prefix), place.caution ?? 1);
  const options = { floor, longest: place.longest, leastSaved };
  const candidate = await decode(network, reading, options, cancellation);
  if (cancellation.isCancellationRequested) return 'cancelled';
  if (!candidate) return place.prefix.trim() === '' ? 'indentation' : 'unsure';
  const shaped = shape(candidate.text, place.suffix);
  // Cut to less than it was, it may no longer be worth a look.
  if (Array.from(shaped.text).length - shaped.replaces <= leastSaved || shaped.text.trim() === '')
    return 'unsure';
  if (place.selected !== undefined && !extendsItem(shaped.text, place.selected)) return 'list';
  return { ...shaped, probability: candidate.probability };
}

/** The editor hides ghost text that does not go on from the item selected in its list. */
function extendsItem(text: string, selected: string): boolean {
  return text.startsWith(selected) && text.length > selected.length;
}
