// npm run evaluate:parity: see `usage`.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { int8Backend } from '../../src/network/int8/int8.js';
import { loadFiles } from '../../src/network/load.js';
import { likeliestByte } from '../../src/network/probability.js';
import { wasmBackend, wasmProbes } from '../../src/network/onnx.js';
import { readModel, readRuntime } from '../shipped.js';
import { documentsUnder } from './documents.js';
import { command, Mistake, parsed } from './mistake.js';
import { servedRuns, type Run } from './runs.js';
import { sample } from './sample.js';
import { add, expectRuns, noScore } from './score.js';

const usage = `npm run evaluate:parity -- PATH... [--bytes N] [--network NAME]
  How far the int8 backend is from onnxruntime: bits per byte, the likeliest byte, and logits.
  PATH       files and folders, or a split of the corpus: models/training/corpus/test
  --bytes    bytes measured in all (default: 40,000)
  --network  a network in models/ (default: default)`;

await command(async () => {
  const { values, positionals } = parsed(usage, () =>
    parseArgs({
      allowPositionals: true,
      options: {
        bytes: { type: 'string', default: '40000' },
        network: { type: 'string', default: 'default' },
      },
    }),
  );
  const bytes = Number(values.bytes);
  if (positionals.length === 0 || !(bytes > 0)) throw new Mistake(usage);
  const from = process.env['INIT_CWD'] ?? process.cwd();
  const documents = await documentsUnder(positionals.map(path => resolve(from, path)));
  const count = new Set(documents.map(({ language }) => language)).size;
  const runs = [...sample(documents, bytes / count).values()].flatMap(some => some.flatMap(servedRuns));
  const files = await loadFiles(values.network, readModel);
  const int8 = await int8Backend(wasmProbes(readRuntime)).create(files);
  const reference = await wasmBackend(readRuntime).create(files);
  const own = noScore();
  const other = noScore();
  const logitsOf = new Map<Run, Float32Array[]>();
  await expectRuns(int8, runs, (run, at, logits) => {
    const kept = logitsOf.get(run) ?? [];
    logitsOf.set(run, kept);
    kept[at] = logits.slice();
    add(own, logits, run.measured[at] ?? 0);
  });
  let same = 0;
  let farthest = 0;
  await expectRuns(reference, runs, (run, at, logits) => {
    add(other, logits, run.measured[at] ?? 0);
    const near = logitsOf.get(run)?.[at] ?? new Float32Array(0);
    if (likeliestByte(near) === likeliestByte(logits)) same++;
    logits.forEach((logit, byte) => (farthest = Math.max(farthest, Math.abs(logit - (near[byte] ?? NaN)))));
  });
  await int8.dispose();
  await reference.dispose();
  const bits = (score: typeof own) => (score.bits / score.bytes).toFixed(4);
  console.log(`${own.bytes} bytes of ${documents.length} documents, int8 and onnxruntime`);
  console.log(`bits per byte: ${bits(own)} and ${bits(other)}`);
  console.log(`the same likeliest byte: ${((100 * same) / own.bytes).toFixed(3)} %`);
  console.log(`the farthest logits: ${farthest.toFixed(4)}`);
});
