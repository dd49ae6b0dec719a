import { phrase } from '../phrase.js';
import { elements, NetworkError, type Manifest } from './manifest.js';

type Tensor = Manifest['weights']['tensors'][number];

/** The value of an IEEE 754 half-precision number. */
function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Bytes that a tensor takes where it is stored. */
function storedBytes(tensor: Tensor): number {
  const count = elements(tensor.shape);
  const columns = tensor.shape.at(-1) ?? 1;
  return tensor.type === 'i8' ? count + (4 * count) / columns : 2 * count;
}

/** The weights by the names of their tensors, fp32, each row after row of the manifest's shape. */
export type Weights = ReadonlyMap<string, Float32Array>;

/** The stored weights by name, in memory of their own. */
export function namedWeights(manifest: Manifest, stored: Uint8Array): Weights {
  const all = expandWeights(manifest, stored);
  const named = new Map<string, Float32Array>();
  let from = 0;
  for (const tensor of manifest.weights.tensors) {
    const to = from + elements(tensor.shape);
    named.set(tensor.name, all.subarray(from, to));
    from = to;
  }
  return named;
}

/** Bytes that a network's weights take where they are stored. */
export function storedSize({ weights }: Manifest): number {
  return weights.tensors.reduce((sum, tensor) => sum + storedBytes(tensor), 0);
}

/** A matrix as it is stored: rows of signed bytes that count their row's scale each. */
export interface StoredMatrix {
  readonly rows: number;
  readonly columns: number;
  /** `[rows]` */
  readonly scales: Float32Array;
  /** `[rows, columns]`, of the memory that the whole weights lie in */
  readonly bytes: Int8Array;
}

/** The tensors of a network one by one, as they are stored: what is not asked for takes no memory. */
export class StoredTensors {
  private readonly places = new Map<string, { readonly tensor: Tensor; readonly from: number }>();
  private readonly view: DataView;

  /** @throws NetworkError where the stored weights are not as long as the manifest says */
  constructor(
    private readonly manifest: Manifest,
    stored: Uint8Array,
  ) {
    const { file, tensors } = manifest.weights;
    const expected = storedSize(manifest);
    if (stored.byteLength !== expected)
      throw new NetworkError(
        phrase`${file} has ${stored.byteLength} bytes, but the manifest asks for ${expected}: the two are not of one network`,
      );
    this.view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
    let from = 0;
    for (const tensor of tensors) {
      this.places.set(tensor.name, { tensor, from });
      from += storedBytes(tensor);
    }
  }

  /** The numbers of a tensor in fp32. @throws NetworkError where one is not finite */
  values(name: string): Float32Array | undefined {
    const place = this.places.get(name);
    if (!place) return undefined;
    const values = new Float32Array(elements(place.tensor.shape));
    this.expand(place.tensor, place.from, values);
    return values;
  }

  /** A tensor of int8. @throws NetworkError where a scale is not finite */
  matrix(name: string): StoredMatrix | undefined {
    const { tensor, from } = this.places.get(name) ?? {};
    if (from === undefined || tensor?.type !== 'i8') return undefined;
    const columns = tensor.shape.at(-1) ?? 1;
    const rows = elements(tensor.shape) / columns;
    const scales = Float32Array.from({ length: rows }, (_, row) =>
      this.view.getFloat32(from + 4 * row, true),
    );
    if (!scales.every(Number.isFinite)) throw this.isNoNumber(tensor);
    const { buffer, byteOffset } = this.view;
    return {
      rows,
      columns,
      scales,
      bytes: new Int8Array(buffer, byteOffset + from + 4 * rows, rows * columns),
    };
  }

  /** All tensors in fp32, in the manifest's order, without gaps. @throws NetworkError where a number is not finite */
  all(): Float32Array {
    const { tensors } = this.manifest.weights;
    const weights = new Float32Array(tensors.reduce((sum, tensor) => sum + elements(tensor.shape), 0));
    let [from, to] = [0, 0];
    for (const tensor of tensors) {
      const part = weights.subarray(to, to + elements(tensor.shape));
      this.expand(tensor, from, part);
      from += storedBytes(tensor);
      to += part.length;
    }
    return weights;
  }

  private expand(tensor: Tensor, from: number, into: Float32Array): void {
    const { view } = this;
    if (tensor.type === 'i8') expandRows(view, from, into, tensor.shape.at(-1) ?? 1);
    else for (let i = 0; i < into.length; i++) into[i] = fromHalf(view.getUint16(from + 2 * i, true));
    if (!areNumbers(into)) throw this.isNoNumber(tensor);
  }

  private isNoNumber({ name }: Tensor): NetworkError {
    return new NetworkError(
      phrase`${this.manifest.weights.file} holds a weight that is not a number, in ${name}`,
    );
  }
}

/**
 * Turns stored weights into the fp32 bytes that every graph of the network refers to: the tensors of the manifest in
 * their order, little-endian, without gaps.
 * @param stored the weights file: the same tensors in the same order, each as its type says (see `Manifest`)
 * @throws NetworkError where the file does not hold what the manifest says
 */
export function expandWeights(manifest: Manifest, stored: Uint8Array): Float32Array {
  return new StoredTensors(manifest, stored).all();
}

/** Is each of them finite? Millions are looked at: `every` would take several times as long. */
function areNumbers(values: Float32Array): boolean {
  for (const value of values) if (value - value !== 0) return false;
  return true;
}

/** A scale (fp32) for each row, then the rows' signed bytes: a weight is its byte times its row's scale. */
function expandRows(view: DataView, from: number, into: Float32Array, columns: number): void {
  const rows = into.length / columns;
  const bytes = new Int8Array(view.buffer, view.byteOffset + from + 4 * rows, into.length);
  for (let row = 0; row < rows; row++) {
    const scale = view.getFloat32(from + 4 * row, true);
    const end = (row + 1) * columns;
    for (let i = row * columns; i < end; i++) into[i] = scale * (bytes[i] ?? NaN);
  }
}
