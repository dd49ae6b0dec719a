import { commands, extensions, window, workspace } from 'vscode';
import { DisposableOwner } from '../disposable.js';
import type { Documents } from '../documents/documents.js';
import { Surrounding } from '../documents/surrounding.js';
import type { Engine } from '../engine/engine.js';
import type { Log } from '../log.js';
import type { SettingsStore } from '../settings/settings.js';
import type { AcceptCommand } from './accept-command.js';
import type { Provider } from './provider.js';
import type { Silences } from './silences.js';

/** Takes ghost text off the screen when the reason for it goes: until the next key the editor would keep it, and Tab would insert it. */
export class Withdrawal extends DisposableOwner {
  constructor(
    private readonly provider: Provider,
    private readonly silences: Silences,
    private readonly acceptCommand: AcceptCommand,
    private readonly engine: Engine,
    documents: Documents,
    settings: SettingsStore,
    log: Log,
  ) {
    super();
    const run = (work: () => Promise<void>) => () => {
      work().catch((error: unknown) =>
        log.error('Ghost text could not be taken off the screen; it goes with the next key.', error),
      );
    };
    // What was suggested by other settings may be too unlikely or too long by these.
    this.register(settings.onDidChange(run(() => this.askAgain())));
    const check = run(() => this.check());
    this.register(workspace.onDidChangeConfiguration(check));
    this.register(extensions.onDidChange(check));
    this.register(documents.onDidEnd(check));
    this.register(engine.onDidChange(check));
  }

  /** Hides what is shown, and asks anew where it was not asked for by hand. */
  private async askAgain(): Promise<void> {
    const { shown } = this.provider;
    if (!shown) return;
    await this.hide();
    if (!shown.byHand && !this.isForbidden()) await this.acceptCommand.askAgain({ sameText: true });
  }

  private async check(): Promise<void> {
    if (this.provider.shown && this.isForbidden()) await this.hide();
  }

  /** Would what is shown not be suggested now? */
  private isForbidden(): boolean {
    const { shown } = this.provider;
    const editor = window.activeTextEditor;
    if (shown?.engineState !== this.engine.state || shown.document.isEnded) return true;
    if (editor?.document !== shown.text) return false;
    const around = new Surrounding(editor.document, editor.selection.active, shown.document);
    return this.silences.before(editor.document, around, shown.byHand) !== undefined;
  }

  private async hide(): Promise<void> {
    this.provider.forgetShown();
    await commands.executeCommand('editor.action.inlineSuggest.hide');
  }
}
