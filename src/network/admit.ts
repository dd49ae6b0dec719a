import { excerptOfPhrase, inEnglish, phrase, type Phrase } from '../phrase.js';
import { elements, NetworkError } from './manifest.js';
import { readModel, type Constant, type OnnxModel, type Node } from './model.js';

type Shape = readonly number[];

/** Rows of the inputs for which shapes are inferred: a read of so many bytes, a batch of so many states. */
const inputRows = 64;
const limits = {
  nodes: 1000,
  /** Numbers in one value, and in all values of a run together. */
  value: 2 ** 25,
  values: 2 ** 28,
  /** Multiplications of a run: twice what the largest network that a manifest may describe takes. */
  work: 2 * inputRows * 64_000_000,
};

/**
 * Looks into a graph before the runtime does: it is refused where it holds an operator that no network needs (a Loop could run
 * for ever), or would take more memory or time than an editor can give. Sizes are followed from node to node.
 * @param file its name, for messages
 * @param state numbers in the network's state
 * @param weights bytes of its weights in fp32, which the graph may refer to as `weights`
 * @throws NetworkError that says why it is refused
 */
export function admit(graph: Uint8Array, file: string, state: number, weights: number): void {
  let model: OnnxModel;
  try {
    model = readModel(graph);
  } catch (cause) {
    throw new NetworkError(phrase`${file} could not be made ready: it is no ONNX graph`, { cause });
  }
  try {
    new ShapeInference(model, state, weights).follow();
  } catch (cause) {
    if (cause instanceof Refusal)
      throw new NetworkError(phrase`${file} is refused: ${cause.phrase}`, { cause });
    throw cause;
  }
}

class Refusal extends Error {
  constructor(readonly phrase: Phrase) {
    super(inEnglish(phrase));
  }
}

/** @param why may name what is in the graph, which is of any length */
function refuse(why: Phrase): never {
  throw new Refusal(excerptOfPhrase(why));
}

/** Shape inference: follows the shapes of all values through a graph, and adds up the memory and the multiplications of a run. */
class ShapeInference {
  private readonly shapes = new Map<string, Shape>();
  private readonly constants: ReadonlyMap<string, Constant>;
  private numbers = 0;
  private work = 0;

  constructor(
    private readonly model: OnnxModel,
    state: number,
    weights: number,
  ) {
    const { nodes, constants, unsupported } = model;
    if (unsupported[0] !== undefined) refuse(phrase`it holds ${unsupported[0]}`);
    if (nodes.length > limits.nodes) refuse(phrase`it has ${nodes.length} nodes, more than ${limits.nodes}`);
    this.constants = new Map(constants.map(constant => [constant.name, constant]));
    for (const constant of constants) {
      if (constant.external) checkPlace(constant, constant.external, weights);
      this.put(constant.name, constant.shape);
    }
    this.put('bytes', [inputRows]);
    this.put('state', [inputRows, state]);
  }

  follow(): void {
    for (const node of this.model.nodes) {
      const { operator, domain, inputs, outputs, unsupported } = node;
      const rule = domain === '' ? rules.get(operator) : undefined;
      if (!rule)
        refuse(
          phrase`it uses the operator ${domain === '' ? operator : `${domain}.${operator}`}, which no network here needs`,
        );
      if (unsupported !== undefined)
        refuse(phrase`its ${operator} has the attribute ${unsupported}, which no network here needs`);
      if (inputs.length > 8 || outputs.length > 64)
        refuse(phrase`its ${operator} has too many inputs or outputs`);
      const found = rule(
        new Call(
          node,
          inputs.map(name => this.shapes.get(name)),
          this.constants,
        ),
      );
      this.work += found.work ?? 0;
      if (this.work > limits.work) refuse(phrase`it would compute for too long`);
      outputs.forEach((name, i) => {
        if (name !== '')
          this.put(name, found.shapes[i] ?? refuse(phrase`its ${operator} has too many outputs`));
      });
    }
  }

  private put(name: string, shape: Shape): void {
    const size = elements(shape);
    if (shape.length > 6 || !shape.every(length => Number.isSafeInteger(length) && length >= 0))
      refuse(phrase`"${name}" has no shape that makes sense: ${shape.join(' x ')}`);
    this.numbers += size;
    if (size > limits.value || this.numbers > limits.values)
      refuse(phrase`it would take too much memory ("${name}" is ${shape.join(' x ')})`);
    this.shapes.set(name, shape);
  }
}

function checkPlace({ name, shape, type }: Constant, place: ReadonlyMap<string, string>, weights: number) {
  const [offset, length] = ['offset', 'length'].map(key => Number(place.get(key) ?? NaN)) as [number, number];
  const whole = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
  if (place.get('location') !== 'weights' || type !== 1)
    refuse(phrase`"${name}" should lie in "weights" as fp32, and does not`);
  if (!whole || offset % 4 !== 0 || length !== 4 * elements(shape) || offset + length > weights)
    refuse(phrase`"${name}" does not lie within the weights`);
}

/** A node with the shapes of what it is given. */
class Call {
  constructor(
    private readonly node: Node,
    private readonly inputs: readonly (Shape | undefined)[],
    private readonly constants: ReadonlyMap<string, Constant>,
  ) {}

  /** An input's shape. @param rank how many dimensions it has to have */
  shape(place: number, rank?: number): Shape {
    const shape = this.inputs[place];
    if (!shape)
      refuse(phrase`its ${this.node.operator} reads "${this.node.inputs[place] ?? ''}", which nothing gives`);
    if (rank !== undefined && shape.length !== rank)
      refuse(phrase`its ${this.node.operator} reads ${shape.length} dimensions where ${rank} are wanted`);
    return shape;
  }

  get every(): Shape[] {
    return this.inputs.map((_, i) => this.shape(i));
  }

  /** Whole numbers that an input holds, which has to be a constant. */
  integers(place: number): readonly number[] {
    const constant = this.constants.get(this.node.inputs[place] ?? '');
    if (constant?.type !== 7 || constant.integers.length !== elements(constant.shape))
      refuse(phrase`its ${this.node.operator} is told a size or a place by what is no constant`);
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

interface NodeOutputs {
  readonly shapes: readonly Shape[];
  readonly work?: number;
}

const same = (call: Call): NodeOutputs => ({ shapes: [call.shape(0)], work: elements(call.shape(0)) });

/** https://github.com/onnx/onnx/blob/main/docs/Broadcasting.md */
function broadcast(call: Call): NodeOutputs {
  const [a, b] = [call.shape(0), call.shape(1)];
  const rank = Math.max(a.length, b.length);
  const at = (shape: Shape, i: number) => shape[shape.length - rank + i] ?? 1;
  const shape = Array.from({ length: rank }, (_, i) => Math.max(at(a, i), at(b, i)));
  return { shapes: [shape], work: elements(shape) };
}

function recurrent(call: Call): NodeOutputs {
  const [T = 0, B = 0] = call.shape(0, 3);
  const H = call.attribute('hidden_size', 0);
  const work = T * B * (elements(call.shape(1, 3)) + elements(call.shape(2, 3)));
  return {
    shapes: [
      [T, 1, B, H],
      [1, B, H],
      [1, B, H],
    ],
    work,
  };
}

function slice(call: Call): NodeOutputs {
  const shape = [...call.shape(0)];
  const [starts, ends, axes] = [call.integers(1), call.integers(2), call.integers(3)];
  axes.forEach((value, i) => {
    const axis = call.axis(value, shape.length);
    const length = shape[axis] ?? 0;
    const place = (at: number) => Math.min(Math.max(at < 0 ? at + length : at, 0), length);
    shape[axis] = Math.max(0, place(ends[i] ?? 0) - place(starts[i] ?? 0));
  });
  return { shapes: [shape] };
}

/** What each operator gives: those that models/training/graphs.py writes, and no other. */
const rules: ReadonlyMap<string, (call: Call) => NodeOutputs> = new Map<string, (call: Call) => NodeOutputs>([
  ...(['Identity', 'Sigmoid', 'Tanh', 'Relu'] as const).map(name => [name, same] as const),
  ...(['Add', 'Sub', 'Mul'] as const).map(name => [name, broadcast] as const),
  ...(['RNN', 'GRU', 'LSTM'] as const).map(name => [name, recurrent] as const),
  ['Slice', slice],
  [
    'Cast',
    call => {
      if (![1, 6, 7].includes(call.attribute('to', 0)))
        refuse(phrase`its Cast makes neither fp32 nor whole numbers`);
      return same(call);
    },
  ],
  [
    'Gather',
    call => {
      const data = call.shape(0);
      const axis = call.axis(call.attribute('axis', 0), data.length);
      return { shapes: [[...data.slice(0, axis), ...call.shape(1), ...data.slice(axis + 1)]] };
    },
  ],
  [
    'Unsqueeze',
    call => {
      const shape = [...call.shape(0)];
      const axes = call.integers(1);
      const rank = shape.length + axes.length;
      for (const axis of axes.map(axis => call.axis(axis, rank)).sort((a, b) => a - b))
        shape.splice(axis, 0, 1);
      return { shapes: [shape] };
    },
  ],
  [
    'Squeeze',
    call => {
      const shape = call.shape(0);
      const axes = call.integers(1).map(axis => call.axis(axis, shape.length));
      return { shapes: [shape.filter((_, axis) => !axes.includes(axis))] };
    },
  ],
  [
    'Split',
    call => {
      const shape = call.shape(0);
      const axis = call.axis(call.attribute('axis', 0), shape.length);
      return { shapes: call.integers(1).map(size => shape.map((length, i) => (i === axis ? size : length))) };
    },
  ],
  [
    'Concat',
    call => {
      const [first = [], ...others] = call.every;
      const axis = call.axis(call.attribute('axis', 0), first.length);
      const length = others.reduce((sum, shape) => sum + (shape[axis] ?? 0), first[axis] ?? 0);
      return { shapes: [first.map((size, i) => (i === axis ? length : size))] };
    },
  ],
  [
    'Reshape',
    call => {
      const shape = call.integers(1);
      const known = elements(shape.filter(size => size > 0));
      const rest = Math.ceil(elements(call.shape(0)) / Math.max(1, known));
      return {
        shapes: [shape.map((size, i) => (size === -1 ? rest : size === 0 ? (call.shape(0)[i] ?? 0) : size))],
      };
    },
  ],
  [
    'Gemm',
    call => {
      const [a, b] = [call.shape(0, 2), call.shape(1, 2)];
      const turned = (shape: Shape, name: string) => (call.attribute(name, 0) ? [...shape].reverse() : shape);
      const [M = 0, K = 0] = turned(a, 'transA');
      const [, N = 0] = turned(b, 'transB');
      return { shapes: [[M, N]], work: M * K * N };
    },
  ],
]);
