import { vocabulary } from '../network/bytes.js';
import { gatesOf, stateSize, unitCount, type Gate, type Manifest } from '../network/manifest.js';
import type { Network, State } from '../network/network.js';
import { surpriseOf } from '../network/probability.js';
import { anchorOf, maximumAnchorDistance } from '../reading/anchor.js';
import type { Reader } from '../reading/reader.js';
import { align, type TextEdit, type TextSource } from '../reading/source.js';
import { nextTurn, type Cancellation } from '../scheduler.js';
import { piecesOf, spansOf, type Piece, type PieceSpan } from './pieces.js';

/** What the network computed at one byte of a document. The arrays may be views of larger ones; none is ever written to. */
export interface Row {
  readonly byte: number;
  /** Where its character stands in the document, in UTF-16 units: the bytes of one character share both. */
  readonly start: number;
  readonly end: number;
  /**
   * Where reading began for the place after its character: the state here is the one that suggestions use there.
   * Rows that follow each other and have the same anchor are steps of one read. Where the anchor changes, another
   * read takes over: the state then did not come from the row before.
   */
  readonly anchor: number;
  /** Bits: how unexpected the byte was at the place before it. */
  readonly surprise: number;
  /** `[stateSize]` each: the state before the byte, and after it. */
  readonly before: State;
  readonly state: State;
  /** `[256]`: what is expected after it. */
  readonly logits: Float32Array;
  /** `[unitCount]`: what the layers' units put out; of a recurrent cell its `h`. */
  readonly hidden: Float32Array;
  /** `[unitCount]` each. */
  readonly gates: Readonly<Partial<Record<Gate, Float32Array>>>;
}

/** A stretch of a document as the network read it: a row for each byte, none left out between the first and the last. */
export interface Trace {
  readonly manifest: Manifest;
  readonly rows: readonly Row[];
}

/** Bytes that the rows of one window take at most. Those of 900 units, with what their gates were, take 15 kB each. */
const maximumWindowBytes = 40_000_000;
/** A window shows as many rows as this however large they are. */
const minimumWindowRows = 32;

/** How many rows of a network a window may have: as many as are asked for, or fewer where they are large. */
export function windowRows(manifest: Manifest, wanted: number): number {
  const numbers = stateSize(manifest) + vocabulary + unitCount(manifest) * (1 + gatesOf(manifest).length);
  return Math.min(wanted, Math.max(minimumWindowRows, Math.floor(maximumWindowBytes / (4 * numbers))));
}

/** Bytes probed in one call: a call holds the host, since each byte is a step of its own. */
const bytesPerProbe = 8;
/** UTF-16 units that may be typed before the first of them is read: more than that is another place. */
const typedUnits = 16;
/** UTF-16 units before a place that its anchor is a function of. */
const anchorReach = 2 * maximumAnchorDistance + 2;

/**
 * Looks on while a network reads a document: keeps what was computed at every byte of a window, as the text changes. A byte
 * that is typed costs one step of the probe.
 */
export class Tracer {
  /** The window's rows, by where their character ends. */
  private window = new Map<number, Row[]>();
  /** Rows before those in the window that a single read went through: see `chain`. */
  private early = new Map<number, Row[]>();
  /** Counts the edits: work in flight is given up after one. */
  private edition = 0;

  constructor(
    private readonly network: Network,
    private readonly source: TextSource,
    private readonly reader: Reader,
  ) {}

  get manifest(): Manifest {
    return this.network.manifest;
  }

  /** Tells of an edit that the source has already made. */
  edited(edit: TextEdit): void {
    this.edition++;
    this.window = kept(this.window, edit, moved);
    this.early = kept(this.early, edit, moved);
  }

  /** Forgets everything. */
  reset(): void {
    this.edition++;
    this.window.clear();
    this.early.clear();
  }

  /**
   * What is known of a stretch of the document: the rows before and after a place, as far as there is none missing between.
   * Of text that was just typed and is still to be read, those before it.
   */
  known(from: number, to: number, near: number): Trace {
    const before: Row[][] = [];
    const place = this.lastKnown(from, align(this.source, near));
    for (let at = place; at > from;) {
      const here = this.window.get(at);
      if (!here) break;
      before.push(here);
      at = here[0]?.start ?? from;
    }
    const rows = before.reverse().flat();
    const starting = new Map([...this.window.values()].map(rows => [rows[0]?.start ?? -1, rows]));
    for (let at = place; at < to;) {
      const here = starting.get(at);
      if (!here) break;
      rows.push(...here);
      at = here[0]?.end ?? to;
    }
    return { manifest: this.manifest, rows };
  }

  /** A place, or one shortly before it where that has no row yet. */
  private lastKnown(from: number, place: number): number {
    for (let at = place; at > from && at >= place - typedUnits; at--) if (this.window.has(at)) return at;
    return place;
  }

  /**
   * Computes what is missing of a stretch of the document, nearest to a place first, and forgets what lies outside of it.
   * @param progress is called whenever there are new rows
   * @returns false where it was cancelled, or the text changed meanwhile
   */
  async fill(
    from: number,
    to: number,
    near: number,
    cancellation: Cancellation,
    progress: () => void,
  ): Promise<boolean> {
    const start = align(this.source, from);
    const pieces = piecesOf(this.source, start, align(this.source, to));
    const last = pieces.at(-1)?.end ?? start;
    for (const [end, rows] of this.window)
      if (end > last || (rows[0]?.start ?? 0) < start) this.window.delete(end);
    const missing = [
      ...spansOf(
        this.source,
        pieces.map(piece => (this.window.has(piece.end) ? undefined : piece)),
      ),
    ];
    const distance = ({ pieces: [first] }: PieceSpan) => {
      const ahead = (first?.start ?? 0) - near;
      // What was read comes before what is still to come.
      return ahead >= 0 ? last - start + ahead : -ahead;
    };
    missing.sort((a, b) => distance(a) - distance(b));
    const { edition } = this;
    for (const { anchor, pieces: span } of missing) {
      const [first] = span;
      if (!first) continue;
      const before =
        this.window.get(first.start)?.at(-1) ?? (await this.reader.at(first.start, cancellation));
      if (!before || this.edition !== edition) return false;
      const begin =
        'anchor' in before && before.anchor === anchor
          ? before
          : await this.reader.from(anchor, first.start, cancellation);
      if (!begin || this.edition !== edition) return false;
      const goOn = () => this.edition === edition && nextTurn(cancellation);
      const read = this.probe(span, anchor, begin.state, before.logits, this.window, goOn, progress);
      if (!(await read)) return false;
    }
    return true;
  }

  /**
   * The last rows before a place as one read went through them, by which a state can be followed back through time.
   * @param steps bytes, about: fewer where the read began later, a character's more where one would be cut
   * @returns undefined where it was cancelled, or the text changed meanwhile
   */
  async chain(offset: number, steps: number, cancellation: Cancellation): Promise<Trace | undefined> {
    const place = align(this.source, offset);
    const anchor = anchorOf(this.source, place);
    const { edition } = this;
    const rows: Row[] = [];
    const pieces = piecesOf(this.source, anchor, place);
    let count = 0;
    let first = pieces.length;
    while (first > 0 && count < steps) count += pieces[--first]?.bytes.length ?? 0;
    const chained = pieces.slice(first);
    const at = (end: number) =>
      [this.window.get(end), this.early.get(end)].find(found => found?.[0]?.anchor === anchor);
    const missing = chained.filter(({ end }) => !at(end));
    const [begin] = missing;
    if (begin) {
      const from = await this.reader.from(anchor, begin.start, cancellation);
      if (!from || this.edition !== edition) return undefined;
      const goOn = () => this.edition === edition && nextTurn(cancellation);
      // What lies between two missing ones is read along: gaps are rare.
      const end = missing.at(-1)?.end ?? begin.end;
      const span = chained.filter(piece => piece.start >= begin.start && piece.end <= end);
      if ([...this.early.values()].some(([row]) => row?.anchor !== anchor)) this.early.clear();
      if (!(await this.probe(span, anchor, from.state, from.logits, this.early, goOn))) return undefined;
    }
    for (const { end } of chained) rows.push(...(at(end) ?? []));
    return { manifest: this.manifest, rows };
  }

  /** Reads pieces from a state, in one read. @returns false where it was to stop */
  private async probe(
    pieces: readonly Piece[],
    anchor: number,
    state: State,
    expected: Float32Array,
    into: Map<number, Row[]>,
    goOn: () => boolean | Promise<boolean>,
    progress?: () => void,
  ): Promise<boolean> {
    for (let i = 0; i < pieces.length;) {
      const taken: Piece[] = [];
      let length = 0;
      for (let piece = pieces[i]; piece && (length === 0 || length + piece.bytes.length <= bytesPerProbe);) {
        taken.push(piece);
        length += piece.bytes.length;
        piece = pieces[++i];
      }
      const bytes = Uint8Array.from(taken.flatMap(piece => [...piece.bytes]));
      const { states, logits, hidden, gates } = await this.network.probe(state, bytes);
      if (!(await goOn())) return false;
      const row = (values: Float32Array, at: number) => {
        const size = values.length / bytes.length;
        return values.subarray(at * size, (at + 1) * size);
      };
      let at = 0;
      for (const piece of taken) {
        const { start, end } = piece;
        const rows: Row[] = [];
        for (const byte of piece.bytes) {
          const after = row(logits, at);
          rows.push({
            ...{ byte, start, end, anchor },
            surprise: surpriseOf(expected, byte),
            before: state,
            state: (state = row(states, at)),
            logits: after,
            hidden: row(hidden, at),
            gates: Object.fromEntries(Object.entries(gates).map(([gate, all]) => [gate, row(all, at)])),
          });
          expected = after;
          at++;
        }
        into.set(end, rows);
      }
      progress?.();
    }
    return true;
  }
}

/** What an edit leaves as it is of things kept by where a character ends, where they stand after it. */
export function kept<T>(
  things: ReadonlyMap<number, T>,
  { offset, removed, inserted }: TextEdit,
  move: (thing: T, by: number) => T,
): Map<number, T> {
  const found = new Map<number, T>();
  const by = inserted - removed;
  for (const [end, thing] of things) {
    if (end <= offset) found.set(end, thing);
    // Nearer below an edit another anchor may hold.
    else if (end - anchorReach >= offset + removed) found.set(end + by, move(thing, by));
  }
  return found;
}

function moved(rows: readonly Row[], by: number): Row[] {
  return rows.map(row => ({ ...row, start: row.start + by, end: row.end + by, anchor: row.anchor + by }));
}
