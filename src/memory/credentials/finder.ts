import type { ByteText } from './automaton.js';
import { manifestAt, privateKeyAfter } from './blocks.js';
import { gradeOfName } from './names.js';
import { cryptAt, discordAt, entraAt, hookAt, mailchimpAt, telegramAt, webTokenAt } from './forms.js';
import {
  isNameByte,
  isQuote,
  joinedStrings,
  judgedStrings,
  stringOf,
  TokenRuns,
  type Span,
} from './reading.js';
import type { TokenForm } from './tokens.js';
import type { Trigger } from './triggers.js';
import { isPasswordLike, isRandom, isStandIn, isVaried, judgedBytes } from './values.js';
import { Assignment } from './assignment.js';

/** Longest identifier whose words are looked at, on either side. */
const longestName = 48;
/** Strings in which a credential may be written, one after another. */
const maximumStrings = 64;
/** Longest name and password in an address. */
const longestLogin = 256;

/** Says whether a credential begins where a literal of `triggers` ends. */
export class Finder {
  private readonly assignment: Assignment;
  private readonly runs: TokenRuns;

  /** @param isCut what ends with the text may go on: a beginning of a credential is one, too */
  constructor(
    private readonly text: ByteText,
    private readonly end: number,
    private readonly isCut: boolean,
  ) {
    this.assignment = new Assignment(text, end, isCut);
    this.runs = new TokenRuns(text, end, isCut);
  }

  /** @param at where the literals end */
  find(ends: readonly Trigger[], at: number): Span | undefined {
    let found: Span | undefined;
    for (const trigger of ends) {
      const span = this.of(trigger, at);
      if (!span) continue;
      found = found ? { from: Math.min(found.from, span.from), to: Math.max(found.to, span.to) } : span;
    }
    if (!found || !isQuote(this.text[found.to])) return found;
    // A long one may be written in pieces.
    const joined = joinedStrings(this.text, found.to + 1, this.end, maximumStrings);
    return joined.text === '' ? found : { from: found.from, to: joined.to - 1 };
  }

  private of(trigger: Trigger, at: number): Span | undefined {
    const { text, runs } = this;
    switch (trigger.kind) {
      case 'token':
        return this.token(trigger.form, at);
      case 'name':
        return this.named(trigger, at);
      case 'head':
        return this.privateKey(trigger.literal, at);
      case 'address':
        return this.address(at);
      case 'scheme':
        return this.scheme(trigger.literal, at);
      case 'login':
        return this.login(trigger.literal, at);
      case 'webToken':
        return webTokenAt(text, runs, at - trigger.literal.length);
      case 'bot':
        return trigger.literal === '.'
          ? discordAt(text, runs, at)
          : telegramAt(text, runs, at - trigger.literal.length);
      case 'azure':
        return entraAt(text, runs, at);
      case 'crypt':
        return cryptAt(text, at - trigger.literal.length);
      case 'manifest':
        return manifestAt(text, at, this.end);
      case 'mailchimp':
        return mailchimpAt(text, at - trigger.literal.length);
      case 'hook':
        return hookAt(text, runs, at);
    }
  }

  private token({ beginning, least, rest }: TokenForm, at: number): Span | undefined {
    const from = at - beginning.length;
    if (stringOf(this.text, from, at) !== beginning) return undefined;
    if (rest === 'hex') {
      const hash = stringOf(this.text, at, Math.min(this.end, at + least + 1));
      const isToken =
        hash.length >= least &&
        /^[0-9a-f]+$/.test(hash.slice(0, least)) &&
        !/^[0-9a-f]$/.test(hash.slice(least));
      return isToken && isVaried(hash) && !isNameByte(this.text[from - 1])
        ? { from, to: at + least }
        : undefined;
    }
    const to = this.runs.end(at);
    const isString = to - at < judgedBytes && isQuote(this.text[to]);
    const joined = isString ? joinedStrings(this.text, to + 1, this.end, judgedStrings).text : '';
    const value = (stringOf(this.text, at, Math.min(to, at + judgedBytes)) + joined).slice(0, judgedBytes);
    if (rest === 'varied' && to > at && this.runs.isOpen(to)) return { from, to };
    if (value.length < least) return undefined;
    if (rest === 'varied')
      return isVaried(value) ? { from, to: this.withSecretOfAws(beginning, to) } : undefined;
    // Words end so, too.
    const own = (rest === 'solid' ? /^[A-Za-z0-9]*/ : /^[\w-]*/).exec(value)?.[0] ?? '';
    if (rest === 'solid') return own.length >= least && isVaried(own) ? { from, to } : undefined;
    const isGlued = /[A-Za-z0-9]/.test(stringOf(this.text, Math.max(0, from - 1), from));
    const isLong = own.length >= least && isRandom(own) && (!isGlued || /^[A-Za-z0-9]{40}/.test(own));
    return isLong ? { from, to } : undefined;
  }

  /** The secret of a key of AWS has no beginning of its own: it is told by the key that it stands beside. */
  private withSecretOfAws(beginning: string, to: number): number {
    if (beginning !== 'AKIA' && beginning !== 'ASIA') return to;
    const behind = stringOf(this.text, to, Math.min(this.end, to + 2 * judgedBytes));
    const match = /^[^\n]{1,60}?[^A-Za-z0-9/+]([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])/.exec(behind);
    return match ? to + match[0].length : to;
  }

  private named({ word, grade }: Extract<Trigger, { kind: 'name' }>, at: number): Span | undefined {
    const { text, end } = this;
    const start = at - word.length;
    // Most are parts of other words: `path`, `mapping`.
    const isSmall = isLower(text[at - 1]);
    if (isSmall && isLower(text[at]) && (text[at] !== 0x73 || isLower(text[at + 1])) && word.length < 5)
      return undefined;
    if (word.length < 5 && isLower(text[start]) && word !== 'key' && isLower(text[start - 1]))
      return undefined;
    let [from, to] = [start, at];
    while (from > 0 && start - from < longestName && isIdentifierByte(text[from - 1])) from--;
    while (to < end && to - at < longestName && isIdentifierByte(text[to])) to++;
    // What ends a sentence or a flag's name is no part of the name.
    while (to > at && (text[to - 1] === 0x2e || text[to - 1] === 0x2d)) to--;
    const own = stringOf(text, start, at);
    const sure = gradeOfName(grade, own, stringOf(text, from, start), stringOf(text, at, to));
    return sure && this.assignment.after(from, to, sure, own.toLowerCase());
  }

  private privateKey(literal: string, at: number): Span | undefined {
    if (literal.startsWith('private')) {
      let start = at;
      while (start < at + 4 && start < this.end && isNameByte(this.text[start])) start++;
      return privateKeyAfter(this.text, start, this.end, this.isCut);
    }
    const head = stringOf(this.text, at, Math.min(this.end, at + 80));
    const label = /^[A-Za-z0-9 ]{0,60}? ?-{4,5}/.exec(head)?.[0];
    if (label === undefined || !/private key|static key/i.test(label)) return undefined;
    return privateKeyAfter(this.text, at + label.length, this.end, this.isCut);
  }

  /** The password, or the token in place of a name, in `scheme://name:password@host`. */
  private address(at: number): Span | undefined {
    const { text } = this;
    const end = Math.min(this.end, at + longestLogin);
    let colon = -1;
    let to = at;
    for (; to < end; to++) {
      const byte = text[to] ?? 0;
      if (byte === 0x40) break;
      if (byte === 0x3a && colon < 0) colon = to;
      else if (
        byte <= 0x20 ||
        isQuote(byte) ||
        (byte === 0x2f && colon < 0) ||
        byte === 0x3c ||
        byte === 0x3e ||
        byte === 0x5c
      )
        return undefined;
      else if (byte === 0x2f && /^\d*$|:$/.test(stringOf(text, colon + 1, Math.min(to, colon + 7))))
        return undefined;
    }
    // A password may hold an `@` itself: the last one counts.
    for (let next = to + 1; next < end && isLoginByte(text[next]); next++) if (text[next] === 0x40) to = next;
    const isEnd = to === this.end && this.isCut && colon > 0;
    if ((text[to] !== 0x40 || to >= end) && !isEnd) return undefined;
    const from = colon < 0 ? at : colon + 1;
    const value = stringOf(text, from, Math.min(to, from + judgedBytes));
    if (colon < 0) return /^[\w-]+$/.test(value) && isRandom(value) ? { from, to } : undefined;
    return isEnd || (!isStandIn(value) && (isPasswordLike(value) || value.length >= 8))
      ? { from, to }
      : undefined;
  }

  /** What follows `Bearer` and its like. */
  private scheme(literal: string, at: number): Span | undefined {
    const to = this.runs.end(at);
    const value = stringOf(this.text, at, Math.min(to, at + judgedBytes));
    if (isRandom(value) || (literal === 'basic ' && isLogin(value))) return { from: at, to };
    const before = stringOf(this.text, Math.max(0, at - literal.length - 24), at - literal.length);
    const isHeader = /authorization["'`]?\]?\s{0,4}[:=,]\s{0,4}["'`]?$/i.test(before);
    const isOpen = this.runs.isOpen(to) && to > at;
    return isHeader && (isOpen || ((isPasswordLike(value) || value.length >= 16) && !isStandIn(value)))
      ? { from: at, to }
      : undefined;
  }

  /** The password in `-u name:password`, or behind `sshpass -p`. */
  private login(literal: string, at: number): Span | undefined {
    const login = stringOf(this.text, at, Math.min(this.end, at + judgedBytes));
    const form = literal.startsWith('sshpass')
      ? /^( ?["']?)([^\s"'$<{]{4,})/
      : /^(["']?[\w.@+-]{1,40}:)([^\s"'$<{]{4,})/;
    const match = form.exec(login);
    if (!match || isStandIn(match[2] ?? '') || /^\d+(?::\d+)?$/.test(match[2] ?? '')) return undefined;
    const from = at + (match[1]?.length ?? 0);
    return { from, to: from + (match[2]?.length ?? 0) };
  }
}

/** A byte of a name, with the marks by which its words are joined. */
function isIdentifierByte(byte: number | undefined): boolean {
  return isNameByte(byte) || byte === 0x2d || byte === 0x2e;
}

/** May a byte stand in a password in an address, or in the host's name behind it? */
function isLoginByte(byte = 0): boolean {
  return (
    byte > 0x20 &&
    byte !== 0x2f &&
    byte !== 0x3f &&
    byte !== 0x2c &&
    byte !== 0x3c &&
    byte !== 0x3e &&
    !isQuote(byte) &&
    byte !== 0x29
  );
}

function isLower(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x61 && byte <= 0x7a;
}

/** Is it the base64 of `name:password`? */
function isLogin(value: string): boolean {
  if (value.length < 8 || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return false;
  try {
    return /^[\x21-\x39\x3b-\x7e]+:[\x21-\x7e]+$/.test(
      atob(value.slice(0, value.length - (value.length % 4))),
    );
  } catch {
    return false;
  }
}
