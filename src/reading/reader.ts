import { encode, vocabulary } from '../network/bytes.js';
import { stateSize } from '../network/manifest.js';
import type { Network, Reading } from '../network/network.js';
import { anchorOf } from './anchor.js';
import { align, type TextEdit, type TextSource } from './source.js';
import { nextTurn, type Cancellation } from '../scheduler.js';

/** UTF-16 units between checkpoints: the most that is read again for a place that was read before. */
const checkpointSpacing = 64;
/** UTF-16 units read in one call, at most and at least: between two calls others get a turn. */
const [maximumPieceUnits, minimumPieceUnits] = [checkpointSpacing, 4];
/** Target duration of one call, in milliseconds: pieces are shortened on a slow or busy machine to reach it. */
const targetPieceMilliseconds = 4;
/** Checkpoints that each run keeps off the grid, at the caret's latest places, so that a key costs one step. */
const maximumRecentPlaces = 16;
/** Runs kept for a document: fewer where their states are larger than 5 kB each, those of 900 units. */
const maximumRuns = 24;
/**
 * Bytes of states kept for a document: 24 runs of about 30 checkpoints of 5 kB. Those of a network of blocks, with what its
 * convolutions keep, are of 33 kB.
 */
export const maximumStateBytes = 3_000_000;
/** Runs kept however large they are: at the place where a person types, and from the anchor that they come to next. */
const minimumRuns = 2;
/** Bytes of typing for which the next anchor's run is made ready ahead. At most 256, so that it lies in text that stands. */
const preparedBytesAhead = 192;

/** UTF-16 units to be read in one call, by network: the speed measured in one document serves the next one too. */
const pieceLengths = new WeakMap<Network, number>();

/** Moves a network's piece length half of the way to what the last call suggests: that call may have been held up. */
function learnPieceLength(network: Network, units: number, milliseconds: number): void {
  if (units < minimumPieceUnits) return;
  const targetUnits = (units * targetPieceMilliseconds) / Math.max(milliseconds, 0.01);
  const adjusted = Math.round(
    ((pieceLengths.get(network) ?? maximumPieceUnits) + Math.min(targetUnits, maximumPieceUnits)) / 2,
  );
  pieceLengths.set(network, Math.max(minimumPieceUnits, adjusted));
}

/** The checkpoints read from one anchor on. Places are relative to it, so that an edit above moves the anchor alone. */
class Run {
  /** Readings by place; 0 is the state after the header. */
  private readonly checkpoints = new Map<number, Reading>();
  private readonly recent: number[] = [];
  constructor(
    public anchor: number,
    start: Reading,
  ) {
    this.checkpoints.set(0, start);
  }

  /** Checkpoints of its own: all readers' runs share the state after the header. */
  get size(): number {
    return this.checkpoints.size - 1;
  }

  /** The last place at or before this one that was read. */
  nearest(place: number): { place: number; reading: Reading } {
    let best = 0;
    for (const candidate of this.checkpoints.keys())
      if (candidate <= place && candidate > best) best = candidate;
    const reading = this.checkpoints.get(best);
    if (!reading) throw new Error('a run always has its start');
    return { place: best, reading };
  }

  keep(place: number, reading: Reading): void {
    if (this.checkpoints.has(place)) return;
    this.checkpoints.set(place, reading);
    if (place % checkpointSpacing === 0) return;
    this.recent.push(place);
    const oldest = this.recent.length > maximumRecentPlaces ? this.recent.shift() : undefined;
    if (oldest !== undefined) this.checkpoints.delete(oldest);
  }

  /** Forgets what was read beyond a place. */
  cut(place: number): void {
    for (const candidate of this.checkpoints.keys())
      if (candidate > place) this.checkpoints.delete(candidate);
    for (let i = this.recent.length - 1; i >= 0; i--)
      if ((this.recent[i] ?? 0) > place) this.recent.splice(i, 1);
  }
}

/**
 * Keeps a network's state for every place in one document as it changes.
 *
 * The state at a position is a function of the text and the position alone: the header, then the bytes from the
 * position's anchor to the position. Checkpoints only shorten that computation.
 */
export class Reader {
  /** Least recently used first. */
  private runs: Run[] = [];
  private start: Promise<Reading> | undefined;
  /** Counts the edits: a read in flight is cancelled by one, since its offsets belong to the earlier text. */
  private editCount = 0;
  private isEnded = false;
  private readonly checkpointBytes: number;

  constructor(
    private readonly network: Network,
    private readonly source: TextSource,
    /** The name of the document's language in the network's header, where it has one. */
    private readonly language: string | undefined,
  ) {
    this.checkpointBytes = 4 * (stateSize(network.manifest) + vocabulary);
  }

  /** Tells of an edit that the source has already made. */
  edited({ offset, removed, inserted }: TextEdit): void {
    this.editCount++;
    this.runs = this.runs.filter(run => {
      if (offset + removed <= run.anchor) {
        run.anchor += inserted - removed;
        return true;
      }
      run.cut(Math.max(0, offset - run.anchor));
      return offset >= run.anchor;
    });
  }

  /** Forgets everything that was read. */
  reset(): void {
    this.editCount++;
    this.runs = [];
  }

  /** Ends the reader because its document or network is gone: it returns no state from now on. */
  end(): void {
    this.reset();
    this.isEnded = true;
  }

  /** Bytes of the states that it keeps, and of what is expected after each. */
  get stateBytes(): number {
    const checkpoints = this.runs.reduce((sum, run) => sum + run.size, 0);
    return checkpoints * this.checkpointBytes;
  }

  /** Does the reader keep any state? */
  get hasStates(): boolean {
    return this.runs.length > 0;
  }

  /**
   * What the network knows at a UTF-16 offset.
   * @returns undefined where the read was cancelled, the text changed meanwhile, or the reader was ended
   */
  async at(offset: number, cancellation: Cancellation): Promise<Reading | undefined> {
    const position = align(this.source, offset);
    return this.advance(anchorOf(this.source, position), position, cancellation);
  }

  /** Returns the same as `at`, but reads from a given anchor: the panel uses it to show how a state came about. */
  from(anchor: number, offset: number, cancellation: Cancellation): Promise<Reading | undefined> {
    return this.advance(anchor, align(this.source, offset), cancellation);
  }

  /** Reads ahead of need: the place itself, then from the anchor that typing on will soon come to. */
  async prepare(offset: number, cancellation: Cancellation): Promise<void> {
    const position = align(this.source, offset);
    const here = anchorOf(this.source, position);
    if (!(await this.advance(here, position, cancellation))) return;
    const next = this.anchorAfter(here, position);
    if (next !== undefined) await this.advance(next, position, cancellation);
  }

  /** The first anchor that typing on at a position comes to, where that is soon. */
  private anchorAfter(here: number, position: number): number | undefined {
    // Anchors move only forward, so bisect for the fewest bytes that take it away from here.
    let [same, other] = [0, preparedBytesAhead];
    let next = anchorOf(this.source, position, other);
    if (next === here) return undefined;
    while (other - same > 1) {
      const middle = (same + other) >> 1;
      const anchor = anchorOf(this.source, position, middle);
      if (anchor === here) same = middle;
      else [other, next] = [middle, anchor];
    }
    return next;
  }

  private async advance(anchor: number, position: number, cancellation: Cancellation) {
    if (this.isEnded) return undefined;
    const edition = this.editCount;
    const start = await (this.start ??= this.readHeader());
    if (this.editCount !== edition) return undefined;
    const run = this.runAt(anchor, start);
    const place = position - anchor;
    let { place: from, reading } = run.nearest(place);
    while (from < place) {
      const piece = pieceLengths.get(this.network) ?? maximumPieceUnits;
      const grid =
        align(this.source, anchor + (Math.floor(from / checkpointSpacing) + 1) * checkpointSpacing) - anchor;
      const next = align(this.source, anchor + from + piece) - anchor;
      const to = Math.min(place, grid > from ? grid : place, next > from ? next : place);
      const begun = performance.now();
      reading = await this.network.read(reading.state, encode(this.source.slice(anchor + from, anchor + to)));
      learnPieceLength(this.network, to - from, performance.now() - begun);
      if (this.editCount !== edition) return undefined;
      if (to === place || to === grid) {
        run.keep(to, reading);
        this.drop();
      }
      from = to;
      if (!(await nextTurn(cancellation)) || this.editCount !== edition) return undefined;
    }
    return reading;
  }

  private runAt(anchor: number, start: Reading): Run {
    const run = this.runs.find(run => run.anchor === anchor) ?? new Run(anchor, start);
    this.runs = this.runs.filter(other => other !== run);
    this.runs.push(run);
    this.drop();
    return run;
  }

  /** Drops the runs that were not read from for longest, where they are too many or too large. */
  private drop(): void {
    while (
      this.runs.length > maximumRuns ||
      (this.runs.length > minimumRuns && this.stateBytes > maximumStateBytes)
    )
      this.runs.shift();
  }

  private readHeader(): Promise<Reading> {
    const { start, end } = this.network.manifest.header;
    return this.network.read(this.network.initial(), encode(start + (this.language ?? '') + end));
  }
}
