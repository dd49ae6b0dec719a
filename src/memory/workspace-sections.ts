import { mergeSections } from './merging.js';
import type { Section } from './section.js';

/** Neighbours whose sizes add up to at most this are always merged. */
const alwaysMergedBytes = 16_000;
/** The largest ratio of sizes at which two neighbours are merged: each byte is then merged only a few times. */
const maximumMergeRatio = 4;

/**
 * The texts of the workspace, in sections; those that are nearest first.
 *
 * Texts that come one by one make small sections, and every section is looked into at every byte. `tidy` merges them, so that there are few.
 */
export class WorkspaceSections {
  private ordered: readonly Section[] = [];

  /** @param maximumMergedBytes bytes of text that a merged section has at the most */
  constructor(private readonly maximumMergedBytes: number) {}

  get sections(): readonly Section[] {
    return this.ordered;
  }

  /** Bytes of memory that they take. */
  get memoryBytes(): number {
    return this.ordered.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  }

  /** Bytes of text that they hold. */
  get size(): number {
    return this.ordered.reduce((sum, { size }) => sum + size, 0);
  }

  names(): string[] {
    return this.ordered.flatMap(section => section.present().map(({ name }) => name));
  }

  /** Puts texts before all others. None of them is present yet. */
  unshift(section: Section): void {
    if (section.size > 0) this.ordered = [section, ...this.ordered];
  }

  /** Puts texts after all others. None of them is present yet. */
  push(section: Section): void {
    if (section.size > 0) this.ordered = [...this.ordered, section];
  }

  /** Forgets the last section. @returns whether there was one */
  pop(): boolean {
    const { length } = this.ordered;
    this.ordered = this.ordered.slice(0, -1);
    return length > 0;
  }

  clear(): void {
    this.ordered = [];
  }

  /** Removes texts. They take memory until `tidy` or `withoutRemoved` was run. @returns whether any of them was present */
  remove(names: Iterable<string>): boolean {
    const some = [...names];
    let isAny = false;
    for (const section of this.ordered) isAny = section.remove(some) || isAny;
    if (isAny) this.ordered = this.ordered.filter(({ size }) => size > 0);
    return isAny;
  }

  /** Removes texts whose names go on from one of some with a `/`. */
  removeUnder(names: readonly string[]): void {
    for (const section of this.ordered) for (const name of names) section.removeUnder(name);
    this.ordered = this.ordered.filter(({ size }) => size > 0);
  }

  /** Removes the last texts, until at least this many bytes of text are gone. */
  forgetLast(bytes: number): void {
    let left = bytes;
    for (const section of [...this.ordered].reverse()) {
      const forgotten: string[] = [];
      for (const { name, start, end } of [...section.present()].reverse()) {
        if (left <= 0) break;
        left -= end - start;
        forgotten.push(name);
      }
      section.remove(forgotten);
    }
    this.ordered = this.ordered.filter(({ size }) => size > 0);
  }

  /** Frees the memory of texts that were removed, in slices. */
  *withoutRemoved(): Generator<undefined, void> {
    for (;;) {
      const section = this.ordered.find(({ hasRemoved }) => hasRemoved);
      if (!section) return;
      yield* this.merge(section);
    }
  }

  /** Merges neighbours that `shouldMerge` names, and frees the memory of texts that were removed, in slices. */
  *tidy(): Generator<undefined, void> {
    for (;;) {
      const at = this.ordered.findIndex((section, i) => this.shouldMerge(section, this.ordered[i + 1]));
      const [section, next] = [this.ordered[at], this.ordered[at + 1]];
      if (!section) break;
      yield* this.merge(section, next);
    }
    yield* this.withoutRemoved();
  }

  /** Puts one section in the place of one or two that lie side by side. Does nothing where other work has replaced them meanwhile. */
  private *merge(section: Section, next?: Section): Generator<undefined, void> {
    const merged = yield* mergeSections(section, next);
    const at = this.ordered.indexOf(section);
    if (at < 0 || (next && this.ordered[at + 1] !== next)) return;
    // Texts may have been removed meanwhile.
    merged.remove(
      merged.present().flatMap(({ name }) => ((section.bounds(name) ?? next?.bounds(name)) ? [] : [name])),
    );
    const rest = this.ordered.slice(at + (next ? 2 : 1));
    this.ordered = [...this.ordered.slice(0, at), ...(merged.size > 0 ? [merged] : []), ...rest];
  }

  private shouldMerge(a: Section, b: Section | undefined): boolean {
    if (!b) return false;
    const totalBytes = a.size + b.size;
    if (totalBytes <= alwaysMergedBytes) return true;
    return (
      totalBytes <= this.maximumMergedBytes &&
      Math.max(a.size, b.size) <= maximumMergeRatio * Math.min(a.size, b.size)
    );
  }
}
