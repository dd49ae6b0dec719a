import { privateKeyAfter } from '../memory/credentials/blocks.js';
import { maskByte } from '../memory/credentials/mask.js';
import { allCredentials } from '../memory/credentials/scanner.js';
import type { Span } from '../memory/credentials/reading.js';
import { decodeText, encode, newline } from '../network/bytes.js';
import type { Place } from './place.js';
import { wordBefore } from './scan.js';
import type { Shaped } from './shape.js';

/** UTF-16 units before the caret with which a continuation is looked at, and those behind it. */
const [unitsBefore, unitsBehind] = [400, 100];
/** UTF-16 units of the text above the line and below it that a network may have read, or will soon, and so may say. */
const [unitsAbove, unitsBelow] = [4000, 1000];
/** So many characters in a row of a secret give it away. */
const tellingLength = 6;

/**
 * What of the text around a caret is secret, and whether a continuation would say it, or something that looks like it: nothing of what is
 * offered is a credential, wherever it comes from.
 */
export class Secrecy {
  /** What stands before the caret, as far as it tells whether a credential goes on behind it. */
  private readonly near: string;
  /** All credentials that stand around the caret. */
  private readonly secrets: string;
  /** Does the caret stand in a credential that begins so far above that what is near does not tell? */
  private readonly isInside: boolean;

  constructor(private readonly place: Place) {
    const { before = '', prefix, below = '' } = place;
    // Longer lines than this are written by no person; what is far in them tells nothing of the caret.
    const line = prefix.slice(-unitsBefore);
    const above = credentialsOf(before.slice(-unitsAbove) + line, before.length > unitsAbove);
    const under = credentialsOf(below.slice(0, unitsBelow));
    this.near = (before.slice(-unitsBefore) + line).slice(-unitsBefore);
    this.secrets = [...textsOf(above), ...textsOf(under)].join('\n');
    const last = above.found.at(-1);
    this.isInside = last?.to === above.bytes.length && last.to - last.from > unitsBefore / 2;
  }

  /**
   * Of words that stand around the caret, those that stand outside of credentials.
   * @param words the rests of words that begin as the one before the caret
   */
  outside(words: readonly string[]): readonly string[] {
    if (words.length === 0) return words;
    const { before = '', prefix, below = '' } = this.place;
    const line = prefix.slice(-unitsBefore);
    const typed = wordBefore(line);
    const text = [before + line.slice(0, line.length - typed.length), below]
      .map(withoutCredentials)
      .join('\n');
    return words.filter(word => text.includes(typed + word));
  }

  /**
   * Would a continuation at the caret say a credential, more of one, or a part of one that stands nearby?
   * @param replaces characters behind the caret that it takes the place of
   */
  reveals({ text, replaces }: Shaped): boolean {
    if (this.isInside && /^[\w+/=]/.test(text)) return true;
    const behind = this.place.suffix.slice(replaces, replaces + unitsBehind);
    return (
      this.repeats(text) || this.isCredential(text, '') || (behind !== '' && this.isCredential(text, behind))
    );
  }

  /** Does a credential stand in the line, with a text taken? @param behind what stands after it; nothing where more may be typed */
  private isCredential(text: string, behind: string): boolean {
    const from = encode(this.near).length;
    const to = from + encode(text).length;
    const found = allCredentials(encode(this.near + text + behind), behind === '');
    return found.some(credential => credential.from < to && credential.to > from);
  }

  private repeats(text: string): boolean {
    if (this.secrets === '') return false;
    const line = this.near.slice(Math.max(0, this.near.length - tellingLength + 1)) + text;
    for (let at = 0; at + tellingLength <= line.length; at++)
      if (this.secrets.includes(line.slice(at, at + tellingLength))) return true;
    return false;
  }
}

/** A piece of a text as bytes, and the credentials in it. */
interface Looked {
  readonly bytes: Uint8Array;
  readonly found: readonly Span[];
}

/** The credentials of a piece of a text. @param isCut may it begin within a key? */
function credentialsOf(text: string, isCut = true): Looked {
  const bytes = encode(text);
  const key = isCut && privateKeyAfter(bytes, bytes.indexOf(newline) + 1, bytes.length, false);
  return { bytes, found: [...(key ? [key] : []), ...allCredentials(bytes, true)] };
}

function withoutCredentials(text: string): string {
  const { bytes, found } = credentialsOf(text);
  for (const { from, to } of found) bytes.fill(maskByte, from, to);
  return decodeText(bytes);
}

function textsOf({ bytes, found }: Looked): string[] {
  return found.map(({ from, to }) => decodeText(bytes.subarray(from, to)));
}
