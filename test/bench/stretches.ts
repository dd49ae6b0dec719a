import { Session, type Profiler } from 'node:inspector';

/** Microseconds between two samples. */
const interval = 1000;

/** A time for which the extension host was held. */
export interface Stretch {
  readonly milliseconds: number;
  /** Without the time for which other processes had the processor: samples are late then. */
  readonly worked: number;
  /** The function of ours that was seen most in it. */
  readonly where: string;
}

/**
 * How long a script holds the thread it shares, by sampling: a run of samples with the script on the stack is a stretch. It ends
 * with a sample without, or where the script let others in: it is told of these turns by the timers that it was called by.
 * Samples lie a millisecond apart, so a stretch is measured to two.
 */
export class Stretches {
  private readonly session = new Session();
  /** When the script was called by a timer, in the profiler's microseconds. */
  private turns: number[] = [];
  private readonly originals = { setImmediate, setTimeout };

  constructor(private readonly isOurs: (url: string) => boolean) {
    this.session.connect();
    const mark =
      <T extends unknown[]>(callback: (...args: T) => unknown) =>
      (...args: T): unknown => {
        this.turns.push(Number(process.hrtime.bigint() / 1000n));
        return callback(...args);
      };
    Object.assign(globalThis, {
      setImmediate: Object.assign(
        (callback: (...args: unknown[]) => unknown, ...args: unknown[]) =>
          this.originals.setImmediate(mark(callback), ...args),
        this.originals.setImmediate,
      ),
      setTimeout: Object.assign(
        (callback: (...args: unknown[]) => unknown, delay?: number, ...args: unknown[]) =>
          this.originals.setTimeout(mark(callback), delay, ...args),
        this.originals.setTimeout,
      ),
    });
  }

  async start(): Promise<void> {
    await this.post('Profiler.enable');
    await this.post('Profiler.setSamplingInterval', { interval });
    await this.post('Profiler.start');
  }

  /** The stretches since the last call. */
  async take(): Promise<Stretch[]> {
    const { profile } = (await this.post('Profiler.stop')) as Profiler.StopReturnType;
    const { turns } = this;
    this.turns = [];
    await this.post('Profiler.start');
    return stretchesOf(profile, turns, this.isOurs);
  }

  async stop(): Promise<void> {
    await this.post('Profiler.stop');
    this.session.disconnect();
    Object.assign(globalThis, this.originals);
  }

  private post(method: string, parameters?: object): Promise<object> {
    return new Promise((resolve, reject) => {
      this.session.post(method, parameters, (error, result) => {
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result ?? {});
      });
    });
  }
}

/** Splits a profile into the stretches of one script. */
export function stretchesOf(
  { nodes, samples = [], timeDeltas = [], startTime }: Profiler.Profile,
  turns: readonly number[],
  isOurs: (url: string) => boolean,
): Stretch[] {
  const byId = new Map(nodes.map(node => [node.id, node]));
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map(child => [child, id] as const)),
  );
  /** The innermost function of the script on a sample's stack. */
  const oursIn = (sample: number): string | undefined => {
    for (let id: number | undefined = sample; id !== undefined; id = parents.get(id)) {
      const frame = byId.get(id)?.callFrame;
      if (frame && isOurs(frame.url)) return frame.functionName || '(anonymous)';
    }
    return undefined;
  };
  const found: Stretch[] = [];
  let open: { begun: number; last: number; worked: number; names: string[] } | undefined;
  const close = () => {
    if (open) {
      const { begun, last, worked, names } = open;
      const where = mostFrequent(names);
      found.push({ milliseconds: (last - begun + interval) / 1000, worked: worked / 1000, where });
    }
    open = undefined;
  };
  let now = startTime;
  let turn = 0;
  for (const [i, sample] of samples.entries()) {
    const delta = timeDeltas[i] ?? 0;
    const worked = Math.min(delta, 1.5 * interval);
    now += delta;
    let isNewTurn = false;
    while ((turns[turn] ?? Infinity) <= now) {
      turn++;
      isNewTurn = true;
    }
    // Garbage is collected for whoever asks for memory.
    if (byId.get(sample)?.callFrame.functionName === '(garbage collector)' && open) {
      open.last = now;
      open.worked += worked;
      continue;
    }
    const name = oursIn(sample);
    if (name === undefined || isNewTurn) close();
    if (name === undefined) continue;
    open ??= { begun: now, last: now, worked: 0, names: [] };
    open.last = now;
    open.worked += worked;
    open.names.push(name);
  }
  close();
  return found;
}

function mostFrequent(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}
