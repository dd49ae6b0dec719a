import type { Manifest } from '../../src/network/manifest.js';
import { keyOf, type Cache } from './cache.js';
import { documentsUnder, splitOf, type Document } from './documents.js';
import { languages, shares, type Language } from './languages.js';
import { meanOf, qualityOf } from './measure.js';
import { Ngrams, type ByteModel } from './ngram.js';
import { Progress } from './progress.js';
import { headerOf } from './score.js';
import { add, noScore, type Score } from './score.js';
import { sample, shuffled, type Stretch } from './sample.js';

/** Training text to take, in bytes, where every language has its share of it: 8 times as much memory while it is counted. */
const wanted = 450_000_000;
/** Orders to choose from, and the bytes of each language of the validation split on which that is done. */
const orders = [6, 7, 8];
const validated = 10_000;

/** How well the n-gram model predicts, and what it was made of. */
export interface NgramBaseline {
  readonly order: number;
  /** Bits per byte on the validation split by order, mean of the programming languages. */
  readonly validation: Readonly<Record<number, number>>;
  readonly trainedOn: number;
  /** Different n-grams that it keeps. */
  readonly size: number;
  readonly scores: Partial<Record<Language, Score>>;
}

/**
 * Trains the n-gram model on the corpus, with the languages' shares that the network is trained with, chooses its order and
 * measures it on what is sampled. It reads the network's header before each document, so that it is told no less.
 * @param corpus the folder that models/training/corpus.py builds
 */
export async function measureNgrams(
  sampled: ReadonlyMap<Language, readonly Stretch[]>,
  corpus: string,
  manifest: Manifest,
  cache: Cache,
): Promise<NgramBaseline | undefined> {
  const header = (language: Language) => headerOf(manifest, language);
  const texts = (await balanced(`${corpus}/train`)).map(({ language, bytes }) =>
    Buffer.concat([header(language), bytes]),
  );
  const validation = sample(await documentsUnder([`${corpus}/validation`]), validated);
  const measured = [...validation.values(), ...sampled.values()].flat();
  const key = keyOf(
    `n-gram 2 ${orders.join()}`,
    ...texts,
    ...measured.flatMap(({ document, start, end }) => [document.bytes, `${start} ${end}`]),
  );
  return cache.get('n-gram model', key, () => {
    const trainedOn = texts.reduce((sum, { length }) => sum + length, 0);
    console.error(`n-gram model: counting ${Math.round(trainedOn / 1e6)} MB`);
    const ngrams = Ngrams.count(texts, trainedOn);
    const byOrder: Record<number, number> = {};
    for (const order of orders) {
      const scores = scoreAll(`order ${order}, validation`, ngrams.model(order), validation, header);
      const qualities = Object.entries(scores).map(([language, score]) => [language, qualityOf(score)]);
      byOrder[order] =
        meanOf(Object.fromEntries(qualities) as Parameters<typeof meanOf>[0])?.bitsPerByte ?? NaN;
    }
    const order = orders.reduce((a, b) => ((byOrder[b] ?? NaN) < (byOrder[a] ?? NaN) ? b : a));
    const scores = scoreAll(`n-gram model of order ${order}`, ngrams.model(order), sampled, header);
    return Promise.resolve({ order, validation: byOrder, trainedOn, size: ngrams.size, scores });
  });
}

/** Whole documents, drawn with a fixed seed: each language's share of what is wanted, or all there is of it. */
async function balanced(train: string): Promise<Document[]> {
  const drawn: Document[] = [];
  for (const language of languages) {
    let left = shares[language] * wanted;
    for (const document of shuffled(await splitOf(train, language), 3)) {
      left -= document.bytes.length;
      if (left < 0) break;
      drawn.push(document);
    }
  }
  return drawn;
}

/** Predicts every byte of the stretches from all that the model looks at, the header included. */
function scoreAll(
  title: string,
  model: ByteModel,
  sampled: ReadonlyMap<Language, readonly Stretch[]>,
  header: (language: Language) => Uint8Array,
): Partial<Record<Language, Score>> {
  const total = [...sampled.values()].flat().reduce((sum, { start, end }) => sum + end - start, 0);
  const progress = new Progress(title, total);
  const scores: Partial<Record<Language, Score>> = {};
  for (const [language, stretches] of sampled) {
    const score = (scores[language] = noScore());
    const head = header(language);
    for (const { document, start, end } of stretches) {
      const text = Buffer.concat([head, document.bytes.subarray(0, end)]);
      for (let at = head.length + start; at < text.length; at++)
        add(score, model.distribution(text.subarray(0, at)).map(Math.log), text[at] ?? 0);
      progress.add(end - start);
    }
  }
  progress.end();
  return scores;
}
