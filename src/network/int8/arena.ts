/** Bytes between two stretches, which nothing may write to. */
const guardBytes = 64;
/** What stands in them: as numbers in fp32 they are none, so that a sum that reads one is none, either. */
const guardWord = 0x7fc0cafe;
const pageBytes = 65536;
const alignment = 64;

/** A WASM memory that is handed out once, in stretches between guards, and never moved. Addresses are in bytes. */
export class Arena {
  readonly memory = new WebAssembly.Memory({ initial: 1 });
  private readonly guards: number[] = [];
  private used = 0;

  constructor() {
    this.guard();
  }

  /** A stretch of zeros. */
  take(bytes: number): number {
    const address = this.used;
    this.use(Math.ceil(bytes / alignment) * alignment);
    this.guard();
    return address;
  }

  /** A stretch of numbers. @param length of the stretch in numbers, where it is longer than they are */
  floats(values: ArrayLike<number>, length = values.length): number {
    const address = this.take(4 * length);
    new Float32Array(this.memory.buffer, address, values.length).set(values);
    return address;
  }

  /** Are all guards as they were? */
  get isIntact(): boolean {
    const words = new Uint32Array(this.memory.buffer);
    return this.guards.every(guard =>
      words.subarray(guard / 4, (guard + guardBytes) / 4).every(word => word === guardWord),
    );
  }

  private use(bytes: number): void {
    this.used += bytes;
    const missing = this.used - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / pageBytes));
  }

  private guard(): void {
    const address = this.used;
    this.use(guardBytes);
    new Uint32Array(this.memory.buffer, address, guardBytes / 4).fill(guardWord);
    this.guards.push(address);
  }
}
