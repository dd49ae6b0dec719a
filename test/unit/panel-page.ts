import { Store } from '../../src/panel/app/ui.js';
import type { PageModel } from '../../src/panel/app/model.js';
import { parseToPage, type Track, type WhatIfChange } from '../../src/panel/protocol.js';
import type { FakeWebview } from './vscode/webview.js';

/** Milliseconds from a change to the frame that shows it. */
const frame = 16;

/** The page of the view as far as it holds what it was told: its frames draw nothing. */
export class Page {
  /** What it was told and did not understand. */
  readonly faults: string[] = [];
  private store: Store;
  private kept: unknown;
  private isDrawing = false;
  private number: number | undefined;

  constructor(
    private readonly webview: FakeWebview,
    open: readonly Track[] = ['text', 'guesses', 'state', 'gates'],
  ) {
    this.kept = { open, pins: {} };
    this.store = this.fresh();
  }

  get model(): PageModel {
    return this.store.ui.model;
  }

  get isOpen(): ReadonlySet<Track> {
    return this.store.ui.open;
  }

  /** The page is there: anew, where there was one before. It keeps what was open. */
  load(): void {
    const store = (this.store = this.fresh());
    this.number = undefined;
    this.webview.page = message => {
      if (store !== this.store) return;
      const parsed = parseToPage(message);
      if (typeof parsed === 'string') this.faults.push(parsed);
      this.number = store.receive(message)?.number ?? this.number;
    };
    store.begin();
    this.draw();
  }

  /** Opens a track, or closes it. */
  toggle(track: Track): void {
    this.store.toggle(track);
  }

  /** Puts the caret behind the character of a column. */
  moveTo(column: number): void {
    this.store.moveTo(column);
  }

  /** Opens the page of a unit, or closes the one that is open. */
  openUnit(unit: number | undefined): void {
    this.store.openUnit(unit);
  }

  moveToOffset(offset: number): void {
    this.store.moveToOffset(offset);
  }

  /** Goes to a step of a lesson, or leaves the lesson that is on. */
  lesson(id: string | undefined, step = 0): void {
    this.store.post({ type: 'lesson', step, ...(id !== undefined && { id }) });
  }

  /** Asks what would be expected if something were different. */
  askWhatIf(change: WhatIfChange): void {
    this.store.askWhatIf(change);
  }

  colour(by: 'off' | 'surprise' | 'unit'): void {
    this.store.post({ type: 'colour', by });
  }

  private fresh(): Store {
    return new Store(
      {
        post: message => this.webview.say(message),
        restore: () => this.kept,
        keep: state => (this.kept = state),
      },
      () => this.draw(),
    );
  }

  private draw(): void {
    if (this.isDrawing) return;
    this.isDrawing = true;
    setTimeout(() => {
      this.isDrawing = false;
      const { number } = this;
      this.number = undefined;
      this.store.drawn(number);
    }, frame);
  }
}
