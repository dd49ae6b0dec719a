interface Timer {
  readonly due: number;
  readonly run: () => void;
}

/** Milliseconds of the clocks so far, never set back: what is kept between two tests believes the time. */
let latest = performance.now();

/**
 * Time that passes when a test says so: in place of the timers, of `setImmediate` and of `performance.now`. Between two of what falls
 * due all promises that can go on do so.
 */
export class Clock {
  private readonly real = {
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
    setImmediate: globalThis.setImmediate,
    clearImmediate: globalThis.clearImmediate,
  };
  private readonly timers = new Map<number, Timer>();
  private readonly immediates = new Map<number, () => void>();
  private lastId = 0;

  get now(): number {
    return latest;
  }

  /** Timers that have not run out. */
  get timerCount(): number {
    return this.timers.size;
  }

  install(): void {
    latest = Math.max(latest, performance.now());
    const { timers, immediates } = this;
    type Given = readonly unknown[];
    const fake = {
      setTimeout: (run: (...given: Given) => void, delay = 0, ...given: Given) => {
        timers.set(++this.lastId, { due: latest + Math.max(1, delay), run: () => run(...given) });
        return this.lastId;
      },
      clearTimeout: (id: number | undefined) => void timers.delete(id ?? 0),
      setImmediate: (run: (...given: Given) => void, ...given: Given) => {
        immediates.set(++this.lastId, () => run(...given));
        return this.lastId;
      },
      clearImmediate: (id: number | undefined) => void immediates.delete(id ?? 0),
    };
    Object.assign(globalThis, fake);
    Object.defineProperty(performance, 'now', { value: () => latest, configurable: true });
  }

  /** Lets all come that is still to come, so that no work waits for ever, and gives the real time back. */
  async uninstall(): Promise<void> {
    try {
      await this.settle();
    } finally {
      Object.assign(globalThis, this.real);
      // The real one lies in the prototype.
      Reflect.deleteProperty(performance, 'now');
    }
  }

  /** Lets all go on that does not wait for time to pass. */
  async idle(): Promise<void> {
    await this.promises();
    for (let next = first(this.immediates); next; next = first(this.immediates)) {
      this.immediates.delete(next[0]);
      next[1]();
      await this.promises();
    }
  }

  /** Lets time pass, and what falls due meanwhile run in its order. */
  async pass(milliseconds: number): Promise<void> {
    const end = latest + milliseconds;
    await this.idle();
    for (let next = this.next(); next && next[1].due <= end; next = this.next()) {
      latest = Math.max(latest, next[1].due);
      await this.run(next);
      await this.idle();
    }
    latest = end;
  }

  /** Lets time pass until nothing is to come. @throws Error where that does not end */
  async settle(): Promise<void> {
    await this.idle();
    let steps = 0;
    for (let next = this.next(); next; next = this.next()) {
      if (++steps > 10_000) throw new Error('it does not come to rest');
      latest = Math.max(latest, next[1].due);
      await this.run(next);
      await this.idle();
    }
  }

  /** The timer that runs out next. */
  private next(): [number, Timer] | undefined {
    let found: [number, Timer] | undefined;
    for (const entry of this.timers) if (!found || entry[1].due < found[1].due) found = entry;
    return found;
  }

  private run([id, timer]: [number, Timer]): Promise<void> {
    this.timers.delete(id);
    timer.run();
    return this.promises();
  }

  private promises(): Promise<void> {
    return new Promise(resolve => this.real.setImmediate(resolve));
  }
}

function first<K, V>(map: ReadonlyMap<K, V>): [K, V] | undefined {
  for (const entry of map) return entry;
  return undefined;
}
