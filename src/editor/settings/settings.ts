import {
  ConfigurationTarget,
  EventEmitter,
  workspace,
  type ConfigurationChangeEvent,
  type TextDocument,
  type Uri,
} from 'vscode';
import { DisposableOwner } from '../disposable.js';
import { fileOf } from '../documents/notebook-cells.js';
import {
  globsIn,
  memorySettingsOf,
  settingsOf,
  type MemorySettings,
  type Settings,
} from './settings-values.js';

export type { MemorySettings, Settings } from './settings-values.js';

const section = 'unroll';

/** The person's settings for a document, kept between keystrokes and read again when they change. */
export class SettingsStore extends DisposableOwner {
  private readonly kept = new Map<string, Settings>();
  private readonly excluded = new Map<string, readonly string[]>();
  private readonly changed = this.register(new EventEmitter<ConfigurationChangeEvent>());
  /** A setting of ours changed, and what is asked here is of the new values already. */
  readonly onDidChange = this.changed.event;

  constructor() {
    super();
    this.register(
      workspace.onDidChangeConfiguration(event => {
        if (!event.affectsConfiguration(section)) return;
        this.kept.clear();
        this.excluded.clear();
        this.changed.fire(event);
      }),
    );
  }

  of(document: TextDocument): Settings {
    const { languageId } = document;
    const uri = fileOf(document);
    const folder = workspace.getWorkspaceFolder(uri)?.uri.toString() ?? '';
    const key = `${languageId} ${folder}`;
    let settings = this.kept.get(key);
    if (!settings) {
      const values = workspace.getConfiguration(section, { uri, languageId });
      settings = settingsOf(name => values.get(name), values.inspect('exclude'));
      this.kept.set(key, settings);
    }
    return settings;
  }

  /** What the memory is to hold: in a workspace that is not trusted, open files at most. */
  memory(): MemorySettings {
    const values = workspace.getConfiguration(section);
    return memorySettingsOf(name => values.get(name), workspace.isTrusted);
  }

  /** Globs of what is never read, for a file that is not open: as a language's the editor would give it. */
  excludeOf(uri: Uri, languageId: string): readonly string[] {
    const key = `${languageId} ${workspace.getWorkspaceFolder(uri)?.uri.toString() ?? ''}`;
    let exclude = this.excluded.get(key);
    if (!exclude) {
      exclude = globsIn(workspace.getConfiguration(section, { uri, languageId }).inspect('exclude'));
      this.excluded.set(key, exclude);
    }
    return exclude;
  }

  /** Are suggestions on, everywhere or for a document's language? */
  isOn(document: TextDocument | undefined): boolean {
    const scope = document && { languageId: document.languageId };
    return workspace.getConfiguration(section, scope).get('enabled') !== false;
  }

  /** Turns suggestions on or off, everywhere or for a document's language, in the person's own settings. */
  async toggle(document: TextDocument | undefined): Promise<boolean> {
    const values = workspace.getConfiguration(section, document && { languageId: document.languageId });
    const enabled = !this.isOn(document);
    await values.update('enabled', enabled, ConfigurationTarget.Global, document !== undefined);
    return enabled;
  }
}
