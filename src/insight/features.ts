import { lexicalRegions } from '../suggestion/lexical.js';
import { textFeatureNames, type Feature } from './feature.js';

/** Columns and distances beyond this count as this: a long line is not to outweigh all the others. */
const maximumDistance = 120;

/**
 * What code has, at every character of a text, once that character was read.
 *
 * `string`, `comment`: does the text go on in one? `depth`: brackets that are open. `column`: characters of the line so far.
 * `indentation`: those of them that are white space before anything else. `lineEnd`: characters still to come in the line, which
 * no network can know, though it may guess. `capital`, `digit`, `space`: is the character one? `word`: is it part of a
 * word, `wordStart`: the first of one? Known without a parser: good for code as it is usually written.
 * @param text from a line's start that stands in code, line ends LF
 * @returns `[text.length, featureNames.length]`, row after row, a row for each UTF-16 unit
 */
export function textFeatures(languageId: string, text: string): Float32Array {
  const size = textFeatureNames.length;
  const all = new Float32Array(text.length * size);
  const marked = inside(languageId, text);
  let [depth, column, indentation, indenting] = [0, 0, 0, true];
  let wasWord = false;
  let lineEnd = -1;
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? '';
    if (lineEnd < i) {
      const next = text.indexOf('\n', i);
      lineEnd = next < 0 ? text.length : next;
    }
    const isSpace = /\s/.test(character);
    const isWord = /[\p{L}\p{N}_$\ud800-\udfff]/u.test(character);
    if (character === '\n') {
      [column, indentation, indenting] = [0, 0, true];
    } else {
      column++;
      indenting &&= isSpace;
      if (indenting) indentation++;
    }
    if (marked[i] === code) {
      if ('([{'.includes(character)) depth++;
      else if (')]}'.includes(character)) depth = Math.max(0, depth - 1);
    }
    const values: Record<Feature, number> = {
      string: Number(marked[i] === inString),
      comment: Number(marked[i] === inComment),
      depth,
      column: Math.min(maximumDistance, column),
      indentation: Math.min(maximumDistance, indentation),
      lineEnd: character === '\n' ? 0 : Math.min(maximumDistance, lineEnd - i - 1),
      capital: Number(/\p{Lu}/u.test(character)),
      digit: Number(/\d/.test(character)),
      word: Number(isWord),
      wordStart: Number(isWord && !wasWord),
      space: Number(isSpace),
    };
    textFeatureNames.forEach((name, f) => (all[i * size + f] = values[name]));
    wasWord = isWord;
  }
  return all;
}

const [code, inString, inComment, atEnd] = [0, 1, 2, 3];

/** For each character: does a string or comment go on behind it, or does it end with it? */
function inside(languageId: string, text: string): Uint8Array {
  const marked = new Uint8Array(text.length);
  for (const { kind, start, end } of lexicalRegions(languageId, text)) {
    marked.fill(kind === 'string' ? inString : inComment, start, end);
    if (kind === 'string' && end - start > 1 && text[end - 1] === text[start]) marked[end - 1] = atEnd;
  }
  return marked;
}
