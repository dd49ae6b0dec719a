import { EventEmitter } from 'vscode';
import { DisposableOwner } from '../../editor/disposable.js';
import type { Log } from '../../editor/log.js';
import type { Cancellation } from '../../scheduler.js';
import type { Watch, Watched } from './watch.js';

/** A question about a place, and how it is answered. */
export interface Question<T> {
  /** Milliseconds without a change after which it is asked. */
  readonly delay: number;
  /** @returns undefined where it was cancelled */
  ask(state: Watched, cancellation: Cancellation, report: (answer: T) => void): Promise<T | undefined>;
  /** The part of an answer that holds at other places, too. Without this method no part does. */
  remains?(answer: T): T | undefined;
  /** No page shows the answer any more: releases what was kept for it. */
  release?(): void;
}

/** Where an answer holds: in one text, at one place. */
type Place = Pick<Watched, 'tracer' | 'edition'> & { readonly offset: number };

/**
 * Keeps the answer to a question about the place at the caret, while a page subscribes to it. The question is asked again when that place
 * has changed and then stayed as it is for a moment.
 */
export class Debounced<T> extends DisposableOwner {
  private readonly changed = this.register(new EventEmitter<void>());
  /** The answer is another one, or holds no longer. */
  readonly onDidChange = this.changed.event;
  private readonly pages = new Set<object>();
  private work = { isCancellationRequested: false };
  private timer: ReturnType<typeof setTimeout> | undefined;
  private known: T | undefined;
  /** Where `known` holds; undefined where it is what remains of an answer. */
  private place: Place | undefined;
  /** Is `known` all of an answer, not what was reported on the way to one? */
  private isWhole = false;
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly watch: Watch,
    private readonly question: Question<T>,
    private readonly log: Log,
  ) {
    super();
    this.register({ dispose: () => this.rest() });
    this.register(watch.onDidChange(() => this.follow()));
  }

  get answer(): T | undefined {
    return this.known;
  }

  subscribe(page: object, isOn: boolean): void {
    if (isOn === this.pages.has(page)) return;
    if (isOn) this.pages.add(page);
    else this.pages.delete(page);
    if (this.pages.size > 0) this.follow();
    else this.rest();
  }

  /** The question is another one. */
  again(): void {
    this.reduceAnswer();
    this.follow();
  }

  private rest(): void {
    this.pause();
    this.known = this.place = undefined;
    this.question.release?.();
  }

  private pause(): void {
    this.work.isCancellationRequested = true;
    clearTimeout(this.timer);
  }

  private follow(): void {
    this.pause();
    if (this.pages.size === 0) return;
    this.dropAnswer();
    const work: Cancellation = (this.work = { isCancellationRequested: false });
    this.timer = setTimeout(() => this.ask(work), this.question.delay);
  }

  /** An answer is not shown at another place, or for another text, than it was made for. */
  private dropAnswer(): void {
    const { place } = this;
    if (!place || this.isAt(place)) return;
    this.reduceAnswer();
  }

  /** Of an answer only that is kept which holds everywhere. */
  private reduceAnswer(): void {
    const { known, place, question } = this;
    if (known === undefined || !place) return;
    this.known = question.remains?.(known);
    this.place = undefined;
    this.changed.fire();
  }

  private ask(work: Cancellation): void {
    const { state } = this.watch;
    // Until all is read that stands before the caret, the last row is not the caret's place. When it is read, this is asked again.
    if (state.kind === 'nothing' || state.busy) return;
    const place = placeOf(state);
    const tell = (answer: T | undefined, isWhole: boolean) => {
      if (answer === undefined || work.isCancellationRequested || !this.isAt(place)) return;
      this.known = answer;
      this.place = place;
      this.isWhole = isWhole;
      this.changed.fire();
    };
    const report = (answer: T) => tell(answer, false);
    // One at a time: what was asked before ends first, soon, since it was cancelled.
    const ask = () => (work.isCancellationRequested ? undefined : this.question.ask(state, work, report));
    this.last = this.last.then(ask).then(
      answer => tell(answer, true),
      (error: unknown) => {
        if (work.isCancellationRequested || !this.watch.isOf(place)) return;
        this.log.error('The panel could not work something out.', error);
        // What broke off would stay on the page as if it were all.
        if (!this.isWhole) this.reduceAnswer();
      },
    );
  }

  private isAt(place: Place): boolean {
    const { state } = this.watch;
    return state.kind === 'watched' && this.watch.isOf(place) && placeOf(state).offset === place.offset;
  }
}

function placeOf({ tracer, edition, rows, cursor }: Watched): Place {
  return { tracer, edition, offset: rows[cursor - 1]?.end ?? 0 };
}
