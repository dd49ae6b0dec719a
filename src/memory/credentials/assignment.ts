import type { ByteText } from './automaton.js';
import type { NameGrade } from './names.js';
import { isBlankByte, isQuote, joinedStrings, judgedStrings, stringOf, type Span } from './reading.js';
import { isBareSecret, beginsSecret, isChosenWord, isQuotedSecret } from './judgement.js';
import { isMixed, isPasswordLike, isRandom, isStandIn, judgedBytes } from './values.js';

/** Blanks and line ends between a name and its value, at most. */
const maximumBlanks = 64;
/** Bytes of the rest of a statement in which strings are looked for. */
const maximumStatement = 160;

/** How a value is bound to its name. */
interface Binding {
  /** Where the value begins, or its quote. */
  readonly at: number;
  /** `assigned` by a sign, `beside` it in quotes, `passed` as an argument, `pair` with the name in another field, `element` of XML, `word` behind a blank. */
  readonly kind: 'assigned' | 'beside' | 'passed' | 'pair' | 'element' | 'word';
}

/** Finds the secret that is assigned to a name, in whatever syntax. */
export class Assignment {
  constructor(
    private readonly text: ByteText,
    private readonly end: number,
    private readonly isCut: boolean,
  ) {}

  /**
   * @param from where the identifier begins, and `to`, where it ends
   * @param word the word of it that names a secret
   */
  after(from: number, to: number, grade: NameGrade, word: string): Span | undefined {
    const binding = this.binding(from, to);
    // `pass` is a verb, too.
    if (!binding || (word === 'pass' && (binding.kind === 'word' || binding.kind === 'beside')))
      return undefined;
    return this.value(binding, from, grade, word);
  }

  private binding(from: number, to: number): Binding | undefined {
    const { text } = this;
    let at = to;
    // `"password": `, `\"password\": `, `config["password"] = `, `char password[] = `
    if (text[at] === 0x5c) at++;
    const isQuoted = isQuote(text[at]);
    if (isQuoted) at++;
    if (text[at] === 0x5b && text[at + 1] === 0x5d) at += 2;
    while (text[at] === 0x5d || text[at] === 0x29) at++;
    const behind = this.past(at, isBlankByte);
    const sign = text[behind] ?? 0;
    if (sign === 0x3a && text[behind + 1] === 0x3a) return undefined;
    if (
      sign === 0x3a ||
      sign === 0x3d ||
      ((sign === 0x21 || sign === 0x7c || sign === 0x3f || sign === 0x2b) && text[behind + 1] === 0x3d) ||
      (sign === 0x3f && text[behind + 1] === 0x3a)
    )
      return { at: this.past(this.pastSign(behind), isSpace), kind: 'assigned' };
    if (sign === 0x2c || (sign === 0x28 && !isQuoted)) {
      const pair = isQuoted ? this.pair(behind) : undefined;
      if (pair) return pair;
      const argument = this.past(behind + 1, isSpace);
      if (isQuote(text[argument])) return { at: argument, kind: 'passed' };
      return undefined;
    }
    if (sign === 0x3e) return this.pair(behind) ?? { at: behind + 1, kind: 'element' };
    if (behind > at && isQuote(text[behind])) return { at: behind, kind: 'beside' };
    if (isQuoted || sign === 0x0a || sign === 0x0d || sign === 0x7d) return this.pair(behind);
    const isFlag = text[from] === 0x2d || text[from - 1] === 0x2d;
    const isWord = behind > at && (isFlag || this.isCommand(from));
    return isWord ? { at: behind, kind: 'word' } : undefined;
  }

  /** Past `=`, `:`, `=>`, `:=`, `==`, `!=`, `?:`, and a type between a colon and its `=`. */
  private pastSign(at: number): number {
    let to = at;
    while (to < this.end && to < at + 3 && '=:>!?~|+'.includes(String.fromCharCode(this.text[to] ?? 0))) to++;
    const rest = stringOf(this.text, to, Math.min(this.end, to + 48));
    const type =
      /^ ?&?(?:'\w+ )?[A-Za-z][\w.]{0,24}(?:<[\w., ]{1,20}>|\[\])?(?: ?\| ?\w{1,12}){0,2}[?!]? ?=(?![=>])/.exec(
        rest,
      )?.[0];
    return this.text[at] === 0x3a && type !== undefined ? to + type.length : to;
  }

  /** The value of a pair that a name is the first of: `name="password" value="…"`, `- name: PASSWORD`, `value: …` */
  private pair(at: number): Binding | undefined {
    const rest = stringOf(this.text, at, Math.min(this.end, at + maximumBlanks));
    const match =
      /^["']?[\s,;>/]{0,24}(?:<string>|["']?(?:value|val|content|default|data)["']?\s{0,3}[:=]\s{0,3})/i.exec(
        rest,
      )?.[0];
    if (match === undefined) return undefined;
    return { at: at + match.length, kind: match.endsWith('>') ? 'element' : 'pair' };
  }

  /** Does the line begin with a word that a name and its value follow? */
  private isCommand(from: number): boolean {
    const before = stringOf(this.text, Math.max(0, from - 24), from);
    return /(?:^|[\n;])[ \t]*(?:(?:ENV|ARG|set|setx|export|define|#define) +)?$|login \S{1,16} $/i.test(
      before,
    );
  }

  private value({ at, kind }: Binding, from: number, grade: NameGrade, word: string): Span | undefined {
    const { text } = this;
    let start = at;
    // `b"…"`, `@"…"`, `\"…\"`
    if (!isQuote(text[start]) && text[start] !== undefined) {
      const mark = stringOf(text, start, Math.min(this.end, start + 3));
      start += /^(?:[bBrRuULfF@$\\]|u8|[bB][rR]|[rR][bB])(?=["'`])/.exec(mark)?.[0].length ?? 0;
    }
    if (isQuote(text[start]))
      return (
        this.quoted(start, kind, grade, word) ??
        (kind === 'assigned' ? this.inStatement(start, grade) : undefined)
      );
    if (kind === 'passed' || kind === 'beside') return undefined;
    const block = this.block(at);
    if (block !== undefined) return this.bare(block, 'pair', from, grade, word);
    return (
      this.bare(at, kind, from, grade, word) ??
      (kind === 'assigned' ? this.inStatement(at, grade) : undefined)
    );
  }

  /** Where the text begins that YAML has in the lines below, behind a `|` or a `>`. */
  private block(at: number): number | undefined {
    if (this.text[at] !== 0x7c && this.text[at] !== 0x3e) return undefined;
    const mark = stringOf(this.text, at, Math.min(this.end, at + maximumBlanks));
    const length = /^[|>][-+]?\d?[ \t]*\r?\n[ \t]+/.exec(mark)?.[0].length;
    return length === undefined ? undefined : at + length;
  }

  private quoted(at: number, kind: Binding['kind'], grade: NameGrade, word: string): Span | undefined {
    const { text } = this;
    const quote = text[at] ?? 0;
    const isTriple = text[at + 1] === quote && text[at + 2] === quote;
    const from = isTriple ? this.past(at + 3, isSpace) : at + 1;
    const isEscaped = text[at - 1] === 0x5c;
    const closes = (i: number) =>
      text[i] === quote &&
      (isEscaped || text[i - 1] !== 0x5c) &&
      (!isTriple || (text[i + 1] === quote && text[i + 2] === quote));
    const isOver = (i: number) =>
      i >= this.end || closes(i) || (text[i] === 0x0a && !isTriple && quote !== 0x60);
    let to = from;
    while (to < from + judgedBytes && !isOver(to)) to++;
    const pieces =
      isTriple || !isQuote(text[to]) ? '' : joinedStrings(text, to + 1, this.end, judgedStrings).text;
    const value = (stringOf(text, from, to).replace(/\\$/, '') + pieces).slice(0, judgedBytes);
    const isOpen = this.isCut && to >= this.end;
    // Not the next thing in a list or a sentence.
    const isBound = kind !== 'passed' && kind !== 'beside';
    const isSecret =
      isQuotedSecret(value, grade, word, isBound) || (isOpen && beginsSecret(value, grade, isBound));
    if (!isSecret) return undefined;
    while (!isOver(to)) to++;
    return { from, to };
  }

  /** A value without quotes: of a shell, an INI file, YAML, the query of an address, an element. */
  private bare(
    from: number,
    kind: Binding['kind'],
    nameStart: number,
    grade: NameGrade,
    word: string,
  ): Span | undefined {
    const { text } = this;
    const isOver = (i: number) =>
      i >= this.end || isSpace(text[i]) || isQuote(text[i]) || (kind === 'element' && text[i] === 0x3c);
    let to = from;
    while (to < from + judgedBytes && !isOver(to)) to++;
    const whole = stringOf(text, from, to);
    const value = /^[^,;()[\]{}<>&|\\]*/.exec(whole)?.[0] ?? '';
    const stop = whole.slice(value.length);
    const isOpen = this.isCut && to >= this.end;
    // A call, a subscript, a type's argument, a string's mark: code.
    if (/^[([{<|\\]/.test(stop) || (stop === '' && /^ ?[([{?|]/.test(stringOf(text, to, to + 2))))
      return undefined;
    const isAlone = stop === '' && (kind !== 'assigned' || this.isAlone(nameStart, to));
    const isLine = isAlone || kind !== 'assigned' || this.isField(nameStart, from);
    const isSecret =
      isBareSecret(value, grade, isLine) ||
      (isAlone && this.isChosen(nameStart, from, whole, grade, word)) ||
      (isOpen && isLine && beginsSecret(value, grade, kind !== 'assigned' || !isAlone));
    if (!isSecret) return undefined;
    const isPart = !isAlone && value.length < whole.length;
    if (isPart) return { from, to: from + value.length };
    while (!isOver(to)) to++;
    return { from, to };
  }

  /** Is it a word that a person chose, where code has none: in a variable of a shell, in small letters in YAML? */
  private isChosen(nameStart: number, at: number, value: string, grade: NameGrade, word: string): boolean {
    if (grade !== 'surely' || isStandIn(value)) return false;
    if (this.isField(nameStart, at) && isUpper(this.text[nameStart])) return isChosenWord(value);
    return /^[a-z]{8,}$/.test(value) && word !== 'pass';
  }

  /** Is it a field of an address or of a connection string, a flag, or a variable of the environment? */
  private isField(from: number, at: number): boolean {
    const { text } = this;
    const before = text[from - 1] ?? 0;
    const isVariable = isUpper(text[from]) && isUpper(text[at - 2]);
    return (
      text[at - 1] === 0x3d &&
      (isVariable ||
        before === 0x3f ||
        before === 0x26 ||
        before === 0x3b ||
        before === 0x2d ||
        text[from] === 0x2d)
    );
  }

  /** Do a name and its value have a line to themselves, as in files of settings? */
  private isAlone(from: number, to: number): boolean {
    const before = stringOf(this.text, Math.max(0, from - 24), from);
    const behind = this.past(to, isBlankByte);
    const isLast =
      behind >= this.end ||
      this.text[behind] === 0x0a ||
      this.text[behind] === 0x0d ||
      this.text[behind] === 0x23;
    return (
      isLast &&
      /(?:^|\n)[ \t]*(?:- |# ?|\/\/ ?|; ?|\* ?|> ?)?(?:export |set |env |ENV |ARG |setx |\$env:|readonly |declare -x |local |-D|--)?$/.test(
        before,
      )
    );
  }

  /** A string in the rest of a statement: what a call is handed, or what stands in where a variable is not set. */
  private inStatement(at: number, grade: NameGrade): Span | undefined {
    if (grade === 'maybe') return undefined;
    const rest = stringOf(this.text, at, Math.min(this.end, at + maximumStatement));
    const statement = /^[^\n;]*/.exec(rest)?.[0] ?? '';
    let depth = 0;
    for (let i = 0; i < statement.length; i++) {
      const sign = statement[i] ?? '';
      if ('([{'.includes(sign)) depth++;
      else if (')]}'.includes(sign) && --depth < 0) return undefined;
      else if (sign === ',' && depth === 0) return undefined;
      if (!'"\'`'.includes(sign)) continue;
      const close = statement.indexOf(sign, i + 1);
      if (close < 0) return undefined;
      const value = statement.slice(i + 1, Math.min(close, i + 1 + judgedBytes));
      if (
        !isStandIn(value) &&
        (isRandom(value) || isMixed(value) || (grade === 'surely' && isPasswordLike(value)))
      )
        return { from: at + i + 1, to: at + close };
      i = close;
    }
    return undefined;
  }

  private past(at: number, is: (byte: number | undefined) => boolean): number {
    let to = at;
    while (to < this.end && to < at + maximumBlanks && is(this.text[to])) to++;
    return to;
  }
}

function isSpace(byte: number | undefined): boolean {
  return isBlankByte(byte) || byte === 0x0a || byte === 0x0d;
}

function isUpper(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x41 && byte <= 0x5a;
}
