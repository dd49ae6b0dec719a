import { phrase, type PhraseArgument } from '../../phrase.js';
import type { Compared } from '../protocol.js';

type Cell = Compared['cells'][number]['cell'];

/** What each cell is called in short. */
const called = {
  rnn: phrase`vanilla`,
  gru: 'GRU',
  lstm: 'LSTM',
  feedforward: phrase`plain`,
  glr: phrase`gated linear`,
} as const satisfies Readonly<Record<Cell, PhraseArgument>>;

/** The cells, each with what it is called in short; where two are called alike, each with its size. */
export function labelled(
  cells: Compared['cells'],
): readonly (Compared['cells'][number] & { readonly label: PhraseArgument })[] {
  const alike = (cell: Cell) => cells.filter(other => other.cell === cell).length > 1;
  return cells.map(one => {
    const name = called[one.cell];
    return { ...one, label: alike(one.cell) ? phrase`${name} of ${one.state ?? one.parameters}` : name };
  });
}
