// The engine alone, in plain Node: the network against native onnxruntime, and reading. Writes its rows as JSON on the last line.
import { readFile, stat } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expandWeights } from '../../src/network/weights.js';
import { parseManifest, stateSize } from '../../src/network/manifest.js';
import { loadNetwork } from '../../src/network/load.js';
import { Reader } from '../../src/reading/reader.js';
import type { TextSource } from '../../src/reading/source.js';
import { never } from '../../src/scheduler.js';
import { Answers } from '../../src/suggestion/answers.js';
import { readModel, readRuntime } from '../shipped.js';
import { quantile, row, type Row } from './rows.js';

const rows: Row[] = [];
const network = await loadNetwork('default', readModel, readRuntime);

/** A document that grows at its end, which costs nothing here, as it does not in the editor: what is measured is reading. */
class Text implements TextSource {
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

/** Some code of this repository, repeated to a size. */
const code = await readFile('src/suggestion/decode.ts', 'utf8');
const ofSize = (size: number) => code.repeat(Math.ceil(size / code.length)).slice(0, size);

// One step against native onnxruntime on one thread, by turns.
const manifest = parseManifest(new TextDecoder().decode(await readModel('default.json')), 'default.json');
const weights = expandWeights(manifest, await readModel(manifest.weights.file));
const native = await InferenceSession.create(await readModel(manifest.graphs.step), {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 3,
  externalData: [
    { path: 'weights', data: new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength) },
  ],
});
const size = stateSize(manifest);
const state = new Float32Array(size).map((_, i) => Math.sin(i));
const ours: number[] = [];
const theirs: number[] = [];
for (let i = 0; i < 1200; i++) {
  const byte = i & 0x7f;
  let begun = performance.now();
  await network.step([state], Uint8Array.of(byte));
  ours.push(performance.now() - begun);
  begun = performance.now();
  await native.run({
    bytes: new Tensor('int32', Int32Array.of(byte), [1]),
    state: new Tensor('float32', state, [1, size]),
  });
  theirs.push(performance.now() - begun);
}
const [wasm, cpu] = [quantile(ours.slice(200), 0.5), quantile(theirs.slice(200), 0.5)];
rows.push(row('one step, in WASM', wasm, 'ms'), row('one step, native onnxruntime, one thread', cpu, 'ms'));
rows.push(row('one step, WASM against native', wasm / cpu, 'times', 1.6));

// An edit at the end of a long document against a short one, by turns.
const documents = [2_000, 200_000].map(length => {
  const text = new Text(ofSize(length));
  return { text, reader: new Reader(network, text, 'typescript'), times: [] as number[] };
});
for (const { reader, text } of documents) await reader.prepare(text.length, never);
for (let i = 0; i < 400; i++) {
  for (const { text, reader, times } of documents) {
    const offset = text.length;
    text.type('value + '.charAt(i % 8));
    const begun = performance.now();
    reader.edited({ offset, removed: 0, inserted: 1 });
    await reader.at(text.length, never);
    times.push(performance.now() - begun);
    if (i % 8 === 7) await reader.prepare(text.length, never);
  }
}
const [short, long] = documents.map(({ times }) => quantile(times, 0.5));
rows.push(
  row('state after an edit: end of 200 kB against 2 kB', (long ?? NaN) / (short ?? NaN), 'times', 1.2),
);

// The longest stretch that the host is held: gaps between turns of the event loop while jumping about and answering.
let longest = 0;
let lastTurn = performance.now();
let watching = true;
const watch = () => {
  const now = performance.now();
  longest = Math.max(longest, now - lastTurn);
  lastTurn = now;
  if (watching) setImmediate(watch);
};
const stretches: number[] = [];
const text = new Text(ofSize(200_000));
for (let i = 0; i < 40; i++) {
  const reader = new Reader(network, text, 'typescript');
  const place = 10_000 + ((i * 7919) % 180_000);
  longest = 0;
  watching = true;
  lastTurn = performance.now();
  setImmediate(watch);
  const reading = await reader.at(place, never);
  if (reading) {
    const around = { prefix: 'a', suffix: '', selected: undefined, eagerness: 'eager' as const, longest: 60 };
    const caret = { document: text, line: 0, lineStart: place, ...around };
    await new Answers().inferred(network, reading, caret, never);
  }
  await reader.prepare(place, never);
  watching = false;
  await new Promise(resolve => setImmediate(resolve));
  stretches.push(longest);
}
rows.push(row('longest stretch that the host is held, p95 of 40 jumps', quantile(stretches, 0.95), 'ms', 16));
rows.push(row('longest stretch that the host is held, longest of all', Math.max(...stretches), 'ms', 16));

const vsix = process.argv[2];
if (vsix) rows.push(row('VSIX', (await stat(vsix)).size / 1e6, 'MB', 12));
await network.dispose();
console.log(`ROWS ${JSON.stringify(rows)}`);
