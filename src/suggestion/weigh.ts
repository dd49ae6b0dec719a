import { newline } from '../network/bytes.js';
import { headerLanguage } from '../network/manifest.js';
import type { Network, Reading } from '../network/network.js';
import { nextTurn, type Cancellation } from '../scheduler.js';
import { confidence, floor, shippedConfidence } from './confidence.js';
import { decode, type Candidate } from './decode.js';
import type { Evidence } from './features.js';
import { fits, noFit } from './fit.js';
import { indentationRule } from './indentation.js';
import { surroundings } from './lexical.js';
import type { Place } from './place.js';
import { isMisplaced } from './misplaced.js';
import { searchLines, weighedLines } from './lines.js';
import { Predictor, type Expectation } from './predictor.js';
import { recall, recallWords } from './recall.js';
import { Secrecy } from './secrecy.js';
import { sceneOf } from './scene.js';
import { repeatsBelow, shape, type Shaped } from './shape.js';
import { isVisible } from './visible.js';

/** A candidate as it would be shown, and what is thought of it. */
export interface Weighed extends Shaped {
  /** Keys that taking it saves: its characters less those that stand there already, and the key that takes it. */
  readonly saved: number;
  /** The calibrated chance that all of it is taken, or words at its beginning. */
  readonly probability: number;
  /** Does it say what already stands on the line below? */
  readonly repeats: boolean;
  /** Is it the line that fits best what stands around? Looked for where it was asked for by hand. */
  readonly isLine: boolean;
  readonly evidence: Evidence;
}

/** The fewest keys that a suggestion saves: less is not worth a look. */
export const leastSaved = 2;
/** Candidates whose confidence is asked for, and those of them that are followed into what stands behind the caret. */
const mostWeighed = 12;
const mostFollowed = 3;
/** Text before the line that is looked at for an open comment or string, in UTF-16 units. */
const scanned = 2000;

/**
 * All candidates for a place, shaped for it, the one worth most first: the chance that all of it is right times the keys that it saves. None
 * where it was cancelled.
 * @param searching what the search goes by, where somebody wants to know which ways it went
 */
export async function weigh(
  network: Network,
  reading: Reading,
  place: Place,
  cancellation: Cancellation,
  searching?: Predictor,
): Promise<Weighed[]> {
  const options = { floor: floor(place), longest: place.longest, leastSaved };
  const { prefix, suffix, before = '', below = '', languageId = '', model = shippedConfidence } = place;
  const predictor = new Predictor(network, place.recollection);
  const start = (searching ?? predictor).start(reading, before + prefix);
  const found = await decode(searching ?? predictor, start, options, cancellation);
  const decoded = new Set(found.map(({ text }) => text));
  if (!(await nextTurn(cancellation))) return [];
  const secrecy = new Secrecy(place);
  const words = recallWords(before, prefix, below, leastSaved).filter(
    word => !decoded.has(word) && word.length <= place.longest,
  );
  found.push(...(await recall(predictor, start, secrecy.outside(words), cancellation)));
  found.sort((a, b) => b.probability * b.saved - a.probability * a.saved);
  // Asked for by hand, a whole line is looked for, too, that fits what stands around it.
  const line = place.byHand === true ? await wholeLine(predictor, start, place, cancellation) : undefined;
  if (found.length === 0 && !line) return [];
  if (!(await nextTurn(cancellation))) return [];
  const isIndented = indentationRule(place);
  const seen = Math.min(scanned, place.inCell ?? scanned, before.length);
  const scene = sceneOf({
    ...{ prefix, before, below, suffix, start },
    surroundings: surroundings(languageId, before.slice(before.length - seen) + prefix),
    inLine: suffix.trim() !== '',
    aboveText: below.trim() !== '',
    language: headerLanguage(network.manifest, languageId),
  });
  const likely = found.slice(0, mostWeighed).filter(({ text }) => text !== line?.text);
  const shaped: ShapedCandidate[] = [];
  for (const candidate of [...likely, ...(line ? [line] : [])]) {
    if (!(await nextTurn(cancellation))) return [];
    const { text, replaces } = shape(candidate.text, place.suffix);
    if (!isIndented(text) || !isVisible(text, prefix) || isMisplaced(scene, text)) continue;
    if (secrecy.reveals({ text, replaces })) continue;
    // Cut to less than it was, it may no longer be worth a look.
    const saved = Array.from(text).length - replaces - 1;
    if (saved >= leastSaved && text.trim() !== '') shaped.push({ candidate, text, replaces, saved });
  }
  if (shaped.length === 0) return [];
  const fit = await fits(predictor, distinct(shaped).slice(0, mostFollowed), place, cancellation);
  const weighed: Weighed[] = [];
  for (const { candidate, text, replaces, saved } of shaped) {
    if (!(await nextTurn(cancellation))) return [];
    const chanceOf = (isMeant: (other: Candidate) => boolean) =>
      found.reduce((most, one) => (isMeant(one) ? Math.max(most, one.probability) : most), 0);
    const evidence = {
      ...{ ...(fit.get(candidate) ?? noFit), scene, candidate, text, saved },
      balance: scene.brackets.balanceWith(text),
      rival: chanceOf(other => !agree(candidate, other)),
      longer: chanceOf(other => other !== candidate && other.text.startsWith(candidate.text)),
      count: found.length,
      rank: found.indexOf(candidate),
    };
    const repeats = repeatsBelow(prefix, text, below);
    const isLine = candidate === line;
    const probability = confidence(evidence, model);
    weighed.push({ text, replaces, saved, repeats, isLine, evidence, probability });
  }
  return weighed.sort((a, b) => worth(b) - worth(a));
}

/** A candidate with what would be shown of it. */
interface ShapedCandidate extends Shaped {
  readonly candidate: Candidate;
  readonly saved: number;
}

const worth = ({ evidence, saved }: Weighed) => evidence.candidate.probability * saved;

/** The line that fits best what stands around the caret; none where it most likely ends there. */
async function wholeLine(
  predictor: Predictor,
  start: Expectation,
  { prefix, suffix, before = '', below = '', longest }: Place,
  cancellation: Cancellation,
): Promise<Candidate | undefined> {
  if ((start.distribution[newline] ?? 0) > 0.5) return undefined;
  const lines = await searchLines(predictor, start, longest, cancellation);
  const around = { before: before + prefix, after: `${suffix}\n${below}` };
  const [best] = await weighedLines(predictor, lines, around, cancellation);
  return best && best.candidate.saved >= leastSaved ? best.candidate : undefined;
}

function agree(a: Candidate, b: Candidate): boolean {
  return a.text.startsWith(b.text) || b.text.startsWith(a.text);
}

/** Those of which none is the beginning of another, the first of each kind. */
export function distinct<T extends { readonly text: string }>(candidates: readonly T[]): T[] {
  const kept: T[] = [];
  for (const one of candidates)
    if (!kept.some(({ text }) => text.startsWith(one.text) || one.text.startsWith(text))) kept.push(one);
  return kept;
}
