import { ConfigurationTarget, workspace, type Disposable, type TextDocument } from 'vscode';
import { settingsOf, type Settings } from './settings-values.js';

export type { Settings } from './settings-values.js';

const section = 'unroll';

/** The person's settings for a document, kept between keystrokes and read again when they change. */
export class SettingsStore implements Disposable {
  private readonly kept = new Map<string, Settings>();
  private readonly subscription = workspace.onDidChangeConfiguration(event => {
    if (event.affectsConfiguration(section)) this.kept.clear();
  });

  of(document: TextDocument): Settings {
    const folder = workspace.getWorkspaceFolder(document.uri)?.uri.toString() ?? '';
    const key = `${document.languageId} ${folder}`;
    let settings = this.kept.get(key);
    if (!settings) {
      const values = workspace.getConfiguration(section, document);
      settings = settingsOf(name => values.get(name), values.inspect('exclude'));
      this.kept.set(key, settings);
    }
    return settings;
  }

  /** Turns suggestions on or off, everywhere or for a document's language, in the person's own settings. */
  async toggle(document: TextDocument | undefined): Promise<boolean> {
    const values = workspace.getConfiguration(section, document && { languageId: document.languageId });
    const enabled = values.get('enabled') === false;
    await values.update('enabled', enabled, ConfigurationTarget.Global, document !== undefined);
    return enabled;
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
