import type { TextEdit } from '../reading/source.js';

/** What was typed past, and where. */
export interface Rejection {
  /** Whatever stands for the document: compared by identity. */
  readonly document: unknown;
  /** Where the suggestion's line begins, in UTF-16 units. */
  readonly lineStart: number;
  /** The line as it would have become: what stood before the caret, and the suggestion. */
  readonly line: string;
}

/** Rejections kept in all: enough for what a person works on at a time. */
const most = 64;

/** Remembers what was typed past, so that it is not offered again in the same place. Edits above move the places. */
export class Rejections {
  private kept: Rejection[] = [];

  remember(rejection: Rejection): void {
    if (this.has(rejection)) return;
    this.kept.push(rejection);
    if (this.kept.length > most) this.kept.shift();
  }

  /** Would the same come of the line, as far as both go? */
  has({ document, lineStart, line }: Rejection): boolean {
    return this.kept.some(
      other =>
        other.document === document &&
        other.lineStart === lineStart &&
        (other.line.startsWith(line) || line.startsWith(other.line)),
    );
  }

  /** Tells of an edit: places behind it move, places within what it removed are gone. */
  edited(document: unknown, { offset, removed, inserted }: TextEdit): void {
    if (!this.kept.some(other => other.document === document && other.lineStart > offset)) return;
    this.kept = this.kept.flatMap(other => {
      if (other.document !== document || other.lineStart <= offset) return [other];
      if (other.lineStart < offset + removed) return [];
      return [{ ...other, lineStart: other.lineStart + inserted - removed }];
    });
  }

  /** Forgets a document, or all. */
  forget(document?: unknown): void {
    this.kept = this.kept.filter(other => document !== undefined && other.document !== document);
  }
}
