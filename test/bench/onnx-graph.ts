import { field, integer, joined } from '../../src/network/protobuf.js';

/** Numbers of the fields in https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, by message. */
const model = { irVersion: 1, producer: 2, graph: 7, opset: 8 } as const;
const operatorSet = { domain: 1, version: 2 } as const;
const graph = { node: 1, name: 2, initializer: 5, input: 11, output: 12 } as const;
const node = { input: 1, output: 2, operator: 4, attribute: 5, domain: 7 } as const;
const attribute = { name: 1, integer: 3, type: 20 } as const;
const tensor = { dims: 1, type: 2, name: 8, raw: 9, external: 13, location: 14 } as const;
const types = { fp32: 1, int8: 3, int64: 7 } as const;
const integerAttributeType = 2;
const externalLocation = 1;

/** A value in a graph, by its name. */
export type Value = string;

/** Operators of onnxruntime's own. */
export const microsoft = 'com.microsoft';

/** The name under which a session is given the numbers that lie outside of a graph. */
export const externalNumbers = 'numbers';

function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** An input or output of fp32. */
function declared(name: string, shape: readonly number[]): Uint8Array {
  const dims = shape.map(length => field(1, integer(1, length)));
  return joined([field(1, name), field(2, field(1, integer(1, types.fp32), field(2, ...dims)))]);
}

/** An ONNX graph of any operators, as it grows. */
export class OnnxGraph {
  /** Numbers of the longest tensor that lies outside. */
  longestExternal = 0;
  private readonly nodes: Uint8Array[] = [];
  private readonly constants: Uint8Array[] = [];
  private readonly inputs: Uint8Array[] = [];
  private readonly outputs: Uint8Array[] = [];
  private count = 0;

  input(name: string, shape: readonly number[]): Value {
    this.inputs.push(field(graph.input, declared(name, shape)));
    return name;
  }

  /** A list of whole numbers: a shape. */
  integers(...values: readonly number[]): Value {
    return this.constant('int64', [values.length], [raw(BigInt64Array.from(values, BigInt))]);
  }

  int8(shape: readonly number[], values: Int8Array): Value {
    return this.constant('int8', shape, [raw(values)]);
  }

  fp32(shape: readonly number[], values: Float32Array): Value {
    return this.constant('fp32', shape, [raw(values)]);
  }

  /** Numbers of fp32 that lie outside. All such tensors begin at the same place there: each is a copy of its own once it is loaded. */
  external(...shape: readonly number[]): Value {
    const length = shape.reduce((a, b) => a * b, 1);
    this.longestExternal = Math.max(this.longestExternal, length);
    const entries = { location: externalNumbers, offset: '0', length: String(4 * length) };
    return this.constant('fp32', shape, [
      ...Object.entries(entries).map(([key, value]) =>
        field(tensor.external, field(1, key), field(2, value)),
      ),
      integer(tensor.location, externalLocation),
    ]);
  }

  /** @param attributes whole numbers, 0 or more */
  apply(
    operator: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, number>> = {},
    domain = '',
  ): Value {
    return this.applyForMany(1, operator, inputs, attributes, domain)[0] ?? '';
  }

  /** As `apply`, of an operator that gives several values. */
  applyForMany(
    count: number,
    operator: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, number>> = {},
    domain = '',
  ): Value[] {
    const outputs = Array.from({ length: count }, () => this.fresh());
    this.nodes.push(
      field(
        graph.node,
        ...inputs.map(input => field(node.input, input)),
        ...outputs.map(output => field(node.output, output)),
        field(node.operator, operator),
        ...Object.entries(attributes).map(([name, value]) =>
          field(
            node.attribute,
            field(attribute.name, name),
            integer(attribute.integer, value),
            integer(attribute.type, integerAttributeType),
          ),
        ),
        field(node.domain, domain),
      ),
    );
    return outputs;
  }

  output(value: Value, shape: readonly number[]): void {
    this.outputs.push(field(graph.output, declared(value, shape)));
  }

  finish(): Uint8Array {
    const operators = (domain: string, version: number) =>
      field(model.opset, field(operatorSet.domain, domain), integer(operatorSet.version, version));
    return joined([
      integer(model.irVersion, 9),
      field(model.producer, 'unroll'),
      field(
        model.graph,
        ...[...this.nodes, field(graph.name, 'bench'), ...this.constants, ...this.inputs, ...this.outputs],
      ),
      operators('', 20),
      operators(microsoft, 1),
    ]);
  }

  private constant(
    type: keyof typeof types,
    shape: readonly number[],
    numbers: readonly Uint8Array[],
  ): Value {
    const name = this.fresh();
    this.constants.push(
      field(
        graph.initializer,
        ...shape.map(length => integer(tensor.dims, length)),
        integer(tensor.type, types[type]),
        field(tensor.name, name),
        ...numbers,
      ),
    );
    return name;
  }

  private fresh(): Value {
    return `v${++this.count}`;
  }
}

function raw(values: ArrayBufferView): Uint8Array {
  return field(tensor.raw, bytesOf(values));
}

/** Numbers between -0.05 and 0.05, which are as good as weights where time alone is measured. */
export function randomNumbers(length: number): Float32Array {
  const numbers = new Float32Array(length);
  const different = Math.min(length, 1 << 20);
  // xorshift32 (Marsaglia 2003)
  let seed = 2_463_534_242;
  for (let i = 0; i < different; i++) {
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    numbers[i] = (seed / 2 ** 31) * 0.05;
  }
  for (let at = different; at < length; at += different) numbers.copyWithin(at, 0, different);
  return numbers;
}
