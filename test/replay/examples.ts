import { vocabulary } from '../../src/network/bytes.js';
import type { Network } from '../../src/network/network.js';
import { softmax } from '../../src/network/probability.js';
import { noFound, type Found } from '../../src/memory/memory.js';
import { minimumNetworkProbability } from '../../src/memory/mixer.js';
import { maximumContextBytes } from '../../src/memory/sorting.js';
import { featuresOfByte, votesOf, type Votes } from '../../src/memory/votes.js';
import { servedRuns, type Run } from '../evaluate/runs.js';
import { cut, shuffled, type Stretch } from '../evaluate/sample.js';
import { expectRuns } from '../evaluate/score.js';
import { languages, type Language } from '../evaluate/languages.js';
import type { Package } from './packages.js';
import { drain, Workspace } from './workspace.js';

/** A byte that came, what the network thought of it, and what the memory said would come. */
export interface Example {
  readonly language: Language;
  /** The stretch that it is in, told apart by number. */
  readonly stretch: number;
  readonly byte: number;
  /** `[256]`: natural logarithms of the network's probabilities. */
  readonly alone: Float32Array;
  readonly votes: Votes;
}

/** The same with the whole workspace in the memory, with the document alone, and with the workspace but no network. */
export interface Pair {
  readonly workspace: Example;
  readonly file: Example;
  readonly memory: Example;
}

/** What a network expects of the next byte: `[256]` each. */
interface Expected {
  readonly chances: Float32Array;
  /** Natural logarithms, of chances that are not too small. */
  readonly logarithms: Float32Array;
}

function expectedBy(chances: Float32Array): Expected {
  const logarithms = chances.map(chance => Math.log(Math.max(minimumNetworkProbability, chance)));
  return { chances, logarithms };
}

/** As if there were no network: every byte as likely as any. */
const uniform = expectedBy(new Float32Array(vocabulary).fill(1 / vocabulary));

/** Longest stretch, in bytes: many files are touched. */
const longest = 500;
/** What stands behind a stretch and is kept, in bytes. */
const below = 10_000;
/** Packages of fewer documents are no workspace. */
const fewest = 5;
/** The default of the setting `unroll.memoryBudget`, in bytes. */
const budget = 64e6;

/** Stretches spread over packages, drawn with a fixed seed, so many bytes of each language. */
export function stretchesOf(packages: readonly Package[], bytes: number): (readonly [Package, Stretch])[] {
  const cuts = packages
    .filter(({ documents }) => documents.length >= fewest)
    .flatMap(one =>
      one.documents.flatMap(document => cut(document, longest).map(stretch => [one, stretch] as const)),
    );
  return languages.flatMap(language => {
    let left = bytes;
    const own = cuts.filter(([, { document }]) => document.language === language);
    return shuffled(own, 5).filter(([, { start, end }]) => {
      if (left <= 0) return false;
      left -= end - start;
      return true;
    });
  });
}

/** Types stretches byte by byte, each behind the beginning of its document, with the rest of its package as the workspace. */
export async function examplesOf(
  network: Network,
  stretches: readonly (readonly [Package, Stretch])[],
  progress: (bytes: number) => void,
): Promise<Pair[]> {
  const expected = new Map<Run, Float32Array[]>();
  const runs = stretches.map(([, stretch]) => servedRuns(stretch));
  await expectRuns(network, runs.flat(), (run, at, logits) => {
    const all = expected.get(run) ?? [];
    expected.set(run, all);
    all[at] = softmax(logits);
    progress(1);
  });
  // Package after package, so that each is read once.
  const order = [...stretches.keys()].sort((a, b) => compare(stretches[a]?.[0].name, stretches[b]?.[0].name));
  const examples: Pair[] = [];
  let last: { readonly of: Package; readonly workspace: Workspace } | undefined;
  for (const number of order) {
    const [of, stretch] = stretches[number] ?? [];
    if (!of || !stretch) continue;
    if (last?.of !== of) last = { of, workspace: Workspace.of(of, budget) };
    const distributions = (runs[number] ?? []).flatMap(run => expected.get(run) ?? []);
    examples.push(...typed(last.workspace, stretch, number, distributions));
  }
  return examples;
}

function typed(
  workspace: Workspace,
  { document, start, end }: Stretch,
  stretch: number,
  distributions: readonly Float32Array[],
): Pair[] {
  const { name, bytes, language } = document;
  const { memory } = workspace;
  workspace.about(document);
  const examples: Pair[] = [];
  for (let at = start; at < end; at++) {
    const distribution = distributions[at - start];
    if (!distribution) throw new Error(`${name}: nothing was expected at ${at}`);
    // Half of it at the document's end, half in place, with the rest of the document behind: see calibration.ts.
    const behind = stretch % 2 === 0 ? bytes.subarray(end, end + below) : bytes.subarray(0, 0);
    drain(memory.write(name, Buffer.concat([bytes.subarray(0, at), behind])));
    const context = bytes.subarray(Math.max(0, at - maximumContextBytes), at);
    const found = noFound();
    memory.find(context, { name, at }, found);
    const byte = bytes[at] ?? 0;
    const example = (found: Found, { chances, logarithms }: Expected): Example => ({
      ...{ language, stretch, byte, alone: logarithms },
      votes: trimmed(votesOf(found, context, chances)),
    });
    const expected = expectedBy(distribution);
    examples.push({
      workspace: example(found, expected),
      file: example({ ...found, others: noFound().others }, expected),
      memory: example(found, uniform),
    });
  }
  return examples;
}

/** Votes that take no more room than they need. */
function trimmed(votes: Votes): Votes {
  const { count, bytes, features } = votes;
  return { ...votes, bytes: bytes.slice(0, count), features: features.slice(0, featuresOfByte * count) };
}

function compare(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
