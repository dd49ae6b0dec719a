import type * as vscode from 'vscode';
import { Commands } from './commands.js';
import { Configuration } from './configuration.js';
import { setCurrentHost } from './current.js';
import { FakeDocument, OpenDocuments } from './documents.js';
import { FakeEditor } from './editors.js';
import { ViewColumn } from './enums.js';
import { EventEmitter } from './events.js';
import { Files, FileSystemError } from './files.js';
import { matchesGlob } from './glob.js';
import { InlineProviders } from './languages.js';
import { extensionContext, FakeMemento } from './surroundings.js';
import { OpenNotebooks } from './notebooks.js';
import { Uri } from './uri.js';
import type { FakeView } from './webview.js';
import { Screen } from './window.js';

/** What a host begins with. */
export interface HostOptions {
  /** Folders of the workspace, as paths or addresses. */
  readonly folders?: readonly string[];
  /** Texts of files by their paths. */
  readonly files?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly isTrusted?: boolean;
  /** Of the editor's interface. */
  readonly language?: string;
  /** Other extensions, and whether each is active. */
  readonly extensions?: Readonly<Record<string, boolean>>;
  /** Resolves when what lies outside of the extension host has answered; usually in the next turn of the event loop. */
  readonly turn?: (what: string) => Promise<void>;
}

const languageIds: Readonly<Record<string, string>> = {
  ...{ ts: 'typescript', js: 'javascript', py: 'python', md: 'markdown', json: 'json', go: 'go', rs: 'rust' },
  ...{ env: 'dotenv', txt: 'plaintext' },
};

/** Commands of the editor that the extension runs. */
const editorCommands = [
  ...['setContext', 'editor.action.inlineSuggest.trigger', 'editor.action.inlineSuggest.hide'],
  ...['editor.action.showReferences', 'workbench.action.openSettings'],
];

/**
 * The editor around the extension: all that the `vscode` module shows is of the host that was made last, so every test makes its own.
 * What a person does is told to the extension at once, in VS Code's order; what the extension asks for comes in a later turn.
 */
export class Host {
  readonly documents = new OpenDocuments();
  readonly notebooks = new OpenNotebooks(this.documents);
  readonly window = new Screen(this);
  readonly commands = new Commands();
  readonly inlineProviders = new InlineProviders();
  readonly configuration: Configuration;
  readonly files: Files;
  readonly globalState = new FakeMemento();
  readonly context: vscode.ExtensionContext;
  readonly foldersChanged = new EventEmitter<vscode.WorkspaceFoldersChangeEvent>();
  readonly trusted = new EventEmitter<void>();
  readonly extensionsChanged = new EventEmitter<void>();
  readonly extensions: Map<string, boolean>;
  readonly language: string;
  readonly turn: (what: string) => Promise<void>;
  folders: readonly vscode.WorkspaceFolder[] = [];
  isTrusted: boolean;
  /** Does the extension hear of selections only in a later turn, or with what a person does next? */
  areSelectionsLate = false;
  /** What the extension threw at the editor. */
  readonly thrown: unknown[] = [];
  private readonly messages: (() => void)[] = [];

  constructor(options: HostOptions = {}) {
    this.turn = options.turn ?? (() => new Promise(resolve => setImmediate(resolve)));
    this.isTrusted = options.isTrusted ?? true;
    this.language = options.language ?? 'en';
    this.extensions = new Map(Object.entries(options.extensions ?? {}));
    setCurrentHost(this);
    this.configuration = new Configuration(
      scope => this.scopeOf(scope),
      () => this.isTrusted,
    );
    const schemeOf = (path: string) => this.folderOf(Uri.file(path))?.uri.scheme ?? 'file';
    this.files = new Files(
      this.turn,
      () => performance.now(),
      schemeOf,
      path => this.isUnwatched(path),
    );
    this.context = extensionContext(Uri.file('/extension'), this.globalState);
    for (const command of editorCommands) this.commands.provide(command);
    for (const [path, text] of Object.entries(options.files ?? {})) this.files.write(path, text);
    for (const folder of options.folders ?? []) this.addFolder(folder);
    for (const [key, value] of Object.entries(options.settings ?? {})) this.configure(key, value);
  }

  /** Opens a file in an editor and works in it; one that has no file yet is made. */
  open(
    path: string,
    text?: string,
    options: { readonly isBeside?: boolean; readonly languageId?: string } = {},
  ): FakeEditor {
    if (text !== undefined && this.files.textAt(path) !== text) this.files.write(path, text);
    const document = this.documentOf(this.uriOf(path), options.languageId);
    return this.show(document, options);
  }

  /** Opens a document that has no file. */
  untitled(text: string, languageId: string): FakeEditor {
    let number = 1;
    const uri = () => Uri.from({ scheme: 'untitled', path: `Untitled-${number}` });
    while (this.documents.at(uri())) number++;
    const document = new FakeDocument(uri(), text, languageId);
    this.documents.add(document);
    return this.show(document);
  }

  /** The document of an address, opened where it is not open. @throws FileSystemError where there is no such file */
  documentOf(uri: vscode.Uri, languageId?: string): FakeDocument {
    this.deliver();
    const known = this.documents.at(uri);
    if (known) return known;
    const text = this.files.textAt(uri.path);
    if (text === undefined) throw FileSystemError.FileNotFound(uri);
    const usual = languageIds[uri.path.slice(uri.path.lastIndexOf('.') + 1)] ?? 'plaintext';
    const document = new FakeDocument(uri, text, languageId ?? usual);
    this.documents.add(document);
    return document;
  }

  /** Shows a document in the editor that is worked in, or in another one beside it. The former one is gone before. */
  show(document: FakeDocument, { isBeside = false } = {}): FakeEditor {
    this.deliver();
    const { window } = this;
    const former = window.active;
    const known = window.editors.find(editor => editor.document === document);
    if (known) {
      this.focus(known);
      return known;
    }
    if (former && !isBeside) this.remove(former, undefined);
    const editor = new FakeEditor(this, document, isBeside ? ViewColumn.Two : ViewColumn.One);
    window.editors = [...window.editors, editor];
    window.tabs.add(document);
    window.active = editor;
    window.visibleChanged.fire(window.editors.map(({ api }) => api));
    window.activeChanged.fire(editor.api);
    return editor;
  }

  /** Works in another editor that is on screen, or in none. */
  focus(editor: FakeEditor | undefined): void {
    this.deliver();
    if (editor === this.window.active) return;
    this.window.active = editor;
    this.window.activeChanged.fire(editor?.api);
  }

  /** Takes an editor off the screen; its document stays open. */
  hide(editor: FakeEditor): void {
    this.deliver();
    if (!editor.isClosed)
      this.remove(
        editor,
        this.window.editors.find(other => other !== editor),
      );
  }

  /** Closes an editor, and its document where no other one shows it. */
  close(editor: FakeEditor): void {
    this.hide(editor);
    const { document } = editor;
    if (this.window.editors.some(other => other.document === document)) return;
    this.window.tabs.delete(document);
    this.documents.remove(document);
  }

  setLanguage(document: FakeDocument, languageId: string): void {
    this.deliver();
    this.documents.setLanguage(document, languageId);
  }

  setEndOfLine(document: FakeDocument, eol: vscode.EndOfLine): void {
    this.deliver();
    const spans = this.editorsOf(document).map(({ api: { selection } }) => selection.active);
    this.documents.setEndOfLine(document, eol);
    this.editorsOf(document).forEach((editor, i) => {
      const at = spans[i];
      if (at) editor.move(document.offsetAt(at), 'unnamed');
    });
  }

  save(document: FakeDocument): void {
    this.deliver();
    this.files.write(document.uri.path, document.getText());
    this.documents.save(document);
  }

  /** Changes a document: the extension is told of the text, then of what that moves in other editors than the one it was done in. */
  change(
    document: FakeDocument,
    run: (documents: OpenDocuments) => readonly vscode.TextDocumentContentChangeEvent[],
    by?: FakeEditor,
  ): readonly vscode.TextDocumentContentChangeEvent[] {
    this.deliver();
    const changes = run(this.documents);
    for (const editor of this.editorsOf(document)) {
      editor.moveWith(changes);
      if (editor !== by) editor.tell('unnamed');
    }
    return changes;
  }

  /** Changes a setting of the person's, or of the workspace, a folder or a language. */
  configure(
    key: string,
    value: unknown,
    of: {
      readonly target?: ConfigurationTargetName;
      readonly folder?: string;
      readonly languageId?: string;
    } = {},
  ): void {
    this.deliver();
    const { target = 'global', folder, languageId } = of;
    this.configuration.set(key, value, target, {
      folder: folder === undefined ? undefined : this.folderAt(folder)?.uri.toString(),
      languageId,
    });
  }

  addFolder(address: string): void {
    const uri = address.includes(':') ? Uri.parse(address) : Uri.file(address);
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    const folder = { uri, name, index: this.folders.length };
    this.folders = [...this.folders, folder];
    this.foldersChanged.fire({ added: [folder], removed: [] });
  }

  removeFolder(path: string): void {
    const folder = this.folderAt(path);
    if (!folder) return;
    this.folders = this.folders
      .filter(other => other !== folder)
      .map((other, index) => ({ ...other, index }));
    this.foldersChanged.fire({ added: [], removed: [folder] });
  }

  grantTrust(): void {
    if (this.isTrusted) return;
    this.isTrusted = true;
    this.trusted.fire();
  }

  setFocused(focused: boolean): void {
    this.window.state = { focused, active: focused };
    this.window.stateChanged.fire(this.window.state);
  }

  setTheme(kind: vscode.ColorThemeKind): void {
    this.window.theme = { kind };
    this.window.themeChanged.fire(this.window.theme);
  }

  setExtension(id: string, isActive: boolean | undefined): void {
    if (isActive === undefined) this.extensions.delete(id);
    else this.extensions.set(id, isActive);
    this.extensionsChanged.fire();
  }

  /** A view that the extension registered. */
  view(id: string): FakeView {
    const view = this.window.views.get(id);
    if (!view) throw new Error(`nobody fills the view ${id}`);
    return view;
  }

  /** Runs a command, as a person or another extension does. */
  run(command: string, ...given: unknown[]): Promise<unknown> {
    this.deliver();
    return this.commands.run(command, given);
  }

  /** The folder that lies nearest around an address. */
  folderOf(uri: vscode.Uri): vscode.WorkspaceFolder | undefined {
    return this.folders
      .filter(
        ({ uri: { scheme, path } }) =>
          scheme === uri.scheme && `${uri.path}/`.startsWith(`${path.replace(/\/$/, '')}/`),
      )
      .sort((a, b) => b.uri.path.length - a.uri.path.length)[0];
  }

  /** An error that ended at the editor: in VS Code it is written to a log that nobody reads. */
  report(error: unknown): void {
    this.thrown.push(error);
  }

  /** Tells the extension something, at once or late. */
  post(message: () => void): void {
    if (this.areSelectionsLate) this.postLater(message);
    else message();
  }

  /** Tells the extension something in a later turn. */
  postLater(message: () => void): void {
    this.messages.push(message);
    void this.turn('message').then(() => this.messages.shift()?.());
  }

  /** What is still to be told is told now: the extension hears of everything in its order. */
  deliver(): void {
    for (let message = this.messages.shift(); message; message = this.messages.shift()) message();
  }

  private remove(editor: FakeEditor, next: FakeEditor | undefined): void {
    const { window } = this;
    const wasActive = window.active === editor;
    window.editors = window.editors.filter(other => other !== editor);
    editor.isClosed = true;
    if (wasActive) window.active = next;
    window.visibleChanged.fire(window.editors.map(({ api }) => api));
    if (wasActive) window.activeChanged.fire(next?.api);
  }

  private editorsOf(document: FakeDocument): readonly FakeEditor[] {
    return this.window.editors.filter(editor => editor.document === document);
  }

  /** The address of a file: a folder of the workspace says how it is reached. */
  uriOf(path: string): vscode.Uri {
    const folder = this.folders.find(({ uri }) => path.startsWith(`${uri.path}/`));
    return folder?.uri.with({ path }) ?? Uri.file(path);
  }

  private folderAt(path: string): vscode.WorkspaceFolder | undefined {
    return this.folders.find(({ uri }) => uri.path === path);
  }

  private scopeOf(scope: vscode.ConfigurationScope | null | undefined) {
    const [uri, languageId] =
      scope === undefined || scope === null
        ? [undefined, undefined]
        : 'languageId' in scope
          ? [scope.uri, scope.languageId]
          : 'uri' in scope
            ? [scope.uri, undefined]
            : [scope, undefined];
    return { folder: uri && this.folderOf(uri)?.uri.toString(), languageId };
  }

  private isUnwatched(path: string): boolean {
    const globs = this.configuration.get('files').get<Record<string, unknown>>('watcherExclude') ?? {};
    return Object.entries(globs).some(([glob, isOn]) => isOn === true && matchesGlob(glob, path));
  }
}

type ConfigurationTargetName = Parameters<Configuration['set']>[2];
