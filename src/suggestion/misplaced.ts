import { unpairedBrackets } from './brackets.js';
import { widthOfIndentation } from './indentation.js';
import { wordAt } from './scan.js';
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
