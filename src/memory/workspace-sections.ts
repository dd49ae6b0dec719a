import { mergeSections } from './merging.js';
import type { Section } from './section.js';

/** Sections that have no more than this together are always made one. */
const smallSize = 16_000;
/** A section is made one with its neighbour where that is no more than so many times as large: so each byte is merged a few times only. */
const mergedRatio = 4;

/**
 * The texts of the workspace, in sections; those that are nearest first.
 *
 * Texts that come one by one make small sections, and every section is looked into at every byte. `tidy` merges them, so that there are few.
 */
export class WorkspaceSections {
  private held: readonly Section[] = [];

  /** @param largest bytes of text that a merged section has at the most */
  constructor(private readonly largest: number) {}

  get sections(): readonly Section[] {
    return this.held;
  }

  /** Bytes of memory that they take. */
  get taken(): number {
    return this.held.reduce((sum, { taken }) => sum + taken, 0);
  }

  /** Bytes of text that they hold. */
  get size(): number {
    return this.held.reduce((sum, { size }) => sum + size, 0);
  }

  names(): string[] {
    return this.held.flatMap(section => section.present().map(({ name }) => name));
  }

  /** Puts texts in front of all others. None of them is held. */
  unshift(section: Section): void {
    if (section.size > 0) this.held = [section, ...this.held];
  }

  /** Puts texts behind all others. None of them is held. */
  push(section: Section): void {
    if (section.size > 0) this.held = [...this.held, section];
  }

  /** Forgets the last section. @returns whether there was one */
  pop(): boolean {
    const { length } = this.held;
    this.held = this.held.slice(0, -1);
    return length > 0;
  }

  clear(): void {
    this.held = [];
  }

  /** Removes texts. They take memory until `tidy` or `withoutRemoved` was run. @returns whether any of them was held */
  remove(names: Iterable<string>): boolean {
    const some = [...names];
    let isAny = false;
    for (const section of this.held) isAny = section.remove(some) || isAny;
    if (isAny) this.held = this.held.filter(({ size }) => size > 0);
    return isAny;
  }

  /** Removes texts whose names go on from one of some with a `/`. */
  removeUnder(names: readonly string[]): void {
    for (const section of this.held) for (const name of names) section.removeUnder(name);
    this.held = this.held.filter(({ size }) => size > 0);
  }

  /** Removes the last texts, until so many bytes of text are gone. */
  forgetLast(bytes: number): void {
    let left = bytes;
    for (const section of [...this.held].reverse()) {
      const gone: string[] = [];
      for (const { name, start, end } of [...section.present()].reverse()) {
        if (left <= 0) break;
        left -= end - start;
        gone.push(name);
      }
      section.remove(gone);
    }
    this.held = this.held.filter(({ size }) => size > 0);
  }

  /** Frees the memory of texts that were removed, in slices. */
  *withoutRemoved(): Generator<undefined, void> {
    for (;;) {
      const section = this.held.find(({ hasRemoved }) => hasRemoved);
      if (!section) return;
      yield* this.merge(section);
    }
  }

  /** Merges what belongs together, and frees the memory of texts that were removed, in slices. */
  *tidy(): Generator<undefined, void> {
    for (;;) {
      const at = this.held.findIndex((section, i) => this.areMerged(section, this.held[i + 1]));
      const [section, next] = [this.held[at], this.held[at + 1]];
      if (!section) break;
      yield* this.merge(section, next);
    }
    yield* this.withoutRemoved();
  }

  /** Puts one section in the place of one or two that lie side by side. Where another work was quicker, its own is put there. */
  private *merge(section: Section, next?: Section): Generator<undefined, void> {
    const merged = yield* mergeSections(section, next);
    const at = this.held.indexOf(section);
    if (at < 0 || (next && this.held[at + 1] !== next)) return;
    // What was removed meanwhile.
    merged.remove(
      merged.present().flatMap(({ name }) => ((section.bounds(name) ?? next?.bounds(name)) ? [] : [name])),
    );
    const rest = this.held.slice(at + (next ? 2 : 1));
    this.held = [...this.held.slice(0, at), ...(merged.size > 0 ? [merged] : []), ...rest];
  }

  private areMerged(a: Section, b: Section | undefined): boolean {
    if (!b) return false;
    const both = a.size + b.size;
    if (both <= smallSize) return true;
    return both <= this.largest && Math.max(a.size, b.size) <= mergedRatio * Math.min(a.size, b.size);
  }
}
