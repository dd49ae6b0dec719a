import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { encode } from '../../src/network/bytes.js';
import type { Document } from '../evaluate/documents.js';
import { languageOf } from '../evaluate/languages.js';
import { Mistake } from '../evaluate/mistake.js';
import type { Passage } from './typist.js';

/** Changes of more lines than this are generated, moved or pasted. */
const mostLines = 60;
/** Files larger than this, in characters, are rarely written by hand. */
const largest = 200_000;

const run = promisify(execFile);

async function git(repository: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', ['-C', repository, ...args], { maxBuffer: 2 ** 28 });
  return stdout;
}

/**
 * The changed lines of a repository's last commits, each to be typed into the parent's file in place: above it stands what the
 * commit made of the file, below it what the parent had.
 * @throws Mistake where there is no repository, or no commit in it changed a file of a language that is known
 */
export async function editPassages(repository: string, commits: number): Promise<Passage[]> {
  const found: Passage[] = [];
  for (const [commit, name] of await touched(repository, commits, 'M'))
    found.push(...(await passagesOf(repository, commit, name)));
  if (found.length === 0)
    throw new Mistake(
      `No change to a file of a language that is known in the last ${commits} commits of ${repository}.`,
    );
  return found;
}

/**
 * The first versions of the files that a repository's last commits added: new code, without a history of its own.
 * @throws Mistake where there is no repository, or no commit in it added a file of a language that is known
 */
export async function freshDocuments(repository: string, commits: number): Promise<Document[]> {
  const found: Document[] = [];
  for (const [commit, name] of await touched(repository, commits, 'A')) {
    const language = languageOf(name);
    const text = await git(repository, 'show', `${commit}:${name}`);
    if (!language || text.length > largest || text.includes('\0')) continue;
    const bytes = encode(text.replaceAll('\r\n', '\n'));
    found.push({ name: `${commit.slice(0, 8)}:${name}`, language, bytes });
  }
  if (found.length === 0)
    throw new Mistake(
      `No file of a language that is known was added in the last ${commits} commits of ${repository}.`,
    );
  return found;
}

/**
 * Files of languages that are known which the last commits modified (M) or added (A), each with its commit. What is marked as generated is left
 * out: nobody types it.
 */
async function touched(
  repository: string,
  commits: number,
  how: 'M' | 'A',
): Promise<(readonly [commit: string, name: string])[]> {
  const log = await git(
    repository,
    'log',
    '--no-merges',
    '--min-parents=1',
    `-n${commits}`,
    '--format=%H',
  ).catch(() => {
    throw new Mistake(`${repository} is no git repository with commits: give one that is.`);
  });
  const found: (readonly [string, string])[] = [];
  for (const commit of log.split('\n').filter(line => line !== '')) {
    const flags = ['-r', '--no-commit-id', '--name-only', `--diff-filter=${how}`, '-z'];
    const names = await git(repository, 'diff-tree', ...flags, `${commit}^`, commit);
    for (const name of names.split('\0')) if (languageOf(name) !== undefined) found.push([commit, name]);
  }
  const names = [...new Set(found.map(([, name]) => name))];
  const generated = await generatedOf(repository, names);
  return found.filter(([, name]) => !generated.has(name));
}

/** Names in one call of git, whose command line has a bound. */
const namesInCall = 200;

/** Those of some files that the repository's `.gitattributes` mark as written by tools, with the attribute that GitHub reads. */
async function generatedOf(repository: string, names: readonly string[]): Promise<Set<string>> {
  const generated = new Set<string>();
  for (let at = 0; at < names.length; at += namesInCall) {
    const some = names.slice(at, at + namesInCall);
    const told = (await git(repository, 'check-attr', '-z', 'linguist-generated', '--', ...some)).split('\0');
    for (let i = 0; i + 2 < told.length; i += 3)
      if (told[i + 2] === 'set' || told[i + 2] === 'true') generated.add(told[i] ?? '');
  }
  return generated;
}

async function passagesOf(repository: string, commit: string, name: string): Promise<Passage[]> {
  const language = languageOf(name);
  const show = (of: string) => git(repository, 'show', `${of}:${name}`);
  const [old, young] = await Promise.all([show(`${commit}^`), show(commit)]);
  if (!language || Math.max(old.length, young.length) > largest || old.includes('\0')) return [];
  const diff = await git(
    repository,
    'diff',
    '--unified=0',
    '--no-color',
    '--no-ext-diff',
    `${commit}^`,
    commit,
    '--',
    name,
  );
  return hunks(diff).flatMap(hunk => {
    if (hunk.added === 0 || hunk.added > mostLines) return [];
    return [
      {
        name: `${commit.slice(0, 8)}:${name}:${hunk.to}`,
        language,
        ...inPlace(lines(old), lines(young), hunk),
      },
    ];
  });
}

function lines(text: string): string[] {
  return text.replaceAll('\r\n', '\n').split('\n');
}

/** Lines that were replaced by others: the first line of each, counted from 0, and how many they are. */
export interface Hunk {
  readonly from: number;
  readonly removed: number;
  readonly to: number;
  readonly added: number;
}

/** The hunks of a diff without context. */
export function hunks(diff: string): Hunk[] {
  return Array.from(diff.matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm), match => {
    const [from, removed, to, added] = match
      .slice(1)
      .map((value, i) => Number((value as string | undefined) ?? i % 2));
    const [at = 1, gone = 0, into = 1, come = 0] = [from, removed, to, added];
    // Of no lines git names the line before.
    return { from: gone === 0 ? at : at - 1, removed: gone, to: come === 0 ? into : into - 1, added: come };
  });
}

/** A hunk's lines, and what stands around them when they are typed: the hunks above are done, those below are not. */
export function inPlace(
  old: readonly string[],
  young: readonly string[],
  { from, removed, to, added }: Hunk,
): Pick<Passage, 'before' | 'text' | 'after'> {
  const above = young.slice(0, to);
  const below = old.slice(from + removed);
  return {
    before: above.map(line => `${line}\n`).join(''),
    text: young.slice(to, to + added).join('\n'),
    after: below.length > 0 ? `\n${below.join('\n')}` : '',
  };
}
