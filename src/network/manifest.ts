import * as v from 'valibot';
import { excerpt, inEnglish, phrase, type Phrase } from '../phrase.js';

/** The largest sizes accepted in a manifest: far above what runs in an editor, far below what would crash one. */
const manifestLimits = { units: 8192, layers: 8, window: 1024, tensors: 64, parameters: 64_000_000 };
/** The longest texts of a manifest, in UTF-16 units, and the longest of its lists. */
export const manifestTextLimits = {
  ...{ name: 100, title: 200, file: 200, tensor: 100, licence: 1000, date: 40 },
  /** Of the header: its start and its end, which every read of a document begins with. */
  header: 256,
  /** A language's name in the header, or one of the editor's identifiers for it. */
  language: 64,
  languages: 128,
  languageIds: 16,
} as const;

/** How many numbers a tensor of a shape holds. */
export function elements(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

const integerBetween = (minimum: number, maximum: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(minimum), v.maxValue(maximum));
const textUpTo = (maximumLength: number) => v.pipe(v.string(), v.maxLength(maximumLength));
const numberUpTo = (maximum: number) => v.pipe(v.number(), v.minValue(0), v.maxValue(maximum));
const file = v.pipe(
  textUpTo(manifestTextLimits.file),
  v.regex(/^[\w.-]+$/, 'must be a file name without a folder'),
);

const Tensor = v.object({
  name: textUpTo(manifestTextLimits.tensor),
  shape: v.pipe(v.array(integerBetween(1, manifestLimits.parameters)), v.minLength(1), v.maxLength(4)),
  /**
   * How it is stored, little-endian. `f16`: IEEE 754 half precision. `i8`: for each row (of the last dimension) a scale in
   * fp32, then all rows as signed bytes that count their row's scale each.
   */
  type: v.picklist(['f16', 'i8']),
});

const Tensors = v.pipe(
  v.array(Tensor),
  v.minLength(1),
  v.maxLength(manifestLimits.tensors),
  v.check(
    tensors => tensors.reduce((sum, { shape }) => sum + elements(shape), 0) <= manifestLimits.parameters,
    `more than ${manifestLimits.parameters.toLocaleString('en')} numbers in all`,
  ),
);

const commonFields = {
  format: v.literal(1),
  name: textUpTo(manifestTextLimits.name),
  title: textUpTo(manifestTextLimits.title),
  embedding: integerBetween(1, manifestLimits.units),
  /** Units of each layer, first layer first. */
  layers: v.pipe(
    v.array(integerBetween(1, manifestLimits.units)),
    v.minLength(1),
    v.maxLength(manifestLimits.layers),
  ),
  /** Do the logits read the outputs of every layer, or the last one's alone? */
  skip: v.optional(v.boolean(), false),
  parameters: integerBetween(1, manifestLimits.parameters),
  /** The network reads `start + language + end` before a document; with an unknown language, `start + end`. */
  header: v.object({
    start: textUpTo(manifestTextLimits.header),
    end: v.pipe(textUpTo(manifestTextLimits.header), v.minLength(1)),
    /** The name in the header, and the editor's language identifiers that it stands for. */
    languages: v.pipe(
      v.record(
        textUpTo(manifestTextLimits.language),
        v.pipe(v.array(textUpTo(manifestTextLimits.language)), v.maxLength(manifestTextLimits.languageIds)),
      ),
      v.maxEntries(manifestTextLimits.languages),
    ),
  }),
  graphs: v.object({ step: file, read: file, probe: file }),
  weights: v.object({ file, tensors: Tensors }),
  licence: textUpTo(manifestTextLimits.licence),
  training: v.object({
    bytesSeen: numberUpTo(Number.MAX_SAFE_INTEGER),
    validationBitsPerByte: numberUpTo(64),
    finished: textUpTo(manifestTextLimits.date),
  }),
};

const Manifest = v.variant('cell', [
  v.object({ ...commonFields, cell: v.picklist(['rnn', 'gru', 'lstm']) }),
  /** `window`: how many bytes the plain network reads at once, the last one included. */
  v.object({
    ...commonFields,
    cell: v.literal('feedforward'),
    window: integerBetween(2, manifestLimits.window),
  }),
]);

/** The contents of `models/NAME.json`, which describes a network. */
export type Manifest = v.InferOutput<typeof Manifest>;
export type Cell = Manifest['cell'];

/** A gate, or what the cell would write (`n` of a GRU, `g` of an LSTM), by the letter that the literature has for it. */
export type Gate = 'z' | 'r' | 'n' | 'i' | 'f' | 'o' | 'g';

/** The gates that a probe returns for each cell, in the order of the cell's formulas. */
export const gates: Readonly<Record<Cell, readonly Gate[]>> = {
  rnn: [],
  gru: ['z', 'r', 'n'],
  lstm: ['i', 'f', 'o', 'g'],
  feedforward: [],
};

/** Something about a network's files is wrong: the phrase, and in English the message, name the file and what to do. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';

  constructor(
    readonly phrase: Phrase,
    options?: ErrorOptions,
  ) {
    super(inEnglish(phrase), options);
  }
}

/**
 * Checks a manifest.
 * @param json the text of the file
 * @param file its name, for messages
 * @throws NetworkError naming the first field that is wrong
 */
export function parseManifest(json: string, file: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new NetworkError(phrase`${file} is not valid JSON`, { cause });
  }
  const result = v.safeParse(Manifest, value, { abortEarly: true });
  if (result.success) return result.output;
  const issue = result.issues[0];
  // Both quote the file, which may hold any text.
  const field = excerpt(v.getDotPath(issue) ?? 'the whole');
  throw new NetworkError(phrase`${file}: field "${field}" is wrong: ${excerpt(issue.message)}`);
}

/** A stretch of a state: a layer's `h` or, of an LSTM, its `c`; of the plain network the window's bytes, newest last. */
export interface Part {
  readonly name: 'h' | 'c' | 'window';
  readonly layer: number;
  readonly start: number;
  readonly size: number;
}

/** The parts of a state in order: layer after layer, of an LSTM's `h` before `c`. */
export function parts(manifest: Manifest): Part[] {
  if (manifest.cell === 'feedforward')
    return [{ name: 'window', layer: 0, start: 0, size: manifest.window - 1 }];
  const names = manifest.cell === 'lstm' ? (['h', 'c'] as const) : (['h'] as const);
  let start = 0;
  return manifest.layers.flatMap((size, layer) =>
    names.map(name => {
      const part = { name, layer, start, size };
      start += size;
      return part;
    }),
  );
}

/** Floats in one state. */
export function stateSize(manifest: Manifest): number {
  return parts(manifest).reduce((sum, { size }) => sum + size, 0);
}

/** Units of all layers together. */
export function unitCount({ layers }: Manifest): number {
  return layers.reduce((sum, units) => sum + units, 0);
}

/** The header's name for one of the editor's languages, or undefined where the network was not taught it. */
export function headerLanguage(manifest: Manifest, languageId: string): string | undefined {
  return Object.entries(manifest.header.languages).find(([, ids]) => ids.includes(languageId))?.[0];
}
