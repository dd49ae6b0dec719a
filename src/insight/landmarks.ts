import { lexicalRegions } from '../suggestion/lexical.js';
import type { Landmark } from './landmark.js';

/** Characters around the place looked at in which a landmark is sought. */
const searchRadius = 4000;
/** A bracket or quote closes well if it was opened so many characters before: far enough to need a memory, near enough to see. */
const pairDistance = { least: 8, greatest: 60 };

/**
 * The offset, in UTF-16 units, of the landmark nearest to a place.
 * @returns undefined where there is none near
 */
export function findLandmark(
  where: Landmark,
  languageId: string,
  text: string,
  near: number,
): number | undefined {
  if (where === 'start of file') return 0;
  if (where === 'end of file') return text.length;
  const from = text.lastIndexOf('\n', Math.max(0, near - searchRadius)) + 1;
  const here = text.slice(from, near + searchRadius);
  const found = finders[where](languageId, here);
  // Behind the person's place there is text that they wrote already: of equals that one.
  const distance = (offset: number) => Math.abs(from + offset - near) + (from + offset > near ? 0.5 : 0);
  const [best] = found.sort((a, b) => distance(a) - distance(b));
  return best === undefined ? undefined : from + best;
}

type Finder = (languageId: string, text: string) => number[];

const finders: Readonly<Record<Exclude<Landmark, 'start of file' | 'end of file'>, Finder>> = {
  'before a closing bracket': (languageId, text) => closingBrackets(languageId, text),
  'behind a closing bracket': (languageId, text) => closingBrackets(languageId, text).map(at => at + 1),
  'before a closing quote': (languageId, text) => closingQuotes(languageId, text),
  'behind a closing quote': (languageId, text) => closingQuotes(languageId, text).map(at => at + 1),
  'behind a repeated word': (_, text) => {
    const words = new Set<string>();
    const found: number[] = [];
    for (const { 0: word, index } of text.matchAll(/[\p{L}_$][\p{L}\d_$]{4,}/gu)) {
      if (words.has(word)) found.push(index + word.length);
      words.add(word);
    }
    return found;
  },
  'line start': (_, text) => Array.from(text.matchAll(/\n(?=[^\n])/g), ({ index }) => index + 1),
};

function closingBrackets(languageId: string, text: string): number[] {
  const open: number[] = [];
  const found: number[] = [];
  for (const at of codeIn(languageId, text)) {
    if ('([{'.includes(text[at] ?? '')) open.push(at);
    else {
      const opened = open.pop();
      if (opened !== undefined && isFar(at - opened)) found.push(at);
    }
  }
  return found;
}

function closingQuotes(languageId: string, text: string): number[] {
  return lexicalRegions(languageId, text)
    .filter(
      ({ kind, start, end }) => kind === 'string' && isFar(end - start) && text[end - 1] === text[start],
    )
    .map(({ end }) => end - 1);
}

function isFar(distance: number): boolean {
  return distance >= pairDistance.least && distance <= pairDistance.greatest;
}

/** Offsets of brackets that stand in code. */
function codeIn(languageId: string, text: string): number[] {
  const others = lexicalRegions(languageId, text);
  let next = 0;
  return Array.from(text.matchAll(/[()[\]{}]/g), ({ index }) => index).filter(index => {
    while ((others[next]?.end ?? Infinity) <= index) next++;
    return index < (others[next]?.start ?? Infinity);
  });
}
