import { decimal } from './localize.js';

/** A value with its sign, which is not to be told by colour alone. */
export function signed(value: number): string {
  const text = decimal(Math.abs(value), 2);
  return text === decimal(0, 2) ? text : `${value < 0 ? '−' : '+'}${text}`;
}
