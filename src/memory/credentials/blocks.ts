import type { ByteText } from './automaton.js';
import { isBlankByte, stringOf } from './reading.js';

/** Bytes that may stand between two lines of a key: line ends, indentation, quotes, marks of comments. */
const maximumBetween = 256;
/** Bytes of a key's first line at least, and of those after it but the last. */
const [leastFirst, leastLine] = [32, 12];
/** Headers such as `Proc-Type: 4,ENCRYPTED` that may stand before a key, and bytes of each. */
const [maximumHeaders, maximumHeader] = [8, 200];

/**
 * The bytes of a private key behind a head such as `-----BEGIN PRIVATE KEY-----`: in lines, in comments, in quoted pieces, or in one
 * string with `\n` written out.
 * @param from where the head ends
 * @param isCut the text may go on at its end
 * @returns undefined where no key follows
 */
export function privateKeyAfter(text: ByteText, from: number, end: number, isCut: boolean) {
  let first = -1;
  let last = -1;
  let headers = 0;
  for (let at = from; ;) {
    const start = pastBetween(text, at, end);
    let to = start;
    while (to < end && isKeyByte(text[to])) to++;
    const length = to - start;
    const header =
      length < leastFirst && headers < maximumHeaders && first < 0 ? headerEnd(text, start, end) : 0;
    if (header > 0) {
      headers++;
      at = header;
      continue;
    }
    const isLine = length >= (first < 0 ? leastFirst : 1) || (isCut && to === end && length > 0);
    if (!isLine) break;
    if (first < 0) first = start;
    last = to;
    at = to;
    // The last line is the short one.
    if (length < leastLine) break;
  }
  return first < 0 ? undefined : { from: first, to: last };
}

/** Past what may stand between two lines of a key. */
function pastBetween(text: ByteText, from: number, end: number): number {
  let at = from;
  const to = Math.min(end, from + maximumBetween);
  while (at < to) {
    const byte = text[at] ?? 0;
    const next = text[at + 1];
    // A line's end that is written out, once or (in a string within a string) twice.
    if (byte === 0x5c) at += next === 0x6e || next === 0x72 ? 2 : 1;
    else if (
      isBlankByte(byte) ||
      byte === 0x0a ||
      byte === 0x0d ||
      '"\'`+,;#*>|()%:.'.includes(String.fromCharCode(byte))
    )
      at++;
    else if (byte === 0x2f && (next === 0x2f || next === 0x2a || isBlankByte(next))) at++;
    else break;
  }
  return at;
}

/** Where the line of a header ends, or 0 where there is none. */
function headerEnd(text: ByteText, from: number, end: number): number {
  const line = stringOf(text, from, Math.min(end, from + maximumHeader));
  const length = /^[A-Za-z][\w-]{1,30}: ?[^\n\\]{0,160}?(?=\n|\\n|\\r)/.exec(line)?.[0].length;
  return length === undefined ? 0 : from + length;
}

/** A byte of base64, or of a hexadecimal number. */
function isKeyByte(byte = 0): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x2f && byte <= 0x39) ||
    byte === 0x2b ||
    byte === 0x3d
  );
}

/** Bytes before the data of a Kubernetes manifest and behind it in which its kind is looked for, and of the data itself. */
const [manifestBefore, manifestBehind, maximumData] = [512, 256, 4096];

/**
 * The data of a Kubernetes secret in YAML: the names in it may be any.
 * @param at behind `data:` or `stringData:` at a line's beginning
 */
export function manifestAt(text: ByteText, at: number, end: number) {
  let to = at;
  for (let next = at; next <= end && next < at + maximumData; next++) {
    if (next < end && text[next] !== 0x0a) continue;
    to = next;
    if (!isBlankByte(text[next + 1])) break;
  }
  if (to - at < 4 || !/^ *\r?\n/.test(stringOf(text, at, at + 16))) return undefined;
  const before = stringOf(text, Math.max(0, at - manifestBefore), at);
  const behind = stringOf(text, to, Math.min(end, to + manifestBehind));
  const start = before.lastIndexOf('\n---');
  const stop = behind.indexOf('\n---');
  const around = before.slice(start + 1) + (stop < 0 ? behind : behind.slice(0, stop));
  return /^kind: *["']?Secret["']? *\r?$/m.test(around) ? { from: at, to } : undefined;
}
