import type { Eagerness } from '../../suggestion/confidence-model.js';
import type { ProseMode } from '../../suggestion/prose.js';

export interface Settings {
  readonly enabled: boolean;
  readonly eagerness: Eagerness;
  /** `manual`: only when asked for. */
  readonly mode: 'automatic' | 'manual';
  /** Longest suggestion, in characters. */
  readonly maximumLength: number;
  readonly comments: boolean;
  readonly strings: boolean;
  readonly prose: ProseMode;
  /** Globs of files that are never read. */
  readonly exclude: readonly string[];
  /** What to do where another extension suggests. */
  readonly coexistence: 'yield' | 'race';
}

/** The settings of the memory. */
export interface MemorySettings {
  readonly holds: 'off' | 'file' | 'openFiles' | 'workspace';
  /** Bytes that it may take. */
  readonly budget: number;
}

/**
 * The settings that values stand for. Settings files are written by hand: what is not understood counts as the default.
 * @param get gives the value of a setting, of whatever kind
 * @param excluded all values of `exclude`, as the editor's `inspect` gives them
 */
export function settingsOf(get: (name: string) => unknown, excluded: object | undefined): Settings {
  return {
    enabled: get('enabled') !== false,
    eagerness: oneOf(['quiet', 'balanced', 'eager'], get('eagerness'), 'balanced'),
    mode: oneOf(['automatic', 'manual'], get('mode'), 'automatic'),
    maximumLength: maximumLengthOf(get('maximumLength')),
    comments: get('comments') !== false,
    strings: get('strings') !== false,
    prose: proseOf(get('prose')),
    exclude: globsIn(excluded),
    coexistence: oneOf(['yield', 'race'], get('coexistence'), 'yield'),
  };
}

/** The settings of the memory: in a workspace that is not trusted it holds open files at most. */
export function memorySettingsOf(get: (name: string) => unknown, isTrusted: boolean): MemorySettings {
  const wanted = oneOf(['off', 'file', 'openFiles', 'workspace'], get('memory'), 'workspace');
  const megabytes = get('memoryBudget');
  return {
    holds: wanted === 'workspace' && !isTrusted ? 'openFiles' : wanted,
    budget: 1e6 * (typeof megabytes === 'number' && megabytes >= 1 ? Math.min(megabytes, 1024) : 64),
  };
}

function oneOf<T extends string>(allowed: readonly T[], value: unknown, defaultValue: T): T {
  return allowed.find(one => one === value) ?? defaultValue;
}

/** It was once a switch. */
function proseOf(value: unknown): ProseMode {
  if (typeof value === 'boolean') return value ? 'asCode' : 'off';
  return oneOf(['off', 'sure', 'asCode'], value, 'sure');
}

function maximumLengthOf(value: unknown): number {
  return typeof value === 'number' && value >= 4 ? Math.min(Math.floor(value), 200) : 60;
}

/** All globs that are listed anywhere: a folder's settings add to what the person excludes, and take nothing back. */
export function globsIn(found: object | undefined): string[] {
  const lists: unknown[] = Object.entries(found ?? {})
    .filter(([where]) => where.endsWith('Value') && where !== 'defaultValue')
    .map(([, value]) => value as unknown);
  const all = lists.flatMap(list => (Array.isArray(list) ? (list as unknown[]) : []));
  return [...new Set(all.filter(glob => typeof glob === 'string' && glob !== ''))] as string[];
}
