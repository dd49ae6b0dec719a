import { featureNames, type Feature } from './features.js';

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
const fewest = 50;

/**
 * Names units by what they follow: running sums, from which every unit's correlation with every feature is known at any time. To
 * add a byte, or take one away, costs units times features.
 */
export class Names {
  private seen = new Map<Float32Array, Float32Array>();
  private readonly features = featureNames.length;
  /** Sums over all bytes, of values, of their squares and of their products: `[units]`, `[features]`, `[units, features]`. */
  private readonly byUnit: Float64Array;
  private readonly byUnitSquared: Float64Array;
  private readonly byFeature = new Float64Array(featureNames.length);
  private readonly byFeatureSquared = new Float64Array(featureNames.length);
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

  /** Looks at these bytes, and at no others: those that were there before, the same arrays, cost next to nothing. */
  update(observations: Iterable<Observation>): void {
    const now = new Map<Float32Array, Float32Array>();
    for (const { hidden, features } of observations) {
      now.set(hidden, features);
      const before = this.seen.get(hidden);
      if (before && equal(before, features)) continue;
      if (before) this.add(hidden, before, -1);
      this.add(hidden, features, 1);
    }
    for (const [hidden, features] of this.seen) if (!now.has(hidden)) this.add(hidden, features, -1);
    this.seen = now;
    // What rounding left over of sums that are empty is nothing that was seen.
    if (now.size > 0) return;
    for (const sums of [
      this.byUnit,
      this.byUnitSquared,
      this.byFeature,
      this.byFeatureSquared,
      this.products,
    ])
      sums.fill(0);
  }

  /** The feature that a unit follows most closely; undefined where too little was seen, or the unit never moved. */
  nameOf(unit: number): Naming | undefined {
    let best: Naming | undefined;
    for (const [f, feature] of featureNames.entries()) {
      const correlation = this.correlation(unit, f);
      if (correlation !== undefined && Math.abs(correlation) > Math.abs(best?.correlation ?? 0))
        best = { unit, feature, correlation };
    }
    return best;
  }

  /** The units that follow a feature most closely, the closest first. */
  unitsOf(feature: Feature, count: number): Naming[] {
    const f = featureNames.indexOf(feature);
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
    if (n < fewest) return undefined;
    const [x, y] = [this.byUnit[unit] ?? NaN, this.byFeature[feature] ?? NaN];
    const xx = (this.byUnitSquared[unit] ?? NaN) - (x * x) / n;
    const yy = (this.byFeatureSquared[feature] ?? NaN) - (y * y) / n;
    const xy = (this.products[unit * this.features + feature] ?? NaN) - (x * y) / n;
    const still = (square: number, sum: number) => square <= 1e-9 * (1 + Math.abs(sum));
    if (still(xx, x) || still(yy, y)) return undefined;
    return Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
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
