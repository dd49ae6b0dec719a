import { isContinuation, newline } from '../../src/network/bytes.js';
import { isProgramming, languages } from './languages.js';
import { meanOf, qualityOf, scoreGroups, type Quality } from './measure.js';
import { servedRuns, type Run } from './runs.js';
import type { Language } from './languages.js';
import type { Stretch } from './sample.js';

/** Bytes read before what is measured. */
export const contextLengths = [64, 128, 256, 512, 1024, 2048, 4096] as const;
/** How the context of a measurement was chosen: so many bytes, or as serving does. */
export type Context = (typeof contextLengths)[number] | 'served';
const longestContext = Math.max(...contextLengths);

/** Bytes measured at the beginning of a stretch. */
const measured = 128;
/** Reading begins at a line's start, as serving does, where there is one within so many bytes before. */
const toLine = 256;

/** The runs of one context for the stretches that have room for the longest before them. */
export function contextRuns(stretches: readonly Stretch[], context: Context): Run[] {
  const roomy = stretches.filter(
    ({ start, end }) => start >= longestContext + toLine && end - start >= measured,
  );
  return roomy.flatMap(stretch => {
    const { document, start } = stretch;
    const { bytes, language } = document;
    let end = start + measured;
    while (isContinuation(bytes[end] ?? 0)) end++;
    if (context === 'served') return servedRuns({ document, start, end });
    const before = bytes.subarray(beginning(bytes, start - context), start);
    return [{ language, before, measured: bytes.subarray(start, end) }];
  });
}

/** The line's start at or before a place, or where that is far, the character's. */
function beginning(bytes: Uint8Array, place: number): number {
  const line = bytes.lastIndexOf(newline, place - 1) + 1;
  if (place - line <= toLine) return line;
  let character = place;
  while (isContinuation(bytes[character] ?? 0)) character--;
  return character;
}

/** The mean over the programming languages, by what was read before the same bytes. */
export async function measureContexts(
  network: string,
  sampled: ReadonlyMap<Language, readonly Stretch[]>,
): Promise<{ context: Context; bytes: number; quality: Quality | null }[]> {
  const contexts: Context[] = [...contextLengths, 'served'];
  const groups = contexts.flatMap(context =>
    languages
      .filter(isProgramming)
      .map(language => ({ context, language, runs: contextRuns(sampled.get(language) ?? [], context) })),
  );
  const scores = await scoreGroups(
    network,
    `${network}, by context`,
    new Map(groups.map(group => [group, group.runs])),
  );
  return contexts.map(context => {
    const own = [...scores].filter(([group]) => group.context === context);
    const byLanguage = Object.fromEntries(own.map(([{ language }, score]) => [language, qualityOf(score)]));
    return {
      context,
      bytes: own.reduce((sum, [, { bytes }]) => sum + bytes, 0),
      quality: meanOf(byLanguage),
    };
  });
}
