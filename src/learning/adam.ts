import { gradientNorm, type Parameter } from './parameter.js';

/** How quickly the means of Adam forget, and what keeps its quotient finite (Kingma and Ba 2015, their defaults but for the second). */
const [firstDecay, secondDecay, epsilon] = [0.9, 0.99, 1e-8];

/** Adam (Kingma and Ba 2015), after the gradient was clipped to a length (Pascanu, Mikolov and Bengio 2013). */
export class Adam {
  private readonly first: readonly Float64Array[];
  private readonly second: readonly Float64Array[];
  private steps = 0;

  constructor(private readonly parameters: readonly Parameter[]) {
    this.first = parameters.map(({ values }) => new Float64Array(values.length));
    this.second = parameters.map(({ values }) => new Float64Array(values.length));
  }

  /**
   * Moves the parameters against their gradients, which it leaves at 0.
   * @param longest the length that the gradient is clipped to
   * @returns the length that it had
   */
  step(rate: number, longest: number): number {
    const norm = gradientNorm(this.parameters);
    const scale = norm > longest ? longest / norm : 1;
    const by = rate * this.correction();
    this.parameters.forEach(({ values, gradient }, p) => {
      const [first, second] = [this.first[p], this.second[p]];
      if (!first || !second) return;
      for (let i = 0; i < values.length; i++) {
        const slope = (gradient[i] ?? 0) * scale;
        const mean = (first[i] = firstDecay * (first[i] ?? 0) + (1 - firstDecay) * slope);
        const square = (second[i] = secondDecay * (second[i] ?? 0) + (1 - secondDecay) * slope * slope);
        values[i] = (values[i] ?? 0) - (by * mean) / (Math.sqrt(square) + epsilon);
      }
      gradient.fill(0);
    });
    return norm;
  }

  /** Both means begin at 0; this takes that out of their quotient. */
  private correction(): number {
    this.steps++;
    return Math.sqrt(1 - secondDecay ** this.steps) / (1 - firstDecay ** this.steps);
  }
}
