import { isBlank, skipBlanks, withoutEnd } from './scan.js';

/*
 * One table of the marks that may stand after the caret, for the part that admits them and the part that reaches over them: a mark that
 * only one of the two knew would be doubled.
 */
const openerOf: ReadonlyMap<string, string> = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
  ['>', '<'],
]);
const openers: ReadonlySet<string> = new Set(openerOf.values());
const quotes = '"\'`';
/** One of these may follow the closing marks. */
const separators = ':{;,';
/** The ends of comments; one of them may end the line. */
const commentEnds = ['*/', '-->'] as const;

const isClosing = (character: string) => openerOf.has(character) || quotes.includes(character);

/**
 * May a suggestion be made before this rest of the line at all? Closing marks and a line's end may stand there (Copilot's rule), and a
 * comment's end.
 * @param suffix the rest of the line; one that was cut at `longestSuffix` counts as any other
 */
export function fitsBefore(suffix: string): boolean {
  let at = skipBlanks(suffix, 0);
  while (at < suffix.length && isClosing(suffix.charAt(at)) && !commentEndAt(suffix, at)) at++;
  at = skipBlanks(suffix, at);
  if (at < suffix.length && separators.includes(suffix.charAt(at))) at = skipBlanks(suffix, at + 1);
  at = skipBlanks(suffix, at + (commentEndAt(suffix, at)?.length ?? 0));
  return at === suffix.length;
}

function commentEndAt(text: string, at: number): string | undefined {
  return commentEnds.find(end => text.startsWith(end, at));
}

export interface Shaped {
  readonly text: string;
  /** Characters after the caret that the text itself contains, and so replaces. */
  readonly replaces: number;
}

/**
 * Fits a continuation to the rest of the line after the caret, so that taking it never doubles a mark or a blank that stands there.
 *
 * A mark that the continuation itself did not open is the one that already stands after the caret: the suggestion then reaches over
 * it. A bracket that closes something else, while marks still wait after the caret, ends it. So does the end of a comment, where it
 * stands there already.
 * @param suffix the rest of the line, for which `fitsBefore` holds
 */
export function shape(continuation: string, suffix: string): Shaped {
  const opened: string[] = [];
  let replaces = 0;
  let text = '';
  const source = withoutCommentEnd(continuation, suffix);
  for (let i = 0; i < source.length; i++) {
    const character = source.charAt(i);
    const waitingAt = skipBlanks(suffix, replaces);
    const isWaiting = suffix.charAt(waitingAt) === character && waitingAt < suffix.length;
    const opener = openerOf.get(character);
    // The angle of an arrow or a comparison closes nothing.
    const isClose = opener !== undefined && !(character === '>' && isOperator(source, i));
    const isQuote = quotes.includes(character);
    if ((isClose && closes(opened, opener)) || (isQuote && opened.at(-1) === character)) {
      opened.pop();
    } else if (isWaiting && (isClose || isQuote || separators.includes(character))) {
      // The editor shows nothing that does not give back what it replaces, blanks too.
      if (!givesBack(text, suffix.slice(replaces, waitingAt), suffix.slice(0, replaces))) break;
      replaces = waitingAt + 1;
    } else if (isClose && character !== '>') {
      if (waitingAt < suffix.length) break;
    } else if (isQuote || openers.has(character)) {
      opened.push(character);
    }
    text += character;
  }
  return { text: withoutDoubledBlank(text, suffix.slice(replaces)), replaces };
}

/** Cuts a continuation where it would say the end of a comment that stands after the caret already. */
function withoutCommentEnd(continuation: string, suffix: string): string {
  const end = commentEnds.find(end => withoutEnd(suffix, '').endsWith(end));
  const at = end === undefined ? -1 : continuation.indexOf(end);
  return at < 0 ? continuation : continuation.slice(0, at).trimEnd();
}

/** Does a bracket close what was opened last? A `<` that nothing closed was a comparison. */
function closes(opened: string[], opener: string): boolean {
  let last = opened.length - 1;
  if (opener !== '<') while (opened[last] === '<') last--;
  if (opened[last] !== opener) return false;
  opened.length = last + 1;
  return true;
}

/** Is the `>` there part of `=>`, `->` or `>=`? */
function isOperator(text: string, at: number): boolean {
  return '=-'.includes(text.charAt(at - 1) || ' ') || text.charAt(at + 1) === '=';
}

/** Do the blanks between two marks that are replaced stand in the text since the first of them? */
function givesBack(text: string, blanks: string, replaced: string): boolean {
  const since = replaced === '' ? text : text.slice(text.lastIndexOf(replaced.slice(-1)) + 1);
  let at = 0;
  for (const character of since) if (at < blanks.length && character === blanks[at]) at++;
  return at === blanks.length;
}

/** A blank before a blank that stands there already would be doubled. */
function withoutDoubledBlank(text: string, rest: string): string {
  return isBlank(rest.charAt(0)) && rest.trim() !== '' ? text.trimEnd() : text;
}

/** Would the line, with the text taken, say what already stands on the next line that is not blank? Closing marks alone may. */
export function repeatsBelow(prefix: string, text: string, below: string): boolean {
  const next = withoutMarks(firstLine(below));
  return /\w/.test(next) && [prefix + text, text].some(line => withoutMarks(line) === next);
}

/** The first line that is not blank. */
function firstLine(text: string): string {
  const start = skipBlanks(text, 0);
  const end = text.indexOf('\n', start);
  return text.slice(start, end < 0 ? text.length : end);
}

/** A line without its indentation and the marks at its end. */
function withoutMarks(line: string): string {
  return withoutEnd(line.trim(), ')]};,');
}
