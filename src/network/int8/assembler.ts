/*
 * As much of WASM's binary format as the kernel needs: https://webassembly.github.io/spec/core/binary/ and, for the one relaxed
 * operator, https://github.com/WebAssembly/relaxed-simd. An expression is the bytes of the instructions that leave its value on the
 * stack; a statement is the bytes of those that leave nothing.
 */

/** Instructions, as bytes: lists of them stand in lists, and are joined once, at the end. */
export type Code = number | readonly Code[];

const valueTypes = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const;
export type ValueType = keyof typeof valueTypes;

/** An unsigned number in LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  return [...bytes, rest];
}

/** A signed number of 32 bits in LEB128. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  while (rest < -64 || rest > 63) {
    bytes.push((rest & 127) | 128);
    rest >>= 7;
  }
  return [...bytes, rest & 127];
}

function addBytes(of: Code, to: number[]): void {
  if (typeof of === 'number') to.push(of);
  else for (const part of of) addBytes(part, to);
}

function joined(code: Code): number[] {
  const bytes: number[] = [];
  addBytes(code, bytes);
  return bytes;
}

function withLength(code: Code): Code {
  const bytes = joined(code);
  return [unsigned(bytes.length), bytes];
}

const name = (text: string): Code => withLength([...new TextEncoder().encode(text)]);
const section = (id: number, items: readonly Code[]): Code => [
  id,
  withLength([unsigned(items.length), items]),
];

/** A parameter or a local of a routine. */
export class Variable {
  /** Its value. */
  readonly value: Code;

  constructor(private readonly index: number) {
    this.value = [0x20, unsigned(index)];
  }

  set(value: Code): Code {
    return [value, 0x21, unsigned(this.index)];
  }

  /** Adds to it; for an i32. @param by a number is a constant */
  increase(by: Code): Code {
    return this.set(i32.add(this.value, typeof by === 'number' ? i32.constant(by) : by));
  }
}

export const i32 = {
  constant: (value: number): Code => [0x41, signed(value)],
  add: (a: Code, b: Code): Code => [a, b, 0x6a],
  multiply: (a: Code, b: Code): Code => [a, b, 0x6c],
  /** a < b, of numbers without a sign. */
  isLess: (a: Code, b: Code): Code => [a, b, 0x49],
};

function bytesOf(values: Float32Array | Int16Array | Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

export const f32 = {
  constant: (value: number): Code => [0x43, [...bytesOf(Float32Array.of(value))]],
  add: (a: Code, b: Code): Code => [a, b, 0x92],
  multiply: (a: Code, b: Code): Code => [a, b, 0x94],
  divide: (a: Code, b: Code): Code => [a, b, 0x95],
  maximum: (a: Code, b: Code): Code => [a, b, 0x97],
  squareRoot: (a: Code): Code => [a, 0x91],
  load: (address: Code): Code => [address, 0x2a, 0, 0],
  store: (address: Code, value: Code): Code => [address, value, 0x38, 0, 0],
};

/** Vector operators by the names of the specification, and their numbers. */
const vectorOperators = {
  'v128.and': 78,
  'i8x16.narrow_i16x8_u': 102,
  'f32x4.nearest': 106,
  'i16x8.narrow_i32x4_s': 133,
  'i16x8.shr_u': 141,
  'i16x8.add': 142,
  'i32x4.shl': 171,
  'i32x4.add': 174,
  'i32x4.sub': 177,
  'i32x4.dot_i16x8_s': 186,
  'f32x4.splat': 19,
  'f32x4.abs': 224,
  'f32x4.neg': 225,
  'f32x4.add': 228,
  'f32x4.sub': 229,
  'f32x4.mul': 230,
  'f32x4.div': 231,
  'f32x4.pmin': 234,
  'f32x4.pmax': 235,
  'i32x4.trunc_sat_f32x4_s': 248,
  'f32x4.convert_i32x4_s': 250,
  'i32x4.relaxed_dot_i8x16_i7x16_add_s': 0x113,
} as const;

/** Applies a vector operator. */
export function vector(operator: keyof typeof vectorOperators, ...operands: readonly Code[]): Code {
  return [operands, 0xfd, unsigned(vectorOperators[operator])];
}

/** Loads, with the operator's number and the alignment that it is told of, which is a hint: any address will do. */
const loads = {
  'v128.load': [0, 0],
  'v128.load8x8_s': [1, 0],
  'v128.load32_splat': [9, 0],
  'v128.load64_splat': [10, 0],
} as const;

export function load(address: Code, offset = 0, operator: keyof typeof loads = 'v128.load'): Code {
  const [number, alignment] = loads[operator];
  return [address, 0xfd, number, alignment, unsigned(offset)];
}

export function store(address: Code, value: Code, offset = 0): Code {
  return [address, value, 0xfd, 11, 0, unsigned(offset)];
}

const vectorConstant = (values: Float32Array | Int16Array | Int32Array): Code => [
  0xfd,
  12,
  [...bytesOf(values)],
];
/** The same number in all lanes. */
export const f32x4 = (value: number): Code => vectorConstant(new Float32Array(4).fill(value));
export const i16x8 = (value: number): Code => vectorConstant(new Int16Array(8).fill(value));
export const zeros: Code = vectorConstant(new Int32Array(4));

/** Four of the eight 32-bit lanes of two vectors. */
export function shuffle(a: Code, b: Code, lanes: readonly [number, number, number, number]): Code {
  const bytes = lanes.flatMap(lane => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]);
  return [a, b, 0xfd, 13, ...bytes];
}

/** One of the four numbers of a vector. */
export function lane(of: Code, place: number): Code {
  return [of, 0xfd, 31, place];
}

/** Runs statements once, and again as long as the condition holds after them. */
export function repeatWhile(condition: Code, statements: readonly Code[]): Code {
  return [0x03, 0x40, statements, condition, 0x0d, 0, 0x0b];
}

/** A function that is ready to be put into a module. */
export interface Assembled {
  readonly name: string;
  readonly type: Code;
  readonly body: Code;
}

/** A function that returns nothing, as it is written. */
export class Routine<Parameter extends string> {
  private readonly locals: ValueType[] = [];
  readonly parameters: Readonly<Record<Parameter, Variable>>;
  private readonly types: readonly ValueType[];

  /** @param parameters their names and types, in order */
  constructor(
    private readonly name: string,
    parameters: Readonly<Record<Parameter, ValueType>>,
  ) {
    const names = Object.keys(parameters) as Parameter[];
    this.types = names.map(name => parameters[name]);
    const variables = names.map((name, i) => [name, new Variable(i)] as const);
    this.parameters = Object.fromEntries(variables) as Record<Parameter, Variable>;
  }

  local(type: ValueType): Variable {
    return new Variable(this.types.length + this.locals.push(type) - 1);
  }

  assemble(statements: readonly Code[]): Assembled {
    const types = this.types.map(type => valueTypes[type]);
    const locals = this.locals.flatMap(type => [1, valueTypes[type]]);
    return {
      name: this.name,
      type: [0x60, withLength(types), 0],
      body: withLength([unsigned(this.locals.length), ...locals, statements, 0x0b]),
    };
  }
}

/** A module that exports its routines and imports its memory as `kernel.memory`. */
export function moduleOf(routines: readonly Assembled[]): Uint8Array<ArrayBuffer> {
  const code: Code = [
    [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(
      1,
      routines.map(({ type }) => type),
    ),
    section(2, [[name('kernel'), name('memory'), 2, 0, 1]]),
    section(
      3,
      routines.map((_, i) => unsigned(i)),
    ),
    section(
      7,
      routines.map((routine, i) => [name(routine.name), 0, unsigned(i)]),
    ),
    section(
      10,
      routines.map(({ body }) => body),
    ),
  ];
  return Uint8Array.from(joined(code));
}
