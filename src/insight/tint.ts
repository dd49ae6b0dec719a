import type { Network } from '../network/network.js';
import type { Reader } from '../reading/reader.js';
import { align, type TextEdit, type TextSource } from '../reading/source.js';
import type { Cancellation } from '../scheduler.js';
import { kept, Tracer, windowRows, type Row } from './trace.js';

/** A character and its value. */
export interface Tinted {
  readonly start: number;
  readonly end: number;
  readonly value: number;
}

/** UTF-16 units traced at a time, at most: a trace is large, and of each row one number is kept. */
const maximumStride = 256;

/** One number for each character of the text that is on screen, as the network reads it: its surprise, or a unit. */
export class Tint {
  private known = new Map<number, Tinted>();
  private readonly tracer: Tracer;
  private edition = 0;
  private readonly stride: number;

  /** @param value the number of a character, by the rows of its bytes */
  constructor(
    network: Network,
    private readonly source: TextSource,
    reader: Reader,
    private readonly value: (rows: readonly Row[]) => number,
  ) {
    this.tracer = new Tracer(network, source, reader);
    this.stride = windowRows(network.manifest, maximumStride);
  }

  edited(edit: TextEdit): void {
    this.edition++;
    this.tracer.edited(edit);
    const move = ({ start, end, value }: Tinted, by: number) => ({ start: start + by, end: end + by, value });
    this.known = kept(this.known, edit, move);
  }

  /** What is known of a stretch, in order. */
  of(from: number, to: number): Tinted[] {
    return [...this.known.values()]
      .filter(({ start, end }) => start >= from && end <= to)
      .sort((a, b) => a.start - b.start);
  }

  /**
   * Computes what is missing of a stretch, and forgets what lies outside of it.
   * @param progress is called whenever there is more
   * @returns false where it was cancelled, or the text changed meanwhile
   */
  async fill(from: number, to: number, cancellation: Cancellation, progress: () => void): Promise<boolean> {
    const { edition } = this;
    for (const [end, { start }] of this.known) if (start < from || end > to) this.known.delete(end);
    for (let start = align(this.source, from); start < to;) {
      const end = Math.max(align(this.source, start + this.stride), start + 1);
      const last = Math.min(end, align(this.source, to));
      if (last <= start) break;
      if (!this.covers(start, last)) {
        if (!(await this.tracer.fill(start, last, start, cancellation, () => undefined))) return false;
        if (this.edition !== edition) return false;
        this.take(this.tracer.known(start, last, start).rows);
        progress();
      }
      start = last;
    }
    this.tracer.reset();
    return true;
  }

  private covers(from: number, to: number): boolean {
    let at = to;
    while (at > from) {
      const here = this.known.get(at);
      if (!here) return false;
      at = here.start;
    }
    return true;
  }

  private take(rows: readonly Row[]): void {
    for (let i = 0; i < rows.length;) {
      const first = rows[i];
      if (!first) break;
      const { start, end } = first;
      let next = i + 1;
      while (rows[next]?.end === end) next++;
      this.known.set(end, { start, end, value: this.value(rows.slice(i, next)) });
      i = next;
    }
  }
}

/** Stretches of characters that fall into one bin, one after the other; those in bin 0 are left out. */
export function stretches(
  tinted: readonly Tinted[],
  binOf: (value: number) => number,
): { start: number; end: number; bin: number }[] {
  const found: { start: number; end: number; bin: number }[] = [];
  for (const { start, end, value } of tinted) {
    const bin = binOf(value);
    const last = found.at(-1);
    if (last?.bin === bin && last.end === start) last.end = end;
    else found.push({ start, end, bin });
  }
  return found.filter(({ bin }) => bin !== 0);
}

/** Bits at which each bin of surprise begins: from "a coin would have done" to "one byte in five hundred". */
const bounds = [1, 2, 3, 4.5, 6, 7.5, 9];

/** The bin of a surprise in bits: 0 to 7. */
export function surpriseBin(bits: number): number {
  const above = bounds.findIndex(bound => bits < bound);
  return above < 0 ? bounds.length : above;
}

/** The bin of a value between -1 and 1: -5 to 5. */
export function signedBin(value: number): number {
  return Math.max(-5, Math.min(5, Math.round(value * 5))) || 0;
}
