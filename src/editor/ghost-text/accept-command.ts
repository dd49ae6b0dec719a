import { commands, type Command, type Disposable, type TextDocument, window } from 'vscode';
import type { Outcomes } from './outcomes.js';
import { t } from '../localize.js';
import type { SettingsStore } from '../settings/settings.js';

const command = 'unroll.taken';

/** The command that the editor runs when a suggestion was accepted in full: it counts it and requests the next one, which the editor does not do itself. */
export class AcceptCommand implements Disposable {
  /** The document and version for which the next suggestion was asked, until that request comes in. */
  private pendingRequest: { readonly document: TextDocument; readonly version: number } | undefined;
  private readonly subscription: Disposable;

  constructor(
    outcomes: Outcomes,
    private readonly settings: SettingsStore,
  ) {
    this.subscription = commands.registerCommand(command, async (characters: unknown) => {
      outcomes.taken(typeof characters === 'number' ? characters : 1);
      await this.askAgain();
    });
  }

  /**
   * Has the editor ask for ghost text as if something had been typed.
   * @param sameText nothing was typed since the last request: an automatic request would return the cached answer
   */
  async askAgain({ sameText = false } = {}): Promise<void> {
    const document = window.activeTextEditor?.document;
    if (!document || this.settings.of(document).mode === 'manual') return;
    this.pendingRequest = { document, version: document.version };
    // Older editors know no `explicit`, and take the request for the person's own.
    await commands.executeCommand('editor.action.inlineSuggest.trigger', { explicit: sameText });
  }

  /** The command of a suggestion. */
  commandOf(text: string): Command {
    return { command, title: t`Taken`, arguments: [text.length] };
  }

  /** Is this request the one asked for here, and so no person's? Asked once. */
  isOwn(document: TextDocument): boolean {
    const { pendingRequest: asked } = this;
    if (asked?.document !== document) return false;
    this.pendingRequest = undefined;
    return asked.version === document.version;
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
