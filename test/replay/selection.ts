// What a replay types: files, changes of commits, or files that commits added.
import { resolve } from 'node:path';
import { documentsUnder } from '../evaluate/documents.js';
import { languages, type Language } from '../evaluate/languages.js';
import { Mistake } from '../evaluate/mistake.js';
import { editPassages, freshDocuments } from './edits.js';
import { besideEachOther, samplePassages, typedPassages } from './passages.js';
import { workspacesOf, type Workspaces } from './remembering.js';
import type { Passage } from './typist.js';

/** The arguments that say what is typed, as `parseArgs` takes them. */
export const selectionOptions = {
  edits: { type: 'string' },
  fresh: { type: 'string' },
  commits: { type: 'string', default: '100' },
  languages: { type: 'string' },
  memory: { type: 'string', default: 'workspace' },
} as const;

/** The same in words. */
export const selectionUsage = `  PATH         files and folders, or a split of the corpus: models/training/corpus/test
  --edits      a git repository: the changed lines of its commits are typed into their parents' files
  --fresh      a git repository: the first versions of the files that its commits added, the workspace as it was
  --commits    the last N that are no merges (default: 100)
  --languages  these alone, by commas (default: all)
  --memory     what the memory holds: workspace (default: of a split of the corpus the rest of a document's package, of a commit
               its parent's files), file (the document alone), none (the network suggests alone)`;

export interface Arguments {
  readonly paths: readonly string[];
  readonly edits?: string | undefined;
  readonly fresh?: string | undefined;
  readonly commits: string;
  readonly languages?: string | undefined;
  readonly memory: string;
}

export interface Selection {
  readonly passages: readonly Passage[];
  readonly workspaces: Workspaces | undefined;
}

/** npm runs a script in the package's folder; paths are meant from where the person is. */
export function fromHere(path: string): string {
  return resolve(process.env['INIT_CWD'] ?? process.cwd(), path);
}

/**
 * The passages that were asked for, and where the memory's texts come from.
 * @param keys to type, the same number for each language
 * @throws Mistake where the arguments do not go together, or name nothing that can be typed
 */
export async function selected(asked: Arguments, keys: number, usage: string): Promise<Selection> {
  const { edits, fresh, memory } = asked;
  const sources = [asked.paths.length > 0, edits !== undefined, fresh !== undefined];
  if (sources.filter(Boolean).length !== 1) throw new Mistake(usage);
  if (memory !== 'workspace' && memory !== 'file' && memory !== 'none') throw new Mistake(usage);
  const paths = asked.paths.map(fromHere);
  const commits = positive(asked.commits, 'commits', usage);
  const wanted = languagesOf(asked.languages, usage);
  const isWanted = ({ language }: { readonly language: Language }) => wanted.includes(language);
  const repository = edits ?? fresh;
  const workspaces = await workspacesOf(
    memory,
    paths,
    repository === undefined ? undefined : fromHere(repository),
  );
  if (edits !== undefined) {
    const passages = (await editPassages(fromHere(edits), commits)).filter(isWanted);
    return { passages: samplePassages(passages, keys), workspaces };
  }
  const documents =
    fresh === undefined ? await documentsUnder(paths) : await freshDocuments(fromHere(fresh), commits);
  return { passages: besideEachOther(typedPassages(documents.filter(isWanted), keys)), workspaces };
}

export function positive(value: string, name: string, usage: string, most = 1e9): number {
  const found = Number(value);
  if (!(found > 0 && found <= most))
    throw new Mistake(`--${name} ${value}: give a number up to ${most}.\n${usage}`);
  return found;
}

function languagesOf(names: string | undefined, usage: string): readonly Language[] {
  if (names === undefined) return languages;
  return names.split(',').map(name => {
    const found = languages.find(language => language === name);
    if (!found) throw new Mistake(`--languages ${name}: known are ${languages.join(', ')}.\n${usage}`);
    return found;
  });
}
