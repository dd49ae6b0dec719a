import { readFile } from 'node:fs/promises';
import { int8Backend } from '../src/network/int8/int8.js';
import { loadFiles, type ReadFile } from '../src/network/load.js';
import type { Network } from '../src/network/network.js';
import { wasmBackend, wasmProbes } from '../src/network/onnx.js';

/** A file of the network that ships. */
export async function readModel(file: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(`models/${file}`));
}

/** The runtime that ships. */
export async function readRuntime(): Promise<Uint8Array> {
  return new Uint8Array(await readFile('dist/ort-wasm-simd-threaded.wasm'));
}

/** A network as it serves by default: on the int8 backend, or on onnxruntime where that does not take it. */
export async function loadAsServed(name: string, read: ReadFile = readModel): Promise<Network> {
  const files = await loadFiles(name, read);
  try {
    return await int8Backend(wasmProbes(readRuntime)).create(files);
  } catch {
    return wasmBackend(readRuntime).create(files);
  }
}
