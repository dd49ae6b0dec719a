/** Bytes of a value by which it is judged: what follows them is more of the same. */
export const judgedBytes = 64;

/** What a string of at most `judgedBytes` looks like. */
interface Look {
  readonly lower: number;
  readonly upper: number;
  readonly digits: number;
  /** Signs that stand in no name, path, address or number. */
  readonly signs: number;
  readonly distinct: number;
  /** How often a digit stands beside a letter. */
  readonly turns: number;
  /** The share of characters that belong to words: runs of letters as a language or a programmer writes them. */
  readonly wordiness: number;
}

function lookOf(value: string): Look {
  const count = (pattern: RegExp) => value.match(pattern)?.length ?? 0;
  let inWords = 0;
  for (const word of piecesOf(value)) if (isWord(word)) inWords += word.length;
  return {
    lower: count(/[a-z]/g),
    upper: count(/[A-Z]/g),
    digits: count(/[0-9]/g),
    signs: count(/[!@#$%^&*]/g),
    distinct: new Set(value).size,
    turns: count(/[A-Za-z](?=[0-9])|[0-9](?=[A-Za-z])/g),
    wordiness: inWords / Math.max(1, value.length),
  };
}

/** The pieces of what a programmer writes as one: numbers, and words that are told by their capitals. */
function piecesOf(value: string): string[] {
  const pieces: string[] = [];
  let [piece, kind] = ['', ''];
  for (const character of value) {
    const next = /[a-z]/.test(character)
      ? 'a'
      : /[A-Z]/.test(character)
        ? 'A'
        : /[0-9]/.test(character)
          ? '0'
          : '';
    if (next !== kind) {
      // A small letter goes on with the capital before it.
      const first = next === 'a' && kind === 'A' ? piece.slice(-1) : '';
      const done = piece.slice(0, piece.length - first.length);
      if (done !== '') pieces.push(done);
      [piece, kind] = [first, next];
    }
    if (kind !== '') piece += character;
  }
  if (piece !== '') pieces.push(piece);
  return pieces;
}

/** Can these letters, all but the first of one case, be read aloud? */
function isWord(letters: string): boolean {
  const vowels = letters.match(/[aeiouy]/gi)?.length ?? 0;
  return (
    letters.length >= 4 &&
    !/[0-9]/.test(letters) &&
    vowels >= letters.length / 6 &&
    !/[^aeiouy]{6}|[aeiou]{5}/i.test(letters)
  );
}

/**
 * Was a value made by chance, as a key or a token is, and not by a person who names something?
 * @param share how much of it has to look so at least: of what is drawn by chance some looks like words, too
 */
export function isRandom(value: string, share = 0.45): boolean {
  if (value.length < 16 || isKnownForm(value) || isSequence(value)) return false;
  const { lower, upper, digits, distinct } = lookOf(value);
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-/i.test(value)) return distinct > 4;
  if (distinct < 8) return false;
  if (/^[0-9a-f]+$|^[0-9A-F]+$/.test(value)) return value.length >= 24 && digits >= 2 && lower + upper >= 2;
  // What is named has words between its marks, however short.
  const parts = value.split(/[^A-Za-z0-9]+/);
  const random = parts.reduce((sum, part) => (isRandomPart(part) ? sum + part.length : sum), 0);
  return random >= Math.max(8, share * value.length);
}

/** Were letters and digits drawn by chance? */
function isRandomPart(part: string): boolean {
  if (part.length < 5) return false;
  const { lower, upper, digits, turns, wordiness } = lookOf(part);
  const pieces = Math.max(1, piecesOf(part).length);
  const average = part.length / pieces;
  if (part.length < 8) return average <= 2;
  const isMixed =
    part.length >= 10 &&
    (digits > 0 || (lower > 2 && upper > 2)) &&
    average < (part.length < 16 ? 2.8 : part.length < 24 ? 3.3 : 3.7);
  if (digits === 0)
    return isMixed || (part.length >= 10 && (wordiness === 0 || (lower > 2 && upper > 2 && wordiness < 0.4)));
  return isMixed || (average <= 3.2 && wordiness < 0.5) || turns >= Math.max(4, part.length / 6);
}

/** Are the bytes behind a known beginning of tokens more than a stand-in for them? */
export function isVaried(value: string): boolean {
  const { digits, lower, upper, distinct } = lookOf(value);
  return distinct >= Math.min(6, value.length / 2) && (digits > 0 || upper > 0 || lower === 0);
}

/** Could a person have chosen a value as a password: letters with digits or signs among them? */
export function isPasswordLike(value: string): boolean {
  if (value.length < 6 || /\s/.test(value) || isStructured(value)) return false;
  const { lower, upper, digits, signs, distinct } = lookOf(value);
  return distinct >= 4 && lower + upper >= 1 && digits + signs >= 1;
}

/** Has a long value capital letters and digits alone, or letters of both cases and digits, and is no run of words: behind the name of a secret that is enough. */
export function isMixed(value: string): boolean {
  if (/^[A-Z0-9]{16,}$/.test(value)) return /[0-9]/.test(value) && /[A-Z]/.test(value);
  if (value.length < 20 || /\s/.test(value) || isKnownForm(value)) return false;
  const { lower, upper, digits, wordiness } = lookOf(value);
  return lower > 2 && upper > 2 && digits > 0 && wordiness < 0.7;
}

/** Do digits stand within it, as where somebody made a name harder to guess, and not only behind it as a number? */
export function isHash(value: string): boolean {
  const { turns, signs } = lookOf(value);
  return turns >= 3 || signs >= 2;
}

/** Words that stand where a secret is to be put in, or that say what it is. */
export const standIns =
  /your|change|replace|insert|enter|example|sample|dummy|fake|mock|test|demo|placeholder|redacted|hidden|removed|todo|fixme|default|invalid|wrong|correct|incorrect|valid|bad|good|new|old|some|any|other|same|none|null|undefined|true|false|empty|string|number|value|user(?:name)?|admin|root|guest|super|client|server|login|pass(?:word|wd|phrase|code)?|pwd|secrets?|tokens?|api|keys?|auth(?:entication|orization)?|credentials?|private|public|access|refresh|bearer|basic|session|cookie|oauth|jwt|csrf|hash(?:ed)?|encrypted|base64|sha(?:1|256|512)?|md5|utf8|rsa|dsa|aes|hmac|ed25519|int(?:eger)?|bool(?:ean)?|text|field|input|type|name|first|second|third|foo|bar|baz|qux|hello|world|here|this|that|with|must|not|and|the|my|me|id|it|is|in|to|of|or|on|by|at|db|xxx|yyy|zzz|aaa|1234?5?6?7?8?9?0?|abcd?e?f?|qwerty/gi;

/** Does a value stand for one that is to be put in, or is it a word about it? */
export function isStandIn(value: string): boolean {
  if (value.length < 4 || /^(.)\1*$/.test(value)) return true;
  if (
    /<[^<>]*>|\$[({]|\{\{|\{[A-Za-z_.]*\}|^[$%]|%[sdv](?![a-z])|%\(|%[A-Z_]+%|\.\.\.|…|\*{3}|_{3}|\[[A-Za-z_]+\]/.test(
      value,
    )
  )
    return true;
  return value.replace(standIns, '').replace(/[^A-Za-z0-9!@#$%^&*~]/g, '').length < 4;
}

/** Is a value an address, a name with dots, a constant's name, a colour, a sum that text is checked by, or a number? */
function isKnownForm(value: string): boolean {
  return (
    /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ||
    /^[\w-]{1,24}(?:\.[A-Za-z_$][\w$-]{0,24})+$/.test(value) ||
    /^[\d\s.,:/+-]+$/.test(value) ||
    /^v?\d+(?:\.\w+)+$/.test(value) ||
    /^#[0-9a-f]{3,8}$/i.test(value) ||
    /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(value) ||
    /^(?:sha\d+|md5)-/.test(value)
  );
}

/** Is it of such a form, or a path? */
export function isStructured(value: string): boolean {
  return isKnownForm(value) || /^(?:\.{0,2}|~|[A-Za-z]:)[/\\][\w .@-]+(?:[/\\]|$)/.test(value);
}

/** Do the characters follow one another as they are counted: `0123456789abcdef`? */
function isSequence(value: string): boolean {
  let steps = 0;
  for (let i = 1; i < value.length; i++) {
    const step = value.charCodeAt(i) - value.charCodeAt(i - 1);
    if (step >= -1 && step <= 1) steps++;
  }
  return steps > 0.6 * value.length;
}
