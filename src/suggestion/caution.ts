/** Each rejection makes the next suggestion wait to be surer by this much, up to the most; each acceptance undoes some. */
const rejectionFactor = 1.5;
const acceptanceFactor = 0.8;
const maximumFactor = 8;
/** Milliseconds in which half of it, on a scale on which rejections are equal steps, is forgotten. */
const halfLifeMilliseconds = 20_000;

/**
 * Backs off after repeated rejections, and forgets them with time. The first is none yet that repeats: what half of
 * the time is right has not earned silence.
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

/** Where a member is about to be named the completion list knows what there is, and is not to be disturbed lightly. */
const cautionBeforeMember = 1.5;
/** What stands before a dot that names no member: the dot of a number, a spread, a path. */
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

/** The threshold that lets a chance of being wrong through that is so many times smaller. */
export function cautiousThreshold(threshold: number, caution: number): number {
  return 1 - (1 - threshold) / caution;
}
