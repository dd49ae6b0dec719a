import { encode } from '../../src/network/bytes.js';
import { parseManifest } from '../../src/network/manifest.js';
import { readModel } from '../shipped.js';
import { Oracle, type Seen } from '../unit/oracle.js';

/** What the oracle sees after a text: the page's numbers are held against it. */
export async function truth(name: string, language: string, text: string): Promise<Seen> {
  const file = `${name}.json`;
  const manifest = parseManifest(new TextDecoder().decode(await readModel(file)), file);
  const oracle = new Oracle(manifest, await readModel(manifest.weights.file));
  const { start, end } = manifest.header;
  let seen: Seen | undefined;
  for (const byte of encode(start + language + end + text)) seen = oracle.step(byte);
  if (!seen) throw new Error('there was nothing to read');
  return seen;
}
