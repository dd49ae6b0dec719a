import {
  TabInputText,
  Uri,
  ViewColumn,
  commands,
  window,
  workspace,
  type Disposable,
  type TextDocument,
  type WebviewPanel,
  type WebviewView,
} from 'vscode';
import { DisposableOwner, together, type DisposableLike } from '../../editor/disposable.js';
import type { Backends } from '../../editor/engine/backends.js';
import type { Documents } from '../../editor/documents/documents.js';
import type { Engine } from '../../editor/engine/engine.js';
import type { Log } from '../../editor/log.js';
import type { Networks } from '../../editor/engine/networks.js';
import type { Overlay } from '../../editor/overlay/overlay.js';
import type { Provider } from '../../editor/ghost-text/provider.js';
import { reasonOf, t } from '../../editor/localize.js';
import { UnloadedError } from '../../network/guarded.js';
import type { Exclusion } from '../../editor/documents/exclusion.js';
import type { SettingsStore } from '../../editor/settings/settings.js';
import { Comparison } from './comparison.js';
import { documentationOf } from './documentation.js';
import { exportPicture, exportStates } from './export.js';
import { Insights } from './insights.js';
import { Lessons } from './lessons.js';
import { pageOf, pageOptions } from './page.js';
import { Session, type SessionParts } from './session.js';
import { Debounced } from './debounced.js';
import type { Sample } from './sample.js';
import { findSimilar } from './similar.js';
import { exportLearnt } from './learnt-export.js';
import { Training } from './training.js';
import { UnitHere } from './unit-here.js';
import { Watch, type Watched } from './watch.js';
import { WhyHere } from './why.js';
import { lessonPrograms, tracks, type PictureFormat } from '../protocol.js';

const view = 'unroll.activations';

/** The state of the panel, for tests. */
export interface PanelSummary {
  /** Pages on screen. */
  readonly visible: number;
  /** Messages sent to pages so far. */
  readonly sent: number;
}

/** The parts that the panel works with. */
export interface PanelDependencies {
  readonly engine: Engine;
  readonly networks: Networks;
  readonly backends: Backends;
  readonly documents: Documents;
  readonly exclusion: Exclusion;
  readonly settings: SettingsStore;
  readonly provider: Provider;
  readonly overlay: Overlay;
  readonly sample: Sample;
  readonly log: Log;
}

/** The activation panel: as many times as it is wanted as an editor of its own, beside the text, and as a view for who moves it there. */
export class ActivationPanel extends DisposableOwner {
  private readonly parts: SessionParts;
  private readonly sample: Sample;
  /** The editor of ours that came last, while there is one. */
  private panel: WebviewPanel | undefined;
  /** Did the person open the view? Then that is where they want it. */
  private hasView = false;
  /** Each with what listens to the view or editor that holds its page. */
  private readonly sessions = new Map<Session, Disposable>();
  private readonly onScreen = new Set<Session>();
  private sent = 0;
  private readonly log: Log;
  private readonly documents: Documents;

  constructor(
    private readonly extensionUri: Uri,
    dependencies: PanelDependencies,
  ) {
    super();
    const { engine, networks, backends, documents, exclusion, settings, provider, overlay, sample, log } =
      dependencies;
    this.log = log;
    this.sample = sample;
    this.documents = documents;
    const watch = new Watch(engine, networks, documents, exclusion, settings, log);
    const insights = new Insights(watch, log);
    const compared = new Debounced(watch, new Comparison(networks, documents, log), log);
    const whyHere = new WhyHere(provider, documents, log);
    const why = new Debounced(watch, whyHere, log);
    const unit = new UnitHere(insights, watch);
    const unitPage = new Debounced(watch, unit, log);
    const lessons = new Lessons(networks, watch, insights, overlay, log);
    const training = new Training(watch, () => documentationOf(extensionUri), log);
    this.parts = {
      ...{ watch, insights, overlay, backends, compared, why, unitPage, lessons, training },
      exportLearnt: () => {
        if (training.learnt) void exportLearnt(training.learnt);
      },
      run: (command, argument) => void commands.executeCommand(`unroll.${command}`, argument),
      match: (of, index) => void whyHere.show(of, index),
      openUnit: which => {
        if (which === unit.unit) return;
        unit.unit = which;
        unitPage.again();
      },
    };
    /** For what needs a place that is looked at. */
    const at = async (work: (watched: Watched) => Promise<unknown>) => {
      const looking = watch.look();
      try {
        await watch.rest();
        const watched = this.watched();
        if (watched) return await work(watched);
        void window.showInformationMessage(
          t`Unroll: open a file first, and put the caret where you want to ask.`,
        );
      } catch (error) {
        // A network that was replaced in the middle is no failure: the person chose another.
        if (error instanceof UnloadedError) return undefined;
        log.error('The panel could not do what it was asked to.', error);
        void window.showErrorMessage(t`Unroll: ${reasonOf(error)}.`);
      } finally {
        looking.dispose();
      }
      return undefined;
    };
    const parts: readonly DisposableLike[] = [
      watch,
      insights,
      compared,
      why,
      unitPage,
      lessons,
      training,
      window.registerWebviewViewProvider(view, {
        resolveWebviewView: view => {
          this.attachView(view);
        },
      }),
      window.registerWebviewPanelSerializer(view, {
        deserializeWebviewPanel: panel => {
          this.attachPanel(panel);
          return Promise.resolve();
        },
      }),
      commands.registerCommand('unroll.showActivations', async (track?: unknown) => {
        const session = await this.page();
        const known = tracks.find(name => name === track);
        if (known !== undefined) session?.point(known);
      }),
      commands.registerCommand('unroll.openActivations', async () => {
        const having = this.haveText();
        if (having) await having;
        this.open();
      }),
      commands.registerCommand('unroll.openSample', async () => {
        await this.openSample(ViewColumn.Beside);
        await lessons.again();
      }),
      commands.registerCommand('unroll.openProgram', async (name?: unknown) => {
        const known = lessonPrograms.find(one => one === name) ?? lessonPrograms[0];
        const path = `models/${known}`;
        // It reads what lies beside it. Where the extension's folder has no files that can be opened, a copy shows it at least.
        const shown = window.showTextDocument(Uri.joinPath(this.extensionUri, ...path.split('/')));
        await shown.then(undefined, () => this.openSample(ViewColumn.Active, path));
      }),
      commands.registerCommand('unroll.findSimilar', () => at(watched => findSimilar(watched, documents))),
      commands.registerCommand('unroll.exportStates', (target?: unknown) =>
        at(watched => exportStates(watched, target instanceof Uri ? target : undefined)),
      ),
      commands.registerCommand('unroll.exportPicture', (target?: unknown) =>
        at(({ document }) => {
          const draw = async (format: PictureFormat) => (await this.page())?.picture(format);
          return exportPicture(draw, document.uri, target instanceof Uri ? target : undefined);
        }),
      ),
      commands.registerCommand('unroll.openLessons', async (id?: unknown, language?: unknown) => {
        if (language === 'en' || language === 'vi') await lessons.setLanguage(language);
        await this.page();
        const [first] = lessons.all;
        await lessons.go(typeof id === 'string' ? id : first?.id, 0);
      }),
    ];
    for (const part of parts) this.register(part);
    this.register({ dispose: () => [...this.sessions.keys()].forEach(session => this.detach(session)) });
  }

  summary(): PanelSummary {
    const sent = [...this.sessions.keys()].reduce((sum, session) => sum + session.sent, this.sent);
    return { visible: this.onScreen.size, sent };
  }

  private watched(): Watched | undefined {
    const { state } = this.parts.watch;
    return state.kind === 'watched' ? state : undefined;
  }

  /** The page that came on screen last; where there is none, one that is opened beside the text. */
  private async page(): Promise<Session | undefined> {
    await this.haveText();
    if (this.onScreen.size === 0) {
      if (this.panel) this.panel.reveal(undefined, true);
      else if (this.hasView) await commands.executeCommand(`${view}.focus`);
      else this.open();
    }
    for (let i = 0; i < 100 && this.onScreen.size === 0; i++)
      await new Promise(resolve => setTimeout(resolve, 50));
    return [...this.onScreen].at(-1);
  }

  /** Has a text on screen to look at: the last that was, or the sample. @returns undefined where there is one already */
  private haveText(): Promise<unknown> | undefined {
    const { activeTextEditor, visibleTextEditors } = window;
    // Of a text that must not be read the view says why.
    if (activeTextEditor ?? visibleTextEditors.some(({ document }) => this.isReadable(document)))
      return undefined;
    if (this.parts.watch.hasText) return undefined;
    // The editor opens texts for itself, too, such as the person's settings: what has a tab was opened by somebody.
    const tabs = window.tabGroups.all.flatMap(group => group.tabs);
    const inTabs = new Set(
      tabs.map(({ input }) => (input instanceof TabInputText ? input.uri.toString() : undefined)),
    );
    const last = workspace.textDocuments
      .filter(text => inTabs.has(text.uri.toString()) && this.isReadable(text))
      .at(-1);
    return last
      ? Promise.resolve(window.showTextDocument(last, { preview: false }))
      : this.openSample(ViewColumn.Active);
  }

  private isReadable(text: TextDocument): boolean {
    return ['file', 'untitled', 'vscode-remote'].includes(text.uri.scheme) && !!this.documents.of(text);
  }

  private async openSample(column: ViewColumn, path?: string): Promise<void> {
    try {
      await this.sample.open(column, path);
    } catch (error) {
      this.log.error('A file that ships could not be opened.', error);
    }
  }

  private open(): void {
    const options = pageOptions(this.extensionUri);
    const column = { viewColumn: ViewColumn.Beside, preserveFocus: true };
    this.attachPanel(window.createWebviewPanel(view, t`Activations`, column, options));
  }

  private attachPanel(panel: WebviewPanel): void {
    this.panel = panel;
    this.attach(panel, show => panel.onDidChangeViewState(show));
    panel.onDidDispose(() => {
      if (this.panel === panel) this.panel = undefined;
    });
  }

  private attachView(view: WebviewView): void {
    this.hasView = true;
    this.attach(view, show => view.onDidChangeVisibility(show));
  }

  /** @param onDidChange says when the holder came on screen or left it */
  private attach(
    holder: WebviewView | WebviewPanel,
    onDidChange: (listener: () => void) => Disposable,
  ): void {
    holder.webview.options = pageOptions(this.extensionUri);
    const session = new Session(holder.webview, this.parts, this.log);
    const listening = together(
      onDidChange(() => this.show(session, holder.visible)),
      holder.onDidDispose(() => this.detach(session)),
    );
    this.sessions.set(session, listening);
    holder.webview.html = pageOf(holder.webview, this.extensionUri, this.parts.lessons.tongue);
    this.show(session, holder.visible);
  }

  private detach(session: Session): void {
    this.sent += session.sent;
    this.sessions.get(session)?.dispose();
    this.sessions.delete(session);
    this.onScreen.delete(session);
    session.dispose();
  }

  private show(session: Session, visible: boolean): void {
    if (visible) this.onScreen.add(session);
    else this.onScreen.delete(session);
    session.show(visible);
  }
}
