/** Asks work to stop: its result is no longer wanted. VS Code's tokens are of this shape. */
export interface Cancellation {
  readonly isCancellationRequested: boolean;
}

export const never: Cancellation = { isCancellationRequested: false };

/** Milliseconds for which the host may be held before others get a turn; a call that has begun is ended first. */
const longestStretch = 4;

/** Lets everything that is waiting in the event loop run. In Node at once; a browser's worker has no setImmediate. */
export const yieldTurn: () => Promise<void> =
  typeof setImmediate === 'function'
    ? () => new Promise(resolve => setImmediate(resolve))
    : () =>
        new Promise(resolve => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            port1.close();
            resolve();
          };
          port2.postMessage(undefined);
        });

/** When the last yield ended, whoever yielded: works that follow each other without one are a single stretch for all who wait. */
let begun = -Infinity;

/**
 * Keeps work from holding the extension host: called between pieces, it yields when a stretch grew long.
 * @returns false where the work was asked to stop in the meantime
 */
export async function nextTurn(cancellation: Cancellation): Promise<boolean> {
  if (performance.now() - begun >= longestStretch) {
    await yieldTurn();
    begun = performance.now();
  }
  return !cancellation.isCancellationRequested;
}

/**
 * Does work in slices, between which others get a turn.
 * @param turn how: `spareTurn` for what nobody waits for
 * @returns what it comes to, or undefined where it was asked to stop before its end
 */
export async function inSlices<T>(
  work: Iterator<undefined, T>,
  cancellation: Cancellation = never,
  turn = nextTurn,
): Promise<T | undefined> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (!(await turn(cancellation))) return undefined;
  }
}

/** Milliseconds for which what nobody waits for stands back: who types without a pause does not stop it for ever. */
const longestWait = 100;

/** How much is going on that somebody waits for, and what stands back meanwhile. */
let urgent = 0;
const waitingInBackground = new Set<() => void>();
/** When what stood back last went on. */
let resumed = -Infinity;

/** Does what somebody waits for: whatever asks for a `spareTurn` meanwhile stands back. */
export async function withPriority<T>(work: () => Promise<T>): Promise<T> {
  urgent++;
  try {
    return await work();
  } finally {
    if (--urgent === 0) for (const goOn of waitingInBackground) goOn();
  }
}

/** As `nextTurn`, for what nobody waits for: while an answer is worked out it gets few turns. */
export async function backgroundTurn(cancellation: Cancellation): Promise<boolean> {
  if (urgent > 0 && performance.now() - resumed >= longestStretch) {
    await new Promise<void>(resolve => {
      const goOn = () => {
        clearTimeout(timer);
        waitingInBackground.delete(goOn);
        resolve();
      };
      const timer = setTimeout(goOn, longestWait);
      waitingInBackground.add(goOn);
    });
    resumed = performance.now();
  }
  return nextTurn(cancellation);
}
