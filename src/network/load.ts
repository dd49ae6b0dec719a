import { parseManifest, NetworkError, type Manifest } from './manifest.js';
import type { Network } from './network.js';
import { createNetwork } from './onnx.js';

/**
 * Loads a network by the name of its manifest.
 * @param readFile gives the bytes of a file beside the manifest
 * @param wasm gives the bytes of onnxruntime's WASM
 * @throws NetworkError that says which file is wrong and how
 */
export async function loadNetwork(
  name: string,
  readFile: (file: string) => Promise<Uint8Array>,
  wasm: () => Promise<Uint8Array>,
): Promise<Network> {
  const get = async (file: string, read: () => Promise<Uint8Array>) => {
    try {
      return await read();
    } catch (cause) {
      if (cause instanceof NetworkError) throw cause;
      throw new NetworkError(`${file} is missing or cannot be read`, { cause });
    }
  };
  const file = (file: string) => get(file, () => readFile(file));
  const manifestFile = `${name}.json`;
  const manifest: Manifest = parseManifest(new TextDecoder().decode(await file(manifestFile)), manifestFile);
  const [step, read, probe, weights, runtime] = await Promise.all([
    file(manifest.graphs.step),
    file(manifest.graphs.read),
    file(manifest.graphs.probe),
    file(manifest.weights.file),
    get('the WASM runtime', wasm),
  ]);
  return createNetwork({ manifest, graphs: { step, read, probe }, weights }, runtime);
}
