import { field, integer, joined } from './protobuf.js';

/** Numbers of the fields in https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, by message. */
const model = { irVersion: 1, producer: 2, graph: 7, opset: 8 } as const;
const graph = { node: 1, name: 2, initializer: 5, input: 11, output: 12 } as const;
const node = { input: 1, output: 2, operator: 4, attribute: 5 } as const;
const attribute = { name: 1, integer: 3, type: 20 } as const;
const tensor = { dims: 1, type: 2, name: 8, raw: 9 } as const;
const floatType = 1;
const integerAttributeType = 2;
/** The version of the operators: the last whose Gemm, Add and Mul the WebGL backend knows under their old rules. */
const opset = 12;

type Operator = 'Gemm' | 'Add' | 'Sub' | 'Mul' | 'Div' | 'Sigmoid' | 'Tanh' | 'Relu' | 'Sqrt';

/** A value in a graph, by its name. */
export type Value = string;

/** An ONNX graph of primitive operators on fp32 rows `[1, size]`, as it grows. */
export class GraphBuilder {
  private readonly nodes: Uint8Array[] = [];
  private readonly weights: Uint8Array[] = [];
  private readonly inputs: Uint8Array[] = [];
  private readonly outputs: Uint8Array[] = [];
  private valueCount = 0;

  input(name: string, size: number): Value {
    this.inputs.push(field(graph.input, declared(name, size)));
    return name;
  }

  /** @param values numbers, row after row, written little-endian as they lie in memory */
  weight(rows: number, columns: number, values: Float32Array): Value {
    const name = this.fresh('w');
    const { buffer, byteOffset, byteLength } = values;
    this.weights.push(
      field(
        graph.initializer,
        integer(tensor.dims, rows),
        integer(tensor.dims, columns),
        integer(tensor.type, floatType),
        field(tensor.name, name),
        field(tensor.raw, new Uint8Array(buffer, byteOffset, byteLength)),
      ),
    );
    return name;
  }

  /**
   * x times a matrix `[outputs, inputs]`, plus what stands in `plus`. The matrix is never given as `[inputs, outputs]`: onnxruntime's WebGL backend keeps its
   * programs by the sizes of what they are given, and takes a Gemm of the one kind for a Gemm of the other.
   */
  product(x: Value, matrix: Value, plus: Value): Value {
    const transB = [
      field(attribute.name, 'transB'),
      integer(attribute.integer, 1),
      integer(attribute.type, integerAttributeType),
    ];
    return this.add('Gemm', [x, matrix, plus], [field(node.attribute, ...transB)]);
  }

  apply(operator: Exclude<Operator, 'Gemm'>, ...inputs: readonly Value[]): Value {
    return this.add(operator, inputs, []);
  }

  /** Gives a value out, under the name it has. */
  output(value: Value, size: number): Value {
    this.outputs.push(field(graph.output, declared(value, size)));
    return value;
  }

  finish(): Uint8Array {
    return joined([
      integer(model.irVersion, 7),
      field(model.producer, 'unroll'),
      field(
        model.graph,
        ...this.nodes,
        field(graph.name, 'step'),
        ...this.weights,
        ...this.inputs,
        ...this.outputs,
      ),
      field(model.opset, field(1, ''), integer(2, opset)),
    ]);
  }

  private add(operator: Operator, inputs: readonly Value[], attributes: readonly Uint8Array[]): Value {
    const output = this.fresh('v');
    this.nodes.push(
      field(
        graph.node,
        ...inputs.map(input => field(node.input, input)),
        field(node.output, output),
        field(node.operator, operator),
        ...attributes,
      ),
    );
    return output;
  }

  private fresh(letter: string): Value {
    return `${letter}${++this.valueCount}`;
  }
}

/** An input or output: its name and that it is `[1, size]` in fp32. */
function declared(name: string, size: number): Uint8Array {
  const dim = (length: number) => field(1, integer(1, length));
  return joined([field(1, name), field(2, field(1, integer(1, floatType), field(2, dim(1), dim(size))))]);
}
