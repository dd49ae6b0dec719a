import { nextTurn, type Cancellation } from '../scheduler.js';
import { textFeatureNames, type Feature } from './feature.js';

/** How a unit goes along with a feature of the code. */
export interface Naming {
  readonly unit: number;
  readonly feature: Feature;
  /** Pearson's correlation: -1 to 1. */
  readonly correlation: number;
}

/** What was seen at a byte. Kept by reference: neither array may be written to. */
export interface Observation {
  /** `[units]` */
  readonly hidden: Float32Array;
  /** `[featureNames.length]` */
  readonly features: Float32Array;
}

/** Fewer bytes than this tell nothing. */
const fewestBytes = 50;

/**
 * Names units by what they follow: running sums, from which every unit's correlation with every feature is known at any time. To
 * add a byte, or take one away, costs units times features.
 */
export class Names {
  private readonly seen = new Map<Float32Array, Float32Array>();
  private readonly features = textFeatureNames.length;
  /** Sums over all bytes, of values, of their squares and of their products: `[units]`, `[features]`, `[units, features]`. */
  private readonly byUnit: Float64Array;
  private readonly byUnitSquared: Float64Array;
  private readonly byFeature = new Float64Array(textFeatureNames.length);
  private readonly byFeatureSquared = new Float64Array(textFeatureNames.length);
  private readonly products: Float64Array;

  constructor(private readonly units: number) {
    this.byUnit = new Float64Array(units);
    this.byUnitSquared = new Float64Array(units);
    this.products = new Float64Array(units * this.features);
  }

  /** Bytes that correlations are taken over. */
  get count(): number {
    return this.seen.size;
  }

  /**
   * Looks at these bytes, and at no others, in slices. Those that were there before, the same arrays, cost next to nothing.
   * @param observations all of them, not only what is new
   * @returns false where it was cancelled: some are then seen already, some that are gone still
   */
  async update(observations: readonly Observation[], cancellation: Cancellation): Promise<boolean> {
    const now = new Set<Float32Array>();
    for (const { hidden, features } of observations) {
      now.add(hidden);
      const before = this.seen.get(hidden);
      if (before && equal(before, features)) continue;
      if (before) this.add(hidden, before, -1);
      this.add(hidden, features, 1);
      this.seen.set(hidden, features);
      if (!(await nextTurn(cancellation))) return false;
    }
    for (const [hidden, features] of this.seen) {
      if (now.has(hidden)) continue;
      this.add(hidden, features, -1);
      this.seen.delete(hidden);
      if (!(await nextTurn(cancellation))) return false;
    }
    if (this.seen.size === 0) this.clear();
    return true;
  }

  /** The feature that a unit follows most closely; undefined where too little was seen, or the unit never moved. */
  nameOf(unit: number): Naming | undefined {
    let best: Naming | undefined;
    for (const [f, feature] of textFeatureNames.entries()) {
      const correlation = this.correlation(unit, f);
      if (correlation !== undefined && Math.abs(correlation) > Math.abs(best?.correlation ?? 0))
        best = { unit, feature, correlation };
    }
    return best;
  }

  /** The units that follow a feature most closely, the closest first. */
  unitsOf(feature: Feature, count: number): Naming[] {
    const f = textFeatureNames.indexOf(feature);
    const all: Naming[] = [];
    for (let unit = 0; unit < this.units; unit++) {
      const correlation = this.correlation(unit, f);
      if (correlation !== undefined) all.push({ unit, feature, correlation });
    }
    return all
      .sort((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation) || a.unit - b.unit)
      .slice(0, count);
  }

  /** Pearson's correlation, from sums; undefined where one of the two does not vary. */
  private correlation(unit: number, feature: number): number | undefined {
    const n = this.count;
    if (n < fewestBytes) return undefined;
    const [x, y] = [this.byUnit[unit] ?? NaN, this.byFeature[feature] ?? NaN];
    const xx = (this.byUnitSquared[unit] ?? NaN) - (x * x) / n;
    const yy = (this.byFeatureSquared[feature] ?? NaN) - (y * y) / n;
    const xy = (this.products[unit * this.features + feature] ?? NaN) - (x * y) / n;
    const still = (square: number, sum: number) => square <= 1e-9 * (1 + Math.abs(sum));
    if (still(xx, x) || still(yy, y)) return undefined;
    return Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
  }

  /** What rounding left over in sums of nothing is nothing that was seen. */
  private clear(): void {
    const { byUnit, byUnitSquared, byFeature, byFeatureSquared, products } = this;
    for (const sums of [byUnit, byUnitSquared, byFeature, byFeatureSquared, products]) sums.fill(0);
  }

  private add(hidden: Float32Array, features: Float32Array, sign: 1 | -1): void {
    const { byUnit, byUnitSquared, byFeature, byFeatureSquared, products } = this;
    const count = features.length;
    for (let f = 0; f < count; f++) {
      const y = features[f] ?? NaN;
      byFeature[f] = (byFeature[f] ?? NaN) + sign * y;
      byFeatureSquared[f] = (byFeatureSquared[f] ?? NaN) + sign * y * y;
    }
    for (let u = 0; u < this.units; u++) {
      const x = sign * (hidden[u] ?? NaN);
      byUnit[u] = (byUnit[u] ?? NaN) + x;
      byUnitSquared[u] = (byUnitSquared[u] ?? NaN) + x * (hidden[u] ?? NaN);
      for (let f = 0, at = u * count; f < count; f++, at++)
        products[at] = (products[at] ?? NaN) + x * (features[f] ?? NaN);
    }
  }
}

function equal(a: Float32Array, b: Float32Array): boolean {
  if (a === b) return true;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
