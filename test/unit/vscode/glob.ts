import type * as vscode from 'vscode';
import { Uri } from './uri.js';

export class RelativePattern implements vscode.RelativePattern {
  baseUri: vscode.Uri;

  constructor(
    base: vscode.WorkspaceFolder | vscode.Uri | string,
    public pattern: string,
  ) {
    this.baseUri = typeof base === 'string' ? Uri.file(base) : 'uri' in base ? base.uri : base;
  }

  get base(): string {
    return this.baseUri.fsPath;
  }

  set base(base: string) {
    this.baseUri = Uri.file(base);
  }
}

const compiled = new Map<string, RegExp>();

/** Does a path match a glob? A glob without a folder in front of it is of the whole path, unless it begins with `**`. */
export function matchesGlob(glob: vscode.GlobPattern, path: string): boolean {
  if (typeof glob === 'string') return expressionOf(glob).test(path);
  const base = glob.baseUri.path.replace(/\/$/, '');
  if (path !== base && !path.startsWith(`${base}/`)) return false;
  return expressionOf(glob.pattern).test(path.slice(base.length + 1));
}

function expressionOf(glob: string): RegExp {
  let expression = compiled.get(glob);
  if (!expression) compiled.set(glob, (expression = new RegExp(`^${translate(glob.trim())}$`)));
  return expression;
}

/** `**` between slashes is any number of folders, `*` and `?` are of one name; `{a,b}` is either, and `[a-z]` a character of a class. */
function translate(glob: string): string {
  const segments = split(glob, '/');
  if (segments.every(segment => segment === '**')) return '.*';
  let expression = '';
  segments.forEach((segment, i) => {
    const isLast = i === segments.length - 1;
    if (segment !== '**') {
      const before = segments[i + 1] === '**' && i + 2 === segments.length;
      expression += inSegment(segment) + (isLast || before ? '' : '/');
    } else if (segments[i - 1] !== '**') expression += isLast ? '(?:/.*)?' : '(?:|/|.*/)';
  });
  return expression;
}

function inSegment(segment: string): string {
  let expression = '';
  for (let i = 0; i < segment.length; i++) {
    const character = segment.charAt(i);
    const brace = character === '{' ? closing(segment, i, '{', '}') : -1;
    const bracket = character === '[' ? segment.indexOf(']', i + 1) : -1;
    if (brace > 0) {
      expression += `(?:${split(segment.slice(i + 1, brace), ',')
        .map(translate)
        .join('|')})`;
      i = brace;
    } else if (bracket > 0) {
      const inside = segment.slice(i + 1, bracket);
      expression += `[${inside.replace(/^[!^]/, '^').replaceAll('\\', '\\\\')}]`;
      i = bracket;
    } else if (character === '*') expression += '[^/]*';
    else if (character === '?') expression += '[^/]';
    else expression += character.replace(/[.+^${}()|[\]\\]/, '\\$&');
  }
  return expression;
}

function closing(text: string, from: number, open: string, close: string): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    if (text[i] === open) depth++;
    if (text[i] === close && --depth === 0) return i;
  }
  return -1;
}

/** Splits at a character that stands outside of braces and brackets. */
function split(text: string, at: string): string[] {
  const parts = [''];
  let [braces, brackets] = [0, 0];
  for (const character of text) {
    if (character === at && braces === 0 && brackets === 0) {
      parts.push('');
      continue;
    }
    if (character === '{') braces++;
    if (character === '}') braces--;
    if (character === '[') brackets++;
    if (character === ']') brackets--;
    parts.push((parts.pop() ?? '') + character);
  }
  return parts;
}
