/** Asks work to stop: its result is no longer wanted. VS Code's tokens are of this shape. */
export interface Cancellation {
  readonly isCancellationRequested: boolean;
}

export const never: Cancellation = { isCancellationRequested: false };

/** Milliseconds for which the host may be held before others get a turn; a call that has begun is ended first. */
const maximumStretchMilliseconds = 4;

/** Runs a callback in a later turn of the event loop. In Node without delay; a browser's worker has no setImmediate. */
const inLaterTurn: (callback: () => void) => void =
  typeof setImmediate === 'function'
    ? callback => setImmediate(callback)
    : callback => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          port1.close();
          callback();
        };
        port2.postMessage(undefined);
      };

/** Work that waits for a turn of the event loop, the one that has waited longest first. */
const waitingForTurn: (() => void)[] = [];
/** When the turn began in which work last went on: all that runs in one turn is a single stretch for everybody else. */
let stretchStart = -Infinity;

/** Gives the next turn of the event loop to the work that has waited longest, and to no other. */
function giveTurn(): void {
  const next = waitingForTurn.shift();
  if (waitingForTurn.length > 0) inLaterTurn(giveTurn);
  stretchStart = performance.now();
  next?.();
}

/**
 * Lets everything that is waiting in the event loop run. Of several works that yield, each goes on in a turn of its own: timers and
 * messages come in between, however many works there are.
 */
export function yieldTurn(): Promise<void> {
  return new Promise(resolve => {
    waitingForTurn.push(resolve);
    if (waitingForTurn.length === 1) inLaterTurn(giveTurn);
  });
}

/**
 * Keeps work from holding the extension host: called between pieces, it yields when a stretch grew long.
 * @returns false where the work was asked to stop in the meantime
 */
export async function nextTurn(cancellation: Cancellation): Promise<boolean> {
  if (performance.now() - stretchStart >= maximumStretchMilliseconds) await yieldTurn();
  return !cancellation.isCancellationRequested;
}

/**
 * Does work in slices, between which others get a turn.
 * @param turn the way to yield: `backgroundTurn` for background work
 * @returns the result of the work, or undefined where it was asked to stop before its end
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

/** Milliseconds for which background work is held back at a time: typing without a pause does not stop it. */
const maximumHoldMilliseconds = 100;

/** The number of priority jobs in progress, and the background work that is held back meanwhile. */
let priorityCount = 0;
const heldBack = new Set<() => void>();
/** When background work last went on. */
let backgroundResumedAt = -Infinity;

/** Runs work with priority: background work is held back meanwhile. */
export async function withPriority<T>(work: () => Promise<T>): Promise<T> {
  priorityCount++;
  try {
    return await work();
  } finally {
    if (--priorityCount === 0) for (const goOn of heldBack) goOn();
  }
}

/** Yields like `nextTurn`, for background work: it gets few turns while priority work runs. */
export async function backgroundTurn(cancellation: Cancellation): Promise<boolean> {
  if (priorityCount > 0 && performance.now() - backgroundResumedAt >= maximumStretchMilliseconds) {
    await new Promise<void>(resolve => {
      const goOn = () => {
        clearTimeout(timer);
        heldBack.delete(goOn);
        resolve();
      };
      const timer = setTimeout(goOn, maximumHoldMilliseconds);
      heldBack.add(goOn);
    });
    backgroundResumedAt = performance.now();
  }
  return nextTurn(cancellation);
}
