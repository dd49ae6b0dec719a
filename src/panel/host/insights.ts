import { EventEmitter } from 'vscode';
import { DisposableOwner } from '../../editor/disposable.js';
import type { Log } from '../../editor/log.js';
import { Backward, connectivityBytes } from '../../insight/connectivity.js';
import { textFeatureNames } from '../../insight/feature.js';
import { textFeatures } from '../../insight/features.js';
import { Names } from '../../insight/names.js';
import type { Row } from '../../insight/trace.js';
import { newline } from '../../network/bytes.js';
import { unitCount } from '../../network/manifest.js';
import type { Network } from '../../network/network.js';
import type { Cancellation } from '../../scheduler.js';
import { focusOf, rank, spell } from './focus.js';
import { gatesThroughTime } from './gates.js';
import type { Watch, Watched } from './watch.js';
import type { Focus, GatesData, Influence, Ranking, Track } from '../protocol.js';

/** What a page shows: its open tracks, its pinned units, and how its units are chosen. */
export interface Subscription {
  readonly tracks: readonly Track[];
  readonly pinned: readonly number[];
  readonly ranking: Ranking;
}

/** What is shown of a place in addition to its columns. */
export interface Insight {
  readonly focus: Focus | undefined;
  readonly gates: GatesData | undefined;
  readonly influence: Influence | undefined;
}

/** Milliseconds without a change after which the dearer questions are asked. */
const shortDelay = 60;
const longDelay = 300;
/** UTF-16 units before the window that are looked through for what code has there. */
const lookBack = 4000;

/** Says of the place at the cursor what has to be worked out: only what somebody looks at. */
export class Insights extends DisposableOwner {
  private readonly changed = this.register(new EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private readonly subscriptions = new Map<object, Subscription>();
  private work = { isCancellationRequested: false };
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Of which place the rest is. */
  private row: Row | undefined;
  private length = 0;
  private focus: Focus | undefined;
  private influence: { readonly target: number; readonly values: Float64Array } | undefined;
  private kept: { readonly network: Network; backward?: Backward; names?: Names } | undefined;

  constructor(
    private readonly watch: Watch,
    private readonly log: Log,
  ) {
    super();
    this.register({ dispose: () => this.pause() });
    this.register(watch.onDidChange(() => this.follow()));
  }

  /** A page shows something else. */
  subscribe(page: object, subscription: Subscription): void {
    this.subscriptions.set(page, subscription);
    this.row = undefined;
    this.follow();
    this.changed.fire();
  }

  /** A page is gone, or hidden. */
  release(page: object): void {
    this.subscriptions.delete(page);
    if (this.subscriptions.size > 0) return;
    this.pause();
    this.row = undefined;
    this.kept = undefined;
  }

  of({ rows, cursor, network }: Watched): Insight {
    this.stand(rows, cursor);
    return {
      focus: this.focus,
      gates: this.wantsGates ? gatesThroughTime(network.manifest, rows, this.pinned[0]) : undefined,
      influence: this.isOpen('connectivity') ? this.influenceOf(rows, cursor) : undefined,
    };
  }

  /** Derivatives of a network's guesses, kept while somebody looks. */
  backwardOf(network: Network): Backward {
    const kept = this.keptOf(network);
    return (kept.backward ??= new Backward(network.manifest, network.weights()));
  }

  private pause(): void {
    this.work.isCancellationRequested = true;
    clearTimeout(this.timer);
  }

  private isOpen(track: Track): boolean {
    return [...this.subscriptions.values()].some(({ tracks }) => tracks.includes(track));
  }

  /** The mean over all units takes time: without its own track gates are worked out for a pinned unit alone, for its equation. */
  private get wantsGates(): boolean {
    return this.isOpen('gates') || (this.isOpen('unrolled') && this.pinned.length > 0);
  }

  private get pinned(): readonly number[] {
    return [...this.subscriptions.values()].find(({ pinned }) => pinned.length > 0)?.pinned ?? [];
  }

  private get ranking(): Ranking {
    return [...this.subscriptions.values()].find(({ ranking }) => ranking !== 'here')?.ranking ?? 'here';
  }

  private keptOf(network: Network) {
    if (this.kept?.network !== network) this.kept = { network };
    return this.kept;
  }

  /** Looks at another place, or at the same with more around it. */
  private stand(rows: readonly Row[], cursor: number): void {
    const row = rows[cursor - 1];
    if (row?.state === this.row?.state && rows.length === this.length) return;
    const isOther = row?.state !== this.row?.state;
    [this.row, this.length] = [row, rows.length];
    const former = this.focus;
    this.focus = row && focusOf(rows, cursor, rank(rows, cursor, this.pinned, former?.units ?? [], isOther));
    if (isOther) this.influence = undefined;
  }

  /** Works out what takes time, for the place at the cursor, once nothing happens for a moment. */
  private follow(): void {
    this.pause();
    if (this.subscriptions.size === 0) return;
    const work: Cancellation = (this.work = { isCancellationRequested: false });
    this.timer = setTimeout(() => {
      const { state } = this.watch;
      if (state.kind === 'nothing') return;
      this.tell(state, work).catch((error: unknown) => {
        if (!work.isCancellationRequested && this.watch.isOf(state))
          this.log.error('The panel could not say more of this place.', error);
      });
    }, shortDelay);
  }

  private async tell(state: Watched, work: Cancellation): Promise<void> {
    const { rows, cursor, network } = state;
    this.stand(rows, cursor);
    const row = rows[cursor - 1];
    if (!row || !this.focus) return;
    const goesOn = () =>
      !work.isCancellationRequested && this.row?.state === row.state && this.watch.isOf(state);
    const tell = (change: Partial<Focus>) => {
      if (!this.focus || !goesOn()) return;
      this.focus = { ...this.focus, ...change };
      this.changed.fire();
    };
    const guesses = await spell(network, row, this.focus.guesses, work);
    if (guesses) tell({ guesses });
    if (this.isOpen('connectivity') && goesOn()) await this.connect(state, row, work);
    if (!goesOn() || !this.isOpen('units')) return;
    const backward = this.backwardOf(network);
    const units = (names?: Names) =>
      rank(rows, cursor, this.pinned, [], true, { backward, names, by: this.ranking });
    tell({ units: units(this.kept?.names), isNamed: this.kept?.names !== undefined });
    await new Promise(resolve => (this.timer = setTimeout(resolve, longDelay)));
    if (!goesOn() || state.busy) return;
    const names = await this.name(state, work);
    if (names) tell({ units: units(names), isNamed: true });
  }

  private async connect({ tracer, network }: Watched, row: Row, work: Cancellation): Promise<void> {
    const target = this.focus?.guesses[0]?.byte;
    if (target === undefined) return;
    const chain = await tracer.chain(row.end, connectivityBytes, work);
    if (!chain || work.isCancellationRequested) return;
    const values = await this.backwardOf(network).connections(chain.rows, target, work);
    if (!values || this.row?.state !== row.state) return;
    this.influence = { target, values };
    this.changed.fire();
  }

  /** By columns, the largest as 1. */
  private influenceOf(rows: readonly Row[], cursor: number): Influence | undefined {
    if (!this.influence) return undefined;
    const { target, values } = this.influence;
    const largest = values.reduce((a, b) => Math.max(a, b), 0);
    const shown = new Float32Array(rows.length);
    for (let i = 0; i < values.length; i++) {
      const column = cursor - values.length + i;
      if (column >= 0 && largest > 0) shown[column] = (values[i] ?? 0) / largest;
    }
    return { target, values: shown };
  }

  /** What units follow in the window, worked out a piece at a time. */
  private async name({ rows, network, document }: Watched, work: Cancellation): Promise<Names | undefined> {
    const first = rows[0];
    const last = rows.at(-1);
    if (!first || !last) return undefined;
    const kept = this.keptOf(network);
    const names = (kept.names ??= new Names(unitCount(network.manifest)));
    // What a string or comment is, the text before it tells.
    const { source } = document;
    const begin = document.positionAt(Math.max(0, first.start - lookBack));
    const from = document.offsetAt(begin.text, begin.position.with(undefined, 0));
    const lineFeeds = (text: string) => text.replaceAll('\r\n', '\n');
    const before = lineFeeds(source.slice(from, first.start));
    const text = lineFeeds(source.slice(first.start, last.end));
    const features = textFeatures(document.languageId, before + text);
    const seen: { hidden: Float32Array; features: Float32Array }[] = [];
    let crlf = 0;
    for (const [i, row] of rows.entries()) {
      if (rows[i + 1]?.end === row.end) continue;
      if (row.end - row.start === 2 && row.byte === newline) crlf++;
      const at = before.length + row.end - first.start - crlf - 1;
      const size = textFeatureNames.length;
      seen.push({ hidden: row.hidden, features: features.subarray(at * size, (at + 1) * size) });
    }
    return (await names.update(seen, work)) ? names : undefined;
  }
}
