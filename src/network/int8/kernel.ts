/*
 * What a network's step takes its time for, in WASM's vector instructions. Weights are the int8 that is stored, a scale for each row;
 * what they are multiplied with is rounded to 14 bits, or to 16 where it has no bounds, with a scale for each vector; products are summed
 * as whole numbers. So a sum does not depend on the order or the instructions that it is summed with: the two kernels that are written here, with and without relaxed
 * SIMD's dot product, give the same numbers bit for bit, and a vector the same alone and among others.
 */
import {
  f32,
  i16x8,
  i32,
  lane,
  load,
  moduleOf,
  repeatWhile,
  Routine,
  shuffle,
  store,
  vector,
  zeros,
  type Assembled,
  type Code,
  type Variable,
} from './assembler.js';
import { elementwiseRoutines } from './elementwise.js';

/** Rows of a matrix that are multiplied together: two groups of four. */
const groupsInTile = 2;
export const rowsInTile = 4 * groupsInTile;
/** How finely a vector is rounded: bits with the sign, of which relaxed SIMD's dot product takes 7 at a time. */
export type Precision = 14 | 16;
const partsOf: Readonly<Record<Precision, 2 | 3>> = { 14: 2, 16: 3 };
/** The largest whole number that stands for a component of a vector. */
const largestActivation = (precision: Precision) => 2 ** (precision - 1) - 1;
/** Columns that a matrix may have: its rows' sums fit into 32 bits. */
export const maximumColumns = (precision: Precision) =>
  Math.floor(2 ** 31 / (128 * largestActivation(precision))) & ~15;
/** Bytes of a component that is quantized, at most. */
export const maximumQuantizedBytes = 3;
/** Components that are quantized together: a vector's length is a multiple of it. */
export const componentsTogether = 16;

type Multiply = (
  weights: number,
  weightsEnd: number,
  rowScales: number,
  rowSums: number,
  columns: number,
  quantized: number,
  quantizedEnd: number,
  scales: number,
  plus: number,
  plusDistance: number,
  out: number,
  outDistance: number,
) => void;

type Quantize = (x: number, end: number, factors: number, quantized: number, scale: number) => void;

/**
 * The kernel's routines. Addresses, lengths and distances are in bytes; vectors are of fp32 unless they are said to be quantized, and
 * their lengths are multiples of `componentsTogether`. What a routine writes to may be what it reads.
 */
export interface Kernel {
  /**
   * Rounds a vector times its factors to whole numbers of 14 bits, the largest of which is 8191.
   * @param quantized where `quantizedBytes` for each component are written
   * @param scale where the number is written that a 1 among them stands for
   */
  readonly quantize14: Quantize;
  /** The same to 16 bits, of which the largest is 32,767. */
  readonly quantize16: Quantize;
  /**
   * Multiplies a matrix (see `Matrix`) with vectors quantized to 14 bits, which lie one after the other, and adds to each product:
   * out = scale * rowScale * (matrix * quantized) + plus.
   * @param columns bytes of a quantized vector
   */
  readonly multiply14: Multiply;
  readonly multiply16: Multiply;
  /**
   * As `multiply14` and `multiply16`, with an even number of vectors; of the kernel without relaxed SIMD alone, where it is quicker.
   */
  readonly multiplyPairs?: Multiply;
  /** out = x / sqrt(mean of x^2 + epsilon), with the mean as sum / width (RMSNorm without weights; Zhang and Sennrich 2019). */
  normalize(x: number, end: number, inverseWidth: number, epsilon: number, out: number): void;
  /** out = sum over k of taps_k * x_k, where x_k and taps_k lie `distance` behind those before, up to `tapsEnd`. */
  convolve(x: number, taps: number, tapsEnd: number, distance: number, length: number, out: number): void;
  /** h = tanh(sum), for the RNN. */
  rnn(sum: number, h: number, length: number): void;
  /** out = max(0, sum), for the plain network. */
  rectify(sum: number, out: number, length: number): void;
  /**
   * The GRU of ONNX with linear_before_reset = 1: z = sigmoid(x_z + r_z), r = sigmoid(x_r + r_r), n = tanh(x_n + r r_n),
   * h' = n + z (h - n), where gates lie `gate` apart in the order z, r, n.
   */
  gru(fromInput: number, fromState: number, h: number, next: number, length: number, gate: number): void;
  /** The LSTM of ONNX: c' = f c + i g, h' = o tanh(c'), where the gates' sums lie `gate` apart in the order i, o, f, g. */
  lstm(sums: number, c: number, nextH: number, nextC: number, length: number, gate: number): void;
  /**
   * The gated linear recurrence: h' = c + f (h - c), out = o h', with f and o through the sigmoid; the sums lie `gate` apart in the
   * order f, c, o.
   */
  glr(sums: number, h: number, next: number, out: number, length: number, gate: number): void;
  /** out = u sigmoid(u) v, where v lies `gate` behind u (SwiGLU; Shazeer 2020). */
  swiglu(u: number, out: number, length: number, gate: number): void;
}

/** Bytes that a component takes which is quantized. */
export const quantizedBytes = (precision: Precision, relaxed: boolean) => (relaxed ? partsOf[precision] : 2);

function quantize(precision: Precision, relaxed: boolean): Assembled {
  const largestWhole = largestActivation(precision);
  const i = 'i32' as const;
  const routine = new Routine(`quantize${precision}`, { x: i, end: i, factors: i, quantized: i, scale: i });
  const { x, end, factors, quantized, scale } = routine.parameters;
  const [at, factor] = [routine.local('i32'), routine.local('i32')];
  const [largest, a, b] = [routine.local('v128'), routine.local('v128'), routine.local('v128')];
  const top = routine.local('f32');
  const product = (offset: number) => vector('f32x4.mul', load(at.value, offset), load(factor.value, offset));
  const begin = [at.set(x.value), factor.set(factors.value)];
  const goOn = (bytes: number) => [at.increase(bytes), factor.increase(bytes)];
  const greater = (offset: number) =>
    largest.set(vector('f32x4.pmax', largest.value, vector('f32x4.abs', product(offset))));
  const ofLanes = (p: number, q: number) => f32.maximum(lane(largest.value, p), lane(largest.value, q));

  const whole = (offset: number) =>
    vector(
      'i32x4.trunc_sat_f32x4_s',
      vector('f32x4.nearest', vector('f32x4.mul', product(offset), largest.value)),
    );
  const eight = (offset: number) => vector('i16x8.narrow_i32x4_s', whole(offset), whole(offset + 16));
  const written: Code[] = [];
  if (relaxed) {
    // The dot product takes 7 bits without a sign: of what is made positive, four highest ones, their four next ones and so on by turns.
    const raised = (eight: Code) => vector('i16x8.add', eight, i16x8(largestWhole + 1));
    const parts = Array.from({ length: partsOf[precision] }, () => routine.local('v128'));
    const seven = (eight: Variable, shift: number) => {
      const shifted = shift ? vector('i16x8.shr_u', eight.value, i32.constant(shift)) : eight.value;
      return vector('v128.and', shifted, i16x8(127));
    };
    written.push(a.set(raised(eight(0))), b.set(raised(eight(32))));
    parts.forEach((part, k) => {
      const shift = 7 * (parts.length - 1 - k);
      written.push(part.set(vector('i8x16.narrow_i16x8_u', seven(a, shift), seven(b, shift))));
    });
    const [first, second, third] = parts.map(part => part.value) as [Code, Code, Code?];
    const places = third
      ? [
          shuffle(shuffle(first, second, [0, 4, 1, 5]), third, [0, 1, 4, 2]),
          shuffle(shuffle(first, second, [5, 2, 6, 3]), third, [0, 5, 1, 2]),
          shuffle(shuffle(first, second, [3, 7, 0, 0]), third, [6, 0, 1, 7]),
        ]
      : [shuffle(first, second, [0, 4, 1, 5]), shuffle(first, second, [2, 6, 3, 7])];
    places.forEach((place, k) => written.push(store(quantized.value, place, 16 * k)));
  } else written.push(store(quantized.value, eight(0)), store(quantized.value, eight(32), 16));
  return routine.assemble([
    ...begin,
    largest.set(zeros),
    repeatWhile(i32.isLess(at.value, end.value), [greater(0), greater(16), ...goOn(32)]),
    top.set(f32.maximum(ofLanes(0, 1), ofLanes(2, 3))),
    f32.store(scale.value, f32.multiply(top.value, f32.constant(1 / largestWhole))),
    // A vector of zeros is divided by something.
    largest.set(
      vector(
        'f32x4.splat',
        f32.divide(f32.constant(largestWhole), f32.maximum(top.value, f32.constant(1e-30))),
      ),
    ),
    ...begin,
    repeatWhile(i32.isLess(at.value, end.value), [
      ...written,
      ...goOn(64),
      quantized.increase(16 * quantizedBytes(precision, relaxed)),
    ]),
  ]);
}

/**
 * A tile of the matrix is multiplied with all vectors while it is in the processor's cache: one by one with relaxed SIMD, whose dot
 * product one vector keeps busy; else by pairs where there are pairs, since to widen the weights takes as long as to multiply them. A
 * tile is small enough for its sums to stay in the processor's registers.
 */
function multiply(name: string, vectors: 1 | 2, parts: 2 | 3, relaxed: boolean): Assembled {
  const i = 'i32' as const;
  const routine = new Routine(name, {
    ...{ weights: i, weightsEnd: i, rowScales: i, rowSums: i, columns: i },
    ...{ quantized: i, quantizedEnd: i, scales: i },
    ...{ plus: i, plusDistance: i, out: i, outDistance: i },
  });
  const { weights, weightsEnd, rowScales, rowSums, columns, quantized, quantizedEnd } = routine.parameters;
  const { scales, plus, plusDistance, out, outDistance } = routine.parameters;
  const [from, end, at, current, scale, addend, to] = Array.from({ length: 7 }, () =>
    routine.local('i32'),
  ) as [Variable, Variable, Variable, Variable, Variable, Variable, Variable];
  // Of a group and a vector: of each part of its components, or, without relaxed SIMD, of each half of a row's neighbours.
  const sums = Array.from({ length: parts * groupsInTile * vectors }, () => routine.local('v128'));
  const ones = Array.from({ length: Math.max(parts, vectors) }, () => routine.local('v128'));
  const four = routine.local('v128');
  const of = (some: readonly Variable[], index: number) => {
    const found = some[index];
    if (!found) throw new Error('there is one for each');
    return found;
  };
  const sum = (group: number, n: number, part: number) => of(sums, parts * (vectors * group + n) + part);
  // Four columns at a time: more would need more registers than there are.
  const fourColumns: Code[] = relaxed
    ? ones.map((one, part) => one.set(load(at.value, 4 * part, 'v128.load32_splat')))
    : [of(ones, 0).set(load(at.value, 0, 'v128.load64_splat'))];
  if (vectors === 2)
    fourColumns.push(of(ones, 1).set(load(i32.add(at.value, columns.value), 0, 'v128.load64_splat')));
  for (let group = 0; group < groupsInTile; group++) {
    if (relaxed) fourColumns.push(four.set(load(from.value, 16 * group)));
    for (let part = 0; part < parts; part++) {
      if (!relaxed) fourColumns.push(four.set(load(from.value, 16 * group + 8 * part, 'v128.load8x8_s')));
      for (let n = 0; n < vectors; n++) {
        const s = sum(group, n, part);
        const one = of(ones, relaxed ? part : n);
        const more = relaxed
          ? vector('i32x4.relaxed_dot_i8x16_i7x16_add_s', four.value, one.value, s.value)
          : vector('i32x4.add', s.value, vector('i32x4.dot_i16x8_s', four.value, one.value));
        fourColumns.push(s.set(more));
      }
    }
  }
  const tile: Code[] = [
    ...sums.map(sum => sum.set(zeros)),
    ...[at.set(current.value), end.set(i32.add(current.value, columns.value)), from.set(weights.value)],
    repeatWhile(i32.isLess(at.value, end.value), [
      ...fourColumns,
      ...[at.increase(relaxed ? 4 * parts : 8), from.increase(16 * groupsInTile)],
    ]),
  ];
  for (let group = 0; group < groupsInTile; group++)
    for (let n = 0; n < vectors; n++) {
      const found = Array.from({ length: parts }, (_, part) => sum(group, n, part).value);
      const [p, q] = found as [Code, Code];
      const shifted = (value: Code, bits: number) => vector('i32x4.shl', value, i32.constant(bits));
      // Relaxed: 128 (128 highest + next) + lowest, less what was added to make them positive. Else neighbours are halves of one sum.
      const total = relaxed
        ? vector(
            'i32x4.sub',
            found.reduce((sum, next) => vector('i32x4.add', shifted(sum, 7), next)),
            shifted(load(rowSums.value, 16 * group), parts === 3 ? 15 : 13),
          )
        : vector('i32x4.add', shuffle(p, q, [0, 2, 4, 6]), shuffle(p, q, [1, 3, 5, 7]));
      const place = (start: Variable, distance: Variable) =>
        n ? i32.add(start.value, distance.value) : start.value;
      const value = vector(
        'f32x4.add',
        vector(
          'f32x4.mul',
          vector('f32x4.mul', vector('f32x4.convert_i32x4_s', total), load(rowScales.value, 16 * group)),
          load(scale.value, 4 * n, 'v128.load32_splat'),
        ),
        load(place(addend, plusDistance), 16 * group),
      );
      tile.push(store(place(to, outDistance), value, 16 * group));
    }
  const nextVector = Array.from({ length: vectors }, () => [
    current.increase(columns.value),
    to.increase(outDistance.value),
    addend.increase(plusDistance.value),
    scale.increase(4),
  ]);
  const rowsBytes = 4 * rowsInTile;
  return routine.assemble([
    repeatWhile(i32.isLess(weights.value, weightsEnd.value), [
      ...[current.set(quantized.value), to.set(out.value), addend.set(plus.value), scale.set(scales.value)],
      repeatWhile(i32.isLess(current.value, quantizedEnd.value), [...tile, ...nextVector]),
      // Each vector was multiplied with the whole tile.
      weights.set(from.value),
      ...[rowScales, rowSums, out, plus].map(each => each.increase(rowsBytes)),
    ]),
  ]);
}

/** The kernel's module. @param relaxed with relaxed SIMD's dot product */
export function kernelModule(relaxed: boolean): Uint8Array<ArrayBuffer> {
  const products = relaxed
    ? ([14, 16] as const).map(bits => multiply(`multiply${bits}`, 1, partsOf[bits], true))
    : [
        ...([14, 16] as const).map(bits => multiply(`multiply${bits}`, 1, 2, false)),
        multiply('multiplyPairs', 2, 2, false),
      ];
  return moduleOf([quantize(14, relaxed), quantize(16, relaxed), ...products, ...elementwiseRoutines()]);
}
