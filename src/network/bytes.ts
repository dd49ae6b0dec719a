/** The vocabulary: every value a byte can have. */
export const vocabulary = 256;
export const newline = 0x0a;

const encoder = new TextEncoder();

/**
 * The bytes that the network is served for a piece of text: UTF-8, CRLF as LF, a lone surrogate as U+FFFD.
 * A piece must not begin or end inside a CRLF or a surrogate pair (see `align`).
 */
export function encode(text: string): Uint8Array {
  return encoder.encode(text.includes('\r') ? text.replaceAll('\r\n', '\n') : text);
}

/** Text of bytes that are valid UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/**
 * May text be split before this UTF-16 unit's successor? Not after a carriage return or a high surrogate: what follows,
 * or is typed there later, may belong to the same bytes.
 */
export function mayEndWith(unit: number): boolean {
  return unit !== 0x0d && !isHighSurrogate(unit);
}

/**
 * UTF-16 units that bytes stand for (CRLF, read as LF, counts 1).
 * @param bytes valid UTF-8
 */
export function countUnits(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let units = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (!isContinuation(byte)) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}

/** Is this byte a UTF-8 continuation byte? */
export function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

/**
 * Where in a character a sequence of bytes stands: 0 between characters, else how many bytes are still to come
 * in the low two bits and, above them, which range the very next one is held to.
 */
export type Utf8State = number;
export const betweenCharacters: Utf8State = 0;

/** Ranges of the first continuation byte that differ from 80..BF: RFC 3629, section 4. */
const ranges: readonly (readonly [low: number, high: number])[] = [
  [0x80, 0xbf],
  [0xa0, 0xbf], // after E0: no overlong forms
  [0x80, 0x9f], // after ED: no surrogates
  [0x90, 0xbf], // after F0: no overlong forms
  [0x80, 0x8f], // after F4: nothing above U+10FFFF
];

/** The state after one more byte, or undefined where no valid UTF-8 goes on with it (RFC 3629). */
export function follow(state: Utf8State, byte: number): Utf8State | undefined {
  if (state === betweenCharacters) {
    if (byte < 0x80) return betweenCharacters;
    if (byte < 0xc2 || byte > 0xf4) return undefined;
    if (byte < 0xe0) return 1;
    if (byte < 0xf0) return 2 | (byte === 0xe0 ? 1 << 2 : byte === 0xed ? 2 << 2 : 0);
    return 3 | (byte === 0xf0 ? 3 << 2 : byte === 0xf4 ? 4 << 2 : 0);
  }
  const [low, high] = ranges[state >> 2] ?? [0x80, 0xbf];
  return byte >= low && byte <= high ? (state & 3) - 1 : undefined;
}
