import { threshold } from './confidence.js';
import type { Place } from './place.js';
import type { Silence } from './silence.js';
import { distinct, type Weighed } from './weigh.js';

export type { Place } from './place.js';
export type Suggestion = Weighed;

/** Suggestions offered where they were requested by hand, at most. */
const maximumOffered = 5;

/** Chooses the suggestions worth showing: one, or a few different ones where they were requested by hand. */
export function choose(weighed: readonly Weighed[], place: Place): Suggestion[] | Silence {
  const least = threshold(place);
  const sure = weighed.filter(({ probability }) => probability >= least);
  if (sure.length === 0) return place.prefix.trim() === '' ? 'indentation' : 'unsure';
  // The beginning of what stands below says it, too.
  const repeated = sure.filter(({ repeats }) => repeats);
  const fresh = sure.filter(({ text }) => !repeated.some(other => other.text.startsWith(text)));
  if (fresh.length === 0) return 'repeated';
  const { selected } = place;
  const extending = selected === undefined ? fresh : fresh.filter(({ text }) => extendsItem(text, selected));
  if (extending.length === 0) return 'list';
  return place.byHand ? offeredByHand(extending) : extending.slice(0, 1);
}

/** A few different ones, and the whole line second, even where the first is its beginning. */
function offeredByHand(weighed: readonly Weighed[]): Weighed[] {
  const [first, ...others] = distinct(weighed);
  if (!first) return [];
  const line = weighed.find(({ isLine }) => isLine) ?? first;
  return [...new Set([first, line, ...others])].slice(0, maximumOffered);
}

/** The editor hides ghost text that does not go on from the item selected in its list. */
function extendsItem(text: string, selected: string): boolean {
  return text.startsWith(selected) && text.length > selected.length;
}
