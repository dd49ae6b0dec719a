import type { TextEdit } from '../reading/source.js';
import { wordAt } from './scan.js';

/** A suggestion at a caret: what was typed past, or what is about to be offered. */
export interface Rejection {
  /** Whatever stands for the document: compared by identity. */
  readonly document: unknown;
  /** Where the suggestion's line begins, in UTF-16 units. */
  readonly lineStart: number;
  /** The line up to the caret. */
  readonly prefix: string;
  readonly text: string;
}

/** Rejections kept in all documents together: enough for what a person works on at a time. */
const maximumRejections = 64;

/**
 * Remembers what was typed past, so that it is not offered again in the same place. Edits above move the places.
 *
 * A rejection speaks of what was still to come at its caret. Whoever types on along the rejected text wants it after all: beyond that
 * caret it says nothing.
 */
export class Rejections {
  private rejections: Rejection[] = [];

  remember(rejection: Rejection): void {
    if (this.has(rejection)) return;
    this.rejections.push(rejection);
    if (this.rejections.length > maximumRejections) this.rejections.shift();
  }

  /**
   * Would the same come of the line, as far as both go, at the caret of a rejection or before it? At that caret the first word decides: it was not
   * wanted, whatever else follows it.
   */
  has({ document, lineStart, prefix, text }: Rejection): boolean {
    const line = prefix + text;
    return this.rejections.some(other => {
      if (other.document !== document || other.lineStart !== lineStart) return false;
      if (prefix.length > other.prefix.length) return false;
      const rejected = other.prefix + other.text;
      const word = wordAt(text, 0);
      if (prefix === other.prefix && word !== '' && word === wordAt(other.text, 0)) return true;
      return rejected.startsWith(line) || line.startsWith(rejected);
    });
  }

  /** Tells of an edit: places after it move, places within what it removed are gone. */
  edited(document: unknown, { offset, removed, inserted }: TextEdit): void {
    if (!this.rejections.some(other => other.document === document && other.lineStart > offset)) return;
    this.rejections = this.rejections.flatMap(other => {
      if (other.document !== document || other.lineStart <= offset) return [other];
      if (other.lineStart < offset + removed) return [];
      return [{ ...other, lineStart: other.lineStart + inserted - removed }];
    });
  }

  /** Forgets a document, or all. */
  forget(document?: unknown): void {
    this.rejections = this.rejections.filter(other => document !== undefined && other.document !== document);
  }
}
