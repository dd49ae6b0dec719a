import type * as vscode from 'vscode';

function natural(value: number, name: string): number {
  if (typeof value !== 'number' || Number.isNaN(value) || value < 0)
    throw new Error(`illegal argument: ${name} must be a non-negative number`);
  return value;
}

export class Position implements vscode.Position {
  readonly line: number;
  readonly character: number;

  constructor(line: number, character: number) {
    this.line = natural(line, 'line');
    this.character = natural(character, 'character');
  }

  compareTo(other: vscode.Position): number {
    return Math.sign(this.line - other.line || this.character - other.character);
  }

  isBefore(other: vscode.Position): boolean {
    return this.compareTo(other) < 0;
  }

  isBeforeOrEqual(other: vscode.Position): boolean {
    return this.compareTo(other) <= 0;
  }

  isAfter(other: vscode.Position): boolean {
    return this.compareTo(other) > 0;
  }

  isAfterOrEqual(other: vscode.Position): boolean {
    return this.compareTo(other) >= 0;
  }

  isEqual(other: vscode.Position): boolean {
    return this.compareTo(other) === 0;
  }

  translate(by?: number | { lineDelta?: number; characterDelta?: number }, characters = 0): Position {
    const { lineDelta = 0, characterDelta = 0 } =
      typeof by === 'object' ? by : { lineDelta: by ?? 0, characterDelta: characters };
    return new Position(this.line + lineDelta, this.character + characterDelta);
  }

  with(change?: number | { line?: number; character?: number }, at = this.character): Position {
    const { line = this.line, character = this.character } =
      typeof change === 'object' ? change : { line: change ?? this.line, character: at };
    return new Position(line, character);
  }
}

function isPosition(value: unknown): value is vscode.Position {
  return typeof value === 'object' && value !== null && 'line' in value && 'character' in value;
}

export class Range implements vscode.Range {
  readonly start: vscode.Position;
  readonly end: vscode.Position;

  constructor(start: vscode.Position, end: vscode.Position);
  constructor(startLine: number, startCharacter: number, endLine: number, endCharacter: number);
  constructor(a: vscode.Position | number, b: vscode.Position | number, line = 0, character = 0) {
    const from = isPosition(a) ? a : new Position(a, Number(b));
    const to = isPosition(b) ? b : new Position(line, character);
    [this.start, this.end] = from.isBeforeOrEqual(to) ? [from, to] : [to, from];
  }

  get isEmpty(): boolean {
    return this.start.isEqual(this.end);
  }

  get isSingleLine(): boolean {
    return this.start.line === this.end.line;
  }

  contains(other: vscode.Position | vscode.Range): boolean {
    if (!isPosition(other)) return this.contains(other.start) && this.contains(other.end);
    return this.start.isBeforeOrEqual(other) && this.end.isAfterOrEqual(other);
  }

  isEqual(other: vscode.Range): boolean {
    return this.start.isEqual(other.start) && this.end.isEqual(other.end);
  }

  intersection(other: vscode.Range): Range | undefined {
    const start = this.start.isAfter(other.start) ? this.start : other.start;
    const end = this.end.isBefore(other.end) ? this.end : other.end;
    return start.isAfter(end) ? undefined : new Range(start, end);
  }

  union(other: vscode.Range): Range {
    const start = this.start.isBefore(other.start) ? this.start : other.start;
    return new Range(start, this.end.isAfter(other.end) ? this.end : other.end);
  }

  with(
    change?: vscode.Position | { start?: vscode.Position; end?: vscode.Position },
    to: vscode.Position = this.end,
  ): Range {
    const { start = this.start, end = this.end } =
      change === undefined || isPosition(change) ? { start: change ?? this.start, end: to } : change;
    return new Range(start, end);
  }
}

export class Selection extends Range implements vscode.Selection {
  readonly anchor: vscode.Position;
  readonly active: vscode.Position;

  constructor(anchor: vscode.Position, active: vscode.Position);
  constructor(anchorLine: number, anchorCharacter: number, activeLine: number, activeCharacter: number);
  constructor(a: vscode.Position | number, b: vscode.Position | number, line = 0, character = 0) {
    const anchor = isPosition(a) ? a : new Position(a, Number(b));
    const active = isPosition(b) ? b : new Position(line, character);
    super(anchor, active);
    this.anchor = anchor;
    this.active = active;
  }

  get isReversed(): boolean {
    return this.anchor === this.end && !this.isEmpty;
  }
}

export class Location implements vscode.Location {
  readonly range: vscode.Range;

  constructor(
    readonly uri: vscode.Uri,
    at: vscode.Range | vscode.Position,
  ) {
    this.range = isPosition(at) ? new Range(at, at) : at;
  }
}
