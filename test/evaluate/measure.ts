import { isProgramming, languages, type Language } from './languages.js';
import { Progress } from './progress.js';
import { servedRuns, type Run } from './runs.js';
import type { Stretch } from './sample.js';
import { noScore, type Score } from './score.js';
import { scoreInWorkers, sizeOf } from './workers.js';

/** How well bytes were predicted: the mean surprise in bits; the shares that were the likeliest, among the five likeliest. */
export interface Quality {
  readonly bitsPerByte: number;
  readonly top1: number;
  readonly top5: number;
}

/** What `npm run evaluate -- --json FILE` writes. */
export interface Evaluation {
  readonly network: string;
  readonly languages: Partial<Record<Language, Quality & { readonly files: number; readonly bytes: number }>>;
  /** Over the programming languages, each counting alike; null where there is none. */
  readonly mean: Quality | null;
}

/** Scores groups of runs, with a bar on stderr. */
export async function scoreGroups<Group>(
  network: string,
  title: string,
  groups: ReadonlyMap<Group, readonly Run[]>,
): Promise<Map<Group, Score>> {
  const flat = [...groups].flatMap(([group, runs]) => runs.map(run => ({ group, run })));
  const runs = flat.map(({ run }) => run);
  const progress = new Progress(
    title,
    runs.reduce((sum, run) => sum + sizeOf(run), 0),
  );
  const scores = await scoreInWorkers(network, runs, bytes => progress.add(bytes));
  progress.end();
  const sums = new Map<Group, Score>();
  flat.forEach(({ group }, i) => sums.set(group, sum(sums.get(group) ?? noScore(), scores[i] ?? noScore())));
  return sums;
}

function sum(a: Score, b: Score): Score {
  return { bytes: a.bytes + b.bytes, bits: a.bits + b.bits, top1: a.top1 + b.top1, top5: a.top5 + b.top5 };
}

export function qualityOf({ bytes, bits, top1, top5 }: Score): Quality {
  return { bitsPerByte: bits / bytes, top1: top1 / bytes, top5: top5 / bytes };
}

/** Evaluates a network that ships on stretches, each byte from the state that serving has there. */
export async function evaluate(
  network: string,
  sampled: ReadonlyMap<Language, readonly Stretch[]>,
): Promise<Evaluation> {
  const runs = new Map(
    [...sampled].map(([language, stretches]) => [language, stretches.flatMap(servedRuns)] as const),
  );
  const scores = await scoreGroups(network, network, runs);
  const found: Evaluation['languages'] = {};
  for (const language of languages) {
    const score = scores.get(language);
    if (!score) continue;
    const files = new Set(sampled.get(language)?.map(({ document }) => document)).size;
    found[language] = { files, bytes: score.bytes, ...qualityOf(score) };
  }
  return { network, languages: found, mean: meanOf(found) };
}

/** The mean over the programming languages among these, each counting alike. */
export function meanOf(measured: Partial<Record<Language, Quality>>): Quality | null {
  const some = languages.filter(isProgramming).flatMap(language => measured[language] ?? []);
  if (some.length === 0) return null;
  const mean = (of: keyof Quality) => some.reduce((sum, quality) => sum + quality[of], 0) / some.length;
  return { bitsPerByte: mean('bitsPerByte'), top1: mean('top1'), top5: mean('top5') };
}
