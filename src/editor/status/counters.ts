import { EventEmitter, window, type Disposable, type Memento } from 'vscode';

export interface Tally {
  /** Suggestions shown. */
  readonly shown: number;
  /** Of these, those taken, in full or in part. */
  readonly accepted: number;
  /** Keys that did not have to be pressed. */
  readonly saved: number;
}

interface Kept {
  readonly all: Tally;
  /** The day that `today` is of, as `2026-11-24`. */
  readonly day: string;
  readonly today: Tally;
}

const key = 'counters';
const nothing: Tally = { shown: 0, accepted: 0, saved: 0 };
/** The fewest milliseconds between two writings. */
const pause = 10_000;

/**
 * Counts on this machine alone. Written to the editor's storage now and then while there is something to count, when the
 * window loses its focus and at the end: it needs no timer.
 */
export class Counters implements Disposable {
  /** What was counted since it was last written: other windows write too. */
  private fresh = nothing;
  private written = performance.now();
  private readonly changed = new EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly subscription = window.onDidChangeWindowState(({ focused }) => {
    if (!focused) void this.write();
  });

  constructor(private readonly memento: Memento) {}

  count(tally: Tally): void {
    this.fresh = sum(this.fresh, tally);
    this.changed.fire();
    if (performance.now() - this.written >= pause) void this.write();
  }

  totals(): Kept {
    const { all, day, today } = kept(this.memento.get(key));
    const now = localDay(new Date());
    return { all: sum(all, this.fresh), day: now, today: sum(day === now ? today : nothing, this.fresh) };
  }

  async clear(): Promise<void> {
    this.fresh = nothing;
    await this.memento.update(key, undefined);
    this.changed.fire();
  }

  /** Writes what was counted since. */
  async write(): Promise<void> {
    if (this.fresh === nothing) return;
    const totals = this.totals();
    this.fresh = nothing;
    this.written = performance.now();
    await this.memento.update(key, totals);
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
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** What is in the storage, which another version may have written. */
function kept(value: unknown): Kept {
  const { all, day, today } = (typeof value === 'object' && value !== null ? value : {}) as Partial<
    Record<keyof Kept, unknown>
  >;
  return { all: tally(all), day: typeof day === 'string' ? day : '', today: tally(today) };
}

function tally(value: unknown): Tally {
  const { shown, accepted, saved } = (typeof value === 'object' && value !== null ? value : {}) as Partial<
    Record<keyof Tally, unknown>
  >;
  const count = (n: unknown) => (typeof n === 'number' && Number.isFinite(n) && n >= 0 ? n : 0);
  return { shown: count(shown), accepted: count(accepted), saved: count(saved) };
}
