import { EventEmitter, type Disposable } from 'vscode';
import type { Log } from '../editor/log.js';
import type { Row } from '../insight/trace.js';
import { gates, parts, type Manifest } from '../network/manifest.js';
import { focusOf, spell } from './host-focus.js';
import type { Watch, Watched } from './host-watch.js';
import type { Focus, Gates, Influence, Track } from './protocol.js';

/** What pages have open. */
export interface Wanted {
  readonly tracks: readonly Track[];
  readonly pinned: readonly number[];
}

/** What there is to say of a place beside its columns. */
export interface Insight {
  readonly focus: Focus | undefined;
  readonly gates: Gates | undefined;
  readonly influence: Influence | undefined;
}

/** Says of the place at the cursor what has to be worked out: only what somebody looks at. */
export class Insights implements Disposable {
  private readonly changed = new EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly wants = new Map<object, Wanted>();
  private work = { isCancellationRequested: false };
  private focus: { readonly row: Row; readonly rows: number; readonly focus: Focus } | undefined;
  private readonly subscription: Disposable;

  constructor(
    private readonly watch: Watch,
    private readonly log: Log,
  ) {
    this.subscription = watch.onDidChange(() => this.follow());
  }

  /** A page wants something else. */
  want(page: object, wanted: Wanted): void {
    this.wants.set(page, wanted);
    this.focus = undefined;
    this.changed.fire();
  }

  /** A page wants nothing any more. */
  release(page: object): void {
    this.wants.delete(page);
    if (this.wants.size === 0) this.focus = undefined;
  }

  of({ rows, cursor, network }: Watched): Insight {
    return {
      focus: this.focusAt(rows, cursor),
      gates: this.wanted('gates') ? gatesOf(network.manifest, rows, this.pinned[0]) : undefined,
      influence: undefined,
    };
  }

  dispose(): void {
    this.work.isCancellationRequested = true;
    this.subscription.dispose();
    this.changed.dispose();
  }

  private wanted(track: Track): boolean {
    return [...this.wants.values()].some(({ tracks }) => tracks.includes(track));
  }

  private get pinned(): readonly number[] {
    return [...this.wants.values()].find(({ pinned }) => pinned.length > 0)?.pinned ?? [];
  }

  private focusAt(rows: readonly Row[], cursor: number): Focus | undefined {
    const row = rows[cursor - 1];
    if (!row) return undefined;
    if (this.focus?.row.state === row.state && this.focus.rows === rows.length) return this.focus.focus;
    const focus = focusOf(rows, cursor, this.pinned);
    this.focus = { row, rows: rows.length, focus };
    return focus;
  }

  /** Works out what takes asking the network, for the place at the cursor. */
  private follow(): void {
    this.work.isCancellationRequested = true;
    const { state } = this.watch;
    if (!('rows' in state) || this.wants.size === 0) return;
    const work = (this.work = { isCancellationRequested: false });
    this.tell(state, work).catch((error: unknown) => {
      // A network that was put away in the middle is no failure.
      if (!work.isCancellationRequested) this.log.error('The guesses could not be spelled out.', error);
    });
  }

  private async tell(state: Watched, work: { readonly isCancellationRequested: boolean }): Promise<void> {
    const { rows, cursor, network } = state;
    const row = rows[cursor - 1];
    const focus = this.focusAt(rows, cursor);
    if (!row || !focus) return;
    const guesses = await spell(network, row, focus.guesses, work);
    if (!guesses || work.isCancellationRequested || this.focus?.row !== row) return;
    this.focus = { ...this.focus, focus: { ...focus, guesses } };
    this.changed.fire();
  }
}

/** The gates of a unit over the window, or of all units on average. */
function gatesOf(manifest: Manifest, rows: readonly Row[], unit: number | undefined): Gates | undefined {
  const letters = gates[manifest.cell];
  if (letters.length === 0 || rows.length === 0) return undefined;
  const at = (values: Float32Array | undefined) => {
    if (!values) return 0;
    return unit === undefined ? values.reduce((a, b) => a + b, 0) / values.length : (values[unit] ?? 0);
  };
  const place = unit === undefined ? undefined : cellPlace(manifest, unit);
  return {
    ...(unit === undefined ? {} : { unit }),
    series: letters.map(letter => ({
      letter,
      values: Float32Array.from(rows, row => at(row.gates[letter])),
    })),
    ...(place === undefined ? {} : { cell: Float32Array.from(rows, ({ state }) => state[place] ?? 0) }),
  };
}

/** Where an LSTM's c of a unit lies in a state. */
function cellPlace(manifest: Manifest, unit: number): number | undefined {
  let first = 0;
  for (const { start, size } of parts(manifest).filter(({ name }) => name === 'c')) {
    if (unit < first + size) return start + unit - first;
    first += size;
  }
  return undefined;
}
