import type { Place } from './place.js';

/**
 * Would a continuation leave its line indented as the document is? So where its indentation is one that stands in the lines around,
 * or the line above's and one level more. Where nothing is indented yet, any will do.
 */
export function isIndentedLikeItsDocument({ prefix, before = '', below = '' }: Place, text: string): boolean {
  const indentation = leading(prefix + text);
  // The line was begun already: its indentation is the person's own.
  if (prefix.trim() !== '' || indentation === '' || indentation === prefix) return true;
  const lines = `${before}${below}`.split('\n').filter(line => line.trim() !== '');
  const seen = new Set(lines.map(leading));
  seen.delete('');
  if (seen.size === 0 || seen.has(indentation)) return true;
  const unit = [...seen].reduce((a, b) => (b.length < a.length ? b : a));
  const above = before.trimEnd().split('\n').at(-1) ?? '';
  return indentation === leading(above) + unit;
}

function leading(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}
