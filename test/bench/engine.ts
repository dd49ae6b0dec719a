// engine.mjs [--short] [--no-decoder] [--trial] [--vsix FILE]: the engine alone, in plain Node. Each backend's calls, loading and memory;
// native onnxruntime, a decoder and the machine's own limit beside them; reading in long documents. Writes its rows as JSON on the last
// line. --short: the kernel that this engine chooses against onnxruntime, to compare versions of Node; --trial: does every part run?
import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { shippedNetworks } from '../../src/network/shipped.js';
import { answerRows, measureAnswers } from './answering.js';
import { noSpeeds, speedsOf } from './budgets.js';
import { callRows, measureCalls } from './calls.js';
import { contendersFor, dispose, kernelsHere, type Contender } from './contenders.js';
import { decoderRows } from './decoder.js';
import { trial, whole } from './effort.js';
import { limitRows } from './limits.js';
import { loadingRows } from './loading.js';
import { editRows, stretchRows } from './long-document.js';
import { codeOfSize } from './places.js';
import { measuredOn, usesInt8Products } from './processor.js';
import { row, words, type Row } from './rows.js';
import { middle } from './turns.js';

const { values: options } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    'no-decoder': { type: 'boolean', default: false },
    trial: { type: 'boolean', default: false },
    vsix: { type: 'string' },
  },
});
const effort = options.trial ? trial : whole;
const progress = (text: string) => console.error(`  ${text} ...`);
const rows: Row[] = [];
const code = await codeOfSize(200_000);

progress('choosing the kernel');
const kernels = await kernelsHere();
const wanted = options.short && kernels.chosen ? [kernels.chosen] : kernels.available;
const [defaultName, ...smallNames] = shippedNetworks;
const contenders = await contendersFor(defaultName, kernels, wanted);
const { served, files } = contenders;
const hasInt8Products = await usesInt8Products();
const speeds = (contender: Contender) => speedsOf(contender, served, hasInt8Products);
if (options.trial) rows.push(words('A trial: its numbers mean nothing'));
rows.push(words(await measuredOn(kernels.chosen ?? 'none')));

progress('steps and reads');
rows.push(words(`The default network: ${files.manifest.title}`));
const calls = await measureCalls(contenders, code, effort);
rows.push(...callRows(contenders, calls, speeds));
progress('jumps and answers');
const stepInWasm = calls.step[contenders.wasm.name]?.at(middle) ?? NaN;
rows.push(...answerRows(contenders, await measureAnswers(contenders, code, effort), speeds, stepInWasm));
progress('loading, in processes of their own');
rows.push(...(await loadingRows(contenders, effort)));

for (const name of smallNames) {
  progress(`the network ${name}`);
  const small = await contendersFor(name, kernels, wanted);
  rows.push(words(`The network ${name}: ${small.files.manifest.title}`));
  const found = callRows(small, await measureCalls(small, code, effort), () => noSpeeds);
  rows.push(...found.map(row => ({ ...row, name: `${name}: ${row.name}` })));
  await dispose(small);
}

if (!options.short) {
  progress('native onnxruntime, and only reading');
  rows.push(words('A step of the default network beside what bounds it'));
  rows.push(...(await limitRows(contenders, code, effort)));
  progress('long documents');
  rows.push(words(`Long documents: ${served.name}`));
  rows.push(...(await editRows(served.network, code, effort)));
  rows.push(...(await stretchRows(served.network, code, effort)));
  // Last, since it takes a gigabyte and more.
  if (!options['no-decoder']) rows.push(...(await decoderRows(contenders, code, effort, progress)));
}
if (options.vsix !== undefined) rows.push(row('VSIX', (await stat(options.vsix)).size / 1e6, 'MB', 12));
await dispose(contenders);
console.log(`ROWS ${JSON.stringify(rows)}`);
