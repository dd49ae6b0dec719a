// The backends that a network can run on here, with each kernel that there is.
import type { NetworkFiles } from '../../src/network/backend.js';
import { chooseKernel, hasSimd, type KernelName } from '../../src/network/int8/choice.js';
import { int8Backend } from '../../src/network/int8/int8.js';
import { kernelModule } from '../../src/network/int8/kernel.js';
import { loadFiles } from '../../src/network/load.js';
import { NetworkError } from '../../src/network/manifest.js';
import type { Network } from '../../src/network/network.js';
import { wasmBackend, wasmProbes } from '../../src/network/onnx.js';
import { readModel, readRuntime } from '../shipped.js';

export interface Contender {
  readonly name: string;
  readonly network: Network;
  /** Of int8. */
  readonly kernel: KernelName | undefined;
}

export interface Contenders {
  readonly files: NetworkFiles;
  /** Those on int8, then the one on onnxruntime. */
  readonly all: readonly Contender[];
  readonly wasm: Contender;
  /** What a person is served with. */
  readonly served: Contender;
}

/** The kernel that int8 chooses in this engine, and all that it can choose from. */
export interface Kernels {
  readonly chosen: KernelName | undefined;
  readonly available: readonly KernelName[];
}

export async function kernelsHere(): Promise<Kernels> {
  const chosen = (await chooseKernel())?.name;
  const available: KernelName[] = hasSimd() ? ['plain'] : [];
  if (WebAssembly.validate(kernelModule(true))) available.push('relaxed');
  return { chosen, available };
}

async function onKernel(files: NetworkFiles, kernel: KernelName): Promise<Contender | undefined> {
  const module = new WebAssembly.Module(kernelModule(kernel === 'relaxed'));
  const backend = int8Backend(wasmProbes(readRuntime), () => Promise.resolve({ name: kernel, module }));
  try {
    return { name: `int8, ${kernel} kernel`, network: await backend.create(files), kernel };
  } catch (error) {
    // A network that int8 does not take is served by onnxruntime.
    if (error instanceof NetworkError) return undefined;
    throw error;
  }
}

/** @param wanted the kernels that are measured */
export async function contendersFor(
  name: string,
  { chosen }: Kernels,
  wanted: readonly KernelName[],
): Promise<Contenders> {
  const files = await loadFiles(name, readModel);
  const network = await wasmBackend(readRuntime).create(files);
  const wasm: Contender = { name: 'wasm', network, kernel: undefined };
  const all: Contender[] = [];
  for (const kernel of wanted) {
    const found = await onKernel(files, kernel);
    if (found) all.push(found);
  }
  const served = all.find(({ kernel }) => kernel === chosen) ?? wasm;
  return { files, all: [...all, wasm], wasm, served };
}

export async function dispose({ all }: Contenders): Promise<void> {
  for (const { network } of all) await network.dispose();
}
