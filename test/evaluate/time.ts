// npm run evaluate:time -- MANIFEST: what one step and one byte of reading cost a network in WASM on one thread, in milliseconds.
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { loadAsServed } from '../shipped.js';
import { command, Mistake } from './mistake.js';
import { measureTimes } from './timing.js';

await command(async () => {
  const [path] = process.argv.slice(2);
  if (!path?.endsWith('.json'))
    throw new Mistake('npm run evaluate:time -- MANIFEST, such as models/default.json');
  const manifest = resolve(process.env['INIT_CWD'] ?? '.', path);
  const readBeside = async (file: string) => new Uint8Array(await readFile(join(dirname(manifest), file)));
  const network = await loadAsServed(basename(manifest, '.json'), readBeside);
  const { step, read1000 } = await measureTimes(network);
  await network.dispose();
  console.log(JSON.stringify({ step, read: read1000 / 1000 }));
});
