import { findMatches, noMatches, type Matches } from './matches.js';
import { Section, type NamedText } from './section.js';
import { deepest } from './sorting.js';

/** Bytes of memory that a byte of text takes: itself, its place in the order, and a sixteenth of a signpost. */
const perByte = 5.75;
/** Bytes of text in a section of the workspace: with more, taking one text out of it would hold the host for too long. */
export const sectionSize = 4_000_000;
/** Texts of the workspace that come together, at most: so many are taken into account at once. */
export const mostTogether = 4096;
/** Texts of the workspace that come one by one are sorted together with those before, up to so many bytes. */
const looseSize = 256_000;
/** An edit of more bytes than this is sorted anew in slices, not at once. */
const mostAtOnce = 2048;
/** Open texts that are kept, the ones written last: every one of them is looked into at every byte. */
const mostOpen = 12;
/** Bytes in common under which two places have nothing to do with each other. */
const shortest = 2;
/** Bytes behind the caret that are none to be suggested: they stand there. */
const ahead = 256;

/** Where a context was found, in the caret's own file and everywhere else. */
export interface Found {
  readonly file: Matches;
  readonly others: Matches;
}

/** Places found in the caret's file, and everywhere else, at most. */
const most = 16;

export function noFound(): Found {
  return { file: noMatches(most), others: noMatches(most) };
}

/** A place of which the memory is asked: in which open text, and how many of its bytes stand before it. */
export interface MemoryPlace {
  readonly name: string;
  readonly at: number;
}

/**
 * What the open files and the workspace say comes next.
 *
 * Work that may take long is a generator, to be run in slices (see `sorted`); all else is done at once. Two such works may go on
 * side by side.
 */
export class Memory {
  /** A section for each open text, the one written last at the end: an edit then touches it alone. */
  private readonly open = new Map<string, Section>();
  /** The rest of the workspace, nearest first. */
  private workspaceSections: Section[] = [];
  /** Texts that are being sorted anew, and which time this is. */
  private readonly writing = new Map<string, symbol>();

  /** @param budget bytes of memory that it may take */
  constructor(private budget: number) {}

  /** Bytes of memory that it takes. */
  get taken(): number {
    return [...this.open.values(), ...this.workspaceSections].reduce((sum, { taken }) => sum + taken, 0);
  }

  /** Bytes of text that it holds. */
  get size(): number {
    return [...this.open.values(), ...this.workspaceSections].reduce((sum, { size }) => sum + size, 0);
  }

  /** Bytes of text for which there is room still. */
  get room(): number {
    return Math.max(0, Math.floor((this.budget - this.taken) / perByte));
  }

  /** The names of all texts that it holds. */
  names(): string[] {
    return [...this.open.keys(), ...this.workspaceSections.flatMap(section => section.names())];
  }

  /**
   * An open text is now this. Of what was typed only the difference is sorted, before this is first asked to go on.
   * @param bytes its UTF-8; a text with a byte 0 is none, and is forgotten
   */
  *write(name: string, bytes: Uint8Array): Generator<undefined, void> {
    if (bytes.includes(0)) {
      this.forget(name);
      return;
    }
    const known = this.open.get(name);
    const edit = known && difference(known, name, bytes);
    if (known && edit && edit.inserted.length <= mostAtOnce) {
      this.open.delete(name);
      this.open.set(name, known);
      if (edit.removed > 0 || edit.inserted.length > 0)
        known.replace(name, edit.at, edit.removed, edit.inserted);
      return;
    }
    this.forget(name);
    const turn = Symbol();
    this.writing.set(name, turn);
    const section = new Section();
    yield* section.add([[name, bytes.slice()]]);
    if (this.writing.get(name) !== turn) return;
    this.writing.delete(name);
    this.open.set(name, section);
    for (const oldest of this.open.keys()) {
      if (this.open.size <= mostOpen) break;
      this.open.delete(oldest);
    }
    this.keepToBudget();
  }

  /**
   * Adds texts of the workspace, at most `mostTogether` of `sectionSize` bytes, behind those that were added before; nearest first, therefore. Of texts
   * that are held already what was held is forgotten, and open ones are left alone.
   * @returns false where the budget is reached and nothing was added
   */
  *addTexts(texts: readonly NamedText[]): Generator<undefined, boolean> {
    const turn = Symbol();
    // What is opened, forgotten or added again meanwhile is not this work's any more.
    const isOwn = ([name]: NamedText) => this.writing.get(name) === turn;
    for (const [name, bytes] of texts)
      if (!this.open.has(name) && !bytes.includes(0)) this.writing.set(name, turn);
    const wanted = [...new Map(texts.filter(isOwn))];
    const size = wanted.reduce((sum, [, { length }]) => sum + length, 0);
    this.removeTexts(new Set(wanted.map(([name]) => name)));
    if (size > this.room) {
      for (const [name] of wanted) this.writing.delete(name);
      return false;
    }
    const last = this.workspaceSections.at(-1);
    const loose = last && last.size + size <= looseSize ? last : undefined;
    const gathered = loose?.texts() ?? [];
    const section = new Section();
    yield* section.add([...gathered, ...wanted]);
    const kept = new Set(loose && this.workspaceSections.includes(loose) ? loose.names() : []);
    const stale = new Set<string>();
    for (const [name] of gathered) if (!kept.has(name)) stale.add(name);
    for (const text of wanted) {
      if (isOwn(text)) this.writing.delete(text[0]);
      else stale.add(text[0]);
    }
    section.remove(stale);
    this.workspaceSections = this.workspaceSections.filter(other => other !== loose);
    if (section.size > 0) this.workspaceSections.push(section);
    return true;
  }

  /** An open text was closed: as one of the workspace it may be shelved again. */
  close(name: string): void {
    if (this.open.has(name)) this.forget(name);
  }

  /** Forgets texts: nothing of them is suggested from now on. */
  forget(...names: readonly string[]): void {
    for (const name of names) {
      this.writing.delete(name);
      this.open.delete(name);
    }
    this.removeTexts(new Set(names));
  }

  /** Is this an open text? */
  isOpen(name: string): boolean {
    return this.open.has(name);
  }

  /** Forgets a text of the workspace, and all whose names go on from it with a `/`. */
  forgetUnder(name: string): void {
    const names = [name, ...this.writing.keys(), ...this.names()];
    this.forget(...names.filter(other => other === name || other.startsWith(`${name}/`)));
  }

  /** Forgets the workspace; open texts stay. */
  forgetWorkspace(): void {
    // What is being sorted is not to come after.
    this.writing.clear();
    this.workspaceSections = [];
  }

  /** Forgets everything. */
  clear(): void {
    this.writing.clear();
    this.open.clear();
    this.workspaceSections = [];
  }

  /** Sets another budget, and forgets what is over it. */
  setBudget(budget: number): void {
    this.budget = budget;
    this.keepToBudget();
  }

  /**
   * Where in the texts the same stands as before a place.
   * @param context what stands before it: the last `deepest` bytes, or all there are
   * @param spot where that is, so that what stands behind it is not found: the caret, if it is a candidate's context
   * @param into is filled
   */
  find(context: Uint8Array, spot: MemoryPlace, into: Found): void {
    const own = this.open.get(spot.name);
    const start = own?.bounds(spot.name)?.start ?? 0;
    const except = { from: start + spot.at, to: start + spot.at + ahead };
    const near = context.length > deepest ? context.subarray(-deepest) : context;
    findMatches(own ? [own] : [], near, shortest, into.file, except);
    const others = [...this.open.values()].filter(section => section !== own);
    findMatches([...others, ...this.workspaceSections], near, shortest, into.others);
  }

  private removeTexts(names: ReadonlySet<string>): void {
    for (const section of this.workspaceSections) section.remove(names);
    this.workspaceSections = this.workspaceSections.filter(section => section.size > 0);
  }

  private keepToBudget(): void {
    while (this.workspaceSections.length > 0 && this.taken > this.budget) this.workspaceSections.pop();
    for (const oldest of this.open.keys()) {
      if (this.taken <= this.budget) break;
      this.open.delete(oldest);
    }
  }
}

/** What was replaced, if all else is to stay. */
function difference(section: Section, name: string, bytes: Uint8Array) {
  const { start, end } = section.bounds(name) ?? { start: 0, end: 0 };
  const { text } = section;
  const length = end - start;
  const most = Math.min(length, bytes.length);
  let same = 0;
  while (same < most && text[start + same] === bytes[same]) same++;
  let tail = 0;
  while (tail < most - same && text[end - 1 - tail] === bytes[bytes.length - 1 - tail]) tail++;
  return { at: same, removed: length - same - tail, inserted: bytes.subarray(same, bytes.length - tail) };
}
