/* The routines that work component by component: what a cell does with its gates' sums. */
import {
  f32,
  f32x4,
  i32,
  lane,
  load,
  repeatWhile,
  Routine,
  store,
  vector,
  zeros,
  type Assembled,
  type Code,
  type Variable,
} from './assembler.js';

const plus = (a: Code, b: Code) => vector('f32x4.add', a, b);
const minus = (a: Code, b: Code) => vector('f32x4.sub', a, b);
const times = (a: Code, b: Code) => vector('f32x4.mul', a, b);
const over = (a: Code, b: Code) => vector('f32x4.div', a, b);
const one = f32x4(1);

/** A routine over vectors, as it is written: four components at a time. */
class Loop<Pointer extends string> {
  private readonly routine: Routine<Pointer | 'length' | 'gate'>;
  private readonly index: Variable;
  private readonly statements: Code[] = [];
  /** What the exponential function works with. */
  private readonly scratch: readonly [Variable, Variable, Variable];

  constructor(name: string, pointers: readonly Pointer[]) {
    const parameters = [...pointers, 'length', 'gate'] as const;
    const types = Object.fromEntries(parameters.map(name => [name, 'i32'])) as Record<
      Pointer | 'length' | 'gate',
      'i32'
    >;
    this.routine = new Routine(name, types);
    this.index = this.routine.local('i32');
    this.scratch = [this.variable(), this.variable(), this.variable()];
  }

  /** Four components of what a pointer leads to. @param gate of which of several vectors that lie `gate` apart */
  at(pointer: Pointer, gate = 0): Code {
    return load(this.address(pointer, gate));
  }

  write(pointer: Pointer, value: Code): void {
    this.statements.push(store(this.address(pointer, 0), value));
  }

  /** Keeps a value that is used more than once. */
  keep(value: Code): Code {
    const variable = this.variable();
    this.statements.push(variable.set(value));
    return variable.value;
  }

  /** 1 / (1 + e^-x) */
  sigmoid(x: Code): Code {
    return this.keep(over(one, plus(one, this.exponential(vector('f32x4.neg', x)))));
  }

  /** tanh x = 1 - 2 / (1 + e^2x) */
  tanh(x: Code): Code {
    const y = this.keep(x);
    return this.keep(minus(one, over(f32x4(2), plus(one, this.exponential(plus(y, y))))));
  }

  assemble(): Assembled {
    const { length } = this.routine.parameters;
    return this.routine.assemble([
      repeatWhile(i32.isLess(this.index.value, length.value), [...this.statements, this.index.increase(16)]),
    ]);
  }

  /**
   * e^x = 2^k e^f, with k whole and |f| <= ln 2 / 2, where e^f is its Taylor polynomial of degree 6, to 2e-7 of its value.
   * Adding 1.5 * 2^23 rounds to a whole number and leaves it in a float's lowest bits, from where it is shifted to the exponent's.
   */
  private exponential(value: Code): Code {
    const [x, rounded, f] = this.scratch;
    const shift = f32x4(1.5 * 2 ** 23);
    this.statements.push(
      x.set(vector('f32x4.pmin', f32x4(40), vector('f32x4.pmax', f32x4(-40), value))),
      x.set(times(x.value, f32x4(Math.LOG2E))),
      rounded.set(plus(shift, x.value)),
      f.set(times(minus(x.value, minus(rounded.value, shift)), f32x4(Math.LN2))),
      x.set(f32x4(1 / 720)),
      ...[120, 24, 6, 2, 1, 1].map(factorial => x.set(plus(times(x.value, f.value), f32x4(1 / factorial)))),
    );
    return this.keep(vector('i32x4.add', x.value, vector('i32x4.shl', rounded.value, i32.constant(23))));
  }

  private address(pointer: Pointer, gate: number): Code {
    const parameters: Readonly<Record<string, Variable>> = this.routine.parameters;
    let address = i32.add(parameters[pointer]?.value ?? [], this.index.value);
    for (let i = 0; i < gate; i++) address = i32.add(address, parameters['gate']?.value ?? []);
    return address;
  }

  private variable(): Variable {
    return this.routine.local('v128');
  }
}

function rnn(): Assembled {
  const loop = new Loop('rnn', ['sum', 'h']);
  loop.write('h', loop.tanh(loop.at('sum')));
  return loop.assemble();
}

function rectify(): Assembled {
  const loop = new Loop('rectify', ['sum', 'out']);
  loop.write('out', vector('f32x4.pmax', zeros, loop.at('sum')));
  return loop.assemble();
}

function gru(): Assembled {
  const loop = new Loop('gru', ['fromInput', 'fromState', 'h', 'next']);
  const sum = (gate: number) => plus(loop.at('fromInput', gate), loop.at('fromState', gate));
  const [z, r] = [loop.sigmoid(sum(0)), loop.sigmoid(sum(1))];
  const n = loop.tanh(plus(loop.at('fromInput', 2), times(r, loop.at('fromState', 2))));
  loop.write('next', plus(n, times(z, minus(loop.at('h'), n))));
  return loop.assemble();
}

function lstm(): Assembled {
  const loop = new Loop('lstm', ['sums', 'c', 'nextH', 'nextC']);
  const [i, o, f] = [0, 1, 2].map(gate => loop.sigmoid(loop.at('sums', gate))) as [Code, Code, Code];
  const g = loop.tanh(loop.at('sums', 3));
  const c = loop.keep(plus(times(f, loop.at('c')), times(i, g)));
  loop.write('nextC', c);
  loop.write('nextH', times(o, loop.tanh(c)));
  return loop.assemble();
}

function glr(): Assembled {
  const loop = new Loop('glr', ['sums', 'h', 'next', 'out']);
  const [f, o] = [loop.sigmoid(loop.at('sums', 0)), loop.sigmoid(loop.at('sums', 2))];
  const c = loop.keep(loop.at('sums', 1));
  const h = loop.keep(plus(c, times(f, minus(loop.at('h'), c))));
  loop.write('next', h);
  loop.write('out', times(o, h));
  return loop.assemble();
}

function swiglu(): Assembled {
  const loop = new Loop('swiglu', ['u', 'out']);
  const u = loop.keep(loop.at('u'));
  loop.write('out', times(times(u, loop.sigmoid(u)), loop.at('u', 1)));
  return loop.assemble();
}

function normalize(): Assembled {
  const routine = new Routine('normalize', {
    ...{ x: 'i32', end: 'i32', inverseWidth: 'f32', epsilon: 'f32', out: 'i32' },
  } as const);
  const { x, end, inverseWidth, epsilon, out } = routine.parameters;
  const [at, squares, factor] = [routine.local('i32'), routine.local('v128'), routine.local('v128')];
  const isMore = i32.isLess(at.value, end.value);
  const lanes = [0, 1, 2, 3].map(place => lane(squares.value, place)) as [Code, Code, Code, Code];
  const sum = f32.add(f32.add(lanes[0], lanes[1]), f32.add(lanes[2], lanes[3]));
  const root = f32.squareRoot(f32.add(f32.multiply(sum, inverseWidth.value), epsilon.value));
  return routine.assemble([
    at.set(x.value),
    squares.set(zeros),
    repeatWhile(isMore, [
      squares.set(plus(squares.value, times(load(at.value), load(at.value)))),
      at.increase(16),
    ]),
    factor.set(vector('f32x4.splat', f32.divide(f32.constant(1), root))),
    at.set(x.value),
    repeatWhile(isMore, [
      store(out.value, times(load(at.value), factor.value)),
      at.increase(16),
      out.increase(16),
    ]),
  ]);
}

function convolve(): Assembled {
  const i = 'i32' as const;
  const routine = new Routine('convolve', { x: i, taps: i, tapsEnd: i, distance: i, length: i, out: i });
  const { x, taps, tapsEnd, distance, length, out } = routine.parameters;
  const [end, at, tap, sum] = [
    ...(['i32', 'i32', 'i32', 'v128'] as const).map(type => routine.local(type)),
  ] as [Variable, Variable, Variable, Variable];
  return routine.assemble([
    end.set(i32.add(x.value, length.value)),
    repeatWhile(i32.isLess(x.value, end.value), [
      ...[at.set(x.value), tap.set(taps.value), sum.set(zeros)],
      repeatWhile(i32.isLess(tap.value, tapsEnd.value), [
        sum.set(plus(sum.value, times(load(at.value), load(tap.value)))),
        ...[at.increase(distance.value), tap.increase(distance.value)],
      ]),
      store(out.value, sum.value),
      // The end of the taps moves along, since every component has its own.
      ...[x.increase(16), taps.increase(16), tapsEnd.increase(16), out.increase(16)],
    ]),
  ]);
}

/** The routines by which cells differ, and those of blocks. */
export function elementwiseRoutines(): Assembled[] {
  return [rnn(), rectify(), gru(), lstm(), glr(), swiglu(), normalize(), convolve()];
}
