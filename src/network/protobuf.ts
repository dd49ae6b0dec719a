// The part of protobuf that ONNX graphs need: https://protobuf.dev/programming-guides/encoding/

/** A field of a message as it lies there: a number (of a varint), or bytes (a string, a message, packed numbers). */
export type Field = { readonly number: number } & (
  { readonly varint: number } | { readonly bytes: Uint8Array }
);

const varintWire = 0;
const bytesWire = 2;
/** Bytes of the numbers of a fixed size, by wire type. */
const fixedSizes: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/** A number as a varint: seven bits a byte, lowest first. @param value whole, from 0 to 2^53 */
function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}

/** A field with a whole number, 0 or more. */
export function integer(number: number, value: number): Uint8Array {
  return Uint8Array.from([...varint(number * 8 + varintWire), ...varint(value)]);
}

/** A field with bytes, text, or the fields of a message. */
export function field(number: number, ...parts: readonly (Uint8Array | string)[]): Uint8Array {
  const bytes = parts.map(part => (typeof part === 'string' ? new TextEncoder().encode(part) : part));
  const length = bytes.reduce((sum, part) => sum + part.length, 0);
  return joined([Uint8Array.from([...varint(number * 8 + bytesWire), ...varint(length)]), ...bytes]);
}

/** Parts, one after the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Reads varints, signed of 64 bits, one after the other. @throws RangeError where the bytes end within one */
class Varints {
  at = 0;
  constructor(private readonly bytes: Uint8Array) {}

  get ended(): boolean {
    return this.at >= this.bytes.length;
  }

  next(): number {
    let value = 0n;
    for (let place = 0n; place < 10n; place++) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new RangeError('it ends within a number');
      value += BigInt(byte & 127) << (7n * place);
      if (byte < 128) return Number(BigInt.asIntN(64, value));
    }
    throw new RangeError('it holds a number of more than ten bytes');
  }
}

/** Numbers that are packed into one field. @throws RangeError where they are none */
export function packed(bytes: Uint8Array): number[] {
  const varints = new Varints(bytes);
  const values: number[] = [];
  while (!varints.ended) values.push(varints.next());
  return values;
}

/**
 * The fields of a message, in their order.
 * @throws RangeError where the bytes are no message
 */
export function* fields(message: Uint8Array): Generator<Field> {
  const varints = new Varints(message);
  const next = () => varints.next();
  const take = (length: number): Uint8Array => {
    const { at } = varints;
    if (length < 0 || length > message.length - at) throw new RangeError('it ends within a field');
    varints.at += length;
    return message.subarray(at, at + length);
  };
  while (!varints.ended) {
    const tag = next();
    if (tag < 8) throw new RangeError('it holds a field without a number');
    const wire = tag % 8;
    const number = Math.floor(tag / 8);
    if (wire === varintWire) yield { number, varint: next() };
    else if (wire === bytesWire) yield { number, bytes: take(next()) };
    else if (fixedSizes[wire] !== undefined) yield { number, bytes: take(fixedSizes[wire]) };
    else throw new RangeError(`it holds a field of the unknown kind ${wire}`);
  }
}
