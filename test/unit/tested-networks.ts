import { readFile } from 'node:fs/promises';
import { shippedNetworks } from '../../src/network/shipped.js';
import { readModel } from '../shipped.js';

/** Small networks of blocks, of random weights: `networks/make.py` wrote them. */
export const blockNetworks = ['blocks-glr', 'blocks-gru'] as const;

/** The networks that the tests of what a network computes go over. */
export const testedNetworks = [...shippedNetworks, ...blockNetworks];

/** Was it trained? The others expect one byte as much as another. */
export function isTrained(name: string): boolean {
  return !blockNetworks.some(small => small === name);
}

/** A file of one of them. */
export async function readTested(file: string): Promise<Uint8Array> {
  return isTrained(file.replace(/\.(?:json|weights|\w+\.onnx)$/, ''))
    ? readModel(file)
    : new Uint8Array(await readFile(`test/unit/networks/${file}`));
}

/** PyTorch's logits `[bytes, 256]` for the header and the first bytes of the sample, or all of them. */
export async function parityLogits(name: string): Promise<Float32Array> {
  const folder = isTrained(name) ? 'parity' : 'networks';
  return new Float32Array(new Uint8Array(await readFile(`test/unit/${folder}/${name}.logits`)).buffer);
}
