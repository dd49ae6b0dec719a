import { headerLanguage } from '../../src/network/manifest.js';
import type { Network } from '../../src/network/network.js';
import { Reader } from '../../src/reading/reader.js';
import { never } from '../../src/scheduler.js';
import { confidenceFeatures } from '../../src/suggestion/features.js';
import { MixerLearner } from '../../src/suggestion/mixer-learner.js';
import { fitsBefore } from '../../src/suggestion/shape.js';
import { weigh } from '../../src/suggestion/weigh.js';
import { caretOf, recollectionOf, sourceOf, type Remembering } from './product.js';
import { leastSaved, takeable } from './replay.js';
import { plainKeys, Typist, type Passage } from './typist.js';

/** A candidate at one caret, and what would have come of showing it. */
export interface Sample {
  readonly features: Float32Array;
  /** Keys that it would save, were it right, as the product counts them. */
  readonly saved: number;
  /** Is all of it right? */
  readonly right: boolean;
  /** Keys that the typist would save by it, and characters that it would bring: all of it, words of it, or nothing. */
  readonly gain: number;
  readonly advance: number;
  /** Characters of it that are right: so long it stays on screen while it is typed. */
  readonly common: number;
  /** Does it say what stands on the line below? Such a one is never shown. */
  readonly repeats: boolean;
}

/** All that was thought of at one caret. */
export interface Moment {
  readonly language: string;
  /** The place in its passage, which is told apart by number. */
  readonly passage: number;
  readonly at: number;
  readonly onIndentation: boolean;
  readonly samples: readonly Sample[];
}

/** What a fit starts from: every caret, for the keys that there are. */
export interface Collected {
  readonly moments: readonly Moment[];
  readonly keys: number;
}

/** Nothing less probable than this is looked at: below what any setting shows. */
const eagerness = 0.3;

/** Types a passage key by key and takes nothing, so that every caret is looked at. */
export async function collect(
  network: Network,
  passage: Passage,
  number: number,
  remembering?: Remembering,
): Promise<Collected> {
  const id = network.manifest.header.languages[passage.language]?.[0] ?? passage.language;
  const plain = plainKeys(passage, id);
  const cost = (from: number, to: number) => (plain[to] ?? 0) - (plain[from] ?? 0);
  const typist = new Typist(passage, id);
  const source = sourceOf(typist);
  const reader = new Reader(network, source, headerLanguage(network.manifest, id));
  const learner = new MixerLearner(reader, source);
  const remembered = remembering?.memoryOf(passage);
  const moments: Moment[] = [];
  while (!typist.done) {
    const [before, tail] = [typist.before, typist.tail];
    const { asks, deleted } = typist.press();
    const same = typist.before.startsWith(before) ? before.length : 0;
    if (same === 0) reader.reset();
    else
      reader.edited({
        offset: same,
        removed: tail.length,
        inserted: typist.before.length - same + typist.tail.length,
      });
    const caret = caretOf(typist, id, eagerness);
    if (!asks || deleted || !fitsBefore(caret.suffix)) continue;
    const unlearnt = remembering && remembered && recollectionOf(remembering, remembered, typist);
    const recollection = unlearnt && (await learner.at(typist.before.length, unlearnt, never));
    const reading = await reader.at(typist.before.length, never);
    if (!reading) continue;
    const weighed = await weigh(network, reading, { ...caret, ...(recollection && { recollection }) }, never);
    const { at } = typist;
    const samples = weighed.map(({ evidence, text, replaces, saved, repeats }): Sample => {
      const right = typist.comesNext(text);
      const { length, saved: gain } = takeable(typist, { text, replaces }, passage.language, cost);
      const common = typist.extra === '' ? commonLength(text, passage.text.slice(at, at + text.length)) : 0;
      const isTaken = gain >= leastSaved;
      return {
        features: Float32Array.from(confidenceFeatures(evidence)),
        saved,
        right,
        gain: isTaken ? gain : 0,
        advance: isTaken ? length : 0,
        common,
        repeats,
      };
    });
    moments.push({
      language: passage.language,
      passage: number,
      at,
      onIndentation: caret.prefix.trim() === '',
      samples,
    });
  }
  return { moments, keys: plain[passage.text.length] ?? 0 };
}

function commonLength(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return i;
}
