import { primed, type CompressedAll } from './baselines.js';
import { isProgramming, languages, type Language } from './languages.js';
import type { Evaluation, Quality } from './measure.js';
import type { NgramBaseline } from './ngram-baseline.js';
import { bits, markdown, percent, whole } from './table.js';

/** How well the network predicts each language. */
export function bitsTable({ network, languages: measured, mean }: Evaluation): string[] {
  const cells = ({ bitsPerByte, top1, top5 }: Quality) => [bits(bitsPerByte), percent(top1), percent(top5)];
  const row = (language: Language) => {
    const own = measured[language];
    return own ? [[language, ...cells(own), whole(own.bytes)]] : [];
  };
  return markdown([
    ['language', `bits per byte of \`${network}\``, 'top-1', 'top-5', 'bytes measured'],
    ...languages.filter(isProgramming).flatMap(row),
    ...(mean ? [['**mean of these**', ...cells(mean).map(cell => `**${cell}**`), '']] : []),
    ...languages.filter(language => !isProgramming(language)).flatMap(row),
  ]);
}

/** Something that the network is held against: bits per byte by language, where measured. */
interface Rival {
  readonly title: string;
  readonly kind: 'ngram' | 'alone' | 'primed';
  readonly bitsPerByte: ReadonlyMap<Language, number>;
}

function rivalsOf(ngrams: NgramBaseline | undefined, compressed: CompressedAll): Rival[] {
  const rival = (
    title: string,
    kind: Rival['kind'],
    of: (language: Language) => number | undefined,
  ): Rival => ({
    title,
    kind,
    bitsPerByte: new Map(
      languages.flatMap(language => {
        const value = of(language);
        return value === undefined ? [] : [[language, value] as const];
      }),
    ),
  });
  const own = (language: Language) => {
    const score = ngrams?.scores[language];
    return score && score.bits / score.bytes;
  };
  const names = [...compressed.keys()];
  return [
    rival('n-gram', 'ngram', own),
    ...names.map(name => rival(name, 'alone', language => compressed.get(name)?.get(language)?.alone)),
    ...names.map(name =>
      rival(`${name}, primed`, 'primed', language => compressed.get(name)?.get(language)?.primed),
    ),
  ];
}

/** What a card says of the rivals already, and how they were measured: for who has no hours to measure them again. */
interface KeptRivals {
  readonly rivals: readonly Rival[];
  readonly words: readonly string[];
  /** GB of the n-gram model. */
  readonly gigabytes: string;
}

/** Reads a comparison back that `comparison` wrote. */
export function keptRivals(lines: readonly string[]): KeptRivals {
  const rows = lines.filter(line => line.startsWith('|')).map(line => line.split('|').slice(1, -1));
  const [titles = [], , ...languageRows] = rows.map(cells =>
    cells.map(cell => cell.replaceAll('*', '').trim()),
  );
  const rivals = titles.slice(2).map((title, i): Rival => ({
    title,
    kind: title === 'n-gram' ? 'ngram' : title.endsWith(', primed') ? 'primed' : 'alone',
    bitsPerByte: new Map(
      languages.flatMap(language => {
        const value = Number(languageRows.find(([name]) => name === language)?.[i + 2] ?? NaN);
        return Number.isFinite(value) ? [[language, value] as const] : [];
      }),
    ),
  }));
  const words = lines.filter(line => line !== '' && !/^[|-]/.test(line));
  return { rivals, words, gigabytes: /^([\d.]+) GB\.$/.exec(words.at(-1) ?? '')?.[1] ?? '0' };
}

/** What was measured of the rivals. */
export function measuredRivals(ngrams: NgramBaseline | undefined, compressed: CompressedAll): KeptRivals {
  const gigabytes = ((12 * (ngrams?.size ?? 0)) / 1e9).toFixed(1);
  return { rivals: rivalsOf(ngrams, compressed), words: howMeasured(ngrams), gigabytes };
}

/** The network beside the n-gram model and the compressors, with what is not beaten in bold, and words on why. */
export function comparison(
  { network, languages: measured }: Evaluation,
  { rivals, words, gigabytes }: KeptRivals,
  stored: number,
): string[] {
  const shown = languages.filter(language => measured[language]);
  const ours = (language: Language) => measured[language]?.bitsPerByte ?? NaN;
  const cell = (value: number | undefined, own: number) =>
    value === undefined ? 'not measured' : value <= own ? `**${bits(value)}**` : bits(value);
  const mean = (of: (language: Language) => number | undefined) => {
    const values = shown.filter(isProgramming).map(of);
    const known = values.filter(value => value !== undefined);
    return known.length < values.length || known.length === 0
      ? undefined
      : known.reduce((sum, value) => sum + value, 0) / known.length;
  };
  const row = (title: string, of: (rival: Rival) => number | undefined, own: number) => [
    title,
    bits(own),
    ...rivals.map(rival => cell(of(rival), own)),
  ];
  const table = markdown([
    ['language', `\`${network}\``, ...rivals.map(({ title }) => title)],
    ...shown.map(language => row(language, rival => rival.bitsPerByte.get(language), ours(language))),
    row(
      'mean of the programming languages',
      rival => mean(language => rival.bitsPerByte.get(language)),
      mean(ours) ?? NaN,
    ),
  ]);
  return [...table, '', ...words, '', ...verdicts(rivals, shown, ours, gigabytes, stored)];
}

function howMeasured(ngrams: NgramBaseline | undefined): string[] {
  const lines = [
    'Bits per byte on the same bytes; bold is what the network does not beat. The compressors (`xz -9e`; PPMd of 7-Zip with',
    'order 16 and 1 GB; `zpaq -m5`) pack the measured bytes of a language as one file, alone and primed: with',
    `${whole(primed / 1e6)} MB of the language's training text before them (all of it where there is less), the primer's own packed size taken off.`,
  ];
  if (!ngrams) return lines;
  const { order, trainedOn, size, validation } = ngrams;
  const tried = Object.entries(validation).map(([order, value]) => `${order}: ${bits(value)}`);
  return [
    ...lines,
    `The n-gram model of bytes has interpolated modified Kneser-Ney smoothing and order ${order}, the best of those tried on the validation split (${tried.join(', ')} bits`,
    `per byte). It counted ${whole(Math.round(trainedOn / 1e6))} MB of the training text, in the languages' shares, and keeps ${whole(Math.round(size / 1e6))} million different n-grams in`,
    `${((12 * size) / 1e9).toFixed(1)} GB.`,
  ];
}

/** What is not beaten, and why, in words. */
function verdicts(
  rivals: readonly Rival[],
  shown: readonly Language[],
  ours: (language: Language) => number,
  gigabytes: string,
  stored: number,
): string[] {
  const size = `${(stored / 1e6).toFixed(1)} MB`;
  const why: Record<Rival['kind'], string> = {
    ngram: `It looks up what it has counted, word for word, in ${gigabytes} GB; the network has ${size}, and has seen little of the languages that are a small part of the corpus.`,
    alone:
      'A compressor learns from all of the file that came before, a hundred kilobytes with passages that recur; the network reads 512 bytes at most and does not learn as it reads.',
    primed: `A primed compressor has the training text of this one language at hand, word for word, and learns as it reads; the network has ${size} for all languages, and its weights stand still.`,
  };
  const kinds = ['ngram', 'alone', 'primed'] as const;
  const names = { ngram: 'N-gram model', alone: 'Compressors alone', primed: 'Compressors, primed' };
  return kinds.flatMap(kind => {
    const own = rivals.filter(rival => rival.kind === kind && rival.bitsPerByte.size > 0);
    if (own.length === 0) return [];
    const lost = own.flatMap(({ title, bitsPerByte }) => {
      const where = shown.filter(language => (bitsPerByte.get(language) ?? Infinity) <= ours(language));
      const names = where.length === shown.length ? 'every language' : where.join(', ');
      return where.length > 0 ? [`${title} in ${names}`] : [];
    });
    if (lost.length === 0)
      return [`- ${names[kind]}: beaten by the network in every language that was measured.`];
    return [`- ${names[kind]}: the network does not beat ${lost.join('; ')}. ${why[kind]}`];
  });
}
