import type * as vscode from 'vscode';
import { currentHost } from './current.js';
import { Disposable } from './events.js';

type Run = (...given: readonly unknown[]) => unknown;

/** The commands that are there, and what was run. */
export class Commands {
  private readonly known = new Map<string, Run>();
  /** All that were run so far, those of the editor, too. */
  readonly runs: { readonly command: string; readonly given: readonly unknown[] }[] = [];

  /** A command of the editor itself. */
  provide(command: string, run: Run = () => undefined): void {
    this.known.set(command, run);
  }

  register(command: string, run: Run): Disposable {
    if (this.known.has(command)) throw new Error(`command '${command}' already exists`);
    this.known.set(command, run);
    return new Disposable(() => this.known.delete(command));
  }

  names(): string[] {
    return [...this.known.keys()];
  }

  /** @throws Error where there is no such command, or what it throws */
  run(command: string, given: readonly unknown[]): Promise<unknown> {
    this.runs.push({ command, given });
    const run = this.known.get(command);
    return new Promise((resolve, reject) => {
      if (run) resolve(run(...given));
      else reject(new Error(`command '${command}' not found`));
    });
  }
}

export const commands = {
  registerCommand: (command, run: Run, thisArg?: unknown) =>
    currentHost().commands.register(command, (...given) => run.apply(thisArg, [...given])),
  executeCommand: <T>(command: string, ...given: unknown[]) =>
    currentHost().commands.run(command, given) as Promise<T>,
  getCommands: async (withoutInternal = false) => {
    const host = currentHost();
    await host.turn('getCommands');
    return host.commands.names().filter(name => !withoutInternal || !name.startsWith('_'));
  },
} satisfies Partial<typeof vscode.commands>;
