import type * as vscode from 'vscode';
import { EventEmitter } from './events.js';
import type { Host } from './host.js';

/** A message as VS Code carries it between the processes: as JSON, which has no NaN, with typed arrays beside it. */
function carried(message: unknown): unknown {
  const arrays: unknown[] = [];
  const json = JSON.stringify(message, (_, value: unknown) =>
    ArrayBuffer.isView(value) ? { array: arrays.push(structuredClone(value)) - 1 } : value,
  );
  return JSON.parse(json, (_, value: unknown) =>
    typeof value === 'object' && value !== null && 'array' in value ? arrays[Number(value.array)] : value,
  ) as unknown;
}

/** A webview, and the page in it. Messages are copied on their way, as between processes. */
export class FakeWebview {
  /** What the page has been sent while it was there. */
  readonly received: unknown[] = [];
  /** Is a page there that listens? */
  hasPage = false;
  /** What the page does with a message. */
  page: ((message: unknown) => void) | undefined;
  private readonly sent = new EventEmitter<unknown>();
  readonly api: vscode.Webview;

  constructor(private readonly host: Host) {
    const receive = (message: unknown) => this.receive(message);
    this.api = {
      options: {},
      html: '',
      cspSource: 'webview:',
      asWebviewUri: uri => uri.with({ scheme: 'webview' }),
      onDidReceiveMessage: this.sent.event as vscode.Event<never>,
      postMessage: receive,
    };
  }

  /** The page says something to the extension. */
  say(message: unknown): void {
    this.host.deliver();
    if (this.hasPage) this.sent.fire(carried(message));
  }

  private async receive(message: unknown): Promise<boolean> {
    const copy = carried(message);
    await this.host.turn('postMessage');
    if (!this.hasPage) return false;
    this.received.push(copy);
    this.page?.(copy);
    return true;
  }
}

/** A view in a side bar, or a panel: shown and hidden as a person does it. Hidden, its page is gone; shown again, it begins anew. */
export class FakeView {
  webview: FakeWebview;
  private isVisible = false;
  private readonly visibilityChanged = new EventEmitter<void>();
  private readonly disposed = new EventEmitter<void>();
  private isResolved = false;

  constructor(
    private readonly host: Host,
    private readonly id: string,
    private readonly provider: vscode.WebviewViewProvider,
  ) {
    this.webview = new FakeWebview(host);
  }

  get visible(): boolean {
    return this.isVisible;
  }

  /** The first time, the extension is asked to fill it. */
  async show(): Promise<void> {
    this.host.deliver();
    if (this.isVisible) return;
    this.isVisible = true;
    this.webview.hasPage = true;
    if (this.isResolved) {
      this.visibilityChanged.fire();
      return;
    }
    this.isResolved = true;
    try {
      await this.provider.resolveWebviewView(this.facade(), { state: undefined }, never);
    } catch (error) {
      this.host.report(error);
    }
  }

  hide(): void {
    this.host.deliver();
    if (!this.isVisible) return;
    this.isVisible = false;
    this.webview.hasPage = false;
    this.visibilityChanged.fire();
  }

  /** It is put elsewhere or closed: when it is shown again, the extension is asked to fill a new one. */
  dispose(): void {
    this.host.deliver();
    if (!this.isResolved) return;
    this.isVisible = this.isResolved = false;
    this.webview.hasPage = false;
    this.disposed.fire();
    this.webview = new FakeWebview(this.host);
  }

  private facade(): vscode.WebviewView {
    const { id, webview, disposed, visibilityChanged } = this;
    const isVisible = () => this.isVisible && this.webview === webview;
    return {
      viewType: id,
      webview: webview.api,
      get visible() {
        return isVisible();
      },
      onDidDispose: disposed.event,
      onDidChangeVisibility: visibilityChanged.event,
      show: () => void this.show(),
    };
  }
}

/** A panel among the editors. */
export class FakePanel {
  readonly webview: FakeWebview;
  readonly api: vscode.WebviewPanel;
  private isVisible = true;
  private isClosed = false;
  private readonly stateChanged = new EventEmitter<vscode.WebviewPanelOnDidChangeViewStateEvent>();
  private readonly disposed = new EventEmitter<void>();

  constructor(
    private readonly host: Host,
    viewType: string,
    title: string,
    viewColumn: vscode.ViewColumn,
    options: vscode.WebviewPanelOptions & vscode.WebviewOptions,
  ) {
    this.webview = new FakeWebview(host);
    this.webview.hasPage = true;
    this.webview.api.options = options;
    const isVisible = () => this.isVisible;
    this.api = {
      ...{ viewType, title, viewColumn, options, webview: this.webview.api },
      get visible() {
        return isVisible();
      },
      get active() {
        return isVisible();
      },
      onDidChangeViewState: this.stateChanged.event,
      onDidDispose: this.disposed.event,
      reveal: () => this.show(),
      dispose: () => this.close(),
    };
    // A spread would take the value of a getter once.
    Object.defineProperties(this.api, {
      visible: { get: isVisible },
      active: { get: isVisible },
    });
  }

  get visible(): boolean {
    return this.isVisible;
  }

  show(): void {
    this.turn(true);
  }

  hide(): void {
    this.turn(false);
  }

  close(): void {
    this.host.deliver();
    if (this.isClosed) return;
    this.isClosed = true;
    this.isVisible = this.webview.hasPage = false;
    this.disposed.fire();
  }

  private turn(isVisible: boolean): void {
    this.host.deliver();
    if (this.isClosed || isVisible === this.isVisible) return;
    this.isVisible = this.webview.hasPage = isVisible;
    this.stateChanged.fire({ webviewPanel: this.api });
  }
}

const never: vscode.CancellationToken = {
  isCancellationRequested: false,
  onCancellationRequested: () => ({ dispose: () => undefined }),
};
