import { isBlank, isWordUnit, standsAlone, wordBefore } from './scan.js';

/** What kind of word belongs at the caret, by the word before it. */
export type Slot = 'declaration' | 'variable' | 'import' | 'value' | 'none';

/** Words behind which a name is declared that no other declaration of the file has, as a rule. */
const declaring = new Set([
  ...['def', 'class', 'function', 'interface', 'struct', 'enum', 'trait', 'fn', 'func', 'type', 'namespace'],
  ...['module', 'union', 'typedef', 'record', 'macro_rules', 'mod', 'package', '@interface', 'impl'],
]);
const ofVariables = new Set([
  'const',
  'let',
  'var',
  'val',
  'auto',
  'mut',
  'local',
  'static',
  'export',
  'final',
]);
const importing = new Set([
  'import',
  'from',
  'use',
  'require',
  'include',
  'using',
  'extern',
  'crate',
  'source',
]);
const ofValues = new Set([
  'return',
  'await',
  'yield',
  'throw',
  'new',
  'in',
  'of',
  'if',
  'while',
  'case',
  'not',
]);

/** The slot that a line up to the caret ends in. */
export function slotOf(prefix: string): Slot {
  const keyword = keywordBefore(prefix);
  if (declaring.has(keyword)) return 'declaration';
  if (ofVariables.has(keyword)) return 'variable';
  if (importing.has(keyword)) return 'import';
  return ofValues.has(keyword) ? 'value' : 'none';
}

/** The word before the word that a line ends in, with nothing but blanks between: its keyword. Empty where there is none. */
export function keywordBefore(prefix: string): string {
  let end = prefix.length - wordBefore(prefix).length;
  if (end === prefix.length && isWordUnit(prefix.charCodeAt(end - 1))) return '';
  const behind = end;
  while (end > 0 && isBlank(prefix.charAt(end - 1))) end--;
  return end === behind ? '' : wordBefore(prefix.slice(0, end));
}

/** Places of a declaration that are looked at. */
const maximumPlaces = 50;

/** Is a name declared with this keyword in a text? */
export function declares(text: string, keyword: string, name: string): boolean {
  return declarationsOf(text, keyword, name).length > 0;
}

/** Where a text declares a name with this keyword, the last first, at most `maximumPlaces`. */
export function declarationsOf(text: string, keyword: string, name: string): number[] {
  const wanted = `${keyword} ${name}`;
  const found: number[] = [];
  let left = maximumPlaces;
  for (let at = text.lastIndexOf(wanted); at >= 0 && left > 0; left--) {
    if (standsAlone(text, at, at + wanted.length)) found.push(at);
    at = at > 0 ? text.lastIndexOf(wanted, at - 1) : -1;
  }
  return found;
}

/** Words that no language's declaration gives as a name. */
const reserved = new Set([
  ...['return', 'if', 'else', 'elif', 'for', 'while', 'do', 'switch', 'case', 'break', 'continue', 'import'],
  ...[
    'def',
    'class',
    'function',
    'interface',
    'struct',
    'func',
    'fn',
    'const',
    'let',
    'var',
    'try',
    'except',
  ],
  ...['catch', 'finally', 'raise', 'throw', 'defer', 'package', 'export', 'public', 'private', 'protected'],
]);

/** Would the word at the caret be a keyword where the name of a declaration belongs? */
export function namesKeyword(slot: Slot, name: string): boolean {
  return slot === 'declaration' && reserved.has(name);
}

/** Is a line one that imports? */
export function isImport(line: string): boolean {
  const start = line.trimStart();
  return importing.has(start.slice(0, start.search(/[^a-z]|$/)).trim());
}
