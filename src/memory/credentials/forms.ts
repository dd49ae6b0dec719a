import type { ByteText } from './automaton.js';
import { isDigit, isNameByte, stringOf, type Span, type TokenRuns } from './reading.js';
import { isStandIn, isVaried, judgedBytes } from './values.js';

/** Longest part of a token between two dots by which it is told. */
const longestPart = 2048;
/** Longest form of a password that `crypt` made. */
const longestCrypt = 256;

/** What a password was made into, in the forms of `crypt`. */
export function cryptAt(text: ByteText, from: number): Span | undefined {
  const value = stringOf(text, from, Math.min(text.length, from + longestCrypt));
  const length = /^[$\w./+=,{}-]+/.exec(value)?.[0].length ?? 0;
  const isLong = length >= 26 && isVaried(value.slice(0, Math.min(length, judgedBytes)));
  return isLong ? { from, to: from + length } : undefined;
}

/** A JSON Web Token: three parts of base64, the first of them of an object in JSON. */
export function webTokenAt(text: ByteText, runs: TokenRuns, from: number): Span | undefined {
  if (stringOf(text, from, from + 3) !== 'eyJ') return undefined;
  const to = runs.end(from);
  const header = partEnd(text, from, to);
  const payload = partEnd(text, header + 1, to);
  return (header - from >= 10 && payload - header > 8) || runs.isOpen(to) ? { from, to } : undefined;
}

function partEnd(text: ByteText, from: number, to: number): number {
  let at = from;
  while (at < to && at - from < longestPart && text[at] !== 0x2e) at++;
  return at;
}

/** `123456789:AA…`, as Telegram's bots have it. */
export function telegramAt(text: ByteText, runs: TokenRuns, colon: number): Span | undefined {
  let from = colon;
  while (colon - from < 11 && isDigit(text[from - 1])) from--;
  const to = runs.end(colon + 1);
  const value = stringOf(text, colon + 1, Math.min(to, colon + 1 + judgedBytes));
  const isToken = colon - from >= 8 && colon - from <= 10 && value.length >= 32 && isVaried(value);
  return isToken ? { from, to } : undefined;
}

/** Three parts, the second of six or seven bytes, as Discord's bots have it. @param at behind the first dot */
export function discordAt(text: ByteText, runs: TokenRuns, at: number): Span | undefined {
  if (text[at + 6] !== 0x2e && text[at + 7] !== 0x2e) return undefined;
  let from = at - 1;
  while (at - from < 40 && isNameByte(text[from - 1])) from--;
  const value = stringOf(text, from, Math.min(text.length, from + judgedBytes));
  const isToken = /^[MNO][\w-]{22,30}\.[\w-]{6,7}\.[\w-]{25,}/.test(value);
  return isToken ? { from, to: runs.end(from) } : undefined;
}

/** `abc8Q~…`, as Entra ID has the secrets of applications. @param at behind the `Q~` */
export function entraAt(text: ByteText, runs: TokenRuns, at: number): Span | undefined {
  const from = Math.max(0, at - 6);
  const value = stringOf(text, from, Math.min(text.length, at + 40));
  const isSecret = /^[\w~.-]{3}\dQ~[\w~.-]{30,}/.test(value) && isVaried(value);
  return isSecret ? { from, to: runs.end(at) } : undefined;
}

/** Thirty-two hexadecimal digits before `-us12`, as Mailchimp has them. */
export function mailchimpAt(text: ByteText, dash: number): Span | undefined {
  const from = dash - 32;
  if (from < 0 || !/^[0-9a-f]{32}-us\d/.test(stringOf(text, from, dash + 4))) return undefined;
  return { from, to: dash };
}

/** The secret part of an address that anyone may post to. */
export function hookAt(text: ByteText, runs: TokenRuns, at: number): Span | undefined {
  const to = runs.end(at);
  const value = stringOf(text, at, Math.min(to, at + judgedBytes));
  return to - at >= 16 && isVaried(value) && !isStandIn(value) ? { from: at, to } : undefined;
}
