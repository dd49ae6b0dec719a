import { vocabulary } from '../network/bytes.js';

/** Kinds of bytes that are voted for alike; the last is of all others. */
const kinds: readonly string[] = [
  '\n',
  ' \t',
  'abcdefghijklmnopqrstuvwxyz',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  '0123456789',
  '_$',
  '([{',
  ')]}',
  '"\'`',
  '.',
  ',;:',
];

export const kindCount = kinds.length + 1;

const table = new Uint8Array(vocabulary).fill(kinds.length);
for (const [kind, characters] of kinds.entries())
  for (const character of characters) table[character.charCodeAt(0)] = kind;

/** The kind of a byte: under `kindCount`. */
export function kindOf(byte: number): number {
  return table[byte] ?? kinds.length;
}
