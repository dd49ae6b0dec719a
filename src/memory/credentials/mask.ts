import { credentialsIn, lookAhead, lookBehind, type Credential } from './scanner.js';

/** Stands for each byte of a credential: it is typed by nobody, and suggested never. */
export const maskByte = 0x01;

/** A text without its credentials, in slices: as many bytes, so that all places in it stay. */
export function* masked(bytes: Uint8Array): Generator<undefined, Uint8Array> {
  return withMask(bytes, yield* credentialsIn(bytes));
}

function withMask(bytes: Uint8Array, credentials: readonly Credential[]): Uint8Array {
  if (credentials.length === 0) return bytes;
  const copy = bytes.slice();
  for (const { from, to } of credentials) copy.fill(maskByte, from, to);
  return copy;
}

/** Masks a text as it changes: of each edit only the text around it is looked through again. */
export class CredentialMask {
  private bytes: Uint8Array = new Uint8Array(0);
  private credentials: readonly Credential[] = [];

  /** The text is now this. @returns it without its credentials, in slices */
  *update(bytes: Uint8Array): Generator<undefined, Uint8Array> {
    const known = this.bytes;
    const shared = Math.min(known.length, bytes.length);
    let start = 0;
    while (start < shared && known[start] === bytes[start]) start++;
    let tail = 0;
    while (tail < shared - start && known[known.length - 1 - tail] === bytes[bytes.length - 1 - tail]) tail++;
    if (start < bytes.length || start < known.length) {
      this.credentials = yield* this.found(bytes, start, bytes.length - tail);
      this.bytes = bytes;
    }
    return withMask(bytes, this.credentials);
  }

  /** The credentials of a text that differs from the one known in the bytes from `start` to `end` alone. */
  private *found(bytes: Uint8Array, start: number, end: number): Generator<undefined, Credential[]> {
    const moved = bytes.length - this.bytes.length;
    const from = placeBefore(this.credentials, start - lookAhead);
    const before = this.credentials.filter(({ trigger }) => trigger < from);
    const behind = this.credentials
      .filter(({ trigger }) => trigger + moved >= end)
      .map(one => ({ from: one.from + moved, to: one.to + moved, trigger: one.trigger + moved }));
    // From the first place behind the edit that lies in no credential, old or new, all is as it was.
    let next = 0;
    let stopped = bytes.length;
    const isEnd = (at: number) => {
      if (at < end + lookBehind) return false;
      while (next < behind.length && (behind[next]?.to ?? 0) <= at) next++;
      if ((behind[next]?.trigger ?? Infinity) < at) return false;
      stopped = at;
      return true;
    };
    const found = yield* credentialsIn(bytes, { from, isEnd });
    return [...before, ...found, ...behind.filter(({ trigger }) => trigger >= stopped)];
  }
}

/** The nearest place at or before one that lies in no credential, nor between one and where it was noticed. */
function placeBefore(credentials: readonly Credential[], place: number): number {
  let at = Math.max(0, place);
  for (let i = credentials.length - 1; i >= 0; i--) {
    const { trigger, to } = credentials[i] ?? { trigger: 0, to: 0 };
    if (to <= at) break;
    if (trigger < at) at = trigger;
  }
  return at;
}
