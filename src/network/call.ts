import { excerptOfPhrase, inEnglish, phrase, type Phrase } from '../phrase.js';
import { elements } from './manifest.js';
import type { Constant, Node } from './model.js';

export type Shape = readonly number[];

/** Rows of the inputs for which shapes are inferred: a read of so many bytes, a batch of so many states. */
export const inputRows = 64;

/** Why a graph is refused. */
export class Refusal extends Error {
  constructor(readonly phrase: Phrase) {
    super(inEnglish(phrase));
  }
}

/** @param why may name what is in the graph, which is of any length */
export function refuse(why: Phrase): never {
  throw new Refusal(excerptOfPhrase(why));
}

/** The shapes of values by their names, and how many numbers all of them hold. */
export class Values {
  private readonly shapes = new Map<string, Shape>();
  /** Those that are whole numbers; all others are fp32. */
  private readonly whole = new Set<string>();

  constructor(private readonly footprint: Footprint) {}

  shapeOf(name: string): Shape | undefined {
    return this.shapes.get(name);
  }

  isWhole(name: string): boolean {
    return this.whole.has(name);
  }

  put(name: string, shape: Shape, isWhole: boolean): void {
    if (shape.length > 6 || !shape.every(length => Number.isSafeInteger(length) && length >= 0))
      refuse(phrase`"${name}" has no valid shape: ${shape.join(' x ')}`);
    this.footprint.take(name, shape);
    this.shapes.set(name, shape);
    if (isWhole) this.whole.add(name);
    else this.whole.delete(name);
  }
}

/** Adds up the numbers of all values of a run. */
export class Footprint {
  /** Numbers in one value, and in all values together. */
  private static readonly limits = { value: 2 ** 25, values: 2 ** 28 };
  private numbers = 0;

  take(name: string, shape: Shape): void {
    const size = elements(shape);
    this.numbers += size;
    if (size > Footprint.limits.value || this.numbers > Footprint.limits.values)
      refuse(phrase`it would take too much memory ("${name}" is ${shape.join(' x ')})`);
  }
}

/** A node with the values that it is given. */
export class Call {
  constructor(
    readonly node: Node,
    private readonly values: Values,
    private readonly constants: ReadonlyMap<string, Constant>,
    readonly footprint: Footprint,
  ) {}

  /** An input's shape. @param rank how many dimensions it has to have */
  shape(place: number, rank?: number): Shape {
    const shape = this.values.shapeOf(this.node.inputs[place] ?? '');
    if (!shape)
      refuse(
        phrase`its ${this.node.operator} reads "${this.node.inputs[place] ?? ''}", which no node produces`,
      );
    if (rank !== undefined && shape.length !== rank)
      refuse(phrase`its ${this.node.operator} reads ${shape.length} dimensions where ${rank} are wanted`);
    return shape;
  }

  get every(): Shape[] {
    return this.node.inputs.map((_, i) => this.shape(i));
  }

  /** Is an input made of whole numbers? */
  isWhole(place: number): boolean {
    return this.values.isWhole(this.node.inputs[place] ?? '');
  }

  /** Whole numbers that an input holds, which has to be a constant. */
  integers(place: number): readonly number[] {
    const constant = this.constants.get(this.node.inputs[place] ?? '');
    if (constant?.type !== 7 || constant.integers.length !== elements(constant.shape))
      refuse(phrase`its ${this.node.operator} takes a size or index that is not constant`);
    return constant.integers;
  }

  attribute(name: string, usual: number): number {
    return this.node.attributes.get(name) ?? usual;
  }

  /** A dimension of a shape, counted from its end where it is negative. */
  axis(value: number, rank: number): number {
    const axis = value < 0 ? value + rank : value;
    if (axis >= 0 && axis < rank) return axis;
    return refuse(phrase`its ${this.node.operator} names the dimension ${value} of ${rank}`);
  }
}
