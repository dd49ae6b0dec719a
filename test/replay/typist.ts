import type { Language } from '../evaluate/languages.js';
import { closes, indentation, outdents, unitOf } from './habits.js';

/** Text that is typed in its place. */
export interface Passage {
  readonly name: string;
  readonly language: Language;
  /** What stands before it: from the document's top. */
  readonly before: string;
  readonly text: string;
  /** What stands behind it: in the edit replay, the rest of the file. */
  readonly after: string;
}

/** What a key did. */
export interface Pressed {
  /** Does the editor ask for ghost text now? Not where the caret alone moved. */
  readonly asks: boolean;
  /** Was something deleted? */
  readonly deleted: boolean;
  /** The keys as a real editor wants them, named as Playwright names them; those that cost nothing among them. */
  readonly strokes: readonly string[];
}

const typed = { asks: true, deleted: false };
const moved = { asks: false, deleted: false };
const removed = { asks: true, deleted: true };

/** A mark that the editor closed by itself, and the place in the passage where it belongs. */
interface Closed {
  readonly mark: string;
  readonly at: number;
}

/**
 * Types a passage in a model of VS Code: it indents, closes brackets, quotes and comments, and takes the typist across what it
 * closed. Such characters cost no key. Where it guessed wrong, mending costs keys.
 */
export class Typist {
  /** Keys pressed so far. */
  keys = 0;
  /** The place in the passage up to which it stands, in UTF-16 units. */
  at = 0;
  private readonly unit: string;
  private lineBegun = '';
  /** All that stands before the caret. */
  before: string;
  /** What the editor put behind the caret by itself: marks, and the white space between them. */
  tail = '';
  private closed: Closed[] = [];
  private strokes: string[] = [];
  /** Indentation that the editor put before the caret and the passage does not have there. */
  extra = '';

  constructor(
    private readonly passage: Passage,
    /** The editor's identifier of the language. */
    private readonly languageId: string,
  ) {
    this.before = passage.before;
    this.unit = unitOf(passage.before.slice(-20_000) + passage.text);
    this.lineBegun = passage.before.slice(passage.before.lastIndexOf('\n') + 1);
  }

  get done(): boolean {
    return this.at >= this.passage.text.length;
  }

  /** All that stands behind the caret. */
  get behind(): string {
    return this.tail + this.passage.after;
  }

  /** The line up to the caret. */
  get prefix(): string {
    return this.lineBegun;
  }

  /** Does this text come next? */
  comesNext(text: string): boolean {
    return this.extra === '' && this.passage.text.startsWith(text, this.at);
  }

  /** Ghost text, all of which comes next, or its beginning, is taken: with one key. */
  take(text: string, replaces: number): void {
    this.keys++;
    const gone = this.tail.slice(0, replaces);
    this.tail = this.tail.slice(replaces);
    for (let rest = gone.trimStart(); rest !== '' && this.closed[0]; rest = rest.trimStart())
      rest = rest.slice(this.closed.shift()?.mark.length ?? 1);
    this.put(text);
    this.at += text.length;
  }

  /** Presses the next key. */
  press(): Pressed {
    this.strokes = [];
    return { ...this.pressNext(), strokes: this.strokes };
  }

  private pressNext(): Omit<Pressed, 'strokes'> {
    this.crossMarks();
    if (this.done) return moved;
    this.keys++;
    const { text } = this.passage;
    // A mark that a take has doubled.
    const [mark] = this.closed;
    if (mark && mark.at < this.at) {
      this.closed.shift();
      const rest = this.tail.trimStart().slice(mark.mark.length);
      this.stroke('Delete', this.tail.length - rest.length);
      this.tail = rest;
      return removed;
    }
    if (mark && this.isBelow(mark)) {
      this.cross(mark);
      return moved;
    }
    if (this.extra !== '' && text[this.at] !== '\n') {
      const wanted = /^[^\S\n]*/.exec(text.slice(this.at, this.at + 200))?.[0] ?? '';
      const first = text.slice(this.at + wanted.length, this.at + wanted.length + 2);
      if (wanted.length < this.extra.length && outdents(this.passage.language, first)) {
        // The editor does it with the mark.
        this.drop(this.extra.length);
        this.extra = '';
        this.put(wanted);
        this.at += wanted.length;
      } else {
        this.mend(wanted);
        return removed;
      }
    }
    this.type(text.charAt(this.at));
    return typed;
  }

  private type(character: string): void {
    const { language, text } = this.passage;
    if (character === '\n') {
      this.stroke('Enter');
      this.enter();
      return;
    }
    // At a line's start Tab types a step of indentation.
    const indents = this.prefix.trim() === '' && this.unit.length > 1 && text.startsWith(this.unit, this.at);
    const closing = closes(language, this.languageId, this.before, character, this.behind);
    const typed = indents ? this.unit : character;
    this.stroke(indents ? 'Tab' : character);
    this.put(typed);
    this.at += typed.length;
    if (closing === '') return;
    const at = closing === character ? this.endOfQuote(character) : this.partner(character, closing.trim());
    // What is closed beyond the passage waits there; what is closed nowhere is deleted at once.
    const isBeyond = this.passage.after === '' && text[this.at] === '\n';
    if (at === undefined && !isBeyond) {
      this.keys++;
      this.stroke('Delete', closing.length);
    } else {
      this.tail = closing + this.tail;
      this.closed.unshift({ mark: closing.trim(), at: at ?? Infinity });
    }
  }

  private enter(): void {
    const { language, text } = this.passage;
    const line = this.prefix;
    if (this.extra !== '') this.drop(this.extra.length);
    this.extra = '';
    const own = /^\s*/.exec(line)?.[0] ?? '';
    const start = indentation(language, line, this.unit);
    const [mark] = this.closed;
    const between = mark && this.tail.trimStart().startsWith(mark.mark) && !this.tail.startsWith('\n');
    if (between && (/[([{]$/.test(line) || mark.mark === '*/')) this.tail = `\n${own}${this.tail}`;
    this.put(`\n${start}`);
    this.at++;
    if (text.startsWith(start, this.at)) this.at += start.length;
    else this.extra = start;
  }

  /** One key towards the indentation that is wanted: Backspace to the last stop. */
  private mend(wanted: string): void {
    let same = 0;
    while (same < wanted.length && wanted[same] === this.extra[same]) same++;
    const over = this.extra.length - same;
    const stop = over % this.unit.length === 0 ? this.unit.length : over % this.unit.length;
    const gone = /\S/.test(this.extra.slice(same)) ? 1 : Math.min(over, stop);
    this.stroke('Backspace');
    this.drop(gone);
    this.extra = this.extra.slice(0, -gone);
    if (this.passage.text.startsWith(this.extra, this.at)) {
      this.at += this.extra.length;
      this.extra = '';
    }
  }

  /** Moves over marks that stand where they belong: no key. */
  private crossMarks(): void {
    for (;;) {
      const [mark] = this.closed;
      if (mark?.at !== this.at || !this.tail.trimStart().startsWith(mark.mark)) return;
      if (this.tail.startsWith('\n') && this.extra === '' && this.prefix.trim() !== '') return;
      this.cross(mark);
    }
  }

  /** Is there nothing left to type up to this mark, which stands on a line below? */
  private isBelow({ at }: Closed): boolean {
    const { text } = this.passage;
    return (
      this.tail.startsWith('\n') && at > this.at && at < text.length && text.slice(this.at, at).trim() === ''
    );
  }

  /** The caret goes behind a mark, and what the editor laid out between becomes as the passage has it. */
  private cross({ mark, at }: Closed): void {
    this.drop(this.extra.length);
    this.extra = '';
    this.put(this.passage.text.slice(this.at, at) + mark);
    const rest = this.tail.trimStart().slice(mark.length);
    this.stroke('ArrowRight', this.tail.length - rest.length);
    this.tail = rest;
    this.at = at + mark.length;
    this.closed.shift();
  }

  private stroke(name: string, times = 1): void {
    for (let i = 0; i < times; i++) this.strokes.push(name);
  }

  private put(text: string): void {
    this.before += text;
    const end = text.lastIndexOf('\n');
    this.lineBegun = end < 0 ? this.lineBegun + text : text.slice(end + 1);
  }

  private drop(units: number): void {
    if (units === 0) return;
    this.before = this.before.slice(0, -units);
    this.lineBegun = this.lineBegun.slice(0, -units);
  }

  /** Where in the passage a bracket that was just typed is closed. */
  private partner(open: string, close: string): number | undefined {
    const { text } = this.passage;
    if (open === '*') {
      const end = text.indexOf(close, this.at);
      return end < 0 ? undefined : end;
    }
    let depth = 1;
    for (let i = this.at; i < text.length; i++) {
      if (text[i] === open) depth++;
      else if (text[i] === close && --depth === 0) return i;
    }
    return undefined;
  }

  private endOfQuote(quote: string): number | undefined {
    const { text } = this.passage;
    for (let i = this.at; i < text.length && text[i] !== '\n'; i++) {
      if (text[i] === '\\') i++;
      else if (text[i] === quote) return i;
    }
    return undefined;
  }
}

/** Keys that typing a passage takes up to each of its places, were there no ghost text. */
export function plainKeys(passage: Passage, languageId: string): Uint32Array {
  const typist = new Typist(passage, languageId);
  const keys = new Uint32Array(passage.text.length + 1);
  let reached = 0;
  while (!typist.done) {
    typist.press();
    // What comes at once with a key costs that key at its first character.
    for (; reached < typist.at; reached++) keys[reached + 1] = typist.keys;
  }
  return keys;
}
