import { EventEmitter, commands } from 'vscode';
import { DisposableOwner } from '../disposable.js';

const snooze = 'editor.action.inlineSuggest.snooze';
const cancel = 'editor.action.inlineSuggest.cancelSnooze';
const milliseconds = 60_000;

/** The editor's own snooze of all ghost text. The editor does not tell of it: what is known is what was begun here. */
export class Snooze extends DisposableOwner {
  private readonly changed = this.register(new EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private end: number | undefined;

  constructor() {
    super();
    this.register({ dispose: () => clearTimeout(this.timer) });
  }

  /** Until when, in milliseconds since 1970; undefined where none is known of. */
  get until(): number | undefined {
    return this.end;
  }

  /** What the editor can do: not every version of it has a snooze. */
  async possible(): Promise<{ readonly begin: boolean; readonly end: boolean }> {
    const there = new Set(await commands.getCommands(true));
    return { begin: there.has(snooze), end: there.has(cancel) };
  }

  async begin(minutes: number): Promise<void> {
    await commands.executeCommand(snooze, minutes);
    this.set(Date.now() + minutes * milliseconds);
    this.timer = setTimeout(() => this.set(undefined), minutes * milliseconds);
  }

  async cancel(): Promise<void> {
    await commands.executeCommand(cancel);
    this.set(undefined);
    // The editor did not look at what was typed meanwhile: without this it would not until the caret is set anew.
    await commands.executeCommand('editor.action.inlineSuggest.trigger', { explicit: false });
  }

  /** The editor asked for ghost text of its own accord: whoever ended the snooze, it is over. */
  wasAsked(): void {
    if (this.end !== undefined) this.set(undefined);
  }

  private set(end: number | undefined): void {
    clearTimeout(this.timer);
    this.end = end;
    this.changed.fire();
  }
}
