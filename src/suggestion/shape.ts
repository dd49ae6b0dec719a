/** What may stand after the caret for a suggestion within a line: closing marks and a line's end (Copilot's rule), and a comment's. */
const closingTail = /^\s*[)>}\]"'`]*\s*[:{;,]?\s*(?:\*\/|-->)?\s*$/;
/** The end of a comment at a line's end. */
const commentEnd = /(?:\*\/|-->)\s*$/;

/** May a suggestion be made before this rest of the line at all? */
export function fitsBefore(suffix: string): boolean {
  return closingTail.test(suffix);
}

export interface Shaped {
  readonly text: string;
  /** Characters after the caret that the text itself contains, and so replaces. */
  readonly replaces: number;
}

const closers = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);
const quotes = '"\'`';

/**
 * Fits a continuation to the rest of the line behind the caret, so that taking it never doubles a bracket or quote.
 *
 * A closing mark that the continuation itself did not open is the one that already stands behind the caret: the
 * suggestion then reaches over it. One that closes something else, while marks still wait behind the caret, ends it. So does the end of
 * a comment, where it stands there already.
 * @param suffix the rest of the line, for which `fitsBefore` holds
 */
export function shape(continuation: string, suffix: string): Shaped {
  const opened: string[] = [];
  let replaces = 0;
  let text = '';
  const end = commentEnd.exec(suffix)?.[0].trim();
  const inComment = end !== undefined && continuation.includes(end);
  for (const character of inComment
    ? continuation.slice(0, continuation.indexOf(end)).trimEnd()
    : continuation) {
    const waiting = suffix.slice(replaces).trimStart();
    const closes = closers.get(character);
    const isQuote = quotes.includes(character);
    if (opened.length > 0 && (opened.at(-1) === closes || (isQuote && opened.at(-1) === character))) {
      opened.pop();
    } else if (
      waiting.startsWith(character) &&
      (closes !== undefined || isQuote || ';,:{'.includes(character))
    ) {
      replaces = suffix.length - waiting.length + 1;
    } else if (closes !== undefined) {
      if (waiting !== '') break;
    } else if (isQuote || character === '(' || character === '[' || character === '{') {
      opened.push(character);
    }
    text += character;
  }
  return { text, replaces };
}

/** Would the line, with the text taken, say what already stands on the next line that is not blank? Closing marks alone may. */
export function repeatsBelow(prefix: string, text: string, below: string): boolean {
  const next = said(below.split('\n').find(line => line.trim() !== '') ?? '');
  return /\w/.test(next) && [prefix + text, text].some(line => said(line) === next);
}

/** What a line says: without its indentation, and the marks that it ends with. */
function said(line: string): string {
  return line.trim().replace(/[\s)\]};,]+$/, '');
}
