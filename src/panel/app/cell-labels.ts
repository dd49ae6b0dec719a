import { phrase, type Phrase, type PhraseArgument } from '../../phrase.js';
import type { Compared, NetworkFacts } from '../protocol.js';

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
    return { ...one, label: alike(one.cell) ? phrase`${name}, ${one.parameters} parameters` : name };
  });
}

/** A network's generated title in short: its cell and its size. @returns undefined where a person chose the title */
export function shortTitle({
  title,
  cell,
  layers,
}: Pick<NetworkFacts, 'title' | 'cell' | 'layers'>):
  { readonly called: PhraseArgument; readonly size: Phrase } | undefined {
  if (typeof title === 'string') return undefined;
  const [first = 0] = layers;
  const isEven = layers.length > 1 && layers.every(units => units === first);
  const units = isEven ? `${layers.length} × ${first}` : layers.join(' + ');
  return { called: called[cell], size: phrase`${units} units` };
}
