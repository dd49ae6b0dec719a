import type { NetworkFiles } from './backend.js';
import { phrase } from '../phrase.js';
import { NetworkError, parseManifest, type Manifest } from './manifest.js';
import type { Network } from './network.js';
import { wasmBackend } from './onnx.js';

/** Gives the bytes of a file beside the manifest. */
export type ReadFile = (file: string) => Promise<Uint8Array>;

/**
 * Reads the files of a network.
 * @param name the name of its manifest, without ending
 * @throws NetworkError that says which file is wrong and how
 */
export async function loadFiles(name: string, readFile: ReadFile): Promise<NetworkFiles> {
  const file = async (file: string) => {
    try {
      return await readFile(file);
    } catch (cause) {
      if (cause instanceof NetworkError) throw cause;
      throw new NetworkError(phrase`${file} is missing or cannot be read`, { cause });
    }
  };
  const manifestFile = `${name}.json`;
  const manifest: Manifest = parseManifest(new TextDecoder().decode(await file(manifestFile)), manifestFile);
  const [step, read, probe, weights] = await Promise.all([
    file(manifest.graphs.step),
    file(manifest.graphs.read),
    file(manifest.graphs.probe),
    file(manifest.weights.file),
  ]);
  return { manifest, graphs: { step, read, probe }, weights };
}

/**
 * Loads a network on the backend that runs everywhere.
 * @param wasm gives the bytes of onnxruntime's WASM
 * @throws NetworkError that says which file is wrong and how
 */
export async function loadNetwork(
  name: string,
  readFile: ReadFile,
  wasm: () => Promise<Uint8Array>,
): Promise<Network> {
  return wasmBackend(wasm).create(loadFiles(name, readFile));
}
