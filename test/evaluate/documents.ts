import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { encode } from '../../src/network/bytes.js';
import { endings, languageOf, languages, type Language } from './languages.js';
import { Mistake } from './mistake.js';

/** A text to measure on. */
export interface Document {
  readonly name: string;
  readonly language: Language;
  /** Valid UTF-8 as the network is served it: LF line ends, no byte order mark. */
  readonly bytes: Uint8Array;
}

/** Larger files are rarely written by hand; the corpus leaves them out too. */
const largest = 200_000;
const skipped = (folder: string) => folder === 'node_modules' || folder.startsWith('.');

/**
 * All documents under some paths: files, folders, and splits of the corpus that models/training/corpus.py builds.
 * Left out: node_modules, folders whose names begin with a dot, links, files of more than 200 kB and what is not text.
 * @throws Mistake where a path does not exist, or nothing under the paths is of a language that is known
 */
export async function documentsUnder(paths: readonly string[]): Promise<Document[]> {
  const found: Document[] = [];
  for (const path of paths) {
    const kind = await stat(path).catch(() => {
      throw new Mistake(`${path} does not exist: give files or folders that do.`);
    });
    if (!kind.isDirectory()) {
      if (!languageOf(path))
        throw new Mistake(
          `${path}: no language is known by this ending. Known are ${Object.values(endings).flat().join(', ')}.`,
        );
      found.push(...(await documentAt(path)));
    } else if (await isSplit(path)) found.push(...(await split(path)));
    else found.push(...(await folder(path)));
  }
  if (found.length === 0)
    throw new Mistake(`Nothing to read in ${paths.join(', ')}: no text files of a language that is known.`);
  return found;
}

async function folder(path: string): Promise<Document[]> {
  const entries = await readdir(path, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const found: Document[] = [];
  for (const entry of entries) {
    const inside = join(path, entry.name);
    if (entry.isDirectory() && !skipped(entry.name)) found.push(...(await folder(inside)));
    else if (entry.isFile()) found.push(...(await documentAt(inside)));
  }
  return found;
}

/** The document in a file, or none. */
async function documentAt(path: string): Promise<Document[]> {
  const language = languageOf(path);
  if (!language || (await stat(path)).size > largest) return [];
  const bytes = served(await readFile(path));
  return bytes?.length ? [{ name: path, language, bytes }] : [];
}

/** A file's bytes as the network is served them, or undefined where it is no text. */
function served(raw: Uint8Array): Uint8Array | undefined {
  if (raw.includes(0)) return undefined;
  try {
    // The decoder drops a byte order mark.
    return encode(new TextDecoder('utf-8', { fatal: true }).decode(raw));
  } catch {
    return undefined;
  }
}

/** Is this a split of the corpus: a folder of LANGUAGE.bin and LANGUAGE.idx? */
export async function isSplit(path: string): Promise<boolean> {
  if (!(await stat(path)).isDirectory()) return false;
  const names = new Set(await readdir(path));
  return languages.some(language => names.has(`${language}.bin`) && names.has(`${language}.idx`));
}

async function split(path: string): Promise<Document[]> {
  const names = new Set(await readdir(path));
  const found: Document[] = [];
  for (const language of languages)
    if (names.has(`${language}.bin`)) found.push(...(await splitOf(path, language)));
  return found;
}

/**
 * The documents of one language in a split of the corpus (see models/training/corpus.py for the format).
 * @throws Mistake where they are not there, or not whole
 */
export async function splitOf(path: string, language: Language): Promise<Document[]> {
  const read = (ending: string) =>
    readFile(join(path, `${language}.${ending}`)).catch(() => {
      throw new Mistake(
        `${path} has no ${language}.${ending}: build the corpus with python3 models/training/corpus.py.`,
      );
    });
  const [text, index] = [await read('bin'), await read('idx')];
  const starts = Array.from({ length: index.length / 8 }, (_, i) => Number(index.readBigInt64LE(8 * i)));
  if (starts.at(-1) !== text.length)
    throw new Mistake(`${path}: ${language}.idx does not fit ${language}.bin; build the corpus again.`);
  return starts.slice(0, -1).map((start, i) => ({
    name: `${basename(path)}/${language}/${i}`,
    language,
    bytes: text.subarray(start, starts[i + 1]),
  }));
}
