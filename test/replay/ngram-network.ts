import type { Manifest } from '../../src/network/manifest.js';
import type { Network, Reading, State } from '../../src/network/network.js';
import { splitOf } from '../evaluate/documents.js';
import { languages, shares } from '../evaluate/languages.js';
import { Mistake } from '../evaluate/mistake.js';
import { Ngrams, type ByteModel } from '../evaluate/ngram.js';
import { shuffled } from '../evaluate/sample.js';

/** Bytes of context that the model looks at: the order that the model card finds best, less one. */
const order = 8;

/** An n-gram model of bytes in a network's place: its state is the last bytes that it read, after their number. */
export class NgramNetwork implements Network {
  constructor(
    readonly manifest: Manifest,
    private readonly model: ByteModel,
  ) {}

  initial(): State {
    return new Float32Array(order);
  }

  step(states: readonly State[], bytes: Uint8Array): Promise<Reading[]> {
    return Promise.all(states.map((state, i) => this.read(state, bytes.subarray(i, i + 1))));
  }

  read(state: State, bytes: Uint8Array): Promise<Reading> {
    const known = [...state.subarray(1, 1 + (state[0] ?? 0)), ...bytes.subarray(-order)].slice(1 - order);
    const next = new Float32Array(order);
    next.set([known.length, ...known]);
    const logits = Float32Array.from(this.model.distribution(Uint8Array.from(known)), Math.log);
    return Promise.resolve({ state: next, logits });
  }

  probe(): Promise<never> {
    return Promise.reject(new Error('n-grams have no gates'));
  }

  weights(): never {
    throw new Error('n-grams have no weights');
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

/** Text that the n-gram model is counted from. */
export interface NgramSource {
  /** The folder that models/training/corpus.py builds. */
  readonly corpus: string;
  /** Bytes of it to count: 8 times as much memory meanwhile. */
  readonly size: number;
}

/** MB that are counted where nothing else is said. */
const counted = 60;

/** `CORPUS` or `CORPUS:MB`, as it is given on a command line. */
export function ngramSource(given: string): NgramSource {
  const [, corpus = given, megabytes = counted] = /^(.*?)(?::(\d+))?$/.exec(given) ?? [];
  return { corpus, size: 1e6 * Number(megabytes) };
}

/**
 * Counts the n-grams of whole documents of the corpus's training split, each language with the share of it that the network is
 * trained with, each document behind the network's header.
 * @throws Mistake where there is no such corpus
 */
export async function ngramNetwork({ corpus, size }: NgramSource, manifest: Manifest): Promise<NgramNetwork> {
  const texts: Uint8Array[] = [];
  const { start, end } = manifest.header;
  for (const language of languages) {
    let left = shares[language] * size;
    for (const { bytes } of shuffled(await splitOf(`${corpus}/train`, language), 3)) {
      if (left < bytes.length) break;
      left -= bytes.length;
      texts.push(Buffer.concat([Buffer.from(start + language + end), bytes]));
    }
  }
  if (texts.length === 0)
    throw new Mistake(`${corpus} has no training split: build it, or leave --ngrams out.`);
  const total = texts.reduce((sum, { length }) => sum + length, 0);
  return new NgramNetwork(manifest, Ngrams.count(texts, total).model(order));
}
