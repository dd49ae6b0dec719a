import type * as vscode from 'vscode';
import { currentHost } from './current.js';

export class Disposable implements vscode.Disposable {
  private release: (() => unknown) | undefined;

  constructor(release: () => unknown) {
    this.release = release;
  }

  static from(...disposables: readonly { dispose: () => unknown }[]): Disposable {
    return new Disposable(() => {
      for (const disposable of disposables) disposable.dispose();
    });
  }

  dispose(): void {
    const { release } = this;
    this.release = undefined;
    release?.();
  }
}

interface Listener<T> {
  readonly call: (event: T) => unknown;
  isRemoved: boolean;
}

/**
 * As VS Code's: listeners are called in the order in which they came; one that is added meanwhile waits for the next event, one that is
 * removed meanwhile is not called; what a listener throws is reported and holds up nobody; an event that is fired by a listener comes
 * after the one under way has reached all others.
 */
export class EventEmitter<T> implements vscode.EventEmitter<T> {
  private listeners: Listener<T>[] = [];
  /** Deliveries under way: who is still to be called. */
  private queue: { readonly event: T; readonly left: Listener<T>[] }[] = [];
  private isDisposed = false;

  readonly event: vscode.Event<T> = (listener, thisArgs, disposables) => {
    if (this.isDisposed) return new Disposable(() => undefined);
    const entry: Listener<T> = { call: event => listener.call(thisArgs, event) as unknown, isRemoved: false };
    this.listeners.push(entry);
    const subscription = new Disposable(() => {
      entry.isRemoved = true;
      this.listeners = this.listeners.filter(other => other !== entry);
    });
    disposables?.push(subscription);
    return subscription;
  };

  fire(event: T): void {
    if (this.isDisposed) return;
    this.deliver();
    this.queue.push({ event, left: [...this.listeners] });
    this.deliver();
  }

  dispose(): void {
    this.isDisposed = true;
    this.listeners = [];
    this.queue = [];
  }

  /** How many listen: for tests of what is let go. */
  get listenerCount(): number {
    return this.listeners.length;
  }

  private deliver(): void {
    for (let delivery = this.queue[0]; delivery; delivery = this.queue[0]) {
      const listener = delivery.left.shift();
      if (!listener) this.queue.shift();
      else if (!listener.isRemoved) {
        try {
          listener.call(delivery.event);
        } catch (error) {
          currentHost().report(error);
        }
      }
    }
  }
}

export class CancellationTokenSource implements vscode.CancellationTokenSource {
  private readonly cancelled = new EventEmitter<unknown>();
  private isCancelled = false;
  readonly token: vscode.CancellationToken;

  constructor() {
    const isCancelled = () => this.isCancelled;
    const { cancelled } = this;
    this.token = {
      get isCancellationRequested() {
        return isCancelled();
      },
      onCancellationRequested: (listener, thisArgs, disposables) => {
        if (!isCancelled())
          return cancelled.event(listener as (event: unknown) => unknown, thisArgs, disposables);
        // Who asks too late is told all the same.
        const timer = setTimeout(() => listener.call(thisArgs, undefined) as unknown, 0);
        return new Disposable(() => clearTimeout(timer));
      },
    };
  }

  cancel(): void {
    if (this.isCancelled) return;
    this.isCancelled = true;
    this.cancelled.fire(undefined);
    this.cancelled.dispose();
  }

  dispose(): void {
    this.cancelled.dispose();
  }
}
