import { keyOf, type Cache } from './cache.js';
import { compressors, isInstalled, packedSize, type Compressor } from './compressors.js';
import { splitOf } from './documents.js';
import type { Language } from './languages.js';
import { Progress } from './progress.js';
import { joined, shuffled, type Stretch } from './sample.js';

/** Most training text that a compressor is primed with, in bytes. */
export const primed = 20_000_000;

/** Bits that a compressor takes for each byte of the sample, alone and primed; undefined where that was not measured. */
export interface Compressed {
  readonly alone: number | undefined;
  readonly primed: number | undefined;
}

/** By a compressor's name, then by language. */
export type CompressedAll = ReadonlyMap<string, ReadonlyMap<Language, Compressed>>;

/**
 * Holds the compressors against what is sampled, the stretches of a language one after another as one file; the quick
 * compressors first. A program that is missing is named on stderr, with its package.
 * @param train the split of the corpus that primers are drawn from
 */
export async function measureCompressors(
  sampled: ReadonlyMap<Language, readonly Stretch[]>,
  train: string,
  cache: Cache,
): Promise<CompressedAll> {
  const found = new Map<string, Map<Language, Compressed>>();
  for (const compressor of compressors) {
    const results = new Map<Language, Compressed>();
    found.set(compressor.name, results);
    const { name, package: from } = compressor;
    if (!(await isInstalled(compressor))) {
      console.error(`${name} is not measured: its program is missing. On Debian: apt-get install ${from}`);
      continue;
    }
    const texts = [...sampled].map(([language, stretches]) => ({ language, text: joined(stretches) }));
    const progress = new Progress(name, texts.length);
    for (const { language, text } of texts) {
      const primer = await primerOf(train, language);
      const size = (bytes: Uint8Array) => sizeOf(compressor, bytes, cache);
      const [alone, both, less] = [
        await size(text),
        await size(Buffer.concat([primer, text])),
        await size(primer),
      ];
      const perByte = (size: number | undefined) => size && (8 * size) / text.length;
      results.set(language, {
        alone: perByte(alone),
        primed: perByte(both && less && both - less),
      });
      progress.add(1);
    }
    progress.end();
  }
  return found;
}

function sizeOf(compressor: Compressor, bytes: Uint8Array, cache: Cache): Promise<number | undefined> {
  const { name, program, args } = compressor;
  const what = `${name}, ${bytes.length} bytes`;
  return cache.get(what, keyOf(program, ...args, bytes), () => packedSize(compressor, bytes));
}

/** Whole documents of the training text, drawn with a fixed seed. */
async function primerOf(train: string, language: Language): Promise<Uint8Array> {
  const drawn: Uint8Array[] = [];
  let left = primed;
  for (const { bytes } of shuffled(await splitOf(train, language), 2)) {
    if (bytes.length > left) break;
    drawn.push(bytes);
    left -= bytes.length;
  }
  return Buffer.concat(drawn);
}
