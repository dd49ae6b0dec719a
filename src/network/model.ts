import { phrase, type Phrase } from '../phrase.js';
import { fields, packed, type Field } from './protobuf.js';

/** A node of an ONNX graph. Attributes that are graphs, tensors or text are not read: `unsupported` names one that is there. */
export interface Node {
  readonly operator: string;
  readonly domain: string;
  /** Names of values; an input that is left out is ''. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, number>;
  readonly unsupported: string | undefined;
}

/** A tensor that lies in a graph, or in the external data that it names. */
export interface Constant {
  readonly name: string;
  readonly shape: readonly number[];
  /** Of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto: 1 fp32, 7 int64. */
  readonly type: number;
  /** Its numbers, of an int64 that lies in the graph. */
  readonly integers: readonly number[];
  /** Where its fp32 numbers lie. */
  readonly external: ReadonlyMap<string, string> | undefined;
}

/** As much of an ONNX model as is needed to know what running it would do. */
export interface OnnxModel {
  readonly nodes: readonly Node[];
  readonly constants: readonly Constant[];
  /** Names of parts that a plain graph does not have: functions, training, sparse tensors. */
  readonly unsupported: readonly Phrase[];
}

const unsupportedInModel: Readonly<Record<number, Phrase>> = { 20: phrase`training`, 25: phrase`functions` };

/** Reads an ONNX model. @throws RangeError where the bytes are none */
export function readModel(bytes: Uint8Array): OnnxModel {
  const nodes: Node[] = [];
  const constants: Constant[] = [];
  const unsupported: Phrase[] = [];
  let graphs = 0;
  for (const part of fields(bytes)) {
    const name = unsupportedInModel[part.number];
    if (name !== undefined) unsupported.push(name);
    if (part.number !== 7) continue;
    if (++graphs > 1) throw new RangeError('it holds more than one graph');
    for (const inner of fields(bytesOf(part))) {
      if (inner.number === 1) nodes.push(readNode(bytesOf(inner)));
      if (inner.number === 5) constants.push(readConstant(bytesOf(inner)));
      if (inner.number === 15) unsupported.push(phrase`sparse tensors`);
    }
  }
  if (graphs === 0) throw new RangeError('it holds no graph');
  return { nodes, constants, unsupported };
}

function readNode(bytes: Uint8Array): Node {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, number>();
  let [operator, domain] = ['', ''];
  let unsupported: string | undefined;
  for (const part of fields(bytes)) {
    if (part.number === 1) inputs.push(textOf(part));
    if (part.number === 2) outputs.push(textOf(part));
    if (part.number === 4) operator = textOf(part);
    if (part.number === 7) domain = textOf(part);
    if (part.number === 5) {
      const { name, value } = readAttribute(bytesOf(part));
      if (value === undefined) unsupported = name;
      else attributes.set(name, value);
    }
  }
  return { operator, domain, inputs, outputs, attributes, unsupported };
}

/** A whole number by its name; the value is undefined where it is anything else. */
function readAttribute(bytes: Uint8Array): { name: string; value: number | undefined } {
  let name = '';
  let value: number | undefined;
  let plain = true;
  for (const part of fields(bytes)) {
    if (part.number === 1) name = textOf(part);
    else if (part.number === 3 && 'varint' in part) value = part.varint;
    // 13 a comment, 20 the type
    else if (part.number !== 13 && part.number !== 20) plain = false;
  }
  return { name, value: plain ? value : undefined };
}

function readConstant(bytes: Uint8Array): Constant {
  const shape: number[] = [];
  const external = new Map<string, string>();
  let [name, type, isExternal] = ['', 0, false];
  let integers: number[] = [];
  for (const part of fields(bytes)) {
    if (part.number === 1) shape.push(...numbersOf(part));
    if (part.number === 2 && 'varint' in part) type = part.varint;
    if (part.number === 7) integers.push(...numbersOf(part));
    if (part.number === 8) name = textOf(part);
    if (part.number === 9) integers = type === 7 ? longs(bytesOf(part)) : integers;
    if (part.number === 13) {
      const [key, value] = [...fields(bytesOf(part))].map(textOf);
      external.set(key ?? '', value ?? '');
    }
    if (part.number === 14) isExternal = 'varint' in part && part.varint === 1;
  }
  return { name, shape, type, integers, external: isExternal || external.size > 0 ? external : undefined };
}

function longs(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length >> 3 }, (_, i) => Number(view.getBigInt64(8 * i, true)));
}

function numbersOf(part: Field): number[] {
  return 'varint' in part ? [part.varint] : packed(part.bytes);
}

function bytesOf(part: Field): Uint8Array {
  if ('bytes' in part) return part.bytes;
  throw new RangeError('it holds a number where there should be more');
}

function textOf(part: Field): string {
  return new TextDecoder().decode(bytesOf(part));
}
