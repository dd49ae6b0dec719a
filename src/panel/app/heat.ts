import { mostColumns } from '../protocol.js';
import { entryOf } from './colour.js';
import type { Column, Shade } from './model.js';
import type { Pen } from './picture/pen.js';

/** Where columns lie in a ring of slots: what stays is not drawn again. */
export class Ring {
  private slots: (Column | undefined)[];
  private base = 0;
  private count = 0;

  constructor(readonly size: number) {
    this.slots = new Array<Column | undefined>(size);
  }

  /** The slot of the first column. */
  get first(): number {
    return this.base;
  }

  get length(): number {
    return this.count;
  }

  clear(): void {
    this.slots.fill(undefined);
    this.count = 0;
  }

  /** Takes on columns. @returns the slots whose column is another than before, with that column */
  update(columns: readonly Column[]): { slot: number; column: Column }[] {
    const old = this.locate(columns);
    if (old !== undefined) this.base = this.wrap(old);
    this.count = Math.min(columns.length, this.size);
    const changed: { slot: number; column: Column }[] = [];
    for (let i = 0; i < this.count; i++) {
      const column = columns[i];
      const slot = this.wrap(this.base + i);
      if (!column || this.slots[slot]?.hidden === column.hidden) continue;
      this.slots[slot] = column;
      changed.push({ slot, column });
    }
    return changed;
  }

  /** The slot at which the first column has to lie for a column that is there already to stay where it is. */
  private locate(columns: readonly Column[]): number | undefined {
    const places = new Map<Float32Array, number>();
    for (let i = 0; i < this.count; i++) {
      const slot = this.wrap(this.base + i);
      const column = this.slots[slot];
      if (column) places.set(column.hidden, slot);
    }
    for (const [i, { hidden }] of columns.entries()) {
      const slot = places.get(hidden);
      if (slot !== undefined) return slot - i;
    }
    return undefined;
  }

  private wrap(slot: number): number {
    return ((slot % this.size) + this.size) % this.size;
  }
}

/** The whole state over time, as pixels: a column for each byte, a row for each unit. */
export class Heat {
  private readonly ring = new Ring(mostColumns);
  private readonly canvas = document.createElement('canvas');
  private readonly context = this.canvas.getContext('2d', { willReadFrequently: false });
  private pixels: ImageData | undefined;
  private table: Uint32Array | undefined;

  /** Takes on columns; colours only those that are new, which are of the network that `shade` is for. */
  update(columns: readonly Column[], units: number, table: Uint32Array, shade: Shade): void {
    const { canvas, context, ring } = this;
    if (!context || units === 0) return;
    if (canvas.height !== units || canvas.width !== ring.size || this.table !== table) {
      canvas.width = ring.size;
      canvas.height = units;
      this.pixels = context.createImageData(1, units);
      this.table = table;
      ring.clear();
    }
    const { pixels } = this;
    if (!pixels) return;
    const words = new Uint32Array(pixels.data.buffer);
    for (const { slot, column } of ring.update(columns)) {
      for (let u = 0; u < units; u++) words[u] = table[entryOf(shade(column.hidden[u] ?? 0))] ?? 0;
      context.putImageData(pixels, slot, 0);
    }
  }

  /** Draws all columns into a rectangle. */
  draw(pen: Pen, x: number, y: number, width: number, height: number): void {
    const { ring, canvas } = this;
    if (ring.length === 0 || canvas.height === 0) return;
    const each = width / ring.length;
    const head = Math.min(ring.length, ring.size - ring.first);
    pen.drawImage(canvas, ring.first, 0, head, canvas.height, x, y, head * each, height);
    const rest = ring.length - head;
    if (rest > 0) pen.drawImage(canvas, 0, 0, rest, canvas.height, x + head * each, y, rest * each, height);
  }
}
