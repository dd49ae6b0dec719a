/** The bytes of a text; read one at a time, by their index alone. */
export type ByteText = ArrayLike<number>;

/** Every byte from this one on is no part of any literal. */
const alphabet = 128;

/**
 * Finds every place where one of many literals ends, in one step a byte (Aho and Corasick 1975). Capital letters count as small ones.
 * @typeParam T what each literal stands for
 */
export class LiteralAutomaton<T> {
  /** `[states, alphabet]`: the state after a byte. */
  private readonly next: Uint16Array;
  /** Of each state: what the literals that end in it stand for, the longest first. */
  private readonly ends: readonly (readonly T[] | undefined)[];
  /** Bytes of the longest literal: the state depends on as many bytes. */
  readonly longest: number;

  /** @param literals ASCII in small letters */
  constructor(literals: readonly (readonly [literal: string, meaning: T])[]) {
    const children = [new Map<number, number>()];
    const own: T[][] = [[]];
    for (const [literal, meaning] of literals) {
      let state = 0;
      for (let i = 0; i < literal.length; i++) {
        const byte = literal.charCodeAt(i);
        let child = children[state]?.get(byte);
        if (child === undefined) {
          child = children.length;
          children.push(new Map());
          own.push([]);
          children[state]?.set(byte, child);
        }
        state = child;
      }
      own[state]?.push(meaning);
    }
    this.longest = Math.max(0, ...literals.map(([{ length }]) => length));
    this.next = new Uint16Array(children.length * alphabet);
    const ends = [...own];
    // Breadth first: the state to fall back to is shorter, and so is filled in already.
    const open: (readonly [state: number, fallback: number])[] = [[0, 0]];
    for (const [state, fallback] of open) {
      for (let byte = 0; byte < alphabet; byte++) {
        const other = state === 0 ? 0 : this.after(fallback, byte);
        const child = children[state]?.get(byte);
        this.next[state * alphabet + byte] = child ?? other;
        if (child === undefined) continue;
        open.push([child, other]);
        ends[child] = [...(ends[child] ?? []), ...(ends[other] ?? [])];
      }
    }
    for (let state = 0; state < children.length; state++)
      for (let byte = 0x41; byte <= 0x5a; byte++)
        this.next[state * alphabet + byte] = this.after(state, byte + 0x20);
    this.ends = ends.map(some => (some.length > 0 ? some : undefined));
  }

  /** The state after one more byte; 0 is the state before any. */
  after(state: number, byte: number): number {
    return byte < alphabet ? (this.next[state * alphabet + byte] ?? 0) : 0;
  }

  /** What ends in a state. */
  endsIn(state: number): readonly T[] | undefined {
    return this.ends[state];
  }
}
