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

const configurationSection = 'unroll';

/** The person's settings for a document, kept between keystrokes and read again when they change. */
export class SettingsStore extends DisposableOwner {
  private readonly cached = new Map<string, Settings>();
  private readonly cachedExcludes = new Map<string, readonly string[]>();
  private readonly changed = this.register(new EventEmitter<ConfigurationChangeEvent>());
  /** A setting of Unroll changed; the methods here return the new values already. */
  readonly onDidChange = this.changed.event;

  constructor() {
    super();
    this.register(
      workspace.onDidChangeConfiguration(event => {
        if (!event.affectsConfiguration(configurationSection)) return;
        this.cached.clear();
        this.cachedExcludes.clear();
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
      this.cached.set(key, settings);
    }
    return settings;
  }

  /** The settings of the memory: in a workspace that is not trusted it holds open files at most. */
  memory(): MemorySettings {
    const values = workspace.getConfiguration(configurationSection);
    return memorySettingsOf(name => values.get(name), workspace.isTrusted);
  }

  /** Globs of files that are never read, for a file that is not open and the language that it would have. */
  excludeOf(uri: Uri, languageId: string): readonly string[] {
    const key = `${languageId} ${workspace.getWorkspaceFolder(uri)?.uri.toString() ?? ''}`;
    let exclude = this.cachedExcludes.get(key);
    if (!exclude) {
      exclude = globsIn(
        workspace.getConfiguration(configurationSection, { uri, languageId }).inspect('exclude'),
      );
      this.cachedExcludes.set(key, exclude);
    }
    return exclude;
  }

  /** Turns suggestions on or off, everywhere or for a document's language, in the person's own settings. */
  async toggle(document: TextDocument | undefined): Promise<boolean> {
    const values = workspace.getConfiguration(
      configurationSection,
      document && { languageId: document.languageId },
    );
    const enabled = values.get('enabled') === false;
    await values.update('enabled', enabled, ConfigurationTarget.Global, document !== undefined);
    return enabled;
  }
}
