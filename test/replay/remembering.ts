import { execFileSync } from 'node:child_process';
import { Mixer } from '../../src/memory/mixer.js';
import model from '../../src/memory/mixer.json';
import { encode } from '../../src/network/bytes.js';
import { isSplit, type Document } from '../evaluate/documents.js';
import { languageOf } from '../evaluate/languages.js';
import { packagesOf } from './packages.js';
import type { Remembering } from './product.js';
import type { Passage } from './typist.js';
import { Workspace } from './workspace.js';

/** Where the workspaces of passages come from: the packages of a split of the corpus, or the parents of a repository's commits. */
export type Workspaces =
  | { readonly kind: 'packages'; readonly split: string }
  | { readonly kind: 'commits'; readonly repository: string }
  | { readonly kind: 'files' };

/**
 * What the memory is to hold.
 * @param wanted the whole workspace, the document alone, or nothing at all
 * @param paths what is typed: of a split of the corpus the packages are known
 * @param repository whose commits are typed
 */
export async function workspacesOf(
  wanted: 'workspace' | 'file' | 'none',
  paths: readonly string[],
  repository?: string,
): Promise<Workspaces | undefined> {
  if (wanted === 'none') return undefined;
  if (wanted === 'file') return { kind: 'files' };
  if (repository !== undefined) return { kind: 'commits', repository };
  const [split, ...others] = paths;
  const isPackaged = split !== undefined && others.length === 0 && (await isSplit(split));
  return isPackaged ? { kind: 'packages', split } : { kind: 'files' };
}

/** The default of the setting `unroll.memoryBudget`, in bytes. */
export const budget = 64e6;
/** Larger files are rarely written by hand. */
const largest = 200_000;

/** The document that a passage is of: what stands before the last colon of its name. */
export function documentOf({ name }: Passage): string {
  return name.slice(0, name.lastIndexOf(':'));
}

/** A memory for every passage, of the workspace that it stands in; the last workspace is kept, so ask for one after another. */
export async function rememberingOf(workspaces: Workspaces): Promise<Remembering> {
  const open = await openerOf(workspaces);
  let last: { readonly key: string; readonly workspace: Workspace } | undefined;
  return {
    mixer: new Mixer(model),
    memoryOf(passage) {
      const { key, name, documents } = open(documentOf(passage));
      if (last?.key !== key) last = { key, workspace: new Workspace(documents(), budget) };
      last.workspace.about({ name, bytes: encode(passage.before + passage.text + passage.after) });
      return { memory: last.workspace.memory, name };
    },
  };
}

function openerOf(workspaces: Workspaces): Promise<Opener> | Opener {
  switch (workspaces.kind) {
    case 'packages':
      return ofPackages(workspaces.split);
    case 'commits':
      return ofCommits(workspaces.repository);
    case 'files':
      return name => ({ key: '', name, documents: () => [] });
  }
}

type Opener = (document: string) => Opened;

interface Opened {
  readonly key: string;
  /** What the document is called among them. */
  readonly name: string;
  readonly documents: () => readonly Document[];
}

async function ofPackages(split: string): Promise<Opener> {
  const packages = await packagesOf(split);
  const byDocument = new Map(packages.flatMap(one => one.documents.map(({ name }) => [name, one] as const)));
  return name => {
    const found = byDocument.get(name);
    return { key: found?.name ?? name, name, documents: () => found?.documents ?? [] };
  };
}

/** A passage's document is named COMMIT:PATH. */
function ofCommits(repository: string): Opener {
  const git = (args: readonly string[], input = '') =>
    execFileSync('git', ['-C', repository, ...args], { input, maxBuffer: 2 ** 30 });
  return document => {
    const [commit = ''] = document.split(':', 1);
    const name = document.slice(commit.length + 1);
    const documents = () => {
      const names = git(['ls-tree', '-r', '-z', '--name-only', `${commit}^`])
        .toString()
        .split('\0')
        .filter(path => languageOf(path) !== undefined);
      return names.flatMap((path): Document[] => {
        const bytes = git(['show', `${commit}^:${path}`]);
        const language = languageOf(path);
        if (!language || bytes.length > largest || bytes.includes(0)) return [];
        return [{ name: path, language, bytes: encode(bytes.toString()) }];
      });
    };
    return { key: commit, name, documents };
  };
}
