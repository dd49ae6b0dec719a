import type * as vscode from 'vscode';
import manifest from '../../../package.json';
import { ConfigurationTarget } from './enums.js';
import { EventEmitter } from './events.js';

/** What a setting says, and for what. */
interface Entry {
  readonly target: Target;
  readonly key: string;
  /** The folder for which a folder's setting holds. */
  readonly folder?: string;
  readonly languageId?: string;
  readonly value: unknown;
}

type Target = 'global' | 'workspace' | 'workspaceFolder';
const targets = ['global', 'workspace', 'workspaceFolder'] as const;

/** A language and a folder for which settings are asked. */
interface Scope {
  readonly folder: string | undefined;
  readonly languageId: string | undefined;
}

interface Described {
  readonly properties: Readonly<Record<string, { readonly default?: unknown }>>;
}

/** Defaults of this extension's settings, and of those of the editor that it looks at. */
const defaults: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...(manifest.contributes.configuration as readonly Described[]).flatMap(({ properties }) =>
    Object.entries(properties).map(([key, described]) => [key, described.default] as const),
  ),
  ['editor.inlineSuggest.enabled', true],
  [
    'files.exclude',
    { '**/.git': true, '**/.svn': true, '**/.hg': true, '**/.DS_Store': true, '**/Thumbs.db': true },
  ],
  [
    'files.watcherExclude',
    { '**/.git/objects/**': true, '**/.git/subtree-cache/**': true, '**/.hg/store/**': true },
  ],
  ['search.followSymlinks', true],
]);
/** What a workspace that is not trusted may not say. */
const restricted = new Set<string>(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations);

/** The settings: defaults, the person's, the workspace's, its folders'; for languages, too. */
export class Configuration {
  readonly changed = new EventEmitter<vscode.ConfigurationChangeEvent>();
  private entries: readonly Entry[] = [];

  constructor(
    private readonly scopeOf: (scope: vscode.ConfigurationScope | null | undefined) => Scope,
    private readonly isTrusted: () => boolean,
  ) {}

  /** Sets a value, or takes it away; who listens is told once it holds. */
  set(key: string, value: unknown, target: Target = 'global', of: Partial<Scope> = {}): void {
    const { folder, languageId } = of;
    const before = this.entries;
    const others = before.filter(
      entry =>
        entry.key !== key ||
        entry.target !== target ||
        entry.folder !== folder ||
        entry.languageId !== languageId,
    );
    const entry = {
      ...{ target, key, value: structuredClone(value) },
      ...(folder !== undefined && { folder }),
      ...(languageId !== undefined && { languageId }),
    };
    this.entries = value === undefined ? others : [...others, entry];
    if (value === undefined && others.length === before.length) return;
    this.changed.fire({
      affectsConfiguration: (section, scope) => {
        if (key !== section && !key.startsWith(`${section}.`)) return false;
        if (!scope) return true;
        const at = this.scopeOf(scope);
        return JSON.stringify(this.value(key, at, before)) !== JSON.stringify(this.value(key, at));
      },
    });
  }

  /** What is asked for now: later changes are seen by `inspect` alone, as in VS Code. */
  get(section: string | undefined, scope?: vscode.ConfigurationScope | null): vscode.WorkspaceConfiguration {
    const at = this.scopeOf(scope);
    const { entries } = this;
    const keyOf = (name: string) => (section === undefined || section === '' ? name : `${section}.${name}`);
    const get = (name: string, otherwise?: unknown) => this.tree(keyOf(name), at, entries) ?? otherwise;
    const update = async (
      name: string,
      value: unknown,
      to?: vscode.ConfigurationTarget | boolean | null,
      byLanguage?: boolean,
    ) => {
      await Promise.resolve();
      const target = targetOf(to);
      this.set(keyOf(name), value, target, {
        folder: target === 'workspaceFolder' ? at.folder : undefined,
        languageId: byLanguage ? at.languageId : undefined,
      });
    };
    return {
      get,
      has: name => get(name) !== undefined,
      inspect: ((name: string) => this.inspect(keyOf(name), at)) as vscode.WorkspaceConfiguration['inspect'],
      update,
    };
  }

  private inspect(key: string, at: Scope) {
    const valueOf = (target: Target, byLanguage: boolean) => this.entry(key, target, at, byLanguage)?.value;
    const found: Record<string, unknown> = { key, defaultValue: structuredClone(defaults.get(key)) };
    for (const target of targets) {
      const [own, byLanguage] = [valueOf(target, false), valueOf(target, true)];
      const name = target === 'workspaceFolder' ? 'workspaceFolderLanguageValue' : `${target}LanguageValue`;
      if (own !== undefined) found[`${target}Value`] = structuredClone(own);
      if (byLanguage !== undefined) found[name] = structuredClone(byLanguage);
    }
    return found;
  }

  /** A value, or an object of all that is set below a section. */
  private tree(key: string, at: Scope, entries: readonly Entry[]): unknown {
    const value = this.value(key, at, entries);
    if (value !== undefined) return structuredClone(value);
    const below = [...defaults.keys(), ...entries.map(entry => entry.key)].filter(other =>
      other.startsWith(`${key}.`),
    );
    if (below.length === 0) return undefined;
    const tree: Record<string, unknown> = {};
    for (const name of new Set(below.map(other => other.slice(key.length + 1).split('.')[0] ?? '')))
      tree[name] = this.tree(`${key}.${name}`, at, entries);
    return tree;
  }

  /** Later ones win, a language's over those for all; objects are put together. */
  private value(key: string, at: Scope, entries = this.entries): unknown {
    const values = [defaults.get(key)];
    for (const byLanguage of [false, true])
      for (const target of targets) values.push(this.entry(key, target, at, byLanguage, entries)?.value);
    return values.reduce((former, value) => {
      if (value === undefined) return former;
      return isObject(former) && isObject(value) ? { ...former, ...value } : value;
    });
  }

  private entry(key: string, target: Target, at: Scope, byLanguage: boolean, entries = this.entries) {
    if (target !== 'global' && !this.isTrusted() && restricted.has(key)) return undefined;
    return entries.find(
      entry =>
        entry.key === key &&
        entry.target === target &&
        (target !== 'workspaceFolder' || entry.folder === at.folder) &&
        (byLanguage
          ? entry.languageId !== undefined && entry.languageId === at.languageId
          : entry.languageId === undefined),
    );
  }
}

function targetOf(to: vscode.ConfigurationTarget | boolean | null | undefined): Target {
  if (to === true || to === ConfigurationTarget.Global) return 'global';
  if (to === ConfigurationTarget.WorkspaceFolder) return 'workspaceFolder';
  return 'workspace';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
