import { phrase, type Phrase } from '../phrase.js';
import { fields, packed, type Field } from './protobuf.js';

/**
 * A node of an ONNX graph. Attributes that are tensors or text are not read, nor graphs but the one that a Scan repeats: `unsupported`
 * names one that is there, or is there twice.
 */
export interface Node {
  readonly operator: string;
  readonly domain: string;
  /** Names of values; an input that is left out is ''. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, number>;
  /** Attributes that are lists of whole numbers. */
  readonly lists: ReadonlyMap<string, readonly number[]>;
  /** The graph that it runs again and again. */
  readonly body: Graph | undefined;
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

/** As much of a graph as is needed to know what running it would do. */
export interface Graph {
  /** Names of the values that it is given, and that it gives. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly Node[];
  readonly constants: readonly Constant[];
  /** Names of parts that a plain graph does not have: functions, training, sparse tensors. */
  readonly unsupported: readonly Phrase[];
}

const unsupportedInModel: Readonly<Record<number, Phrase>> = { 20: phrase`training`, 25: phrase`functions` };

/** Reads an ONNX model. @throws RangeError where the bytes are none */
export function readModel(bytes: Uint8Array): Graph {
  const unsupported: Phrase[] = [];
  let graph: Graph | undefined;
  for (const part of fields(bytes)) {
    const name = unsupportedInModel[part.number];
    if (name !== undefined) unsupported.push(name);
    if (part.number !== 7) continue;
    if (graph) throw new RangeError('it holds more than one graph');
    graph = readGraph(bytesOf(part), false);
  }
  if (!graph) throw new RangeError('it holds no graph');
  return { ...graph, unsupported: [...unsupported, ...graph.unsupported] };
}

/** @param isBody is it what a node repeats? Then no graph within it is read. */
function readGraph(bytes: Uint8Array, isBody: boolean): Graph {
  const nodes: Node[] = [];
  const constants: Constant[] = [];
  const [inputs, outputs]: [string[], string[]] = [[], []];
  const unsupported: Phrase[] = [];
  for (const part of fields(bytes)) {
    if (part.number === 1) nodes.push(readNode(bytesOf(part), isBody));
    if (part.number === 5) constants.push(readConstant(bytesOf(part)));
    if (part.number === 11) inputs.push(readName(bytesOf(part)));
    if (part.number === 12) outputs.push(readName(bytesOf(part)));
    if (part.number === 15) unsupported.push(phrase`sparse tensors`);
  }
  return { inputs, outputs, nodes, constants, unsupported };
}

/** The name of an input or output. */
function readName(bytes: Uint8Array): string {
  let name = '';
  for (const part of fields(bytes)) if (part.number === 1) name = textOf(part);
  return name;
}

function readNode(bytes: Uint8Array, isInBody: boolean): Node {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, number>();
  const lists = new Map<string, readonly number[]>();
  let body: Graph | undefined;
  let [operator, domain] = ['', ''];
  let unsupported: string | undefined;
  for (const part of fields(bytes)) {
    if (part.number === 1) inputs.push(textOf(part));
    if (part.number === 2) outputs.push(textOf(part));
    if (part.number === 4) operator = textOf(part);
    if (part.number === 7) domain = textOf(part);
    if (part.number !== 5) continue;
    const { name, value } = readAttribute(bytesOf(part));
    // Of two with one name, each runtime takes the one it likes.
    if (attributes.has(name) || lists.has(name) || (body && name === 'body')) unsupported = name;
    else if (typeof value === 'number') attributes.set(name, value);
    else if (Array.isArray(value)) lists.set(name, value);
    else if (value instanceof Uint8Array && name === 'body' && !isInBody) body = readGraph(value, true);
    else unsupported = name;
  }
  return { operator, domain, inputs, outputs, attributes, lists, body, unsupported };
}

/** What an attribute may be: the number of the field that holds it, and of its type. */
const attributeKinds: Readonly<Record<number, number>> = { 3: 2, 6: 5, 8: 7 };

/** A whole number, a list of them or a graph's bytes, by its name; the value is undefined where it is anything else, or several. */
function readAttribute(bytes: Uint8Array): {
  name: string;
  value: number | number[] | Uint8Array | undefined;
} {
  let [name, type] = ['', 0];
  let value: number | number[] | Uint8Array | undefined;
  let [kind, isPlain]: [number | undefined, boolean] = [undefined, true];
  for (const part of fields(bytes)) {
    if (part.number === 1) name = textOf(part);
    else if (part.number === 20) type = 'varint' in part ? part.varint : 0;
    // A comment
    else if (part.number === 13) continue;
    else if (
      attributeKinds[part.number] === undefined ||
      (kind !== undefined && (kind !== part.number || kind === 6))
    )
      isPlain = false;
    else {
      kind = part.number;
      if (kind === 8) value = [...(Array.isArray(value) ? value : []), ...numbersOf(part)];
      else if (kind === 6) value = bytesOf(part);
      else value = 'varint' in part ? part.varint : undefined;
    }
  }
  const isKnown = isPlain && kind !== undefined && type === attributeKinds[kind];
  return { name, value: isKnown ? value : undefined };
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
