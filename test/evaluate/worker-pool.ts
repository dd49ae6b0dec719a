import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** What every worker is started with, besides its work. */
export interface Shared {
  /** One number that all workers share: the index of the job that is taken next. */
  readonly next: Int32Array<SharedArrayBuffer>;
}

/** As many workers as there are processors, where there is work for so many: a network's runtime has one thread. */
export function workersFor(work: number): number {
  return Math.max(1, Math.min(availableParallelism(), work));
}

/**
 * Runs workers until all have ended.
 * @param file the bundle that each runs
 * @param work what each is given, with the number that they share
 * @param told is told what a worker says
 * @throws what a worker could not do, such as load the network
 */
export async function runWorkers(
  file: string,
  work: object,
  count: number,
  told: (message: unknown) => void,
): Promise<void> {
  const shared: Shared = { next: new Int32Array(new SharedArrayBuffer(4)) };
  const workerData = { ...work, ...shared };
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(file, { workerData });
      worker.on('message', told);
      worker.on('error', reject);
      worker.on('exit', code => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))));
    });
  await Promise.all(Array.from({ length: count }, one));
}
