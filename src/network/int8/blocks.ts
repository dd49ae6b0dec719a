import { vocabulary } from '../bytes.js';
import { parts, stateSize, type BlocksManifest, type Part } from '../manifest.js';
import type { State } from '../network.js';
import { gateCount, normEpsilon } from '../tensors.js';
import { componentsTogether, maximumColumns } from './kernel.js';
import { maximumRows, rowAddress, type Machine, type Rows } from './machine.js';
import { packedMatrix, roundedUp, type Matrix } from './matrix.js';
import { joinedPlaces } from './output.js';
import type { Program } from './program.js';
import { Tables } from './tables.js';
import type { KernelTensors } from './tensors.js';

interface Block {
  readonly units: number;
  /** Bytes between two gates, and between the two halves of the feed-forward part. */
  readonly gate: number;
  readonly half: number;
  readonly W: Matrix;
  readonly bias: Rows;
  readonly out: Matrix;
  readonly up: Matrix;
  readonly down: Matrix;
  readonly h: Rows;
  readonly convolution: Convolution | undefined;
}

interface Convolution {
  /** Bytes that it reads. */
  readonly count: number;
  /** `[count]` vectors, the oldest byte's first. */
  readonly taps: Rows;
  /** For each row of a batch what it reads, `[count]` vectors one after the other: those before, and the byte's own. */
  readonly windows: readonly Rows[];
}

/** Blocks of a gated linear recurrence: the formulas at the top of `models/training/blocks.py`. */
export class BlocksProgram implements Program {
  private readonly parts: readonly Part[];
  private readonly size: number;
  private readonly width: number;
  /** The vector that all blocks add to, for each row, and the same normalized. */
  private readonly x: Rows;
  private readonly normalized: Rows;
  /** What the bytes before a text's first and all of its own give a convolution. */
  private readonly text: Rows;
  private readonly convolved: Rows;
  private readonly sums: Rows;
  private readonly inner: Rows;
  private readonly none: Rows;
  private readonly joined: Rows;
  private readonly lookedStart: number;

  private constructor(
    private readonly machine: Machine,
    manifest: BlocksManifest,
    private readonly blocks: readonly Block[],
    private readonly tables: Tables | undefined,
    /** `[256, width]` */
    private readonly embedding: Float32Array,
  ) {
    const { width } = manifest;
    this.parts = parts(manifest);
    this.size = stateSize(manifest);
    this.width = width;
    const largest = (of: (block: Block) => number) => Math.max(...blocks.map(of));
    const vectors = (count = maximumRows) => machine.rows(count, width);
    [this.x, this.normalized, this.convolved] = [vectors(), vectors(), vectors()];
    this.text = vectors(maximumRows + largest(({ convolution }) => convolution?.count ?? 1) - 1);
    const sums = largest(({ W, up }) => Math.max(W.rows, up.rows));
    this.sums = machine.rows(maximumRows, sums);
    this.inner = machine.rows(
      maximumRows,
      largest(({ gate, half }) => Math.max(gate, half) / 4),
    );
    this.none = machine.constant([], sums);
    const { starts, length } = joinedPlaces(lengthsRead(manifest));
    this.lookedStart = starts[1] ?? 0;
    this.joined = machine.rows(maximumRows, length);
  }

  /** @throws NetworkError where a tensor is not what the manifest asks for, or the kernel does not take it */
  static async create(
    machine: Machine,
    manifest: BlocksManifest,
    tensors: KernelTensors,
  ): Promise<BlocksProgram> {
    const { width, tables } = manifest;
    const embedding = tensors.values('embedding', vocabulary * width);
    const blocks: Block[] = [];
    for (const [i, sizes] of manifest.blocks.entries())
      blocks.push(await blockOf(machine, tensors, `block${i}`, width, sizes));
    const found = tables && (await Tables.create(machine, tables, width, tensors));
    return new BlocksProgram(machine, manifest, blocks, found, embedding);
  }

  load(row: number, state: State): void {
    for (const part of this.parts) {
      const values = state.subarray(part.start, part.start + part.size);
      if (part.name === 'bytes') this.tables?.load(row, values);
      else
        this.places(part, row, (place, from, to) =>
          this.machine.floats.set(values.subarray(from, to), place),
        );
    }
  }

  save(row: number): State {
    const { floats } = this.machine;
    const state = new Float32Array(this.size);
    for (const part of this.parts)
      if (part.name === 'bytes') state.set(this.tables?.save(row) ?? [], part.start);
      else
        this.places(part, row, (place, from, to) =>
          state.set(floats.subarray(place, place + to - from), part.start + from),
        );
    return state;
  }

  step(bytes: Uint8Array): Rows {
    return this.run(bytes, false);
  }

  read(bytes: Uint8Array): Rows {
    return this.run(bytes, true);
  }

  /** Reads a byte in each row, or a text in row 0. */
  private run(bytes: Uint8Array, isText: boolean): Rows {
    const { machine, x, sums, inner, none } = this;
    const count = bytes.length;
    this.embed(bytes);
    this.tables?.look(bytes, isText);
    this.tables?.addTo(x, count);
    for (const block of this.blocks) {
      const { gate, half, W, bias, out, up, down } = block;
      machine.product(W, this.recurrenceInput(block, count, isText), count, bias, sums);
      for (let row = 0; row < count; row++) {
        const h = isText ? block.h.address : rowAddress(block.h, row);
        machine.kernel.glr(rowAddress(sums, row), h, h, rowAddress(inner, row), gate, gate);
      }
      machine.product(out, inner, count, x, x);
      this.normalize(count, this.normalized);
      machine.product(up, this.normalized, count, none, sums);
      for (let row = 0; row < count; row++)
        machine.kernel.swiglu(rowAddress(sums, row), rowAddress(inner, row), half, half);
      machine.product(down, inner, count, x, x);
    }
    return this.join(count, isText);
  }

  private embed(bytes: Uint8Array): void {
    const { machine, width, x, embedding } = this;
    bytes.forEach((byte, row) =>
      machine.floats.set(embedding.subarray(byte * width, (byte + 1) * width), rowAddress(x, row) / 4),
    );
  }

  private normalize(count: number, into: Rows): void {
    const { machine, x, width } = this;
    for (let row = 0; row < count; row++) {
      const from = rowAddress(x, row);
      machine.kernel.normalize(
        from,
        from + 4 * roundedUp(width, 4),
        1 / width,
        normEpsilon,
        rowAddress(into, row),
      );
    }
  }

  /** What a block's recurrence reads: x normalized, and what its convolution makes of it. */
  private recurrenceInput({ convolution }: Block, count: number, isText: boolean): Rows {
    const { machine, text, convolved, normalized } = this;
    if (!convolution) {
      this.normalize(count, normalized);
      return normalized;
    }
    const { count: taps } = convolution;
    const before = taps - 1;
    const { distance } = text;
    const first = convolution.windows[0] ?? text;
    const vectors = distance / 4;
    if (isText) {
      machine.copy(first.address, text.address, before * vectors);
      this.normalize(count, { address: text.address + before * distance, distance });
    } else this.normalize(count, { address: first.address + before * distance, distance: taps * distance });
    for (let row = 0; row < count; row++) {
      const from = isText ? rowAddress(text, row) : (convolution.windows[row] ?? first).address;
      const length = 4 * roundedUp(this.width, 4);
      const { address, distance } = convolution.taps;
      machine.kernel.convolve(
        from,
        address,
        address + taps * distance,
        distance,
        length,
        rowAddress(convolved, row),
      );
      if (!isText) machine.copy(from + distance, from, before * vectors);
    }
    if (isText) machine.copy(text.address + count * distance, first.address, before * vectors);
    return convolved;
  }

  /** What the logits read: x normalized, and what the tables say, side by side. */
  private join(count: number, isText: boolean): Rows {
    const { joined, tables } = this;
    this.normalize(count, joined);
    tables?.join(joined, count, this.lookedStart);
    return isText ? { ...joined, address: rowAddress(joined, count - 1) } : joined;
  }

  /** Where the numbers of a part of a row's state lie, run by run: a place in the memory, from and to which of the part's. */
  private places(
    { name, layer, size }: Part,
    row: number,
    visit: (place: number, from: number, to: number) => void,
  ): void {
    const { h, convolution } = this.blocks[layer] ?? {};
    if (name === 'h' && h) visit(rowAddress(h, row) / 4, 0, size);
    const window = convolution?.windows[row];
    if (name === 'history' && window)
      for (let from = 0; from < size; from += this.width)
        visit(rowAddress(window, from / this.width) / 4, from, from + this.width);
  }
}

/** Lengths of the vectors that the logits of a network of blocks read. */
export function lengthsRead({ width, tables }: BlocksManifest): number[] {
  return tables && tables.at !== 'input' ? [width, tables.orders.length * tables.width] : [width];
}

async function blockOf(
  machine: Machine,
  tensors: KernelTensors,
  name: string,
  width: number,
  { units, ffn, conv }: BlocksManifest['blocks'][number],
): Promise<Block> {
  const gateRows = roundedUp(units, componentsTogether);
  const halfRows = roundedUp(ffn, componentsTogether);
  const matrix = (tensor: string, rows: number, columns: number, each = rows, apart = rows) => {
    const layout = {
      row: (row: number) => Math.floor(row / each) * apart + (row % each),
      column: (column: number) => column,
      rows: (rows / each) * apart,
      columns,
    };
    // A recurrence without bounds leaves a few numbers that are much larger than the others, here and in what `up` reads of it: 14 bits
    // would leave little for these.
    const isFine = (tensor === 'out' || tensor === 'up') && columns <= maximumColumns(16);
    return packedMatrix(
      machine.arena,
      tensors.matrix(`${name}.${tensor}`, rows, columns),
      layout,
      isFine ? 16 : 14,
    );
  };
  const W = await matrix('W', gateCount.glr * units, width, units, gateRows);
  const up = await matrix('up', 2 * ffn, width, ffn, halfRows);
  const down = await matrix('down', width, ffn);
  return {
    ...{ units, gate: 4 * gateRows, half: 4 * halfRows, W, up, down },
    bias: machine.constant(tensors.values(`${name}.B`, units), W.rows),
    out: await matrix('out', width, units),
    h: machine.rows(maximumRows, units),
    convolution:
      conv > 0 ? convolutionOf(machine, tensors.values(`${name}.conv`, conv * width), conv) : undefined,
  };
}

function convolutionOf(machine: Machine, weights: Float32Array, count: number): Convolution {
  const width = weights.length / count;
  const taps = machine.rows(count, width);
  for (let k = 0; k < count; k++)
    machine.floats.set(weights.subarray(k * width, (k + 1) * width), rowAddress(taps, k) / 4);
  const all = machine.rows(maximumRows * count, width);
  const windows = Array.from({ length: maximumRows }, (_, row) => ({
    ...all,
    address: rowAddress(all, row * count),
  }));
  return { count, taps, windows };
}
