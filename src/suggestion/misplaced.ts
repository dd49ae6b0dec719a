import { unpairedBrackets } from './brackets.js';
import { widthOfIndentation } from './indentation.js';
import { isWordUnit, wordAt, wordBefore } from './scan.js';
import type { Scene } from './scene.js';
import { declarationsOf, isImport, keywordBefore, namesKeyword } from './slot.js';

/*
 * What no one writes at a place, however often it stands elsewhere: it is not shown, and what else was thought of has its turn.
 */

/** Shorter lines may well stand twice. */
const shortestLine = 6;
/** Text before the caret's line in which imports and declarations are looked for, in UTF-16 units. */
const searched = 8000;

/** Does a candidate say what cannot stand at its place? @param text as it would be shown */
export function isMisplaced(scene: Scene, text: string): boolean {
  return (
    repeatsLine(scene, text) ||
    declaresAgain(scene, text) ||
    namesKeyword(scene.slot, scene.typed + wordAt(text, 0)) ||
    closesNothing(scene, text) ||
    wantsNothing(scene, text) ||
    scene.scope()?.usesUnknown(text) === true
  );
}

/** Would the line be the one right above, or an import that stands above already? */
function repeatsLine({ prefix, before, lineAbove }: Scene, text: string): boolean {
  const line = (prefix + text).trim();
  if (line.length < shortestLine || !/[\p{L}_$]/u.test(line)) return false;
  return line === lineAbove || (isImport(line) && standsIn(before.slice(-searched), line));
}

/** Is one of a text's lines this one, indentation and white space at its end aside? */
function standsIn(text: string, line: string): boolean {
  for (let at = text.indexOf(line); at >= 0; at = text.indexOf(line, at + line.length)) {
    const start = text.lastIndexOf('\n', at) + 1;
    const found = text.indexOf('\n', at);
    if (text.slice(start, found < 0 ? text.length : found).trim() === line) return true;
  }
  return false;
}

/**
 * Would it declare a name that the same block declares already, with the same keyword? A line above that begins with `@` may say that it does: a
 * setter, an overload.
 */
function declaresAgain(
  { slot, prefix, typed, before, lineAbove, indentation }: Scene,
  text: string,
): boolean {
  const name = typed + wordAt(text, 0);
  if (slot !== 'declaration' || name === '' || lineAbove.startsWith('@')) return false;
  const above = before.slice(-searched);
  return declarationsOf(above, keywordBefore(prefix), name).some(at => {
    const start = above.lastIndexOf('\n', at) + 1;
    return (
      widthOfIndentation(above.slice(start, at)) === indentation &&
      !leavesBlock(above.slice(above.indexOf('\n', at) + 1), indentation)
    );
  });
}

/** Does a line that is not blank stand further left than a block? */
function leavesBlock(text: string, indentation: number): boolean {
  if (indentation === 0) return false;
  return text.split('\n').some((line, at, lines) => {
    const isLast = at === lines.length - 1;
    return !isLast && line.trim() !== '' && widthOfIndentation(line) < indentation;
  });
}

/** After a statement that has ended: does it close what this line did not open? */
function closesNothing({ prefix, openInLine }: Scene, text: string): boolean {
  if (openInLine > 0 || !prefix.trimEnd().endsWith(';')) return false;
  return unpairedBrackets(text).closing.some(closer => closer !== '}');
}

/** Places of a call that are looked at. */
const maximumCalls = 50;

/**
 * Does it call, where a value belongs, what is called for its effect alone: wherever the text before calls it, the call is a statement?
 * `while (this.entries.s[et(key, entry]`.
 */
function wantsNothing({ prefix, before }: Scene, text: string): boolean {
  const open = text.indexOf('(');
  if (open < 0 || startOfName(text, open) > 0) return false;
  const start = startOfName(prefix, prefix.length);
  const call = prefix.slice(start) + text.slice(0, open + 1);
  if (call === '(' || !isValue(prefix.slice(0, start))) return false;
  const above = before.slice(-searched);
  let count = 0;
  for (let at = above.lastIndexOf(call); at >= 0; at = at > 0 ? above.lastIndexOf(call, at - 1) : -1) {
    if (startOfName(above, at) < at) continue;
    if (++count > maximumCalls) break;
    if (!isStatement(above.slice(above.lastIndexOf('\n', at - 1) + 1, at))) return false;
  }
  return count > 0;
}

/** Where a name that ends at a place begins, with what it is a member of: `this.entries.set`, `entry->key`, `Map::new`. */
function startOfName(text: string, end: number): number {
  let start = end;
  while (start > 0) {
    const [unit, two] = [text.charCodeAt(start - 1), text.slice(start - 2, start)];
    if (two === '->' || two === '::') start -= 2;
    else if (isWordUnit(unit) || text[start - 1] === '.') start--;
    else break;
  }
  return start;
}

const beforeValues = new Set(['return', 'if', 'elif', 'while', 'until', 'not', 'and', 'or', 'in', 'throw']);
const beforeStatements = new Set(['else', 'do', 'then', 'defer', 'go', 'void', 'await']);

/** Does a value belong behind a line's beginning? Where a statement may stand as well it does not. */
function isValue(lead: string): boolean {
  const line = lead.trim();
  return /[(,=+*/<[!-]$/.test(line) || beforeValues.has(wordBefore(line));
}

/** Does a statement begin behind a line's beginning? */
function isStatement(lead: string): boolean {
  const line = lead.trim();
  return line === '' || /[;{})]$/.test(line) || beforeStatements.has(line);
}
