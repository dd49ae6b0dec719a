import { inEnglish, phrase, type PhraseArgument, type Phrase } from '../phrase.js';
import { layerUnits, type Cell, type Manifest } from './manifest.js';

/** The beginning of a title for each cell, worded like the titles that `models/training/export.py` writes. */
const cellTitles: Readonly<Record<Cell, PhraseArgument>> = {
  rnn: phrase`Vanilla recurrent network`,
  gru: 'GRU',
  lstm: 'LSTM',
  feedforward: phrase`Plain network`,
  glr: phrase`Gated linear recurrence`,
};

/** A network's title: a generated one is translated, any other is shown as its manifest has it. */
export function titleOf(manifest: Manifest): PhraseArgument {
  const generated = generatedTitle(manifest);
  return inEnglish(generated) === manifest.title ? generated : manifest.title;
}

/** The title that is written for a network where nobody gives it another. */
export function generatedTitle(manifest: Manifest): Phrase {
  const cell = cellTitles[manifest.cell];
  const sizes = layerUnits(manifest).map(String);
  if (manifest.kind === 'blocks')
    return phrase`${cell}, ${String(sizes.length)} blocks of ${sizes[0] ?? ''} units`;
  const units = sizes.reduce<PhraseArgument>(
    (all, one) => (all === '' ? one : phrase`${all} and ${one}`),
    '',
  );
  return manifest.kind === 'feedforward'
    ? phrase`${cell}, window of ${String(manifest.window)} bytes, ${units} units`
    : phrase`${cell}, ${units} units`;
}
