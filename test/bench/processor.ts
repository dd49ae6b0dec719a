import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';

/** What the processor calls the products of int8 that V8 has instructions for. */
const int8Products = 'avx_vnni';

async function flags(): Promise<ReadonlySet<string>> {
  const text = await readFile('/proc/cpuinfo', 'utf8').catch(() => '');
  const line = text.split('\n').find(line => line.startsWith('flags')) ?? '';
  return new Set(
    line
      .slice(line.indexOf(':') + 1)
      .trim()
      .split(/\s+/),
  );
}

/**
 * Does this engine multiply int8 with the processor's own instruction? V8 uses AVX-VNNI from 12.9 on. Where the system does not tell what
 * the processor has, no: the budget that goes with it is then not asked for.
 */
export async function usesInt8Products(): Promise<boolean> {
  const [major = 0, minor = 0] = process.versions.v8.split('.').map(Number);
  return (major > 12 || (major === 12 && minor >= 9)) && (await flags()).has(int8Products);
}

/** The processor and the engine that this ran on, and what it says nothing about. */
export async function measuredOn(kernel: string): Promise<string> {
  const [processor] = cpus();
  const found = await flags();
  const has = ['avx2', int8Products, 'avx512_vnni'].filter(flag => found.has(flag)).join(', ');
  return [
    `Measured on ${processor?.model.trim() ?? 'an unknown processor'} (${process.arch}${has && `: ${has}`}),`,
    `Node ${process.versions.node}, V8 ${process.versions.v8}, kernel chosen: ${kernel}.`,
    'Not measured here: other processors, such as ARM, and browsers.',
  ].join(' ');
}
