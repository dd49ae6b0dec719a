import { editSection } from './editing.js';
import { isMinified } from './minified.js';
import { findMatches, noMatches, type Matches } from './matches.js';
import { Section, type NamedText } from './section.js';
import { maximumContextBytes } from './sorting.js';
import { WorkspaceSections } from './workspace-sections.js';

/** Bytes of memory that a byte of text takes: itself, its place in the order, and a sixteenth of a signpost. */
const memoryBytesPerTextByte = 5.75;
/** Bytes of text in a section of the workspace, at most: to sort more together would take too much memory meanwhile. */
export const maximumSectionBytes = 4_000_000;
/** Texts of the workspace that are sorted together into one section, at most. */
export const maximumTextsPerSection = 4096;
/** Bytes of texts that are looked through between two yields. */
const bytesPerSlice = 262_144;
/** Open texts that are kept, the ones written last: every one of them is looked into at every byte. */
const maximumOpenTexts = 12;
/** Bytes of text that a full memory forgets at least, so that it is not reorganised at every key. */
const minimumBytesForgotten = 64_000;
/** Bytes in common that two places need to count as a match. */
const minimumBytesInCommon = 2;

/** Where a context was found, in the caret's own file and everywhere else. */
export interface Found {
  readonly file: Matches;
  readonly others: Matches;
  /** The caret, as a place like those of the matches in its file. */
  caret: number;
}

/** Places found in the caret's file, and everywhere else, at most. */
const maximumMatches = 16;

export function noFound(): Found {
  return { file: noMatches(maximumMatches), others: noMatches(maximumMatches), caret: 0 };
}

/** A place of which the memory is asked: in which open text, and how many of its bytes stand before it. */
export interface MemoryPlace {
  readonly name: string;
  readonly at: number;
}

/**
 * Predicts the next byte from the open files and the workspace.
 *
 * Work that may take long is a generator, to be run in slices (see `sorted`); all else is done at once. Several such jobs may run
 * side by side, each may be cancelled at any time, and the memory can be asked meanwhile: it answers as it was before.
 */
export class Memory {
  /** A section for each open text, the one written last at the end: an edit then touches it alone. */
  private readonly openSections = new Map<string, Section>();
  /** The section of an open text before its last edit: the next edit reuses its buffers. */
  private spare: Section | undefined;
  /** Open texts that are the workspace's, too: they go back to it. */
  private readonly visited = new Set<string>();
  /** The rest of the workspace. */
  private readonly workspace = new WorkspaceSections(maximumSectionBytes);
  /** Open texts, and texts of the workspace, that are being sorted, and which time this is: what was begun later counts. */
  private readonly writing = new Map<string, symbol>();
  private readonly adding = new Map<string, symbol>();

  /** Called with the name of each closed text that stays in the memory as a workspace text: its content may differ from the file on disk. */
  onGiveBack: (name: string) => void = () => undefined;

  /** @param budget bytes of memory that it may take */
  constructor(private budget: number) {}

  /** Bytes of memory that it takes. */
  get memoryBytes(): number {
    const own = this.workspace.memoryBytes + (this.spare?.memoryBytes ?? 0);
    return [...this.openSections.values()].reduce((sum, { memoryBytes }) => sum + memoryBytes, own);
  }

  /** Bytes of text that it holds. */
  get size(): number {
    return [...this.openSections.values()].reduce((sum, { size }) => sum + size, this.workspace.size);
  }

  /** The number of sections searched at every byte. */
  get sectionCount(): number {
    return this.openSections.size + this.workspace.sections.length;
  }

  /** Bytes of text that still fit in the budget. */
  get room(): number {
    return Math.max(0, Math.floor((this.budget - this.memoryBytes) / memoryBytesPerTextByte));
  }

  /** The names of all texts that it holds. */
  names(): string[] {
    return [...this.openSections.keys(), ...this.workspace.names()];
  }

  /** The names of the workspace's texts that it holds, or has to take in or back: open ones, and those that are being sorted, are among them. */
  workspaceNames(): string[] {
    return [...new Set([...this.visited, ...this.adding.keys(), ...this.workspace.names()])];
  }

  /**
   * Replaces the content of an open text. Only the difference is sorted. Until the work ends, lookups use the earlier content.
   * @param bytes its UTF-8, not to be changed before the end; a text that nobody wrote by hand (see `teaches`) is forgotten
   */
  *write(name: string, bytes: Uint8Array): Generator<undefined, void> {
    if (!teaches(bytes)) {
      this.forget(name);
      return;
    }
    const turn = Symbol();
    this.writing.set(name, turn);
    const known = this.openSections.get(name);
    const { spare } = this;
    this.spare = undefined;
    const section = known
      ? yield* editSection(known, name, bytes, spare)
      : yield* Section.of([[name, bytes]]);
    if (this.writing.get(name) !== turn) return;
    // Where it was given back meanwhile it is asked still.
    const replaced = this.openSections.get(name);
    this.spare = replaced === section ? spare : replaced;
    this.writing.delete(name);
    if (this.workspace.remove([name])) this.visited.add(name);
    this.openSections.delete(name);
    this.openSections.set(name, section);
    for (const oldest of this.openSections.keys()) {
      if (this.openSections.size <= maximumOpenTexts) break;
      this.giveBack(oldest);
    }
    yield* this.keepToBudget();
  }

  /**
   * Adds texts of the workspace, at most `maximumTextsPerSection` of `maximumSectionBytes` bytes together, after those that were added before: add the nearest first. A text
   * that is present already is replaced. Open ones are left alone: they become workspace texts when they are closed.
   * @param texts not to be changed before the end; a text that nobody wrote by hand (see `teaches`) is forgotten
   * @returns false where the budget is reached and nothing was added
   */
  *addTexts(texts: readonly NamedText[]): Generator<undefined, boolean> {
    const turn = Symbol();
    const isOwn = (name: string) => this.adding.get(name) === turn;
    const wanted = new Map<string, Uint8Array>();
    for (const [name] of texts) this.adding.set(name, turn);
    this.workspace.remove(texts.map(([name]) => name));
    let passed = 0;
    for (const [name, bytes] of texts) {
      passed += bytes.length;
      if (passed >= bytesPerSlice) {
        passed = 0;
        yield;
      }
      // What was forgotten or added again meanwhile is not this work's any more.
      if (!isOwn(name)) continue;
      if (!teaches(bytes)) this.forgetFiles(name);
      else if (this.openSections.has(name)) {
        this.adding.delete(name);
        this.visited.add(name);
      } else wanted.set(name, bytes);
    }
    yield;
    for (const name of [...wanted.keys()]) if (!isOwn(name)) wanted.delete(name);
    const size = [...wanted.values()].reduce((sum, { length }) => sum + length, 0);
    if (size > this.room) yield* this.workspace.withoutRemoved();
    if (size > this.room) {
      for (const name of wanted.keys()) if (isOwn(name)) this.adding.delete(name);
      return false;
    }
    const section = yield* Section.of([...wanted]);
    section.remove([...wanted.keys()].filter(name => !isOwn(name) || this.openSections.has(name)));
    for (const name of wanted.keys()) {
      if (!isOwn(name)) continue;
      this.adding.delete(name);
      if (this.openSections.has(name)) this.visited.add(name);
    }
    this.workspace.push(section);
    yield* this.keepToBudget();
    yield* this.tidy();
    return true;
  }

  /** Merges small sections of the workspace and frees the memory of forgotten texts, in slices. */
  tidy(): Generator<undefined, void> {
    return this.workspace.tidy();
  }

  /** Closes an open text: it stays as a workspace text if it is one, and is forgotten otherwise. */
  close(name: string): void {
    this.writing.delete(name);
    this.giveBack(name);
  }

  /** Forgets texts: nothing of them is suggested from now on. */
  forget(...names: readonly string[]): void {
    // Of what is forgotten nothing stays.
    this.spare = undefined;
    for (const name of names) {
      this.writing.delete(name);
      this.openSections.delete(name);
    }
    this.forgetFiles(...names);
  }

  /** Forgets texts of the workspace. Open ones stay until they are closed. */
  forgetFiles(...names: readonly string[]): void {
    for (const name of names) {
      this.adding.delete(name);
      this.visited.delete(name);
    }
    this.workspace.remove(names);
  }

  /** Is this an open text? */
  isOpen(name: string): boolean {
    return this.openSections.has(name);
  }

  /** Forgets texts, and all whose names go on from one of them with a `/`. */
  forgetUnder(...names: readonly string[]): void {
    const forgotten = new Set(names);
    const others = [...this.writing.keys(), ...this.openSections.keys(), ...this.adding.keys()];
    this.forget(...names, ...others.filter(name => liesUnder(name, forgotten)));
    this.workspace.removeUnder(names);
  }

  /** Forgets the workspace; open texts stay. */
  forgetWorkspace(): void {
    // What is being sorted is not to come after.
    this.adding.clear();
    this.visited.clear();
    this.workspace.clear();
  }

  /** Forgets everything. */
  clear(): void {
    this.forgetWorkspace();
    this.writing.clear();
    this.openSections.clear();
    this.spare = undefined;
  }

  /** Sets another budget, and forgets whole sections, the least near first, until it is kept. */
  setBudget(budget: number): void {
    this.budget = budget;
    this.spare = undefined;
    while (this.memoryBytes > budget && this.workspace.pop());
    this.dropOpenTexts();
  }

  /**
   * Finds the places in the texts that have most in common with the context of a place.
   * @param context the bytes before the place: the last `maximumContextBytes`, or all there are
   * @param spot the place itself, so that what stands after it is not found for it; for the context of a candidate, the caret
   * @param into is filled
   */
  find(context: Uint8Array, spot: MemoryPlace, into: Found): void {
    const own = this.openSections.get(spot.name);
    const start = own?.bounds(spot.name)?.start ?? 0;
    into.caret = start + spot.at;
    const near = context.length > maximumContextBytes ? context.subarray(-maximumContextBytes) : context;
    findMatches(own ? [own] : [], near, minimumBytesInCommon, into.file, into.caret);
    const others = [...this.openSections.values()].filter(section => section !== own);
    findMatches([...others, ...this.workspace.sections], near, minimumBytesInCommon, into.others);
  }

  /** Moves an open text that is closed to the workspace, sorted as it is, if it is a workspace text; else forgets it. */
  private giveBack(name: string): void {
    const section = this.openSections.get(name);
    this.openSections.delete(name);
    if (!section || !this.visited.delete(name)) return;
    // What was read before is older.
    this.adding.delete(name);
    this.workspace.unshift(section);
    this.onGiveBack(name);
  }

  /** Forgets texts until the budget is kept, the least near first. */
  private *keepToBudget(): Generator<undefined, void> {
    if (this.memoryBytes > this.budget) this.spare = undefined;
    while (this.memoryBytes > this.budget && this.workspace.memoryBytes > 0) {
      yield* this.workspace.withoutRemoved();
      const over = this.memoryBytes - this.budget;
      if (over > 0)
        this.workspace.forgetLast(Math.max(minimumBytesForgotten, Math.ceil(over / memoryBytesPerTextByte)));
    }
    this.dropOpenTexts();
  }

  /** Forgets open texts where these alone are over the budget, the ones written longest ago first. */
  private dropOpenTexts(): void {
    for (const oldest of this.openSections.keys()) {
      if (this.memoryBytes <= this.budget) break;
      this.openSections.delete(oldest);
      this.visited.delete(oldest);
    }
  }
}

/** Is a name, or one of its parent paths, in a set? */
function liesUnder(name: string, some: ReadonlySet<string>): boolean {
  for (let end = name.length; end > 0; end = name.lastIndexOf('/', end - 1))
    if (some.has(name.slice(0, end))) return true;
  return false;
}

/** Did a person write this text, as far as bytes tell? One with a byte 0 is binary, and minified code says nothing of how people write. */
function teaches(bytes: Uint8Array): boolean {
  return !bytes.includes(0) && !isMinified(bytes);
}
