/*
 * Scanners for the ends of lines. Each looks at a character once at most: an expression that is not anchored at its beginning would
 * try every place of a long run of blanks, brackets or letters.
 */

/** Letters, digits, `_` and `$`. */
export function isWordUnit(unit: number): boolean {
  return (
    (unit >= 0x30 && unit <= 0x39) ||
    (unit >= 0x41 && unit <= 0x5a) ||
    (unit >= 0x61 && unit <= 0x7a) ||
    unit === 0x5f ||
    unit === 0x24
  );
}

/** Longest word that is looked for elsewhere, in UTF-16 units: a longer run of letters is no word that comes again. */
const maximumWordLength = 80;

/** The word at the end of a text; empty where there is none, or it is longer than `maximumWordLength`. */
export function wordBefore(text: string): string {
  let start = text.length;
  while (start > 0 && isWordUnit(text.charCodeAt(start - 1))) {
    if (text.length - start >= maximumWordLength) return '';
    start--;
  }
  return text.slice(start);
}

/** The word at a place in a text, as far as `maximumWordLength`. */
export function wordAt(text: string, start: number): string {
  let end = start;
  while (end < text.length && end - start < maximumWordLength && isWordUnit(text.charCodeAt(end))) end++;
  return text.slice(start, end);
}

/** Is what stands from a place to another no part of a longer word? */
export function standsAlone(text: string, start: number, end: number): boolean {
  return !isWordUnit(text.charCodeAt(start - 1)) && !isWordUnit(text.charCodeAt(end));
}

/** Does a text end in a word? */
export function endsInWord(text: string): boolean {
  return isWordUnit(text.charCodeAt(text.length - 1));
}

/** A text without the characters of a set, and white space, at its end. */
export function withoutEnd(text: string, marks: string): string {
  let end = text.length;
  while (end > 0 && (marks.includes(text.charAt(end - 1)) || isBlank(text.charAt(end - 1)))) end--;
  return text.slice(0, end);
}

/** Is a character white space? */
export function isBlank(character: string): boolean {
  return character.trim() === '' && character !== '';
}

/** The first place from a start on that is no white space, or the end of the text. */
export function skipBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && isBlank(text.charAt(at))) at++;
  return at;
}
