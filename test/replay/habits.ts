import { surroundings } from '../../src/suggestion/lexical.js';
import type { Language } from '../evaluate/languages.js';

/** Before these characters, and at the end, VS Code closes brackets and quotes: its default `autoCloseBefore`. */
const closesBefore = ';:.,=}])> \n\t';
const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
/** Quotes that are closed, where not all three are: from each language's configuration in VS Code 1.139. */
const quotes: Partial<Record<Language, string>> = {
  rust: '"',
  c: '"\'',
  cpp: '"\'',
  java: '"\'',
  css: '"\'',
  html: '"\'',
  markdown: '',
};
/** Languages whose indentation rules count a bracket that was not closed in its line; the others see one at its end. */
const countsBrackets: readonly Language[] = [
  'typescript',
  'javascript',
  'c',
  'cpp',
  'go',
  'rust',
  'css',
  'json',
];
const continuesComments: readonly Language[] = ['typescript', 'javascript', 'java'];
const closesComments: readonly Language[] = [...continuesComments, 'c', 'cpp'];
const hasCases: readonly Language[] = ['typescript', 'javascript', 'java', 'go'];
const pythonBlock = /^\s*(?:def|class|for|if|elif|else|while|try|with|finally|except|async).*?:\s*$/;
const openTag =
  /<(?!(?:area|base|br|col|hr|img|input|link|meta|param|source|track|wbr)\b|[!/])[-\w]+(?:\s[^>]*)?(?<!\/)>[^<]*$/i;

/**
 * What VS Code closes by itself when a character is typed, or an empty text.
 * @param before the text up to the caret, without the character
 * @param behind the text behind the caret
 */
export function closes(
  language: Language,
  id: string,
  before: string,
  character: string,
  behind: string,
): string {
  if (behind !== '' && !closesBefore.includes(behind.charAt(0))) return '';
  const closer = closers[character];
  if (closer !== undefined) return closer;
  if (character === '*' && before.endsWith('/*') && closesComments.includes(language)) return ' */';
  if (!'"\'`'.includes(character) || !(quotes[language] ?? '"\'`').includes(character)) return '';
  const word = /\w+$/.exec(before)?.[0];
  const isPrefix = language === 'python' && word !== undefined && /^[rubf]$/i.test(word);
  // A third quote in a row begins a long string, which is not closed.
  if ((word !== undefined && !isPrefix) || before.endsWith(character)) return '';
  return surroundings(id, before.slice(-2000)) === 'code' ? character : '';
}

/** What VS Code puts at the start of a new line by itself. */
export function indentation(language: Language, line: string, unit: string): string {
  const own = /^\s*/.exec(line)?.[0] ?? '';
  if (continuesComments.includes(language)) {
    if (/^\s*\/\*\*(?!\/)([^*]|\*(?!\/))*$/.test(line)) return `${own} * `;
    if (/^\s*\*([ ]([^*]|\*(?!\/))*)?$/.test(line)) return `${own}* `;
    if (/^\s* \*\/\s*$/.test(line)) return own.slice(0, -1);
  }
  const deeper =
    /[([{]\s*$/.test(line) ||
    (countsBrackets.includes(language) && /(\{[^}"'`]*|\([^)"'`]*|\[[^\]"'`]*)$/.test(line)) ||
    (language === 'python' && pythonBlock.test(line)) ||
    (language === 'html' && openTag.test(line)) ||
    (hasCases.includes(language) && /^\s*(case\s.+:|default:)$/.test(line));
  return deeper ? own + unit : own;
}

/** Does typing this closing mark first in its line outdent it? */
export function outdents(language: Language, rest: string): boolean {
  if (language === 'python' || language === 'shell' || language === 'markdown') return false;
  return /^[)}\]]/.test(rest) || (language === 'html' && rest.startsWith('</'));
}

/** One step of a text's indentation: a tab, or the commonest difference between lines that follow one another. */
export function unitOf(text: string): string {
  const counts = new Map<number, number>();
  let tabs = 0;
  let last = 0;
  for (const line of text.split('\n').slice(0, 2000)) {
    if (line.trim() === '') continue;
    if (line.startsWith('\t')) tabs++;
    const width = /^ */.exec(line)?.[0].length ?? 0;
    const step = Math.abs(width - last);
    if (step > 1 && step <= 8) counts.set(step, (counts.get(step) ?? 0) + 1);
    last = width;
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1]);
  if (tabs > (best?.[1] ?? 0)) return '\t';
  return ' '.repeat(best?.[0] ?? 4);
}
