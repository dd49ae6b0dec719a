import type { ByteText } from './automaton.js';

/** Bytes of a text: [from, to). */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Is a byte a letter, a digit or `_`? */
export function isNameByte(byte: number | undefined): boolean {
  return (
    byte !== undefined &&
    ((byte >= 0x61 && byte <= 0x7a) ||
      (byte >= 0x41 && byte <= 0x5a) ||
      (byte >= 0x30 && byte <= 0x39) ||
      byte === 0x5f)
  );
}

/** May a byte stand in a token: one of base64 in both of its alphabets, or a mark between the parts of tokens? */
export function isTokenByte(byte: number | undefined): boolean {
  return (
    isNameByte(byte) ||
    byte === 0x2d || // -
    byte === 0x2e || // .
    byte === 0x2b || // +
    byte === 0x2f || // /
    byte === 0x3d || // =
    byte === 0x7e // ~
  );
}

/** A blank or a tab. */
export function isBlankByte(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09;
}

/** `"`, `'` or `` ` ``. */
export function isQuote(byte: number | undefined): boolean {
  return byte === 0x22 || byte === 0x27 || byte === 0x60;
}

/** Bytes of a text as a string of as many characters. @param to at most `from` and a few hundred */
export function stringOf(text: ByteText, from: number, to: number): string {
  let string = '';
  for (let i = from; i < to; i++) string += String.fromCharCode(text[i] ?? 0);
  return string;
}

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** Blanks and line ends between two strings that are joined, at most. */
const maximumJoint = 64;
/** Strings with which one is joined that it is judged with. */
export const judgedStrings = 3;
/** Bytes of each string that are given back, and bytes of one, at most. */
const [givenBytes, longestString] = [64, 512];

/** The strings that one is joined with: `"…" + "…"`, over lines. @param at behind the first one */
export function joinedStrings(text: ByteText, at: number, end: number, maximumStrings: number) {
  let [joined, to] = ['', at];
  for (let strings = 0; strings < maximumStrings; strings++) {
    const joint = pastSpaces(text, to, end);
    const sign = text[joint] ?? 0;
    // `+`, `.`, `&`, a backslash before the line's end
    const isJoint = sign === 0x2b || sign === 0x2e || sign === 0x26 || sign === 0x5c;
    const start = isJoint ? pastSpaces(text, joint + 1, end) : joint;
    const quote = text[start];
    if (start === to || !isQuote(quote)) break;
    let close = start + 1;
    while (close < end && close - start < longestString && text[close] !== quote && text[close] !== 0x0a)
      close++;
    if (text[close] !== quote) break;
    joined += stringOf(text, start + 1, Math.min(close, start + 1 + givenBytes));
    to = close + 1;
  }
  return { text: joined, to };
}

function pastSpaces(text: ByteText, at: number, end: number): number {
  let to = at;
  while (
    to < end &&
    to - at < maximumJoint &&
    (isBlankByte(text[to]) || text[to] === 0x0a || text[to] === 0x0d)
  )
    to++;
  return to;
}

/** Runs of bytes of tokens in a text. The last one is kept: a text that is one run costs no more than any other. */
export class TokenRuns {
  private run: Span = { from: 0, to: 0 };

  /** @param isCut what ends with the text may go on */
  constructor(
    private readonly text: ByteText,
    private readonly last: number,
    private readonly isCut: boolean,
  ) {}

  /** Where the run ends that a place lies in. A full stop at its end is none of it. */
  end(at: number): number {
    if (at < this.run.from || at >= this.run.to) {
      let to = at;
      while (to < this.last && isTokenByte(this.text[to])) to++;
      this.run = { from: at, to };
    }
    const { to } = this.run;
    return to > at && this.text[to - 1] === 0x2e && !this.isOpen(to) ? to - 1 : to;
  }

  /** May what ends there go on? */
  isOpen(to: number): boolean {
    return this.isCut && to === this.last;
  }
}
