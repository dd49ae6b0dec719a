// A step beside what bounds it: native onnxruntime, and reading the weights.
import type { Contenders } from './contenders.js';
import { callsOf } from './calls.js';
import type { Effort } from './effort.js';
import { nativeCall, nativeProducts, nativeStep, productsOf } from './native.js';
import { readingOnly } from './reading-limit.js';
import { row, type Row } from './rows.js';
import { byTurns, middle, quiet, ratio } from './turns.js';

export async function limitRows(
  { files, wasm, served }: Contenders,
  code: string,
  { turns }: Effort,
): Promise<Row[]> {
  const bytes = productsOf(files.manifest).reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
  const calls = {
    served: (await callsOf(served, code)).step,
    wasm: (await callsOf(wasm, code)).step,
    native: await nativeStep(files),
    products: await nativeProducts(files.manifest),
    nothing: await nativeCall(),
    reading: readingOnly(bytes),
  };
  const times = await byTurns(calls, { turns: turns.step, callsInTurn: 8 });
  const megabytes = (bytes / 1e6).toFixed(2);
  const against = (name: keyof typeof times, other: keyof typeof times) =>
    ratio(times[name], times[other], quiet);
  return [
    row('a step: native onnxruntime fp32, p50', times.native.at(middle), 'ms'),
    row('a step: native onnxruntime int8, the products alone, p50', times.products.at(middle), 'ms'),
    row('a call of native onnxruntime that does nothing, p50', times.nothing.at(middle), 'ms'),
    row(`only reading the weights (${megabytes} MB) in WASM, p50`, times.reading.at(middle), 'ms'),
    row(
      `a step: ${wasm.name}, against native onnxruntime fp32, quiet 5 %`,
      against('wasm', 'native'),
      'times',
    ),
    row(
      `a step: ${served.name}, against native onnxruntime fp32, quiet 5 %`,
      against('served', 'native'),
      'times',
    ),
    row(
      `a step: ${served.name}, against native onnxruntime int8, the products alone, quiet 5 %`,
      against('served', 'products'),
      'times',
    ),
    row(
      `a step: ${served.name}, the share of it that only reading the weights takes, quiet 5 %`,
      100 * against('reading', 'served'),
      '%',
    ),
  ];
}
