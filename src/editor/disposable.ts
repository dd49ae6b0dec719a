import { Disposable } from 'vscode';

/** What can be disposed of: VS Code's disposables, and parts of ours that answer with a promise. */
export interface DisposableLike {
  dispose(): unknown;
}

/** A part that owns others: what it registers is disposed of with it, the last one first. */
export abstract class DisposableOwner implements Disposable {
  private readonly owned: DisposableLike[] = [];
  private disposed = false;

  protected get isDisposed(): boolean {
    return this.disposed;
  }

  /** Takes a part over; one that comes after the end is disposed of at once. */
  protected register<T extends DisposableLike>(part: T): T {
    if (this.disposed) part.dispose();
    else this.owned.push(part);
    return part;
  }

  dispose(): void {
    this.disposed = true;
    for (const part of this.owned.splice(0).reverse()) part.dispose();
  }
}

/** Holds one disposable at a time, and disposes of the one that another replaces. */
export class DisposableValue<T extends DisposableLike> implements Disposable {
  private current: T | undefined;

  get value(): T | undefined {
    return this.current;
  }

  set value(next: T | undefined) {
    const former = this.current;
    this.current = next;
    if (former !== next) former?.dispose();
  }

  dispose(): void {
    this.value = undefined;
  }
}

/** Disposes of several parts as one. */
export function together(...parts: readonly DisposableLike[]): Disposable {
  return new Disposable(() => {
    for (const part of parts) part.dispose();
  });
}
