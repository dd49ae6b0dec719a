// npm run licences: writes licences/packages.txt, the licence of every package whose code is in the bundles that ship. With --check it
// only says whether what is there is still right. licences/onnxruntime.txt is onnxruntime's own list for its WASM, as its release has it.
import { existsSync } from 'node:fs';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import esbuild from 'esbuild';
import { shipping } from '../esbuild.mjs';

const root = join(import.meta.dirname, '..');
const out = join(root, 'licences/packages.txt');

/** Packages that publish no text of their licence, and whose licence and holder their package.json names. */
const withoutText = {
  'onnxruntime-web': ['MIT', 'Microsoft Corporation'],
  'onnxruntime-common': ['MIT', 'Microsoft Corporation'],
  'guid-typescript': ['ISC', 'nicolas (https://github.com/NicolasDeveloper/guid-typescript)'],
};
/** Packages within a bundle that is not installed by itself any more: of whose licence they are. */
const within = { '@protobufjs/inquire': 'protobufjs' };

const packageName = /node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** Names of the packages in the bundles: those that esbuild took, and those in onnxruntime's own bundles, by their comments. */
async function bundled() {
  const names = new Set();
  for (const build of shipping) {
    const { metafile } = await esbuild.build({ ...build, metafile: true, write: false });
    for (const input of Object.keys(metafile.inputs)) {
      const name = packageName.exec(input)?.[1];
      if (!name) continue;
      names.add(name);
      if (!name.startsWith('onnxruntime')) continue;
      names.add('onnxruntime-common');
      // The bundle that was taken is a minified one; the one beside it says what is in it.
      const text = await readFile(join(root, input.replace(/(\.bundle)?\.min\.mjs$/, '.mjs')), 'utf8');
      for (const [, inner] of text.matchAll(/^\s*\/\/ web\/node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//gm))
        names.add(inner);
    }
  }
  return [...names].sort();
}

async function licenceOf(name) {
  const folder = join(root, 'node_modules', within[name] ?? name);
  const { version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find(file => /^licen[cs]e/i.test(file));
  const title = within[name] ? name : `${name} ${version}`;
  if (file) return { title, license, text: (await readFile(join(folder, file), 'utf8')).trim() };
  const [kind, holder] = withoutText[name] ?? [];
  if (kind !== license)
    throw new Error(`${name} has no text of its licence (${license}): add it to licences/collect.mjs`);
  const text = await readFile(join(root, 'licences', `${kind}.template`), 'utf8');
  return { title, license, text: text.replace('HOLDER', holder).trim() };
}

const line = '-'.repeat(100);
const found = await Promise.all((await bundled()).map(licenceOf));
const parts = found.map(({ title, license, text }) => `${line}\n${title} (${license})\n${line}\n\n${text}\n`);
const all = [
  'The packages whose code is in dist/, and their licences. What is in the WASM of ONNX Runtime: onnxruntime.txt.\n',
  ...parts,
].join('\n');
// Line ends and spaces at them differ between packages, and say nothing.
const text = all.replaceAll('\r\n', '\n').replaceAll(/[ \t]+$/gm, '');
if (!process.argv.includes('--check')) await writeFile(out, text);
else if (!existsSync(out) || (await readFile(out, 'utf8')) !== text) {
  console.error('licences/packages.txt is not what ships: npm run licences.');
  process.exitCode = 1;
}
