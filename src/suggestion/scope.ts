import { widthOfIndentation } from './indentation.js';
import { isBlank, isWordUnit, skipBlanks, standsAlone, wordAt, wordBefore } from './scan.js';

/*
 * Which names are known at the caret, told by indentation and parentheses alone: those of the blocks around it, not those that only
 * other functions have as parameters or variables.
 */

/** Text above the caret's line that is looked at, in UTF-16 units. */
const searched = 6000;
/** Lines at most of a statement whose parentheses stay open. */
const mostLines = 12;
/** What stands before a word and is looked at, in UTF-16 units. */
const nearby = 40;
/** Languages whose blocks bound the names that are declared in them. */
const scoped = new Set(['typescript', 'javascript', 'python', 'go', 'rust', 'c', 'cpp', 'java']);
/** Words before the name of a variable. */
const ofVariables = new Set(['const', 'let', 'var', 'val', 'auto', 'mut', 'for', 'as']);
/** What declares names within an expression. */
const declaringMarks = ['=>', ' -> ', '|', 'lambda', 'func', ' for '];
/** What lines begin with that are no statements: comments, and directives of C. */
const passedOver = ['#', '//', '/*', '* ', '*/'];

/** A block that is open: what stands in it, blocks in it aside. */
interface Block {
  /** Columns of indentation of the statement that begins it. */
  readonly indentation: number;
  /** All words, and those that are declared here. */
  readonly words: Set<string>;
  readonly declared: Set<string>;
}

/** The names that are known at a caret, and those that are not. */
export class Scope {
  private readonly open: [Block, ...Block[]] = [blockAt(-1)];
  private readonly closed = new Set<string>();

  private constructor(
    private readonly endsByIndentation: boolean,
    before: string,
    private readonly prefix: string,
    private readonly below: string,
  ) {
    const statements = statementsOf(before.slice(-searched));
    for (const [i, statement] of statements.entries()) {
      const indentation = widthOfIndentation(statement);
      this.leave(statement, indentation);
      const opens = widthOfIndentation(statements[i + 1] ?? prefix) > indentation;
      this.add(statement, indentation, opens);
    }
    this.leave(prefix, widthOfIndentation(prefix));
  }

  /**
   * @param language its name in the network's header
   * @param before the text before the caret's line
   * @param prefix the line up to the caret
   * @param below the lines below: whatever stands there counts as known
   * @returns undefined for languages without such blocks
   */
  static of(language: string | undefined, before: string, prefix: string, below: string): Scope | undefined {
    if (language === undefined || !scoped.has(language)) return undefined;
    return new Scope(language === 'python', before, prefix, below);
  }

  /** Does the line, a text put to its end, take a member of a name that other blocks alone declare, or give it to a method? */
  usesUnknown(text: string): boolean {
    const line = this.prefix + text;
    if (declaringMarks.some(mark => line.includes(mark))) return false;
    let at = this.prefix.length - wordBefore(this.prefix).length;
    for (; at < line.length; at++) {
      const name = wordAt(line, at);
      if (name === '') continue;
      const end = at + name.length;
      const isMember = line.charAt(at - 1) === '.' || line.charAt(at - 1) === '>';
      if (end > this.prefix.length && !isMember && isUsed(line, at, end) && this.isUnknown(name)) return true;
      at = end;
    }
    return false;
  }

  private isUnknown(name: string): boolean {
    return (
      this.closed.has(name) &&
      !this.open.some(({ words }) => words.has(name)) &&
      !hasWord(this.prefix, name) &&
      !hasWord(this.below, name)
    );
  }

  /** Blocks end at a statement, elsewhere than in Python at a brace, that stands no further right than what began them. */
  private leave(statement: string, indentation: number): void {
    if (!this.endsByIndentation && !statement.trimStart().startsWith('}')) return;
    for (let last = this.open.at(-1); last && last.indentation >= indentation; last = this.open.at(-1)) {
      for (const name of last.declared) this.closed.add(name);
      this.open.pop();
    }
  }

  private add(statement: string, indentation: number, opens: boolean): void {
    const outer = this.open.at(-1) ?? this.open[0];
    const inner = opens ? blockAt(indentation) : outer;
    const assigned = statement.indexOf(':=');
    /** Names of the parentheses that are open, one list for each. */
    const groups: string[][] = [];
    for (let at = 0; at < statement.length; at++) {
      const character = statement.charAt(at);
      if (character === '(') groups.push([]);
      if (character === ')') {
        const names = groups.pop() ?? [];
        if (opens && endsParameters(statement, at + 1)) for (const name of names) inner.declared.add(name);
      }
      const name = wordAt(statement, at);
      if (name === '') continue;
      const group = groups.at(-1);
      const block = group ? inner : outer;
      block.words.add(name);
      const end = at + name.length;
      if (isVariable(statement, at, end) || (!group && at < assigned)) block.declared.add(name);
      else if (group && isParameter(statement, at, end)) group.push(name);
      at = end - 1;
    }
    if (opens) this.open.push(inner);
  }
}

function blockAt(indentation: number): Block {
  return { indentation, words: new Set(), declared: new Set() };
}

/** The lines of a text, blank ones, comments and quoted ones aside, those within parentheses put to the line that opened them. */
function statementsOf(text: string): string[] {
  const statements: string[] = [];
  let open = '';
  let lines = 0;
  let isQuoted = false;
  for (const line of text.split('\n')) {
    const wasQuoted = isQuoted;
    if (line.split('"""').length % 2 === 0) isQuoted = !isQuoted;
    const trimmed = line.trimStart();
    if (wasQuoted || trimmed === '' || passedOver.some(mark => trimmed.startsWith(mark))) continue;
    if (lines > 0) statements.push(`${statements.pop() ?? ''} ${trimmed}`);
    else statements.push(line);
    for (const character of line) {
      if ('([{'.includes(character)) open += character;
      else if (')]}'.includes(character)) open = open.slice(0, -1);
    }
    lines = open === '' || open.endsWith('{') || lines === mostLines ? 0 : lines + 1;
    if (lines === 0) open = '';
  }
  return statements;
}

/** Do parentheses that end before a place hold parameters: is it no call that goes on, or ends, there? */
function endsParameters(statement: string, at: number): boolean {
  return !'.;,)'.includes(statement.charAt(skipBlanks(statement, at)) || ';');
}

/** Does a word within parentheses stand as a parameter's name does? */
function isParameter(statement: string, at: number, end: number): boolean {
  const before = lastBefore(statement, at);
  const after = statement.charAt(skipBlanks(statement, end));
  if (before === '(' || before === ',') return ',):=?*&['.includes(after) || isWordUnit(after.charCodeAt(0));
  return ',)='.includes(after) && before !== ':' && before !== '.';
}

/** Does a word declare a variable: behind `const` and its like, or where a statement begins with it and `=` follows? */
function isVariable(statement: string, at: number, end: number): boolean {
  // So near that a statement of thousands of words is not gone through for each of them.
  const near = statement.slice(Math.max(0, at - nearby), at).trimEnd();
  if (ofVariables.has(wordBefore(near))) return true;
  if (near !== '') return false;
  const after = skipBlanks(statement, end);
  return statement[after] === '=' && statement[after + 1] !== '=';
}

/** Is a word used: has it a member, or is it an argument of a method? */
function isUsed(line: string, at: number, end: number): boolean {
  if (line[end] === '.' || line[end] === '[' || line.startsWith('->', end)) return true;
  const before = lastBefore(line, at);
  const after = line.charAt(skipBlanks(line, end));
  if (!((before === '(' || before === ',') && (after === ',' || after === ')'))) return false;
  const opener = line.lastIndexOf('(', at);
  const called = wordBefore(line.slice(0, opener));
  return called !== '' && line[opener - called.length - 1] === '.';
}

/** The last character before a place that is no blank. */
function lastBefore(text: string, at: number): string {
  const least = Math.max(0, at - nearby);
  let start = at - 1;
  while (start > least && isBlank(text.charAt(start))) start--;
  return text.charAt(start);
}

function hasWord(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
    if (standsAlone(text, at, at + name.length)) return true;
  return false;
}
