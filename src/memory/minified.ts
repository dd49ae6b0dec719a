import { newline } from '../network/bytes.js';

/** Bytes of a line that people write, at most, as a rule. */
const longLine = 300;
/** The share of white space in a long line of prose is a sixth or so; what a program packed has next to none. */
const leastBlanks = 0.1;
/** The share of a text's bytes in packed lines that makes it one that a program wrote. */
const mostPacked = 0.5;

/** Did a program pack this text? More than half of it stands in long lines with hardly any white space: minified code, data on one line. */
export function isMinified(text: Uint8Array): boolean {
  let packed = 0;
  for (let start = 0; start < text.length;) {
    const found = text.indexOf(newline, start);
    const end = found < 0 ? text.length : found;
    if (end - start > longLine) {
      let blanks = 0;
      for (let at = start; at < end; at++) if (text[at] === 0x20 || text[at] === 0x09) blanks++;
      if (blanks < leastBlanks * (end - start)) packed += end - start;
    }
    start = end + 1;
  }
  return packed > mostPacked * text.length;
}
