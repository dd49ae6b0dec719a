import type { Gate, Manifest } from '../../src/network/manifest.js';
import { languages } from '../evaluate/languages.js';
import type { Evaluation } from '../evaluate/measure.js';
import { bits, whole } from '../evaluate/table.js';
import { bins, type Bin, type Forgetting } from './forgets.js';
import { picture } from './picture.js';
import { kinds, type Kind } from './places.js';

/** A network and what was measured of it. */
export interface Compared {
  readonly manifest: Manifest;
  readonly evaluation: Evaluation;
  readonly forgetting: Forgetting;
}

/** Fewer places than this say nothing. */
const fewest = 20;

const titles: Readonly<Record<Kind, string>> = {
  bracket: 'a closing bracket',
  quote: 'a closing quote',
  name: 'a repeated name',
};
const named = ({ manifest }: Compared) => `\`${manifest.name}\``;
const distances = bins.map((most, i) => (i === 0 ? `1-${most}` : `${(bins[i - 1] ?? 0) + 1}-${most}`));

/** Bits per byte by language. */
export function bitsTable(compared: readonly Compared[]): string[][] {
  const measured = languages.filter(language => compared[0]?.evaluation.languages[language]);
  return [
    ['bits per byte', ...compared.map(named), 'bytes'],
    ['parameters', ...compared.map(({ manifest }) => whole(manifest.parameters)), ''],
    ['bytes seen in training', ...compared.map(({ manifest }) => whole(manifest.training.bytesSeen)), ''],
    ...measured.map(language => [
      language,
      ...compared.map(({ evaluation }) => bits(evaluation.languages[language]?.bitsPerByte ?? NaN)),
      whole(compared[0]?.evaluation.languages[language]?.bytes ?? 0),
    ]),
    [
      '**mean of the programming languages**',
      ...compared.map(({ evaluation }) => `**${bits(evaluation.mean?.bitsPerByte ?? NaN)}**`),
      '',
    ],
  ];
}

export function bitsPicture(compared: readonly Compared[]): string {
  const measured = languages.filter(language => compared[0]?.evaluation.languages[language]);
  const short: Readonly<Record<string, string>> = {
    typescript: 'ts',
    javascript: 'js',
    python: 'py',
    markdown: 'md',
  };
  const lines = compared.map(({ manifest, evaluation }) => ({
    name: manifest.name,
    values: measured.map(language => evaluation.languages[language]?.bitsPerByte),
  }));
  const places = measured.map(language => short[language] ?? language);
  return picture(
    [{ title: 'bits per byte', places, lines }],
    'language',
    'Bits per byte of each cell by language',
    2,
  );
}

/** Surprise where something closes or comes again, against the distance to where it began. */
export function forgetsTable(compared: readonly Compared[]): string[][] {
  return [
    ['surprise (bits per byte) of', 'distance in bytes', ...compared.map(named), 'places'],
    ...kinds.flatMap(kind =>
      distances.map((distance, i) => {
        const found = compared.map(({ forgetting }) => forgetting.at[kind][i]);
        const values = found.map(bin => (known(bin) ? (bin.bits / bin.bytes).toFixed(2) : '-'));
        return [i === 0 ? titles[kind] : '', distance, ...values, whole(found[0]?.places ?? 0)];
      }),
    ),
  ];
}

export function forgetsPicture(compared: readonly Compared[]): string {
  const charts = kinds.map(kind => ({
    title: `surprise of ${titles[kind]} (bits per byte)`,
    places: bins.map(String),
    lines: compared.map(({ manifest, forgetting }) => ({
      name: manifest.name,
      values: forgetting.at[kind].map(bin => (known(bin) ? bin.bits / bin.bytes : undefined)),
    })),
  }));
  return picture(charts, 'distance in bytes, up to', 'Surprise against distance, for each cell');
}

/** The gates that keep: what the GRU's z and the others' f are, on average over all units, when such a byte is read. */
const keepers: readonly (readonly [network: string, gate: Gate])[] = [
  ['gru', 'z'],
  ['lstm', 'f'],
  ['glr', 'f'],
];

function gateLines(compared: readonly Compared[]) {
  return keepers.flatMap(([name, gate]) => {
    const one = compared.find(({ manifest }) => manifest.name === name);
    return one ? [{ name: `${gate} of \`${name}\``, gate, forgetting: one.forgetting }] : [];
  });
}

const mean = (bin: Bin, gate: Gate) => (bin.gates[gate] ?? NaN) / bin.bytes;

export function gatesTable(compared: readonly Compared[]): string[][] {
  const lines = gateLines(compared);
  return [
    ['mean over all units', 'distance in bytes', ...lines.map(({ name }) => name)],
    ['anywhere', '', ...lines.map(({ gate, forgetting }) => mean(forgetting.anywhere, gate).toFixed(3))],
    ...kinds.flatMap(kind =>
      distances.map((distance, i) => {
        const values = lines.map(({ gate, forgetting }) => {
          const bin = forgetting.at[kind][i];
          return known(bin) ? mean(bin, gate).toFixed(3) : '-';
        });
        return [i === 0 ? `at ${titles[kind]}` : '', distance, ...values];
      }),
    ),
  ];
}

export function gatesPicture(compared: readonly Compared[]): string {
  const charts = kinds.map(kind => ({
    title: `gates at ${titles[kind]}`,
    places: bins.map(String),
    lines: gateLines(compared).map(({ name, gate, forgetting }) => ({
      name: name.replaceAll('`', ''),
      values: forgetting.at[kind].map(bin => (known(bin) ? mean(bin, gate) : undefined)),
    })),
  }));
  return picture(charts, 'distance in bytes, up to', 'How much the gates keep, against distance');
}

function known(bin: Bin | undefined): bin is Bin {
  return bin !== undefined && bin.places >= fewest;
}
