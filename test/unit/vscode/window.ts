import type * as vscode from 'vscode';
import { currentHost } from './current.js';
import { ColorThemeKind, ViewColumn } from './enums.js';
import { CancellationTokenSource, Disposable, EventEmitter } from './events.js';
import type { FakeDocument } from './documents.js';
import type { FakeEditor } from './editors.js';
import type { Host } from './host.js';
import { TabInputText } from './values.js';
import { FakePanel, FakeView } from './webview.js';

/** What the extension said to the person in a box, and what could be answered. */
interface Told {
  readonly kind: 'information' | 'error';
  readonly message: string;
  readonly answers: readonly string[];
}

/** What there is on screen, and what is told of it. */
export class Screen {
  readonly activeChanged = new EventEmitter<vscode.TextEditor | undefined>();
  readonly visibleChanged = new EventEmitter<readonly vscode.TextEditor[]>();
  readonly selectionChanged = new EventEmitter<vscode.TextEditorSelectionChangeEvent>();
  readonly visibleRangesChanged = new EventEmitter<vscode.TextEditorVisibleRangesChangeEvent>();
  readonly themeChanged = new EventEmitter<vscode.ColorTheme>();
  readonly stateChanged = new EventEmitter<vscode.WindowState>();
  editors: readonly FakeEditor[] = [];
  /** Documents that were shown and not closed: each has a tab, whether it is in front or not. */
  readonly tabs = new Set<FakeDocument>();
  active: FakeEditor | undefined;
  theme: vscode.ColorTheme = { kind: ColorThemeKind.Dark };
  state: vscode.WindowState = { focused: true, active: true };
  readonly told: Told[] = [];
  /** What the person will answer to what they are asked next, by the beginning of what is asked, or by the title of a list. */
  readonly answers = new Map<string, string>();
  readonly statusItems: vscode.StatusBarItem[] = [];
  readonly output: string[] = [];
  readonly panels: FakePanel[] = [];
  readonly views = new Map<string, FakeView>();
  /** Where the next dialogs lead. */
  saveTo: vscode.Uri | undefined;
  openFrom: vscode.Uri | undefined;
  /** Decorations that are made and not disposed of. */
  readonly decorationTypes = new Set<vscode.TextEditorDecorationType>();
  /** How to stop what is shown with its progress. */
  readonly stops: (() => void)[] = [];

  constructor(private readonly host: Host) {}

  tell(kind: Told['kind'], message: string, answers: readonly string[]): string | undefined {
    this.told.push({ kind, message, answers });
    return answers.find(answer => answer === this.answerTo(message));
  }

  answerTo(question: string): string | undefined {
    return [...this.answers].find(([beginning]) => question.startsWith(beginning))?.[1];
  }

  registerView(id: string, provider: vscode.WebviewViewProvider): Disposable {
    const view = new FakeView(this.host, id, provider);
    this.views.set(id, view);
    this.host.commands.provide(`${id}.focus`, () => view.show());
    return new Disposable(() => this.views.delete(id));
  }
}

async function message(
  kind: Told['kind'],
  text: string,
  given: readonly unknown[],
): Promise<string | undefined> {
  const answers = given.filter(answer => typeof answer === 'string');
  const answer = currentHost().window.tell(kind, text, answers);
  await currentHost().turn('message');
  return answer;
}

async function showQuickPick<T extends vscode.QuickPickItem>(
  given: readonly T[] | Thenable<readonly T[]>,
  options?: vscode.QuickPickOptions,
): Promise<T | undefined> {
  const items = await given;
  const wanted = currentHost().window.answerTo(options?.title ?? '');
  await currentHost().turn('quickPick');
  return items.find(({ label }) => wanted !== undefined && label.includes(wanted));
}

function createOutputChannel(name: string): vscode.LogOutputChannel {
  const { output } = currentHost().window;
  const write = (level: string) => (said: unknown) => void output.push(`${level}: ${String(said)}`);
  const nothing = () => undefined;
  return {
    ...{ name, logLevel: 1, onDidChangeLogLevel: () => new Disposable(nothing) },
    ...{ trace: write('trace'), debug: write('debug'), info: write('info') },
    ...{ warn: write('warn'), error: write('error'), append: write('text'), appendLine: write('text') },
    ...{ replace: write('text'), clear: nothing, show: nothing, hide: nothing, dispose: nothing },
  };
}

function createStatusBarItem(
  id?: string | vscode.StatusBarAlignment,
  alignment?: vscode.StatusBarAlignment | number,
  priority?: number,
): vscode.StatusBarItem {
  const item: vscode.StatusBarItem = {
    ...{ id: String(id), alignment: alignment === 1 ? 1 : 2, priority, name: undefined, text: '' },
    ...{ tooltip: undefined, color: undefined, backgroundColor: undefined, command: undefined },
    accessibilityInformation: undefined,
    show: () => undefined,
    hide: () => undefined,
    dispose: () => undefined,
  };
  currentHost().window.statusItems.push(item);
  return item;
}

let decorationTypes = 0;

function createTextEditorDecorationType({
  border,
}: vscode.DecorationRenderOptions): vscode.TextEditorDecorationType {
  const { window: screen } = currentHost();
  const type: vscode.TextEditorDecorationType = {
    // A box around text is told from colours behind it.
    key: `${border === undefined ? 'decoration' : 'box'}-${++decorationTypes}`,
    dispose: () => {
      screen.decorationTypes.delete(type);
      for (const editor of screen.editors) editor.decorations.delete(type);
    },
  };
  screen.decorationTypes.add(type);
  return type;
}

async function withProgress<R>(
  options: vscode.ProgressOptions,
  task: (
    progress: vscode.Progress<{ message?: string; increment?: number }>,
    token: vscode.CancellationToken,
  ) => Thenable<R>,
): Promise<R> {
  const source = new CancellationTokenSource();
  if (options.cancellable) currentHost().window.stops.push(() => source.cancel());
  return task({ report: () => undefined }, source.token);
}

async function showTextDocument(
  what: vscode.TextDocument | vscode.Uri,
  options?: vscode.TextDocumentShowOptions | vscode.ViewColumn,
): Promise<vscode.TextEditor> {
  const host = currentHost();
  await host.turn('showTextDocument');
  const document = host.documentOf('uri' in what ? what.uri : what);
  const { selection, viewColumn } =
    typeof options === 'object' ? options : { selection: undefined, viewColumn: options };
  const editor = host.show(document, { isBeside: viewColumn === ViewColumn.Beside });
  if (selection)
    editor.select(
      [{ anchor: document.offsetAt(selection.start), active: document.offsetAt(selection.end) }],
      'unnamed',
    );
  return editor.api;
}

export const window = {
  get activeTextEditor() {
    return currentHost().window.active?.api;
  },
  get visibleTextEditors() {
    return currentHost().window.editors.map(({ api }) => api);
  },
  get tabGroups() {
    const tabs = [...currentHost().window.tabs].map(({ uri }) => ({ input: new TabInputText(uri) }));
    return { all: [{ tabs }] } as unknown as vscode.TabGroups;
  },
  get activeColorTheme() {
    return currentHost().window.theme;
  },
  get state() {
    return currentHost().window.state;
  },
  get onDidChangeActiveTextEditor() {
    return currentHost().window.activeChanged.event;
  },
  get onDidChangeVisibleTextEditors() {
    return currentHost().window.visibleChanged.event;
  },
  get onDidChangeTextEditorSelection() {
    return currentHost().window.selectionChanged.event;
  },
  get onDidChangeTextEditorVisibleRanges() {
    return currentHost().window.visibleRangesChanged.event;
  },
  get onDidChangeActiveColorTheme() {
    return currentHost().window.themeChanged.event;
  },
  get onDidChangeWindowState() {
    return currentHost().window.stateChanged.event;
  },
  showTextDocument: showTextDocument as typeof vscode.window.showTextDocument,
  showInformationMessage: ((text: string, ...given: readonly unknown[]) =>
    message('information', text, given)) as typeof vscode.window.showInformationMessage,
  showErrorMessage: ((text: string, ...given: readonly unknown[]) =>
    message('error', text, given)) as typeof vscode.window.showErrorMessage,
  showQuickPick: showQuickPick as typeof vscode.window.showQuickPick,
  showSaveDialog: async () => {
    await currentHost().turn('saveDialog');
    return currentHost().window.saveTo;
  },
  showOpenDialog: async () => {
    await currentHost().turn('openDialog');
    const { openFrom } = currentHost().window;
    return openFrom && [openFrom];
  },
  createOutputChannel: createOutputChannel as typeof vscode.window.createOutputChannel,
  createStatusBarItem: createStatusBarItem as typeof vscode.window.createStatusBarItem,
  createTextEditorDecorationType,
  withProgress,
  createWebviewPanel: (viewType, title, column, options = {}) => {
    const viewColumn = typeof column === 'object' ? column.viewColumn : column;
    const panel = new FakePanel(currentHost(), viewType, title, viewColumn, options);
    currentHost().window.panels.push(panel);
    return panel.api;
  },
  registerWebviewViewProvider: (id, provider) => currentHost().window.registerView(id, provider),
  registerWebviewPanelSerializer: () => new Disposable(() => undefined),
} satisfies Partial<typeof vscode.window>;
