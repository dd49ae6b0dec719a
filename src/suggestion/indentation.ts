import type { Place } from './place.js';
import { isBlank } from './scan.js';

/** Text above and below that is looked at for its indentation, in UTF-16 units. */
const scannedUnits = 4000;

/**
 * Tells whether a continuation leaves its line indented as the document is: where its indentation is one that stands in the lines
 * around, or the line above's and one level more. Where nothing is indented yet, any will do.
 */
export function indentationRule({ prefix, before = '', below = '' }: Place): (text: string) => boolean {
  // The line was begun already: its indentation is the person's own.
  if (prefix.trim() !== '') return () => true;
  const above = before.slice(-scannedUnits);
  const lines = `${above}${below.slice(0, scannedUnits)}`.split('\n').filter(line => line.trim() !== '');
  const indentations = new Set(lines.map(leading));
  indentations.delete('');
  const unit = [...indentations].reduce((a, b) => (b.length < a.length ? b : a), [...indentations][0] ?? '');
  const last = leading(above.trimEnd().split('\n').at(-1) ?? '');
  return text => {
    const indentation = leading(prefix + text);
    if (indentation === '' || indentation === prefix || indentations.size === 0) return true;
    return indentations.has(indentation) || indentation === last + unit;
  };
}

function leading(line: string): string {
  let end = 0;
  while (line.charAt(end) === ' ' || line.charAt(end) === '\t') end++;
  return line.slice(0, end);
}

const columnsOfTab = 4;

/** Columns of white space that a line begins with. */
export function widthOfIndentation(line: string): number {
  let width = 0;
  for (let i = 0; i < line.length && isBlank(line.charAt(i)); i++)
    width += line[i] === '\t' ? columnsOfTab : 1;
  return width;
}
