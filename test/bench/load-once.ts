// load-once.mjs BACKEND: loads the default network in a process of its own, with --expose-gc, and writes what that took as JSON.
import type { Backend } from '../../src/network/backend.js';
import { int8Backend } from '../../src/network/int8/int8.js';
import { loadFiles } from '../../src/network/load.js';
import { wasmBackend, wasmProbes } from '../../src/network/onnx.js';
import { yieldTurn } from '../../src/scheduler.js';
import { readModel, readRuntime } from '../shipped.js';

/** All memories that WASM was given: Node does not count them among its buffers. */
const memories: WeakRef<WebAssembly.Memory>[] = [];
const { Memory } = WebAssembly;
Object.assign(WebAssembly, {
  Memory: class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      memories.push(new WeakRef(this));
    }
  },
});

/** Bytes that are still needed. */
async function needed() {
  // What a weak reference was asked for lives until its turn ends.
  for (let i = 0; i < 4; i++) {
    await yieldTurn();
    globalThis.gc?.();
  }
  const sizes = memories.map(memory => memory.deref()?.buffer.byteLength ?? 0);
  const { arrayBuffers, rss } = process.memoryUsage();
  return { buffers: arrayBuffers, wasm: sizes.reduce((sum, size) => sum + size, 0), resident: rss };
}

const backends: Readonly<Record<string, () => Backend>> = {
  int8: () => int8Backend(wasmProbes(readRuntime)),
  wasm: () => wasmBackend(readRuntime),
};
const backend = backends[process.argv[2] ?? '']?.();
if (!backend) throw new Error('load-once.mjs int8, or wasm');
const before = await needed();
const begun = performance.now();
const network = await backend.create(loadFiles('default', readModel));
const milliseconds = performance.now() - begun;
const after = await needed();
const grown = (name: keyof typeof before) => after[name] - before[name];
console.log(
  JSON.stringify({
    milliseconds,
    buffers: grown('buffers'),
    wasm: grown('wasm'),
    resident: grown('resident'),
  }),
);
await network.dispose();
