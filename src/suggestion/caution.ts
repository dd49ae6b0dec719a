/** Factors by which a rejection raises and an acceptance lowers the required certainty, and the largest product of them. */
const rejectionFactor = 1.5;
const acceptanceFactor = 0.8;
const maximumFactor = 8;
/** Milliseconds after which half of the logarithm of the factor is forgotten. */
const halfLifeMilliseconds = 20_000;

/**
 * Backs off after repeated rejections, and forgets them with time. The first rejection alone has no
 * effect: suggestions that are right half of the time need no back-off.
 */
export class Backoff {
  /** The factor when it last changed: 1 or more. */
  private factor = 1;
  private changed = 0;

  rejected(now: number): void {
    this.set(this.factorAt(now) * rejectionFactor, now);
  }

  accepted(now: number): void {
    this.set(this.factorAt(now) * acceptanceFactor, now);
  }

  /** How many times less likely a suggestion has to be wrong than it usually must be: 1 or more. */
  cautionAt(now: number): number {
    return Math.max(1, this.factorAt(now) / rejectionFactor);
  }

  private factorAt(now: number): number {
    return this.factor ** (0.5 ** (Math.max(0, now - this.changed) / halfLifeMilliseconds));
  }

  private set(factor: number, now: number): void {
    this.factor = Math.min(maximumFactor, Math.max(1, factor));
    this.changed = now;
  }
}

/** The caution before a member name, where the completion list knows all members and is not to be disturbed lightly. */
const cautionBeforeMember = 1.5;
/** Characters before a dot that starts no member access: in a number, a spread, a path. */
const charactersBeforeOtherDot = '0123456789./\\"\'`';

/** Does the line up to the caret end in `.`, `::` or `->`? */
export function isBeforeMember(prefix: string): boolean {
  if (prefix.endsWith('::') || prefix.endsWith('->')) return true;
  if (!prefix.endsWith('.')) return false;
  const before = prefix.charAt(prefix.length - 2);
  return before.trim() !== '' && !charactersBeforeOtherDot.includes(before);
}

/** How many times less likely a suggestion has to be wrong for where it would stand. */
export function cautionAfter(prefix: string): number {
  return isBeforeMember(prefix) ? cautionBeforeMember : 1;
}

/** The threshold at which the chance of being wrong is `caution` times smaller. */
export function cautiousThreshold(threshold: number, caution: number): number {
  return 1 - (1 - threshold) / caution;
}
