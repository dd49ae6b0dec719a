import * as v from 'valibot';
import { excerpt, inEnglish, phrase, type Phrase } from '../phrase.js';

/** The largest sizes accepted in a manifest: far above what runs in an editor, far below what would crash one. */
const manifestLimits = {
  ...{ units: 8192, layers: 8, window: 1024, tensors: 512, parameters: 64_000_000 },
  ...{ blocks: 32, convolution: 32, orders: 16, longestOrder: 32 },
  /** Numbers of a block network's state: as many as the largest LSTM keeps, in h and c. */
  state: 2 ** 17,
};
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

const fieldsOfLayers = {
  ...commonFields,
  embedding: integerBetween(1, manifestLimits.units),
  /** Units of each layer, first layer first. */
  layers: v.pipe(
    v.array(integerBetween(1, manifestLimits.units)),
    v.minLength(1),
    v.maxLength(manifestLimits.layers),
  ),
  /** Do the logits read the outputs of every layer, or the last one's alone? */
  skip: v.optional(v.boolean(), false),
};

const ManifestOfLayers = v.variant('cell', [
  v.pipe(
    v.object({ ...fieldsOfLayers, cell: v.picklist(['rnn', 'gru', 'lstm']) }),
    v.transform(fields => ({ kind: 'layers' as const, ...fields })),
  ),
  /** `window`: how many bytes the plain network reads at once, the last one included. */
  v.pipe(
    v.object({
      ...fieldsOfLayers,
      cell: v.literal('feedforward'),
      window: integerBetween(2, manifestLimits.window),
    }),
    v.transform(fields => ({ kind: 'feedforward' as const, ...fields })),
  ),
]);

/** One block: units of its recurrence, those of its feed-forward part, and bytes that its convolution reads (0: it has none). */
const Block = v.object({
  units: integerBetween(1, manifestLimits.units),
  ffn: integerBetween(1, manifestLimits.units),
  conv: v.optional(
    v.pipe(
      integerBetween(0, manifestLimits.convolution),
      v.check(bytes => bytes !== 1, 'a convolution reads 2 bytes or more'),
    ),
    0,
  ),
});

/** Tables that the last n bytes, for each n of `orders`, name a row of; see `models/training/blocks.py`. */
const Tables = v.object({
  /** Rows of one table, and numbers of a row. */
  rows: integerBetween(1, manifestLimits.parameters),
  width: integerBetween(1, manifestLimits.units),
  orders: v.pipe(
    v.array(integerBetween(1, manifestLimits.longestOrder)),
    v.minLength(1),
    v.maxLength(manifestLimits.orders),
    v.check(orders => orders.every((order, i) => order > (orders[i - 1] ?? 0)), 'the orders have to rise'),
  ),
  /** What reads the rows: the first block with the embedding, the logits, `both`, or each those of tables of its own. */
  at: v.picklist(['input', 'output', 'both', 'apart']),
});

const ManifestOfBlocks = v.pipe(
  v.object({
    ...commonFields,
    cell: v.picklist(['glr', 'gru']),
    /** Numbers of the vector that all blocks read and add to, and of a byte's embedding. */
    width: integerBetween(1, manifestLimits.units),
    blocks: v.pipe(v.array(Block), v.minLength(1), v.maxLength(manifestLimits.blocks)),
    tables: v.optional(Tables),
  }),
  v.transform(fields => ({ kind: 'blocks' as const, ...fields })),
  v.check(
    manifest => stateSize(manifest) <= manifestLimits.state,
    `a state of more than ${manifestLimits.state.toLocaleString('en')} numbers`,
  ),
);

/** A network of blocks, each of which adds to one vector: the formulas stand at the top of `models/training/blocks.py`. */
export type BlocksManifest = v.InferOutput<typeof ManifestOfBlocks>;
export type FeedforwardManifest = Extract<v.InferOutput<typeof ManifestOfLayers>, { kind: 'feedforward' }>;
/** A recurrent network of layers, each of which reads what the one below puts out. */
export type LayersManifest = Extract<v.InferOutput<typeof ManifestOfLayers>, { kind: 'layers' }>;
/** The contents of `models/NAME.json`, which describes a network, and of which `kind` it is. */
export type Manifest = LayersManifest | FeedforwardManifest | BlocksManifest;
export type Cell = Manifest['cell'];

/**
 * A gate, or what the cell would write (`n` of a GRU, `g` of an LSTM, `c` of a gated linear recurrence), by the letter that the
 * literature has for it.
 */
export type Gate = 'z' | 'r' | 'n' | 'i' | 'f' | 'o' | 'g' | 'c';

const gatesByCell: Readonly<Record<Cell, readonly Gate[]>> = {
  rnn: [],
  gru: ['z', 'r', 'n'],
  lstm: ['i', 'f', 'o', 'g'],
  feedforward: [],
  glr: ['f', 'c', 'o'],
};

/** The gates that a probe returns for a network, in the order of its cell's formulas. */
export function gatesOf({ cell }: Pick<Manifest, 'cell'>): readonly Gate[] {
  return gatesByCell[cell];
}

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
  const ofBlocks = typeof value === 'object' && value !== null && 'blocks' in value;
  const result = v.safeParse(ofBlocks ? ManifestOfBlocks : ManifestOfLayers, value, { abortEarly: true });
  if (result.success) return result.output;
  const issue = result.issues[0];
  // Both quote the file, which may hold any text.
  const field = excerpt(v.getDotPath(issue) ?? 'the whole');
  throw new NetworkError(phrase`${file}: field "${field}" is wrong: ${excerpt(issue.message)}`);
}

/** A stretch of a state. */
export interface Part {
  /**
   * A layer's `h` or, of an LSTM, its `c`; of a block's convolution the `history`: what it read, oldest first. Of the plain network
   * the `window`, and of one with tables the `bytes` that name their rows: bytes as numbers, newest last, 0 where none was read.
   */
  readonly name: 'h' | 'c' | 'window' | 'history' | 'bytes';
  readonly layer: number;
  readonly start: number;
  readonly size: number;
}

/** What the parts of a state depend on: a manifest, or as much of one. */
export type Sizes =
  | { readonly kind: 'layers'; readonly cell: 'rnn' | 'gru' | 'lstm'; readonly layers: readonly number[] }
  | { readonly kind: 'feedforward'; readonly layers: readonly number[]; readonly window: number }
  | {
      readonly kind: 'blocks';
      readonly width: number;
      readonly blocks: readonly { readonly units: number; readonly conv: number }[];
      readonly tables?: { readonly orders: readonly number[] } | undefined;
    };

/** The parts of a state in order: layer after layer, of an LSTM's `h` before `c`, of a block's `h` before `history`; `bytes` last. */
export function parts(manifest: Sizes): Part[] {
  const found: Part[] = [];
  let start = 0;
  const add = (name: Part['name'], layer: number, size: number) => {
    if (size > 0) found.push({ name, layer, start, size });
    start += size;
  };
  if (manifest.kind === 'feedforward') add('window', 0, manifest.window - 1);
  else
    layerUnits(manifest).forEach((units, layer) => {
      add('h', layer, units);
      if (manifest.kind === 'layers') add('c', layer, manifest.cell === 'lstm' ? units : 0);
      else add('history', layer, manifest.width * Math.max(0, (manifest.blocks[layer]?.conv ?? 0) - 1));
    });
  if (manifest.kind === 'blocks') add('bytes', 0, bytesKept(manifest));
  return found;
}

/** Numbers at the end of a state that are bytes, which the tables' rows are named by. */
function bytesKept({ tables }: Extract<Sizes, { kind: 'blocks' }>): number {
  return Math.max(1, ...(tables?.orders ?? [])) - 1;
}

/** Floats in one state. */
export function stateSize(manifest: Sizes): number {
  return parts(manifest).reduce((sum, { size }) => sum + size, 0);
}

/** Units of each layer, first layer first; a block counts as a layer. */
export function layerUnits(manifest: Sizes): readonly number[] {
  return manifest.kind === 'blocks' ? manifest.blocks.map(({ units }) => units) : manifest.layers;
}

/** Units of all layers together. */
export function unitCount(manifest: Sizes): number {
  return layerUnits(manifest).reduce((sum, units) => sum + units, 0);
}

/** The header's name for one of the editor's languages, or undefined where the network was not taught it. */
export function headerLanguage(manifest: Manifest, languageId: string): string | undefined {
  return Object.entries(manifest.header.languages).find(([, ids]) => ids.includes(languageId))?.[0];
}
