import type { Manifest } from '../../src/network/manifest.js';
import { languages } from './languages.js';
import type { Context } from './contexts.js';
import type { Quality } from './measure.js';
import { bits, markdown, percent, whole } from './table.js';
import type { Times } from './timing.js';

/** A value inside JSON of which nothing is known; undefined where there is none. */
export function inside(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined,
    value,
  );
}

/** What the network is: from its manifest, its files and a stopwatch. */
export function factsTable(manifest: Manifest, raw: unknown, weightsSize: number, times: Times): string[] {
  const number = (...path: string[]) => {
    const value = inside(raw, ...path);
    return typeof value === 'number' ? value : undefined;
  };
  const { training, weights } = manifest;
  const corpus = number('training', 'corpusBytes');
  const minutes = number('training', 'minutes');
  const device = inside(raw, 'training', 'device');
  const on = typeof device === 'string' ? ` on ${device}` : '';
  const types = [...new Set(weights.tensors.map(({ type }) => type))];
  const rows: [string, string][] = [
    ['network', manifest.title],
    ['parameters', whole(manifest.parameters)],
    ['weights on disk', `${whole(weightsSize)} bytes (${types.join(' and ')})`],
    [
      'bytes seen in training',
      whole(training.bytesSeen) + (corpus === undefined ? '' : ` of a corpus of ${whole(corpus)}`),
    ],
    ...(minutes === undefined
      ? []
      : [['training time', `${whole(minutes)} minutes${on}`] as [string, string]]),
    ['bits per byte, validation split', bits(training.validationBitsPerByte)],
    ['one step on the int8 backend, one thread', `${times.step.toFixed(2)} ms`],
    ['reading 1,000 bytes on the int8 backend, one thread', `${times.read1000.toFixed(0)} ms`],
  ];
  return markdown([['', ''], ...rows]);
}

/** Bits per byte by what was read before the same bytes. */
export function contextsTable(
  measured: readonly { context: Context; bytes: number; quality: Quality | null }[],
): string[] {
  const cells = ({ bitsPerByte, top1, top5 }: Quality) => [bits(bitsPerByte), percent(top1), percent(top5)];
  const rows = measured.flatMap(({ context, quality }) =>
    quality ? [[context === 'served' ? 'as served' : whole(context), ...cells(quality)]] : [],
  );
  if (rows.length === 0) return ['Not measured: no documents are long enough.'];
  return [
    ...markdown([['bytes read before', 'bits per byte', 'top-1', 'top-5'], ...rows]),
    '',
    `Mean of the programming languages, on the same ${whole(measured[0]?.bytes ?? 0)} bytes in every row. "As served" is what the`,
    "editor reads: from the place's anchor, 256 to 512 bytes before it.",
  ];
}

/** How large the corpus's splits are. */
export function corpusTable(counts: unknown): string[] {
  const splits = ['train', 'validation', 'calibration', 'test'];
  const megabytes = (split: string, language: string) =>
    Number(inside(counts, 'splits', split, language, 'bytes') ?? 0) / 1e6;
  const rows = languages.map(language => [
    language,
    ...splits.map(split => megabytes(split, language).toFixed(2)),
  ]);
  const totals = splits.map(split =>
    languages.reduce((sum, language) => sum + megabytes(split, language), 0),
  );
  return markdown([
    ['MB', ...splits],
    ...rows,
    ['**all**', ...totals.map(total => `**${total.toFixed(1)}**`)],
  ]);
}

/** The shapes that were tried, from the file that models/training/ablation.py writes. */
export function ablationTable(csv: string): string[] {
  const [head = [], ...rows] = csv.trim().split('\n').map(cellsOf);
  const number = (cell: string) => (/^\d{5,}$/.test(cell) ? whole(Number(cell)) : cell);
  return markdown([head, ...rows.map(row => row.map(number))]);
}

/** The cells of a line of CSV (RFC 4180), without line breaks inside. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}
