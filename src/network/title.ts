import { inEnglish, phrase, type PhraseArgument, type Phrase } from '../phrase.js';
import type { Cell, Manifest } from './manifest.js';

/** As `models/training/export.py` writes titles. */
const cellTitles: Readonly<Record<Cell, PhraseArgument>> = {
  rnn: phrase`Vanilla recurrent network`,
  gru: 'GRU',
  lstm: 'LSTM',
  feedforward: phrase`Plain network`,
};

/** What a network is called: what its manifest says, in the person's language where that is what export.py writes by itself. */
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
