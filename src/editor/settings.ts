import { ConfigurationTarget, workspace, type Disposable, type TextDocument, type Uri } from 'vscode';
import type { Eagerness } from '../suggestion/confidence.js';

export interface Settings {
  readonly enabled: boolean;
  readonly eagerness: Eagerness;
  /** `manual`: only when asked for. */
  readonly mode: 'automatic' | 'manual';
  /** Longest suggestion, in characters. */
  readonly maximumLength: number;
  readonly comments: boolean;
  readonly strings: boolean;
  readonly prose: boolean;
  /** Globs of files that are never read. */
  readonly exclude: readonly string[];
  /** What to do where another extension suggests. */
  readonly coexistence: 'yield' | 'race';
}

/** What the memory holds. */
export interface MemorySettings {
  readonly holds: 'off' | 'file' | 'openFiles' | 'workspace';
  /** Bytes that it may take. */
  readonly budget: number;
}

const section = 'unroll';

/** The person's settings for a document, kept between keystrokes and read again when they change. */
export class SettingsStore implements Disposable {
  private readonly kept = new Map<string, Settings>();
  private readonly excluded = new Map<string, readonly string[]>();
  private readonly subscription = workspace.onDidChangeConfiguration(event => {
    if (!event.affectsConfiguration(section)) return;
    this.kept.clear();
    this.excluded.clear();
  });

  of(document: TextDocument): Settings {
    const folder = workspace.getWorkspaceFolder(document.uri)?.uri.toString() ?? '';
    const key = `${document.languageId} ${folder}`;
    let settings = this.kept.get(key);
    if (!settings) {
      const values = workspace.getConfiguration(section, document);
      settings = {
        enabled: values.get('enabled') !== false,
        eagerness: oneOf(['quiet', 'balanced', 'eager'], values.get('eagerness'), 'balanced'),
        mode: oneOf(['automatic', 'manual'], values.get('mode'), 'automatic'),
        maximumLength: length(values.get('maximumLength')),
        comments: values.get('comments') !== false,
        strings: values.get('strings') !== false,
        prose: values.get('prose') === true,
        exclude: globs(values.inspect('exclude')),
        coexistence: oneOf(['yield', 'race'], values.get('coexistence'), 'yield'),
      };
      this.kept.set(key, settings);
    }
    return settings;
  }

  /** What the memory is to hold: in a workspace that is not trusted, open files at most. */
  memory(): MemorySettings {
    const values = workspace.getConfiguration(section);
    const wanted = oneOf(['off', 'file', 'openFiles', 'workspace'], values.get('memory'), 'workspace');
    const megabytes = values.get('memoryBudget');
    return {
      holds: wanted === 'workspace' && !workspace.isTrusted ? 'openFiles' : wanted,
      budget: 1e6 * (typeof megabytes === 'number' && megabytes >= 1 ? Math.min(megabytes, 1024) : 64),
    };
  }

  /** Globs of what is never read, for a file that is not open: as a language's the editor would give it. */
  excludeOf(uri: Uri, languageId: string): readonly string[] {
    const key = `${languageId} ${workspace.getWorkspaceFolder(uri)?.uri.toString() ?? ''}`;
    let exclude = this.excluded.get(key);
    if (!exclude) {
      exclude = globs(workspace.getConfiguration(section, { uri, languageId }).inspect('exclude'));
      this.excluded.set(key, exclude);
    }
    return exclude;
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

// Settings files are written by hand: what is not understood counts as the default.
function oneOf<T extends string>(allowed: readonly T[], value: unknown, usual: T): T {
  return allowed.find(one => one === value) ?? usual;
}

function length(value: unknown): number {
  return typeof value === 'number' && value >= 4 ? Math.min(Math.floor(value), 200) : 60;
}

/** All that are listed anywhere: a folder's settings add to what the person excludes, and take nothing back. */
function globs(found: object | undefined): string[] {
  const lists: unknown[] = Object.entries(found ?? {})
    .filter(([where]) => where.endsWith('Value') && where !== 'defaultValue')
    .map(([, value]) => value as unknown);
  const all = lists.flatMap(list => (Array.isArray(list) ? (list as unknown[]) : []));
  return [...new Set(all.filter(glob => typeof glob === 'string' && glob !== ''))] as string[];
}
