import type { Network, Reading } from '../network/network.js';
import type { Found, Memory, MemoryPlace } from '../memory/memory.js';
import type { Mixer } from '../memory/mixer.js';
import { noFound } from '../memory/memory.js';
import { maximumContextBytes } from '../memory/sorting.js';
import { encode } from '../network/bytes.js';
import { softmax } from '../network/probability.js';

/** The memory as it is asked at one caret. */
export interface Recollection {
  readonly memory: Memory;
  readonly mixer: Mixer;
  /** The caret's place. */
  readonly spot: MemoryPlace;
  /** Called where the memory failed; the network goes on alone. */
  readonly failed?: (error: unknown) => void;
}

/** The prediction at a place, and everything needed to continue from there. */
export interface Expectation {
  /** The network's state and logits. */
  readonly reading: Reading;
  /** The last bytes before the place, up to `maximumContextBytes`. */
  readonly context: Uint8Array;
  /** `[256]`: the probability of each next byte, as the network has it, and with the memory mixed in. */
  readonly alone: Float32Array;
  readonly distribution: Float32Array;
  /** Where the memory found the same context; undefined where it was not asked. */
  readonly found: Found | undefined;
}

/** Predicts the next byte with the network, and mixes in the memory where there is one. It serves one answer, whose searches share their steps. */
export class Predictor {
  /** The expectations after each byte that was stepped through: the searches for one answer mostly take the same steps. */
  private readonly steps = new WeakMap<Expectation, Map<number, Expectation>>();

  constructor(
    private readonly network: Network,
    private recollection?: Recollection,
  ) {}

  /**
   * The prediction at the caret.
   * @param before the text before it: its last few lines will do
   */
  start(reading: Reading, before: string): Expectation {
    return this.expect(reading, contextBehind(before));
  }

  /** The predictions one byte further on, for each of a batch: `bytes[i]` follows `from[i]`. */
  async step(from: readonly Expectation[], bytes: Uint8Array): Promise<Expectation[]> {
    const pairs = from.map((before, i) => ({ before, byte: bytes[i] ?? 0, after: this.stepsFrom(before) }));
    const missing = pairs.filter(({ after, byte }) => !after.has(byte));
    if (missing.length > 0) {
      const states = missing.map(({ before }) => before.reading.state);
      const readings = await this.network.step(
        states,
        Uint8Array.from(missing, ({ byte }) => byte),
      );
      for (const [i, { before, byte, after }] of missing.entries()) {
        const reading = readings[i];
        if (reading) after.set(byte, this.expect(reading, contextAfter(before.context, byte)));
      }
    }
    return pairs.flatMap(({ after, byte }) => after.get(byte) ?? []);
  }

  private stepsFrom(before: Expectation): Map<number, Expectation> {
    const known = this.steps.get(before);
    if (known) return known;
    const steps = new Map<number, Expectation>();
    this.steps.set(before, steps);
    return steps;
  }

  private expect(reading: Reading, context: Uint8Array): Expectation {
    const alone = softmax(reading.logits);
    if (!this.recollection) return { reading, context, alone, distribution: alone, found: undefined };
    const { memory, mixer, spot, failed } = this.recollection;
    try {
      const found = noFound();
      memory.find(context, spot, found);
      return { reading, context, alone, distribution: mixer.mix(alone, context, found), found };
    } catch (error) {
      if (!failed) throw error;
      failed(error);
      delete this.recollection;
      return { reading, context, alone, distribution: alone, found: undefined };
    }
  }
}

/** The last bytes of a text, up to `maximumContextBytes`: what the memory is asked with behind it. */
export function contextBehind(text: string): Uint8Array {
  // A unit takes a byte at least; a line end of two units takes one.
  return encode(text.slice(-2 * maximumContextBytes - 1)).slice(-maximumContextBytes);
}

/** The context a byte further on: a copy, so that branches may share the one before. */
function contextAfter(context: Uint8Array = new Uint8Array(0), byte: number): Uint8Array {
  const start = Math.max(0, context.length + 1 - maximumContextBytes);
  const result = new Uint8Array(context.length + 1 - start);
  result.set(context.subarray(start));
  result[result.length - 1] = byte;
  return result;
}
