import {
  ViewColumn,
  commands,
  window,
  type Disposable,
  type ExtensionContext,
  type Uri,
  type WebviewPanel,
  type WebviewView,
} from 'vscode';
import type { Documents } from '../editor/documents.js';
import type { Engine } from '../editor/engine.js';
import type { Log } from '../editor/log.js';
import type { Overlay } from '../editor/overlay.js';
import type { StandingSilences } from '../editor/standing.js';
import { Insights } from './host-insights.js';
import { pageOf, pageOptions } from './host-page.js';
import { Session } from './host-session.js';
import { Watch } from './host-watch.js';

const view = 'unroll.activations';

/** What is said to anyone who asks how the panel does. */
export interface PanelSummary {
  /** Pages on screen. */
  readonly visible: number;
  /** Messages sent to pages so far. */
  readonly sent: number;
}

/** The activation panel: as a view, and as many times as it is wanted as an editor of its own. */
export class ActivationPanel implements Disposable {
  private readonly watch: Watch;
  private readonly insights: Insights;
  private readonly sessions = new Set<Session>();
  private readonly onScreen = new Set<Session>();
  private sent = 0;
  private readonly subscriptions: Disposable[];

  constructor(
    private readonly extensionUri: Uri,
    engine: Engine,
    documents: Documents,
    standing: StandingSilences,
    private readonly overlay: Overlay,
    private readonly log: Log,
  ) {
    this.watch = new Watch(engine, documents, standing, log);
    this.insights = new Insights(this.watch, log);
    this.subscriptions = [
      window.registerWebviewViewProvider(view, { resolveWebviewView: view => this.attach(view) }),
      window.registerWebviewPanelSerializer(view, {
        deserializeWebviewPanel: panel => Promise.resolve(this.attachPanel(panel)),
      }),
      commands.registerCommand('unroll.showActivations', () => commands.executeCommand(`${view}.focus`)),
      commands.registerCommand('unroll.openActivations', () => this.open()),
    ];
  }

  summary(): PanelSummary {
    const sent = [...this.sessions].reduce((sum, session) => sum + session.sent, this.sent);
    return { visible: this.onScreen.size, sent };
  }

  dispose(): void {
    for (const session of this.sessions) session.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
    this.insights.dispose();
    this.watch.dispose();
  }

  private open(): void {
    const options = pageOptions(this.extensionUri);
    const column = { viewColumn: ViewColumn.Beside, preserveFocus: true };
    this.attachPanel(window.createWebviewPanel(view, 'Activations', column, options));
  }

  private attachPanel(panel: WebviewPanel): void {
    panel.webview.options = pageOptions(this.extensionUri);
    const session = this.session(panel, panel.visible);
    panel.onDidChangeViewState(() => this.show(session, panel.visible));
  }

  private attach(view: WebviewView): void {
    view.webview.options = pageOptions(this.extensionUri);
    const session = this.session(view, view.visible);
    view.onDidChangeVisibility(() => this.show(session, view.visible));
  }

  private session(holder: WebviewView | WebviewPanel, visible: boolean): Session {
    const run = (command: string) => void commands.executeCommand(`unroll.${command}`);
    const session = new Session(holder.webview, this.watch, this.insights, this.overlay, run, this.log);
    this.sessions.add(session);
    holder.onDidDispose(() => {
      this.sent += session.sent;
      this.sessions.delete(session);
      this.onScreen.delete(session);
      session.dispose();
    });
    holder.webview.html = pageOf(holder.webview, this.extensionUri);
    this.show(session, visible);
    return session;
  }

  private show(session: Session, visible: boolean): void {
    if (visible) this.onScreen.add(session);
    else this.onScreen.delete(session);
    session.show(visible);
  }
}

/** Builds the panel and hands it to the editor. */
export function registerPanel(
  { extensionUri, subscriptions }: ExtensionContext,
  engine: Engine,
  documents: Documents,
  standing: StandingSilences,
  overlay: Overlay,
  log: Log,
): ActivationPanel {
  const panel = new ActivationPanel(extensionUri, engine, documents, standing, overlay, log);
  subscriptions.push(panel);
  return panel;
}
