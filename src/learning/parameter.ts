import type { SeededRandom } from './random.js';

/** A tensor that is learnt, and the gradient of the loss by it. Rows lie one after the other. */
export class Parameter {
  readonly values: Float64Array;
  readonly gradient: Float64Array;

  /** @param name as in the manifests of networks: `layer0.R` */
  constructor(
    readonly name: string,
    readonly shape: readonly number[],
  ) {
    const size = shape.reduce((a, b) => a * b, 1);
    this.values = new Float64Array(size);
    this.gradient = new Float64Array(size);
  }

  /** Fills it with normally distributed numbers. */
  draw(random: SeededRandom, deviation: number): this {
    for (let i = 0; i < this.values.length; i++) this.values[i] = random.normal() * deviation;
    return this;
  }
}

/** The length of all gradients together, as one vector. */
export function gradientNorm(parameters: readonly Parameter[]): number {
  let sum = 0;
  for (const { gradient } of parameters) for (const slope of gradient) sum += slope * slope;
  return Math.sqrt(sum);
}
