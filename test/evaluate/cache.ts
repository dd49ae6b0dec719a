import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The hash of what a result depends on. */
export function keyOf(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  // Each part's length first, so that parts cannot run into each other.
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest('hex');
}

/** Keeps results that take long, by the hash of all that they depend on. */
export class Cache {
  constructor(
    /** What is not kept is not found either: nothing long is begun. */
    private readonly keptOnly = false,
    /** Ignored by git, beside what training leaves. */
    private readonly folder = 'models/training/runs/card',
  ) {}

  /**
   * The kept result, or a new one.
   * @param what says in the file what the result is of
   * @param work finds it: a plain value of JSON
   * @returns undefined where nothing is kept, and nothing is to be found anew
   */
  async get<T>(what: string, key: string, work: () => Promise<T>): Promise<T | undefined> {
    const file = join(this.folder, `${key.slice(0, 32)}.json`);
    const kept = await readFile(file, 'utf8').catch(() => undefined);
    if (kept !== undefined) return (JSON.parse(kept) as { result: T }).result;
    if (this.keptOnly) return undefined;
    const result = await work();
    await mkdir(this.folder, { recursive: true });
    await writeFile(`${file}.part`, JSON.stringify({ what, result }));
    await rename(`${file}.part`, file);
    return result;
  }
}
