import { inEnglish, phrase, type PhraseArgument, type Phrase } from '../phrase.js';
import type { Cell, Manifest } from './manifest.js';

/** The beginning of a title for each cell, worded like the titles that `models/training/export.py` writes. */
const cellTitles: Readonly<Record<Cell, PhraseArgument>> = {
  rnn: phrase`Vanilla recurrent network`,
  gru: 'GRU',
  lstm: 'LSTM',
  feedforward: phrase`Plain network`,
};

/** A network's title: a generated one is translated, any other is shown as its manifest has it. */
export function titleOf(manifest: Manifest): PhraseArgument {
  const { cell, layers, title } = manifest;
  const units = layers
    .map(String)
    .reduce<PhraseArgument>((all, one) => (all === '' ? one : phrase`${all} and ${one}`), '');
  const generated: Phrase =
    cell === 'feedforward'
      ? phrase`${cellTitles[cell]}, window of ${String(manifest.window)} bytes, ${units} units`
      : phrase`${cellTitles[cell]}, ${units} units`;
  return inEnglish(generated) === title ? generated : title;
}
