import { decimal } from './localize.js';

/** A value with its sign, which is not to be told by colour alone. */
export function signed(value: number, digits = 2): string {
  const text = decimal(Math.abs(value), digits);
  return text === decimal(0, digits) ? text : `${value < 0 ? '−' : '+'}${text}`;
}
