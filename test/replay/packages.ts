import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import * as v from 'valibot';
import { splitOf, type Document } from '../evaluate/documents.js';
import { languages, type Language } from '../evaluate/languages.js';
import { Mistake } from '../evaluate/mistake.js';

/** Documents that were published together: what a workspace is made of. */
export interface Package {
  readonly name: string;
  /** In the order of their paths, language after language. */
  readonly documents: readonly Document[];
}

const Listed = v.object({
  splits: v.record(v.string(), v.array(v.string())),
  packages: v.array(v.object({ registry: v.string(), name: v.string(), organisation: v.string() })),
});
const Counts = v.object({ packages: v.record(v.string(), v.record(v.string(), v.number())) });

/**
 * The packages that a split of the corpus is made of. The corpus holds documents package after package, and its counts say how many
 * bytes of each language a package has: so where one ends is known without names.
 * @param path the split's folder, named as in models/training/corpus.json
 * @throws Mistake where the counts are not of the corpus that is there
 */
export async function packagesOf(path: string): Promise<Package[]> {
  const json = async (file: string): Promise<unknown> =>
    JSON.parse(await readFile(`models/training/${file}`, 'utf8'));
  const listed = v.parse(Listed, await json('corpus.json'));
  const { packages: sizes } = v.parse(Counts, await json('corpus.counts.json'));
  const organisations = new Set(listed.splits[basename(path)] ?? []);
  const inSplit = listed.packages
    .filter(({ organisation }) => organisations.has(organisation))
    .map(({ registry, name }) => ({ registry, name }))
    .sort((a, b) => compare(a.registry, b.registry) || compare(a.name, b.name))
    .map(({ registry, name }) => `${registry}:${name}`);
  const documents = new Map<string, Document[]>(inSplit.map(name => [name, []]));
  for (const language of languages) {
    const left = (await ofLanguage(path, language)).values();
    for (const name of inSplit) {
      for (let size = sizes[name]?.[language] ?? 0; size > 0;) {
        const { value } = left.next();
        size -= value?.bytes.length ?? Infinity;
        if (!value || size < 0)
          throw new Mistake(
            `models/training/corpus.counts.json is not of ${path}: build the corpus with python3 models/training/corpus.py.`,
          );
        documents.get(name)?.push(value);
      }
    }
  }
  return [...documents].map(([name, some]) => ({ name, documents: some }));
}

async function ofLanguage(path: string, language: Language): Promise<Document[]> {
  const present = await readFile(`${path}/${language}.idx`).then(
    () => true,
    () => false,
  );
  return present ? splitOf(path, language) : [];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
