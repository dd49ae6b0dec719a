import type * as vscode from 'vscode';
import { currentHost } from './current.js';
import type { Uri } from './uri.js';

export const env = {
  get language() {
    return currentHost().language;
  },
  appName: 'Visual Studio Code',
  appHost: 'desktop',
} satisfies Partial<typeof vscode.env>;

/** In English: what the person reads is what is written. */
function translated(
  given: string | { readonly message: string; readonly args?: unknown },
  ...filling: readonly unknown[]
): string {
  const message = typeof given === 'string' ? given : given.message;
  const holes: unknown = typeof given === 'string' ? filling : given.args;
  const found = new Map(
    Object.entries((Array.isArray(holes) && Array.isArray(holes[0]) ? holes[0] : holes) as object),
  );
  return message.replace(/\{(\w+)\}/g, (hole, name: string) =>
    found.has(name) ? String(found.get(name)) : hole,
  );
}

export const l10n = {
  t: translated as typeof vscode.l10n.t,
  bundle: undefined,
  uri: undefined,
} satisfies Partial<typeof vscode.l10n>;

/** Another extension, as far as it is looked at. */
function extension(id: string, isActive: boolean): vscode.Extension<unknown> {
  return { id, isActive } as vscode.Extension<unknown>;
}

export const extensions = {
  getExtension: <T>(id: string) => {
    const isActive = currentHost().extensions.get(id);
    return isActive === undefined ? undefined : (extension(id, isActive) as vscode.Extension<T>);
  },
  get onDidChange() {
    return currentHost().extensionsChanged.event;
  },
} satisfies Partial<typeof vscode.extensions>;

/** What is kept between two lives of the window: written in a later turn, as JSON. */
export class FakeMemento implements vscode.Memento {
  readonly values = new Map<string, unknown>();

  keys(): readonly string[] {
    return [...this.values.keys()];
  }

  readonly get = ((key: string, otherwise?: unknown) =>
    this.values.has(key) ? this.values.get(key) : otherwise) as vscode.Memento['get'];

  async update(key: string, value: unknown): Promise<void> {
    if (value === undefined) this.values.delete(key);
    else this.values.set(key, JSON.parse(JSON.stringify(value)));
    await currentHost().turn('memento');
  }
}

/** What `activate` is given, as far as it is looked at. */
export function extensionContext(extensionUri: Uri, globalState: FakeMemento): vscode.ExtensionContext {
  const subscriptions: { dispose(): unknown }[] = [];
  const globalStorageUri = extensionUri.with({ path: '/storage' });
  const known = {
    ...{ subscriptions, extensionUri, globalState, globalStorageUri },
    extensionPath: extensionUri.fsPath,
  };
  return known as unknown as vscode.ExtensionContext;
}
