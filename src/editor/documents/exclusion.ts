import { RelativePattern, languages, workspace, type TextDocument, type Uri } from 'vscode';
import { isSecret } from '../../suggestion/secrets.js';
import type { SettingsStore } from '../settings/settings.js';
import { fileOf } from './notebook-cells.js';

/** Schemes of documents that are no documents: output, inputs of views, consoles. */
const schemesNotServed = new Set([
  'output',
  'vscode-scm',
  'comment',
  'debug',
  'interactive-input',
  'walkThroughSnippet',
  'log',
]);

/** Which files are never read: those that hold secrets, and what the person lists. */
export class Exclusion {
  /** Answers by document, while its address, its language and the settings stay the same. */
  private readonly kept = new WeakMap<
    TextDocument,
    { uri: Uri; languageId: string; globs: readonly string[]; excluded: boolean }
  >();

  constructor(private readonly settings: SettingsStore) {}

  /** Why a document is not even looked at, whatever it is asked for: it is none, or it is not to be read. */
  forbids(document: TextDocument): 'noFile' | 'excluded' | undefined {
    const { scheme } = document.uri;
    if (schemesNotServed.has(scheme) || /input/i.test(scheme)) return 'noFile';
    return this.has(document) ? 'excluded' : undefined;
  }

  has(document: TextDocument): boolean {
    const globs = this.settings.of(document).exclude;
    const kept = this.kept.get(document);
    const { uri, languageId } = document;
    if (kept?.globs === globs && kept.uri === uri && kept.languageId === languageId) return kept.excluded;
    const excluded = isSecret(uri.path, languageId) || globs.some(glob => matches(glob, document));
    this.kept.set(document, { uri, languageId, globs, excluded });
    return excluded;
  }

  /** What the editor itself hides from its explorer and its searches around an address (`files.exclude`), as globs. */
  hiddenGlobs(uri: Uri): readonly string[] {
    return Object.entries(workspace.getConfiguration('files', uri).get<object>('exclude') ?? {})
      .filter(([, isOn]) => isOn === true)
      .map(([glob]) => glob);
  }

  /** Does the editor hide a file, or a folder that it lies in? */
  isHidden(uri: Uri): boolean {
    const folder = workspace.getWorkspaceFolder(uri)?.uri.path ?? '/';
    const globs = this.hiddenGlobs(uri);
    for (let { path } = uri; path.length > folder.length; path = path.slice(0, path.lastIndexOf('/')))
      if (this.isHiddenItself(uri.with({ path }), globs)) return true;
    return false;
  }

  /** Does the editor hide this file or folder, whatever it lies in? @param globs of `hiddenGlobs` */
  isHiddenItself(uri: Uri, globs: readonly string[]): boolean {
    // Globs are matched by the editor, which looks at nothing else of a document.
    const file = { uri, languageId: '' } as TextDocument;
    return globs.some(glob => matches(glob, file));
  }

  /** The same of a file that is not open. */
  hasFile(uri: Uri, languageId: string): boolean {
    if (isSecret(uri.path, languageId)) return true;
    const file = { uri, languageId } as TextDocument;
    return this.settings.excludeOf(uri, languageId).some(glob => matches(glob, file));
  }
}

/** By the editor's own globs: anywhere in a path, or from the workspace's folder on. */
function matches(glob: string, document: TextDocument): boolean {
  const folder = workspace.getWorkspaceFolder(fileOf(document));
  const patterns = [glob, `**/${glob}`, ...(folder ? [new RelativePattern(folder, glob)] : [])];
  return (
    languages.match(
      patterns.map(pattern => ({ pattern })),
      document,
    ) > 0
  );
}
