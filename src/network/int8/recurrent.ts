import { vocabulary } from '../bytes.js';
import { parts, stateSize, type LayersManifest, type Part } from '../manifest.js';
import type { State } from '../network.js';
import { gateCount } from '../tensors.js';
import { maximumRows, rowAddress, type Machine, type Rows } from './machine.js';
import { componentsTogether } from './kernel.js';
import { packedMatrix, roundedUp, type Matrix } from './matrix.js';
import { joinedPlaces } from './output.js';
import type { Program } from './program.js';
import type { KernelTensors } from './tensors.js';

/** A layer on the kernel. */
interface Layer {
  readonly units: number;
  /** Bytes between two gates. */
  readonly gate: number;
  readonly W: Matrix;
  readonly R: Matrix;
  readonly inputBias: Rows;
  readonly stateBias: Rows;
  /** Sums of the gates by what the layer reads and by its state before. */
  readonly fromInput: Rows;
  readonly fromState: Rows;
  /** h, and of an LSTM c, of each row's state. */
  readonly h: Rows;
  readonly c: Rows | undefined;
  /** h after each byte of a text. */
  readonly outputs: Rows;
}

/** Layers of an RNN, GRU or LSTM, each of which reads what the one below puts out: the formulas of ONNX's operators. */
export class RecurrentProgram implements Program {
  /** What each byte gives the gates of the first layer, its bias included. */
  private readonly table: Rows;
  private readonly joined: Rows;
  private readonly joinedStarts: readonly number[];
  private readonly parts: readonly Part[];
  private readonly size: number;
  private readonly cell: LayersManifest['cell'];

  private constructor(
    private readonly machine: Machine,
    manifest: LayersManifest,
    private readonly layers: readonly Layer[],
    embedding: Float32Array,
  ) {
    this.cell = manifest.cell;
    this.parts = parts(manifest);
    this.size = stateSize(manifest);
    this.table = this.tableOf(embedding, manifest.embedding);
    const read = manifest.skip ? manifest.layers : manifest.layers.slice(-1);
    const { starts, length } = joinedPlaces(read);
    this.joinedStarts = starts;
    this.joined = machine.rows(maximumRows, length);
  }

  /** @throws NetworkError where a tensor is not what the manifest asks for, or the kernel does not take it */
  static async create(
    machine: Machine,
    manifest: LayersManifest,
    tensors: KernelTensors,
  ): Promise<RecurrentProgram> {
    const { cell, embedding } = manifest;
    const layers: Layer[] = [];
    for (const [i, units] of manifest.layers.entries())
      layers.push(
        await layerOf(machine, tensors, `layer${i}`, cell, units, layers.at(-1)?.units ?? embedding),
      );
    const values = tensors.values('embedding', vocabulary * embedding);
    return new RecurrentProgram(machine, manifest, layers, values);
  }

  load(row: number, state: State): void {
    const { floats } = this.machine;
    for (const part of this.parts)
      floats.set(state.subarray(part.start, part.start + part.size), this.place(part, row));
  }

  save(row: number): State {
    const { floats } = this.machine;
    const state = new Float32Array(this.size);
    for (const part of this.parts) {
      const place = this.place(part, row);
      state.set(floats.subarray(place, place + part.size), part.start);
    }
    return state;
  }

  step(bytes: Uint8Array): Rows {
    this.layers.forEach((layer, i) => {
      this.readInput(layer, bytes, this.layers[i - 1]?.h);
      this.recur(layer, 0, bytes.length, layer.h, layer.h);
    });
    return this.outputs(bytes.length);
  }

  read(bytes: Uint8Array): Rows {
    this.layers.forEach((layer, i) => {
      const { h, outputs, units } = layer;
      this.readInput(layer, bytes, this.layers[i - 1]?.outputs);
      let before = h;
      for (let row = 0; row < bytes.length; row++) {
        const after = { ...outputs, address: rowAddress(outputs, row) };
        this.recur(layer, row, 1, before, after);
        before = after;
      }
      this.machine.copy(before.address, h.address, units);
    });
    return this.outputs(1);
  }

  /** What is read of the layers' h, side by side. */
  private outputs(count: number): Rows {
    const { joined, layers, joinedStarts } = this;
    const read = layers.slice(layers.length - joinedStarts.length);
    for (let row = 0; row < count; row++)
      read.forEach(({ h, units }, i) =>
        this.machine.copy(rowAddress(h, row), rowAddress(joined, row) + 4 * (joinedStarts[i] ?? 0), units),
      );
    return joined;
  }

  private tableOf(embedding: Float32Array, length: number): Rows {
    const { machine } = this;
    const [first] = this.layers;
    if (!first) throw new Error('a network has a layer');
    const table = machine.rows(vocabulary, first.W.rows);
    const embedded = machine.rows(maximumRows, length);
    for (let from = 0; from < vocabulary; from += maximumRows) {
      for (let row = 0; row < maximumRows; row++) {
        const byte = from + row;
        const values = embedding.subarray(byte * length, (byte + 1) * length);
        machine.floats.set(values, rowAddress(embedded, row) / 4);
      }
      const some = { ...table, address: rowAddress(table, from) };
      machine.product(first.W, embedded, maximumRows, first.inputBias, some);
    }
    return table;
  }

  private place({ name, layer }: Part, row: number): number {
    const found = this.layers[layer];
    if (!found) throw new Error('a part of a state belongs to a layer');
    return rowAddress(name === 'c' ? (found.c ?? found.h) : found.h, row) / 4;
  }

  /** The gates' sums by what a layer reads, for all rows. @param below what the layer below puts out */
  private readInput({ W, inputBias, fromInput }: Layer, bytes: Uint8Array, below: Rows | undefined): void {
    const { machine, table } = this;
    if (below) machine.product(W, below, bytes.length, inputBias, fromInput);
    else
      bytes.forEach((byte, row) =>
        machine.copy(rowAddress(table, byte), rowAddress(fromInput, row), table.distance / 4),
      );
  }

  /** Reads one byte in each of some rows, whose sums by what they read stand from row `first` on. */
  private recur(layer: Layer, first: number, count: number, before: Rows, after: Rows): void {
    const { machine, cell } = this;
    const { gate, R, fromState, stateBias, c } = layer;
    const fromInput = {
      ...layer.fromInput,
      address: rowAddress(layer.fromInput, first),
    };
    const length = gate;
    if (cell === 'gru') machine.product(R, before, count, stateBias, fromState);
    else machine.product(R, before, count, fromInput, fromState);
    for (let row = 0; row < count; row++) {
      const at = (rows: Rows) => rowAddress(rows, row);
      switch (cell) {
        case 'gru':
          machine.kernel.gru(at(fromInput), at(fromState), at(before), at(after), length, gate);
          break;
        case 'lstm':
          machine.kernel.lstm(at(fromState), at(c ?? before), at(after), at(c ?? after), length, gate);
          break;
        case 'rnn':
          machine.kernel.rnn(at(fromState), at(after), length);
          break;
      }
    }
  }
}

async function layerOf(
  machine: Machine,
  tensors: KernelTensors,
  name: string,
  cell: LayersManifest['cell'],
  units: number,
  inputs: number,
): Promise<Layer> {
  const gates = gateCount[cell];
  const gateRows = roundedUp(units, componentsTogether);
  const matrix = (letter: string, columns: number) =>
    packedMatrix(machine.arena, tensors.matrix(`${name}.${letter}`, gates * units, columns), {
      row: row => Math.floor(row / units) * gateRows + (row % units),
      column: column => column,
      rows: gates * gateRows,
      columns,
    });
  const biases = tensors.values(`${name}.B`, 2 * gates * units);
  const bias = (...ofGates: readonly number[]) => {
    const values = new Float32Array(gates * gateRows);
    for (const first of ofGates)
      for (let gate = 0; gate < gates; gate++)
        for (let unit = 0; unit < units; unit++) {
          const place = gate * gateRows + unit;
          values[place] = (values[place] ?? NaN) + (biases[(first + gate) * units + unit] ?? NaN);
        }
    return machine.constant(values);
  };
  // A GRU's reset gate comes between the state's share, with its bias, and the input's; else all are one sum.
  const [inputBias, stateBias] = cell === 'gru' ? [bias(0), bias(gates)] : [bias(0, gates), bias()];
  const sums = () => machine.rows(maximumRows, gates * gateRows);
  return {
    units,
    gate: 4 * gateRows,
    W: await matrix('W', inputs),
    R: await matrix('R', units),
    ...{ inputBias, stateBias, fromInput: sums(), fromState: sums() },
    h: machine.rows(maximumRows, units),
    c: cell === 'lstm' ? machine.rows(maximumRows, units) : undefined,
    outputs: machine.rows(maximumRows, units),
  };
}
