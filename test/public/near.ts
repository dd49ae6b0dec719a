import { encode } from '../../src/network/bytes.js';
import type { Document } from '../evaluate/documents.js';
import { isNear, marksOf } from '../replay/workspace.js';
import type { TaskSet } from './tasks.js';

/** A task whose text is nearly that of a document. */
export interface NearTask {
  readonly set: string;
  readonly task: string;
  readonly document: string;
}

/**
 * Finds tasks that are near-duplicates of documents, as the corpus has it: more than three in ten of either's runs of three lines are in both.
 * A text of fewer lines than that has one run: all of it.
 */
export function nearTasks(sets: readonly TaskSet[], documents: Iterable<Document>): NearTask[] {
  const holders = new Map<number, number[]>();
  const asked = sets.flatMap(set =>
    set.tasks.map(task => ({
      ...{ set: set.name, task: task.id },
      marks: marksOf(encode(task.before + task.wanted + task.after)),
    })),
  );
  for (const [number, { marks }] of asked.entries())
    for (const mark of marks) {
      const others = holders.get(mark);
      if (others) others.push(number);
      else holders.set(mark, [number]);
    }
  const found: NearTask[] = [];
  for (const { name, bytes } of documents) {
    const marks = marksOf(bytes);
    const shared = new Map<number, number>();
    for (const mark of marks)
      for (const number of holders.get(mark) ?? []) shared.set(number, (shared.get(number) ?? 0) + 1);
    for (const [number, count] of shared) {
      const one = asked[number];
      if (one && isNear(count, one.marks, marks))
        found.push({ set: one.set, task: one.task, document: name });
    }
  }
  return found;
}
