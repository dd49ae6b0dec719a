import { writeFile } from 'node:fs/promises';
import { confidenceFeatureNames } from '../../src/suggestion/features.js';
import { languages } from '../evaluate/languages.js';
import type { Moment } from './collect.js';

/** What stands before the features in a row. */
const columns = [
  ...['moment', 'passage', 'at', 'language', 'onIndentation', 'saved', 'right', 'gain', 'advance', 'common'],
  'repeats',
] as const;

/** Writes every sample as a row of 32-bit floats to FILE.f32, and what its columns are to FILE.json. */
export async function writeMoments(file: string, moments: readonly Moment[]): Promise<void> {
  const names = [...columns, ...confidenceFeatureNames];
  const count = moments.reduce((sum, { samples }) => sum + samples.length, 0);
  const rows = new Float32Array(count * names.length);
  let at = 0;
  for (const [number, { passage, at: place, language, onIndentation, samples }] of moments.entries())
    for (const { saved, right, gain, advance, common, repeats, features } of samples) {
      const before = [
        ...[number, passage, place, languages.findIndex(name => name === language), Number(onIndentation)],
        ...[saved, Number(right), gain, advance, common, Number(repeats)],
      ];
      rows.set(before, at);
      rows.set(features, at + before.length);
      at += names.length;
    }
  await writeFile(`${file}.f32`, rows);
  await writeFile(`${file}.json`, JSON.stringify({ columns: names, languages }));
}
