import { readFile } from 'node:fs/promises';

/** A file of the network that ships. */
export async function readModel(file: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(`models/${file}`));
}

/** The runtime that ships. */
export async function readRuntime(): Promise<Uint8Array> {
  return new Uint8Array(await readFile('dist/ort-wasm-simd-threaded.wasm'));
}
