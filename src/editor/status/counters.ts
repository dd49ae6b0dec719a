import { EventEmitter, window, type Disposable, type Memento } from 'vscode';

export interface Tally {
  /** Suggestions shown. */
  readonly shown: number;
  /** Of these, those taken, in full or in part. */
  readonly accepted: number;
  /** Keys that did not have to be pressed. */
  readonly saved: number;
}

interface StoredCounters {
  readonly all: Tally;
  /** The day that `today` is of, as `2026-11-24`. */
  readonly day: string;
  readonly today: Tally;
}

const storageKey = 'counters';
const emptyTally: Tally = { shown: 0, accepted: 0, saved: 0 };
/** Milliseconds between two writes, at least. */
const minimumWriteInterval = 10_000;

/**
 * Counts on this machine alone. Written to the editor's storage now and then while there is something to count, when the
 * window loses its focus and at the end: it needs no timer.
 */
export class Counters implements Disposable {
  /** Counts not yet written to the storage: other windows write to it too. */
  private unwritten = emptyTally;
  private lastWrite = performance.now();
  private readonly changed = new EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly subscription = window.onDidChangeWindowState(({ focused }) => {
    if (!focused) void this.write();
  });

  constructor(private readonly memento: Memento) {}

  count(tally: Tally): void {
    this.unwritten = sum(this.unwritten, tally);
    this.changed.fire();
    if (performance.now() - this.lastWrite >= minimumWriteInterval) void this.write();
  }

  totals(): StoredCounters {
    const { all, day, today } = parseCounters(this.memento.get(storageKey));
    const now = localDay(new Date());
    return {
      all: sum(all, this.unwritten),
      day: now,
      today: sum(day === now ? today : emptyTally, this.unwritten),
    };
  }

  async clear(): Promise<void> {
    this.unwritten = emptyTally;
    await this.memento.update(storageKey, undefined);
    this.changed.fire();
  }

  /** Writes the counts that are not yet written. */
  async write(): Promise<void> {
    if (this.unwritten === emptyTally) return;
    const totals = this.totals();
    this.unwritten = emptyTally;
    this.lastWrite = performance.now();
    await this.memento.update(storageKey, totals);
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }
}

function sum(a: Tally, b: Tally): Tally {
  return { shown: a.shown + b.shown, accepted: a.accepted + b.accepted, saved: a.saved + b.saved };
}

/** The day where the person is. */
function localDay(date: Date): string {
  const twoDigits = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}

/** Parses the stored counters, which another version may have written. */
function parseCounters(value: unknown): StoredCounters {
  const { all, day, today } = (typeof value === 'object' && value !== null ? value : {}) as Partial<
    Record<keyof StoredCounters, unknown>
  >;
  return { all: parseTally(all), day: typeof day === 'string' ? day : '', today: parseTally(today) };
}

function parseTally(value: unknown): Tally {
  const { shown, accepted, saved } = (typeof value === 'object' && value !== null ? value : {}) as Partial<
    Record<keyof Tally, unknown>
  >;
  const count = (n: unknown) => (typeof n === 'number' && Number.isFinite(n) && n >= 0 ? n : 0);
  return { shown: count(shown), accepted: count(accepted), saved: count(saved) };
}
