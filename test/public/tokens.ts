/** Words of each language after which a bracket stands apart, or before which an operator is unary. */
const keywords = {
  python: new Set(
    'and as assert async await class def del elif else except exec finally for from global if import in is lambda not or raise return while with yield'.split(
      ' ',
    ),
  ),
  java: new Set(
    'assert case catch class do else enum extends finally for if implements import instanceof new package return switch synchronized throw throws try while'.split(
      ' ',
    ),
  ),
};

export type TokenLanguage = keyof typeof keywords;

/** The end of a line, as a token of Python. */
export const lineEnd = '<EOL>';
const indentation = '    ';

/** A token with what stands for a literal put in its place: an unknown string is empty, an unknown number 0. */
export function literalOf(token: string): string {
  return token
    .replaceAll('<NUM_LIT>', '0')
    .replaceAll('<STR_LIT>', '')
    .replaceAll('<CHAR_LIT>', '')
    .replaceAll(/<(?:STR|NUM|CHAR)_LIT:(.*?)>/gs, (_, literal: string) => literal);
}

/** The same as it stands in code: the benchmark spells blanks and commas of literals out. */
const asCode = (token: string) => literalOf(token).replaceAll('U+0020', ' ').replaceAll('U+002C', ',');
const spelt = (literal: string) => literal.replaceAll(' ', 'U+0020').replaceAll(',', 'U+002C');

/** Blocks of Python that a line may go on from. */
const openersOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['elif', ['if', 'elif']],
  ['else', ['if', 'elif', 'for', 'while', 'except', 'try']],
  ['except', ['try', 'except']],
  ['finally', ['try', 'except', 'else']],
]);

/** Writes normalised tokens as code, with line ends and indentation as people set them: the benchmark keeps neither. */
export class CodeWriter {
  private text = '';
  /** Open brackets, of Java those of angles too. */
  private readonly open: string[] = [];
  private last = '';
  private beforeLast = '';
  /** Steps of indentation of the line. */
  private depth = 0;
  private lineWords: string[] = [];
  /** Of Python: the words that opened the blocks that the line stands in. */
  private readonly blocks: string[] = [];

  constructor(private readonly language: TokenLanguage) {}

  /** @returns all that was written */
  write(tokens: readonly string[]): string {
    tokens.forEach((token, i) => {
      if (this.language === 'python') this.python(token, tokens, i);
      else this.java(token, tokens[i + 1]);
    });
    return this.text;
  }

  private get isAtLineStart(): boolean {
    return this.lineWords.length === 0;
  }

  private python(token: string, tokens: readonly string[], i: number): void {
    if (token === lineEnd) {
      this.endPythonLine();
      return;
    }
    if (this.isAtLineStart) {
      if (this.open.length === 0) this.beginPythonLine(tokens, i);
      const closes = this.open.length > 0 && ')]}'.includes(token.charAt(0));
      this.text += indentation.repeat(this.depth + (this.open.length > 0 && !closes ? 1 : 0));
    }
    this.put(token);
  }

  private endPythonLine(): void {
    const [first = ''] = this.lineWords;
    this.text += '\n';
    if (this.open.length === 0) {
      if (this.last === ':') {
        this.blocks.push(this.lineWords.includes('def') ? 'def' : first);
        this.depth = this.blocks.length;
      } else if (['return', 'raise', 'break', 'continue', 'pass'].includes(first)) {
        this.blocks.pop();
        this.depth = this.blocks.length;
      }
    }
    this.lineWords = [];
    this.last = '';
  }

  /** A line goes as far to the left as its first words make it. */
  private beginPythonLine(tokens: readonly string[], i: number): void {
    const { blocks } = this;
    let at = i;
    // A decorator stands where what it decorates does.
    while (tokens[at] === '@') {
      const end = tokens.indexOf(lineEnd, at);
      if (end < 0) break;
      at = end + 1;
    }
    const word = tokens[at] ?? '';
    const openers = openersOf.get(word);
    if (openers) {
      const found = lastOf(blocks, openers);
      if (found >= 0) blocks.length = found;
    } else if (word === 'class') blocks.length = 0;
    else if (word === 'def') {
      // What is asked for is not looked at: a `def` at the end of what is known is taken for a method.
      const isMethod = ['self', 'cls'].includes(tokens[at + 3] ?? 'self');
      const inClass = lastOf(blocks, ['class']);
      const inDef = blocks.indexOf('def');
      if (isMethod && inClass >= 0) blocks.length = inClass + 1;
      else if (inDef >= 0 && tokens[at - 1] !== '@' && isMethod) blocks.length = inDef;
      else if (!isMethod && inClass < 0 && inDef < 0) blocks.length = 0;
    } else if (word === 'if' && tokens[at + 1] === '__name__') blocks.length = 0;
    this.depth = blocks.length;
  }

  private java(token: string, next: string | undefined): void {
    if (token === '}') this.depth = Math.max(0, this.depth - 1);
    if (this.isAtLineStart) this.text += indentation.repeat(this.depth);
    const isList =
      token === '{' && ['=', ']', ',', '{', '('].includes(this.last) && this.open.at(-1) !== undefined;
    const isValue = token === '{' && ['=', ']'].includes(this.last);
    this.put(token);
    if (token === '{' && !isList && !isValue) this.endJavaLine(1);
    else if (token === '{') this.depth++;
    else if (token === ';' && !this.open.includes('(')) this.endJavaLine(0);
    else if (token === '}' && !['else', 'catch', 'finally', ';', ',', ')', '.'].includes(next ?? ''))
      this.endJavaLine(0);
    else if (this.lineWords[0] === '@' && this.open.every(mark => mark === '{') && next !== '.') {
      const isWhole = this.lineWords.length === 2 ? next !== '(' : token === ')';
      if (isWhole && token !== 'interface') this.endJavaLine(0);
    }
  }

  private endJavaLine(steps: number): void {
    this.text += '\n';
    this.depth += steps;
    this.lineWords = [];
    this.last = '';
  }

  private put(token: string): void {
    const written = asCode(token);
    if (this.lineWords.length > 0 && this.isApart(token)) this.text += ' ';
    this.text += written;
    if ('([{'.includes(token) && token !== '') this.open.push(token);
    else if (this.isAngle(token)) this.open.push('<');
    else if (token === '>' && this.open.at(-1) === '<') this.open.pop();
    else if (')]}'.includes(token) && token !== '') {
      while (this.open.at(-1) === '<') this.open.pop();
      this.open.pop();
    } else if (token === ';') while (this.open.at(-1) === '<') this.open.pop();
    this.lineWords.push(token);
    this.beforeLast = this.last;
    this.last = token;
  }

  /** Does a `<` open the arguments of a type? */
  private isAngle(token: string): boolean {
    return this.language === 'java' && token === '<' && /^[A-Z]\w*[a-z]|^[A-Z]$|^\.$/.test(this.last);
  }

  private isApart(token: string): boolean {
    const { last, language } = this;
    const isWord = (of: string) => /^[\w$]/.test(of) || of.startsWith('<NUM_LIT');
    const isName = (of: string) => isWord(of) && !keywords[language].has(of);
    const isEnd = (of: string) => isName(of) || /^[)\]}]$/.test(of) || /["'`]$/.test(of);
    if ([',', ';', ')', ']', '.', '++', '--'].includes(token)) {
      if (token === '.' && keywords[language].has(last)) return true;
      return ['++', '--'].includes(token) && !isEnd(last);
    }
    if (['(', '[', '.', '~', '!', '@'].includes(last)) return false;
    if (['++', '--'].includes(last) && !isEnd(this.beforeLast)) return false;
    if (['-', '+', '*', '**', '&'].includes(last) && !isEnd(this.beforeLast) && this.beforeLast !== 'import')
      return false;
    if (token === '(') return !(isName(last) || [')', ']', '>', '{'].includes(last));
    if (token === '[') return !(isName(last) || [')', ']', '>'].includes(last));
    if (language === 'python') return this.isApartInPython(token);
    if (token === '{' || token === '}') return last !== '{' && !['(', '['].includes(last);
    if (last === '{') return false;
    if (token === '::' || last === '::') return false;
    if (token === ':') return !['default'].includes(last) && !this.lineWords.includes('case');
    if (this.isAngle(token) || last === '<') return !(this.open.at(-1) === '<' || this.isAngle(token));
    if (token === '>' && (this.open.at(-1) === '<' || last === '>')) return false;
    return true;
  }

  private isApartInPython(token: string): boolean {
    const { last } = this;
    const inner = this.open.at(-1);
    if (token === '}' || last === '{') return false;
    if (token === ':') return false;
    if (last === ':') return inner !== '[';
    if ((token === '=' || last === '=') && inner === '(') return false;
    return true;
  }
}

/** Where the last of some words stands, or -1. */
function lastOf(words: readonly string[], some: readonly string[]): number {
  let at = words.length - 1;
  while (at >= 0 && !some.includes(words[at] ?? '')) at--;
  return at;
}

const patterns: Readonly<Record<TokenLanguage, RegExp>> = {
  python:
    /(?<string>[A-Za-z]{0,2}(?:"""(?:\\.|[^\\])*?(?:"""|$)|'''(?:\\.|[^\\])*?(?:'''|$)|"(?:\\.|[^"\\\n])*(?:"|$)|'(?:\\.|[^'\\\n])*(?:'|$)))|(?<number>\.?\d(?:[eE][+-]|[\w.])*)|[A-Za-z_]\w*|\*\*=|\/\/=|>>=|<<=|==|!=|<>|<=|>=|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|\*\*|\/\/|<<|>>|->|:=|\S/gs,
  java: /(?<string>"(?:\\.|[^"\\\n])*(?:"|$)|'(?:\\.|[^'\\\n])*(?:'|$))|(?<number>\.?\d(?:[eE][+-]|[\w.])*)|[A-Za-z_$][\w$]*|<<=|==|!=|<=|>=|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|&&|\|\||\+\+|--|->|::|\.\.\.|<<|\S/gs,
};

/** Literals that the benchmark keeps; all others it calls unknown. */
export interface Literals {
  readonly strings: ReadonlySet<string>;
  readonly numbers: ReadonlySet<string>;
  readonly characters: ReadonlySet<string>;
}

/** Splits code into tokens as the benchmark has them, literals as its scorer sees them: unknown ones are empty, or 0. */
export function tokensOf(code: string, language: TokenLanguage, literals?: Literals): string[] {
  return Array.from(code.matchAll(patterns[language]), ({ 0: token, groups }) => {
    if (groups?.['number'] !== undefined) return !literals || literals.numbers.has(token) ? token : '0';
    if (groups?.['string'] === undefined) return token;
    const [, prefix = '', quote = ''] = /^([A-Za-z]*)("""|'''|"|')/.exec(token) ?? [];
    const isClosed = token.length >= prefix.length + 2 * quote.length && token.endsWith(quote);
    const inner = token.slice(prefix.length + quote.length, isClosed ? -quote.length : undefined);
    const known = language === 'java' && quote === "'" ? literals?.characters : literals?.strings;
    const kept = !literals || known?.has(spelt(inner)) ? spelt(inner) : '';
    return `${prefix}${quote}${kept}${isClosed ? quote : ''}`;
  });
}
