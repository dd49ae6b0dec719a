import { phrase } from '../phrase.js';
import { Call, inputRows, refuse, Values, type Footprint, type Shape } from './call.js';
import { elements } from './manifest.js';
import type { Graph } from './model.js';

interface NodeOutputs {
  readonly shapes: readonly Shape[];
  /** Multiplications, or as many other operations. */
  readonly work?: number;
}
type Rule = (call: Call) => NodeOutputs;

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

/** A division of fp32: by 0 it gives a number that is none, where one of whole numbers would end the runtime. */
function divide(call: Call): NodeOutputs {
  if (call.isWhole(0) || call.isWhole(1))
    refuse(phrase`its Div divides whole numbers, which no network here needs`);
  return broadcast(call);
}

/** What is left over of whole numbers: by 0 it would end the runtime. */
function remainder(call: Call): NodeOutputs {
  if (!call.integers(1).every(by => by > 0)) refuse(phrase`its Mod divides by what is not above 0`);
  return broadcast(call);
}

function mean(call: Call): NodeOutputs {
  const shape = call.shape(0);
  const listed = call.node.lists.get('axes') ?? refuse(phrase`its ReduceMean does not say over what`);
  const axes = listed.map(axis => call.axis(axis, shape.length));
  const kept = call.attribute('keepdims', 1) !== 0;
  const reduced = shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  return {
    shapes: [kept ? reduced : reduced.filter((_, axis) => !axes.includes(axis))],
    work: elements(shape),
  };
}

/**
 * Runs a graph of elementwise operators for each row of its last inputs, on states that keep their shapes: no more rows than bytes
 * are read, so that it ends when they do.
 */
function scan(call: Call): NodeOutputs {
  const { body } = call.node;
  if (!body) refuse(phrase`its Scan has nothing to repeat`);
  const given = call.every;
  const states = given.length - call.attribute('num_scan_inputs', 0);
  const [steps = NaN] = given[states] ?? [];
  if (states < 0 || given.length !== body.inputs.length || !(steps <= inputRows))
    refuse(phrase`its Scan does not go over the bytes that are read`);
  const wanted = call.node.outputs.length;
  if (body.outputs.length !== wanted)
    refuse(phrase`its Scan gives ${body.outputs.length} lists where ${wanted} are wanted`);
  const inside = new Values(call.footprint);
  given.forEach((shape, i) => {
    if (call.isWhole(i)) refuse(phrase`its Scan reads whole numbers`);
    if (i >= states && shape[0] !== steps) refuse(phrase`its Scan goes over lists of different lengths`);
    inside.put(body.inputs[i] ?? '', i < states ? shape : shape.slice(1), false);
  });
  const work = followBody(body, inside, call.footprint);
  const after = body.outputs.map(
    name => inside.shapeOf(name) ?? refuse(phrase`its Scan gives "${name}", which no node produces`),
  );
  for (let i = 0; i < states; i++)
    if (after[i]?.join() !== given[i]?.join()) refuse(phrase`its Scan changes the shape of its state`);
  return { shapes: after.map((shape, i) => (i < states ? shape : [steps, ...shape])), work: steps * work };
}

/** @returns the work of one step */
function followBody({ nodes, constants, unsupported }: Graph, inside: Values, footprint: Footprint): number {
  if (unsupported[0] !== undefined) refuse(phrase`it holds ${unsupported[0]}`);
  if (constants.length > 0) refuse(phrase`its Scan has numbers of its own`);
  return nodes.reduce((work, node) => {
    const [name = '', ...others] = node.outputs;
    const { attributes, lists } = node;
    const rule = node.domain === '' ? elementwise.get(node.operator) : undefined;
    if (
      !rule ||
      attributes.size + lists.size + others.length > 0 ||
      node.unsupported !== undefined ||
      node.body
    )
      refuse(phrase`its Scan repeats the operator ${node.operator}, which no network here needs to`);
    const found = rule(new Call(node, inside, new Map(), footprint));
    inside.put(name, found.shapes[0] ?? [], false);
    return work + (found.work ?? 0);
  }, 0);
}

/** Operators whose result is worked out number by number. */
const elementwise: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...(['Identity', 'Sigmoid', 'Tanh', 'Relu', 'Sqrt'] as const).map(name => [name, same] as const),
  ...(['Add', 'Sub', 'Mul'] as const).map(name => [name, broadcast] as const),
  ['Div', divide],
]);

/** What each operator gives: those that models/training/graphs.py and block_graphs.py write, and no other. */
export const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...elementwise,
  ...(['RNN', 'GRU', 'LSTM'] as const).map(name => [name, recurrent] as const),
  ['Slice', slice],
  ['Mod', remainder],
  ['ReduceMean', mean],
  ['Scan', scan],
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
