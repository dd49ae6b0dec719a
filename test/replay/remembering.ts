import { execFileSync } from 'node:child_process';
import { basename, isAbsolute } from 'node:path';
import { Mixer } from '../../src/memory/mixer.js';
import model from '../../src/memory/mixer.json';
import { encode } from '../../src/network/bytes.js';
import { isSplit, type Document } from '../evaluate/documents.js';
import { endings, languageOf, type Language } from '../evaluate/languages.js';
import { packagesOf } from './packages.js';
import type { Remembering } from './product.js';
import type { Passage } from './typist.js';
import { isNear, marksOf, Workspace } from './workspace.js';

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

/**
 * The files that stand around a passage's document, as paths in a folder: what a real editor's workspace is made of.
 * @returns the path of its own document, and the others, near-duplicates of it left out
 */
export async function foldersOf(workspaces: Workspaces): Promise<(passage: Passage) => Folder> {
  const open = await openerOf(workspaces);
  return passage => {
    const { name, documents } = open(documentOf(passage));
    const marks = marksOf(encode(passage.before + passage.text + passage.after));
    const others = documents().filter(other => {
      if (other.name === name) return false;
      const theirs = marksOf(other.bytes);
      return !isNear([...marks].filter(mark => theirs.has(mark)).length, marks, theirs);
    });
    const files = others.map(({ name, language, bytes }) => [pathOf(name, language), bytes] as const);
    return { path: pathOf(name, passage.language), others: Object.fromEntries(files) };
  };
}

export interface Folder {
  readonly path: string;
  readonly others: Readonly<Record<string, Uint8Array>>;
}

/** A document's path in a folder; documents of the corpus have no endings. */
function pathOf(name: string, language: Language): string {
  if (isAbsolute(name)) return basename(name);
  return languageOf(name) === language ? name : `${name}.${endings[language][0] ?? language}`;
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
      const listed = git(['ls-tree', '-r', '-z', `${commit}^`]).toString();
      const entries = Array.from(
        listed.matchAll(/\d+ blob (\w+)\t([^\0]*)/g),
        ([, hash = '', path = '']) => ({
          hash,
          path,
        }),
      ).filter(({ path }) => languageOf(path) !== undefined);
      const contents = contentsOf(
        git(['cat-file', '--batch'], entries.map(({ hash }) => `${hash}\n`).join('')),
      );
      return entries.flatMap(({ path }, i): Document[] => {
        const [bytes, language] = [contents[i], languageOf(path)];
        if (!bytes || !language || bytes.length > largest || bytes.includes(0)) return [];
        return [{ name: path, language, bytes: encode(bytes.toString()) }];
      });
    };
    return { key: commit, name, documents };
  };
}

/** The contents that `git cat-file --batch` gives: each behind a line that ends in its size, and before a line's end. */
function contentsOf(batch: Buffer): Buffer[] {
  const contents: Buffer[] = [];
  for (let at = 0; at < batch.length;) {
    const end = batch.indexOf(0x0a, at);
    const size = Number(batch.subarray(at, end).toString().split(' ').at(-1));
    contents.push(batch.subarray(end + 1, end + 1 + size));
    at = end + size + 2;
  }
  return contents;
}
