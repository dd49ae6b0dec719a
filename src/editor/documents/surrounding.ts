import { Range, type Position, type TextDocument } from 'vscode';
import { longestPrefix, longestSuffix, lookBack, lookDown } from '../../suggestion/place.js';

/**
 * What stands around a caret, each part cut to a bound: whatever a document holds, a key costs the same. All that is worked out for a
 * caret is worked out from this. The lines above and below are taken when they are first asked for: most keys are answered without.
 */
export class Surrounding {
  /** The line up to the caret. Of a very long line the end, which begins at the same place for many keys. */
  readonly prefix: string;
  /** Where `prefix` begins in its line. */
  readonly column: number;
  /** The line after the caret, as far as `longestSuffix`. */
  readonly suffix: string;
  private above: string | undefined;
  private under: string | undefined;

  /** @param position a place in the document */
  constructor(
    private readonly document: TextDocument,
    private readonly position: Position,
  ) {
    const { line, character } = position;
    const { text } = document.lineAt(line);
    this.column = columnOf(character);
    this.prefix = text.slice(this.column, character);
    this.suffix = text.slice(character, character + longestSuffix);
  }

  /** Where `prefix` begins in the document, in UTF-16 units. */
  get start(): number {
    return this.document.offsetAt(this.position) - this.prefix.length;
  }

  /** Text before `prefix`, with LF line endings: the last `lookBack` units of it. */
  get before(): string {
    return (this.above ??= this.textOf(
      this.document.positionAt(this.start - lookBack),
      this.position.with(undefined, this.column),
    ));
  }

  /** The lines below, with LF line endings: the first `lookDown` units of them. */
  get below(): string {
    const { document } = this;
    const start = document.lineAt(this.position.line).rangeIncludingLineBreak.end;
    return (this.under ??= this.textOf(start, document.positionAt(document.offsetAt(start) + lookDown)));
  }

  private textOf(from: Position, to: Position): string {
    return this.document.getText(new Range(from, to)).replaceAll('\r\n', '\n');
  }
}

/** Where the prefix begins: at the line's beginning, or at a multiple of half the bound, so that it moves seldom. */
function columnOf(character: number): number {
  if (character <= longestPrefix) return 0;
  const half = longestPrefix / 2;
  return Math.floor(character / half) * half - half;
}
