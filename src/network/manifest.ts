import * as v from 'valibot';

const positive = v.pipe(v.number(), v.integer(), v.minValue(1));
const file = v.pipe(v.string(), v.regex(/^[\w.-]+$/, 'must be a file name without a folder'));

const Tensor = v.object({
  name: v.string(),
  shape: v.pipe(v.array(positive), v.minLength(1)),
  /**
   * How it is stored, little-endian. `f16`: IEEE 754 half precision. `i8`: for each row (of the last dimension) a scale in
   * fp32, then all rows as signed bytes that count their row's scale each.
   */
  type: v.picklist(['f16', 'i8']),
});

const Manifest = v.object({
  format: v.literal(1),
  name: v.string(),
  title: v.string(),
  cell: v.literal('gru'),
  embedding: positive,
  /** Units of each recurrent layer, first layer first. */
  layers: v.pipe(v.array(positive), v.minLength(1)),
  /** Do the logits read the outputs of every layer, or the last one's alone? */
  skip: v.optional(v.boolean(), false),
  parameters: positive,
  /** The network reads `start + language + end` before a document; with an unknown language, `start + end`. */
  header: v.object({
    start: v.string(),
    end: v.pipe(v.string(), v.minLength(1)),
    /** The name in the header, and the editor's language identifiers that it stands for. */
    languages: v.record(v.string(), v.array(v.string())),
  }),
  graphs: v.object({ step: file, read: file }),
  weights: v.object({ file, tensors: v.pipe(v.array(Tensor), v.minLength(1)) }),
  licence: v.string(),
  training: v.object({
    bytesSeen: v.number(),
    validationBitsPerByte: v.number(),
    finished: v.string(),
  }),
});

/** What `models/NAME.json` says of a network. */
export type Manifest = v.InferOutput<typeof Manifest>;

/** Something about a network's files is wrong; the message names the file and what to do. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
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
    throw new NetworkError(`${file} is not valid JSON`, { cause });
  }
  const result = v.safeParse(Manifest, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const field = v.getDotPath(issue) ?? 'the whole';
  throw new NetworkError(`${file}: field "${field}" is wrong: ${issue.message}`);
}

/** Floats in one state: for a GRU, the units of all its layers. */
export function stateSize(manifest: Manifest): number {
  return manifest.layers.reduce((sum, units) => sum + units, 0);
}

/** The header's name for one of the editor's languages, or undefined where the network was not taught it. */
export function headerLanguage(manifest: Manifest, languageId: string): string | undefined {
  return Object.entries(manifest.header.languages).find(([, ids]) => ids.includes(languageId))?.[0];
}
