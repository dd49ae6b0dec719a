import { window, type Disposable, type LogOutputChannel } from 'vscode';
import { UnloadedError } from '../network/guarded.js';

/** The "Unroll" output channel. Every failure ends here, with what to do about it. */
export class Log implements Disposable {
  private readonly channel: LogOutputChannel = window.createOutputChannel('Unroll', { log: true });
  /** Warnings and errors so far, newest last. */
  private readonly problems: string[] = [];
  private readonly messages: string[] = [];

  info(message: string): void {
    this.channel.info(message);
  }

  /** Tells the person, without waiting for an answer. */
  tell(message: string): void {
    this.info(message);
    this.messages.push(message);
    void window.showInformationMessage(message);
  }

  /** A network that was unloaded in the middle of work is no failure: whoever worked with it asks the next one. */
  error(message: string, cause: unknown): void {
    if (cause instanceof UnloadedError) return;
    this.channel.error(`${message} ${describe(cause)}`);
    if (this.problems.push(`${message} ${describe(cause)}`) > 100) this.problems.shift();
  }

  /** What the person was told, newest last. */
  said(): readonly string[] {
    return [...this.messages];
  }

  troubles(): readonly string[] {
    return [...this.problems];
  }

  show(): void {
    this.channel.show();
  }

  dispose(): void {
    this.channel.dispose();
  }
}

/** An error with its causes. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined ? text : `${text}\ncaused by ${describe(error.cause)}`;
}
