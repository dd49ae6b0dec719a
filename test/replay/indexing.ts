import { Memory, noFound, maximumSectionBytes } from '../../src/memory/memory.js';
import { Mixer } from '../../src/memory/mixer.js';
import model from '../../src/memory/mixer.json';
import { maximumContextBytes } from '../../src/memory/sorting.js';
import { newline, vocabulary } from '../../src/network/bytes.js';
import { softmax } from '../../src/network/probability.js';
import type { Document } from '../evaluate/documents.js';
import { random } from '../evaluate/sample.js';

/** What the memory's index costs, at a size. Times in milliseconds, of this machine as it was. */
export interface Indexing {
  readonly bytes: number;
  readonly taken: number;
  /** Until everything was sorted, and the longest slice of it. */
  readonly milliseconds: number;
  readonly longestSlice: number;
  readonly lookup: readonly [p50: number, p95: number];
  /** A key in a document of about 100 kB. */
  readonly edit: readonly [p50: number, p95: number];
  /** Taking a document out. */
  readonly removal: readonly [p50: number, p95: number];
  /** Mixing what was found into what a network expects, and learning from the byte that came. */
  readonly mixing: readonly [p50: number, p95: number];
  readonly learning: readonly [p50: number, p95: number];
}

const [lookups, edits, removals] = [4000, 400, 40];
const edited = 100_000;

/** Indexes so many bytes of some documents, then looks up places of others. */
export function measureIndexing(
  documents: readonly Document[],
  others: readonly Document[],
  bytes: number,
): Indexing {
  const memory = new Memory(1e12);
  let milliseconds = 0;
  let longestSlice = 0;
  const timed = (work: Iterator<undefined, unknown>) => {
    for (;;) {
      const begun = performance.now();
      const { done } = work.next();
      const took = performance.now() - begun;
      milliseconds += took;
      longestSlice = Math.max(longestSlice, took);
      if (done) return;
    }
  };
  let batch: (readonly [string, Uint8Array])[] = [];
  let [size, all] = [0, 0];
  for (const { name, bytes: text } of documents) {
    if (all >= bytes) break;
    if (size + text.length > maximumSectionBytes) {
      timed(memory.addTexts(batch));
      [batch, size] = [[], 0];
    }
    batch.push([name, text]);
    size += text.length;
    all += text.length;
  }
  timed(memory.addTexts(batch));
  const next = random(1);
  const one = <T>(some: readonly T[]) => some[Math.floor(next() * some.length)] as T;
  const place = () => {
    const { bytes: text } = one(others);
    const at = Math.floor(next() * text.length);
    const context = text.subarray(Math.max(0, at - maximumContextBytes), at);
    return { context, byte: text[at] ?? newline, found: noFound() };
  };
  const find = ({ context, found }: ReturnType<typeof place>) =>
    memory.find(context, { name: '', at: 0 }, found);
  const lookup = times(lookups, () => {
    const here = place();
    return () => find(here);
  });
  const alone = softmax(Float32Array.from({ length: vocabulary }, () => 10 * next()));
  const mixer = new Mixer(model);
  const mixing = times(lookups, () => {
    const here = place();
    find(here);
    return () => mixer.mix(alone, here.context, here.found);
  });
  const learning = times(lookups, () => {
    const here = place();
    find(here);
    return () => mixer.learn(here.byte, alone, here.context, here.found);
  });
  const long = Buffer.concat(others.map(({ bytes: text }) => text)).subarray(0, edited);
  timed(memory.write('edited', long));
  const edit = times(edits, () => {
    const at = Math.floor(next() * long.length);
    long[at] = 0x61 + Math.floor(next() * 26);
    return () => timed(memory.write('edited', long));
  });
  const names = memory.names();
  const removal = times(removals, () => {
    const name = one(names);
    return () => memory.forget(name);
  });
  const costs = { lookup, edit, removal, mixing, learning };
  return { bytes: all, taken: memory.memoryBytes, milliseconds, longestSlice, ...costs };
}

/** How long something takes, many times over: median and 95th percentile. */
function times(count: number, make: () => () => void): [number, number] {
  const took = Array.from({ length: count }, () => {
    const work = make();
    const begun = performance.now();
    work();
    return performance.now() - begun;
  }).sort((a, b) => a - b);
  return [took[count >> 1] ?? 0, took[Math.floor(0.95 * count)] ?? 0];
}
