import type { State } from '../network.js';
import type { Rows } from './machine.js';

/** A network's layers on the kernel: what differs between cells. Rows are states of a batch, or bytes of a text. */
export interface Program {
  /** Puts a state into a row; a text's is row 0. */
  load(row: number, state: State): void;
  /** A row's state, in memory of its own. */
  save(row: number): State;
  /** Reads one byte in each row. @returns what the logits of each row read */
  step(bytes: Uint8Array): Rows;
  /** Reads a text, `maximumRows` bytes at most, in row 0. @returns what the logits read after its last byte */
  read(bytes: Uint8Array): Rows;
}
