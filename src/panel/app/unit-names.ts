import { phrase, type Phrase } from '../../phrase.js';
import type { Feature, UnitData } from '../protocol.js';

/** What a unit is called that is high where a feature of the text is, and one that is high where it is not. */
const names: Readonly<Record<Feature, readonly [high: Phrase, low: Phrase]>> = {
  string: [phrase`inside strings`, phrase`outside strings`],
  comment: [phrase`inside comments`, phrase`outside comments`],
  depth: [phrase`inside brackets`, phrase`outside brackets`],
  column: [phrase`far into the line`, phrase`line start`],
  indentation: [phrase`deep indentation`, phrase`no indentation`],
  lineEnd: [phrase`far from the line end`, phrase`line end`],
  capital: [phrase`capitals`, phrase`no capitals`],
  digit: [phrase`digits`, phrase`no digits`],
  word: [phrase`inside words`, phrase`between words`],
  wordStart: [phrase`word start`, phrase`not a word start`],
  space: [phrase`white space`, phrase`no white space`],
};

/** A unit's name, by what it follows; undefined where it follows nothing that has one. */
export function unitName({
  name,
  correlation = 0,
}: Pick<UnitData, 'name' | 'correlation'>): Phrase | undefined {
  return name && names[name][correlation < 0 ? 1 : 0];
}
