import type { Place } from './place.js';

/** Text above and below that is looked at for its indentation, in UTF-16 units. */
const scanned = 4000;

/**
 * Tells whether a continuation leaves its line indented as the document is: where its indentation is one that stands in the lines
 * around, or the line above's and one level more. Where nothing is indented yet, any will do.
 */
export function indentationRule({ prefix, before = '', below = '' }: Place): (text: string) => boolean {
  // The line was begun already: its indentation is the person's own.
  if (prefix.trim() !== '') return () => true;
  const above = before.slice(-scanned);
  const lines = `${above}${below.slice(0, scanned)}`.split('\n').filter(line => line.trim() !== '');
  const seen = new Set(lines.map(leading));
  seen.delete('');
  const unit = [...seen].reduce((a, b) => (b.length < a.length ? b : a), [...seen][0] ?? '');
  const last = leading(above.trimEnd().split('\n').at(-1) ?? '');
  return text => {
    const indentation = leading(prefix + text);
    if (indentation === '' || indentation === prefix || seen.size === 0) return true;
    return seen.has(indentation) || indentation === last + unit;
  };
}

function leading(line: string): string {
  let end = 0;
  while (line.charAt(end) === ' ' || line.charAt(end) === '\t') end++;
  return line.slice(0, end);
}
