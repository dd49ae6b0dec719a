// A document to be read and answered in.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Network, Reading, State } from '../../src/network/network.js';
import { Reader } from '../../src/reading/reader.js';
import type { TextSource } from '../../src/reading/source.js';
import { never } from '../../src/scheduler.js';
import { Answers, type Caret } from '../../src/suggestion/answers.js';
import { lookBack } from '../../src/suggestion/place.js';

/** A document that grows at its end, which costs nothing here, as it does not in the editor: what is measured is reading. */
export class Text implements TextSource {
  private tail = '';
  constructor(private readonly head: string) {}
  get length(): number {
    return this.head.length + this.tail.length;
  }
  slice(start: number, end: number): string {
    const at = this.head.length;
    return this.head.slice(start, end) + (end > at ? this.tail.slice(Math.max(0, start - at), end - at) : '');
  }
  type(character: string): void {
    this.tail += character;
  }
}

/** Code of this repository, of a size in UTF-16 units. */
export async function codeOfSize(size: number): Promise<string> {
  let code = '';
  for (const name of (await readdir('src', { recursive: true })).sort())
    if (name.endsWith('.ts') && code.length < size) code += await readFile(join('src', name), 'utf8');
  return code.repeat(Math.ceil(size / code.length)).slice(0, size);
}

/** A place that somebody jumps to in a document of 200,000 units: the ith of as many as are wanted, far from those before. */
export function placeAt(i: number): number {
  return 20_000 + ((i * 7919) % 180_000);
}

/** Reads to a place in a document that was not read before. */
export function jump(network: Network, text: TextSource, place: number): Promise<Reading | undefined> {
  return new Reader(network, text, 'typescript').at(place, never);
}

/** The caret at a place, as if the document ended there. */
export function caretAt(text: TextSource, place: number): Caret {
  const above = text.slice(Math.max(0, place - lookBack), place);
  const line = above.slice(above.lastIndexOf('\n') + 1);
  return {
    ...{ document: text, line: 0, lineStart: place - line.length, prefix: line, suffix: '' },
    ...{ before: above.slice(0, above.length - line.length), below: '', languageId: 'typescript' },
    ...{ selected: undefined, eagerness: 'eager', longest: 60 },
  };
}

/** What is offered at a caret, or the reason why nothing is, as text that can be compared. */
export async function answer(network: Network, reading: Reading, caret: Caret): Promise<string> {
  const found = await new Answers().inferred(network, reading, caret, never);
  return typeof found === 'string' ? found : found.map(({ text }) => text).join('\n');
}

/** Bytes of the longest text that the search of an answer reads. */
export async function bytesLookedAt(network: Network, reading: Reading, caret: Caret): Promise<number> {
  const lengths = new Map<State, number>();
  let longest = 0;
  const step: Network['step'] = async (states, bytes) => {
    const found = await network.step(states, bytes);
    found.forEach(({ state }, i) => {
      const before = states[i];
      const length = 1 + ((before && lengths.get(before)) ?? 0);
      lengths.set(state, length);
      longest = Math.max(longest, length);
    });
    return found;
  };
  const followed: Network = {
    manifest: network.manifest,
    initial: () => network.initial(),
    read: async (state, bytes) => network.read(state, bytes),
    probe: (state, bytes) => network.probe(state, bytes),
    weights: () => network.weights(),
    dispose: () => Promise.resolve(),
    step,
  };
  await answer(followed, reading, caret);
  return longest;
}
