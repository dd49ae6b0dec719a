import { Range, type Position, type TextDocument } from 'vscode';
import { longestPrefix, longestSuffix, lookBack, lookDown } from '../../suggestion/place.js';
import { align } from '../../reading/source.js';
import type { OpenDocument } from './open-document.js';

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
  private aboveInCell: string | undefined;
  private under: string | undefined;

  /**
   * @param text the editor's text that the caret is in
   * @param document the document that it is of, to whose other texts, those of other cells, what stands above and below reaches;
   *   undefined where the text is not to be read: then nothing is known of others
   */
  constructor(
    private readonly text: TextDocument,
    private readonly position: Position,
    private readonly document: OpenDocument | undefined,
  ) {
    const { line, character } = position;
    const { text: lineText } = text.lineAt(line);
    this.column = columnOf(character);
    this.prefix = lineText.slice(this.column, character);
    this.suffix = lineText.slice(character, character + longestSuffix);
  }

  /** Where `prefix` begins in the document, in UTF-16 units. */
  get start(): number {
    return this.offsetAt(this.position) - this.prefix.length;
  }

  /** Text before `prefix`, with LF line endings: the last `lookBack` units of it. */
  get before(): string {
    const { document, start } = this;
    if (!document || start === this.startInCell) return this.beforeInCell;
    return (this.above ??= lineFeeds(document.source.slice(align(document.source, start - lookBack), start)));
  }

  /** The same, of the caret's own cell alone: a comment or a string that another leaves open does not reach into it. */
  get beforeInCell(): string {
    const { text, position } = this;
    return (this.aboveInCell ??= this.textOf(
      text.positionAt(this.startInCell - lookBack),
      position.with(undefined, this.column),
    ));
  }

  /** The lines below, with LF line endings: the first `lookDown` units of them. */
  get below(): string {
    return (this.under ??= this.document ? this.belowIn(this.document) : this.belowInCell());
  }

  private belowIn({ source }: OpenDocument): string {
    const start = this.offsetAt(this.text.lineAt(this.position.line).range.end);
    return lineFeeds(source.slice(start, align(source, start + lookDown))).replace(/^\n/, '');
  }

  private belowInCell(): string {
    const { text } = this;
    const start = text.lineAt(this.position.line).rangeIncludingLineBreak.end;
    return this.textOf(start, text.positionAt(text.offsetAt(start) + lookDown));
  }

  /** Where `prefix` begins in the text. */
  private get startInCell(): number {
    return this.text.offsetAt(this.position) - this.prefix.length;
  }

  private offsetAt(position: Position): number {
    return this.document?.offsetAt(this.text, position) ?? this.text.offsetAt(position);
  }

  private textOf(from: Position, to: Position): string {
    return lineFeeds(this.text.getText(new Range(from, to)));
  }
}

function lineFeeds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** Where the prefix begins: at the line's beginning, or at a multiple of half the bound, so that it moves seldom. */
function columnOf(character: number): number {
  if (character <= longestPrefix) return 0;
  const half = longestPrefix / 2;
  return Math.floor(character / half) * half - half;
}
