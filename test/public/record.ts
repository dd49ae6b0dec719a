import { createReadStream } from 'node:fs';
import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Answered } from './answer.js';

interface Kept {
  readonly set: string;
  readonly task: string;
  readonly answered: Answered;
}

/** What came of tasks, kept in a file line after line as it is found, so that work that was stopped goes on where it was. */
export class Answerbook {
  private readonly known = new Map<string, Answered>();
  private writing = Promise.resolve();

  private constructor(private readonly file: string) {}

  /** Opens a file, or begins one. A line that was cut off as it was written counts for nothing. */
  static async open(file: string): Promise<Answerbook> {
    const record = new Answerbook(file);
    await mkdir(dirname(file), { recursive: true });
    await appendFile(file, '');
    for await (const line of createInterface({ input: createReadStream(file) })) {
      const kept = parsed(line);
      if (kept) record.merge(kept);
    }
    // What was cut off has no line's end.
    await appendFile(file, '\n');
    return record;
  }

  get(set: string, task: string): Answered | undefined {
    return this.known.get(keyOf(set, task));
  }

  add(set: string, task: string, answered: Answered): Promise<void> {
    this.merge({ set, task, answered });
    const line = `${JSON.stringify({ set, task, answered })}\n`;
    this.writing = this.writing.then(() => appendFile(this.file, line));
    return this.writing;
  }

  /** What was measured at another time, or of other answerers, stays. */
  private merge({ set, task, answered }: Kept): void {
    const key = keyOf(set, task);
    const old = this.known.get(key);
    const both = { ...old, ...answered };
    for (const measure of ['bits', 'lines', 'shown', 'typed'] as const) {
      const merged = { ...old?.[measure], ...answered[measure] };
      if (Object.keys(merged).length > 0) Object.assign(both, { [measure]: merged });
    }
    this.known.set(key, both);
  }
}

const keyOf = (set: string, task: string) => `${set}\n${task}`;

function parsed(line: string): Kept | undefined {
  if (line === '') return undefined;
  try {
    return JSON.parse(line) as Kept;
  } catch {
    return undefined;
  }
}
