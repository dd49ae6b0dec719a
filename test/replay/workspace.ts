import { crc32 } from 'node:zlib';
import { Memory, maximumSectionBytes } from '../../src/memory/memory.js';
import { decodeText } from '../../src/network/bytes.js';
import type { Document } from '../evaluate/documents.js';
import type { Package } from './packages.js';

/** More in common than this share of either's lines, and two documents are near-duplicates: a built copy, a variant. */
const mostShared = 0.3;

/** Does a generator's work at once. */
export function drain<T>(work: Iterator<undefined, T>): T {
  for (;;) {
    const { value, done } = work.next();
    if (done) return value;
  }
}

/** A package as the workspace of each of its documents in turn: all others that are no near-duplicates of it. */
export class Workspace {
  readonly memory: Memory;
  private readonly marks = new Map<string, ReadonlySet<number>>();
  private away: readonly Document[] = [];
  private last: string | undefined;

  /** @param budget bytes that the memory may take */
  constructor(
    private readonly documents: readonly Document[],
    budget: number,
  ) {
    this.memory = new Memory(budget);
    for (const { name, bytes } of documents) this.marks.set(name, marksOf(bytes));
    this.shelve(documents);
  }

  static of({ documents }: Package, budget: number): Workspace {
    return new Workspace(documents, budget);
  }

  /** Makes the workspace that of a document: neither it nor what is nearly it is in the memory then. */
  about({ name, bytes }: Pick<Document, 'name' | 'bytes'>): void {
    const marks = marksOf(bytes);
    if (this.last !== undefined) this.memory.close(this.last);
    this.last = name;
    const back = this.away;
    this.away = this.documents.filter(other => other.name === name || this.isNear(other.name, marks));
    for (const other of this.away) this.memory.forget(other.name);
    this.shelve(back.filter(other => !this.away.includes(other)));
  }

  private shelve(documents: readonly Document[]): void {
    for (let i = 0; i < documents.length;) {
      const batch: (readonly [string, Uint8Array])[] = [];
      for (let size = 0; i < documents.length; i++) {
        const document = documents[i];
        if (!document || (size > 0 && size + document.bytes.length > maximumSectionBytes)) break;
        const { name, bytes } = document;
        size += bytes.length;
        batch.push([name, bytes]);
      }
      drain(this.memory.addTexts(batch));
    }
  }

  private isNear(other: string, marks: ReadonlySet<number>): boolean {
    const others = this.marks.get(other) ?? new Set<number>();
    let shared = 0;
    for (const mark of marks) if (others.has(mark)) shared++;
    return isNear(shared, marks, others);
  }
}

/** Are two documents near-duplicates? @param shared how many runs of three lines are in both */
export function isNear(shared: number, one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  return shared > mostShared * Math.min(one.size, other.size);
}

/** CRC-32 of each run of three lines, blank ones and indentation aside: as models/training/cleaning.py has it. */
export function marksOf(bytes: Uint8Array): Set<number> {
  const lines = decodeText(bytes)
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
  const runs = Math.max(1, lines.length - 2);
  return new Set(Array.from({ length: runs }, (_, i) => crc32(lines.slice(i, i + 3).join('\n'))));
}
