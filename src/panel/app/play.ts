import type { Store } from './ui.js';

/** Milliseconds from one character to the next. */
const pace = 100;

/** Plays the line up to the cursor once more, ten characters a second; a key or a press ends it. */
export class Player {
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly store: Store,
    private readonly changed: () => void,
  ) {}

  get isPlaying(): boolean {
    return this.timer !== undefined;
  }

  /** Begins at the start of the line, or ends. */
  toggle(): void {
    if (this.isPlaying) {
      this.stop();
      return;
    }
    const { columns, cursor } = this.store.ui.model;
    // A caret behind an end of line is played from the line before.
    const before = columns.slice(0, Math.max(0, cursor - 1)).map(({ text }) => text);
    const lineEnd = before.lastIndexOf('\n');
    if (cursor === 0) return;
    const last = columns[cursor - 1];
    this.store.moveTo(lineEnd + 1);
    this.timer = setInterval(() => {
      const { model } = this.store.ui;
      const here = model.columns[model.cursor - 1];
      // The text went on, or another is looked at.
      const isOver = !last || !here || here.start >= last.start || !model.columns.includes(last);
      if (isOver) this.stop();
      else this.store.step(1);
    }, pace);
    this.changed();
  }

  stop(): void {
    if (!this.isPlaying) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.changed();
  }
}
