import { EventEmitter, type Disposable } from 'vscode';
import type { Log } from '../../editor/log.js';
import type { Cancellation } from '../../scheduler.js';
import type { Watch, Watched } from './watch.js';

/** How a question about a place is answered. */
export interface Question<T> {
  /** Milliseconds without a change after which it is asked. */
  readonly delay: number;
  /** @returns undefined where it was cancelled */
  ask(state: Watched, cancellation: Cancellation, tell: (answer: T) => void): Promise<T | undefined>;
  /** Nobody wants to know any more: what was kept for it can go. */
  release?(): void;
}

/** The answer to a question about the place that is looked at: asked afresh whenever that has changed and come to rest, while somebody wants to know. */
export class Debounced<T> implements Disposable {
  private readonly changed = new EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly wanting = new Set<object>();
  private work = { isCancellationRequested: false };
  private timer: ReturnType<typeof setTimeout> | undefined;
  private known: T | undefined;
  private last: Promise<void> = Promise.resolve();
  private readonly subscription: Disposable;

  constructor(
    private readonly watch: Watch,
    private readonly question: Question<T>,
    private readonly log: Log,
  ) {
    this.subscription = watch.onDidChange(() => this.follow());
  }

  get answer(): T | undefined {
    return this.known;
  }

  want(page: object, on: boolean): void {
    if (on === this.wanting.has(page)) return;
    if (on) this.wanting.add(page);
    else this.wanting.delete(page);
    if (this.wanting.size > 0) this.follow();
    else this.rest();
  }

  dispose(): void {
    this.rest();
    this.subscription.dispose();
    this.changed.dispose();
  }

  private rest(): void {
    this.pause();
    this.known = undefined;
    this.question.release?.();
  }

  private pause(): void {
    this.work.isCancellationRequested = true;
    clearTimeout(this.timer);
  }

  private follow(): void {
    this.pause();
    if (this.wanting.size === 0) return;
    const work: Cancellation = (this.work = { isCancellationRequested: false });
    const tell = (answer: T | undefined) => {
      if (answer === undefined || work.isCancellationRequested) return;
      this.known = answer;
      this.changed.fire();
    };
    this.timer = setTimeout(() => {
      const { state } = this.watch;
      if (!('rows' in state) || state.document.isClosed) return;
      // One at a time: what was asked before ends first, soon, since it was cancelled.
      const ask = () => (work.isCancellationRequested ? undefined : this.question.ask(state, work, tell));
      this.last = this.last.then(ask).then(tell, (error: unknown) => {
        // A network that was put away in the middle is no failure.
        if (!work.isCancellationRequested) this.log.error('The panel could not work something out.', error);
      });
    }, this.question.delay);
  }
}
