import { languages, window, workspace, type ExtensionContext, type TextEditor } from 'vscode';
import { registerBackends } from './editor/engine/backend-choice.js';
import { Backends } from './editor/engine/backends.js';
import { registerChoice } from './editor/engine/network-choice.js';
import { registerCommands } from './editor/status/commands.js';
import { Counters, type Tally } from './editor/status/counters.js';
import { Documents } from './editor/documents/documents.js';
import { Engine } from './editor/engine/engine.js';
import { Exclusion } from './editor/documents/exclusion.js';
import { explain } from './editor/ghost-text/explanation.js';
import { Log } from './editor/log.js';
import { Networks } from './editor/engine/networks.js';
import { OtherProviders } from './editor/ghost-text/other-providers.js';
import { Outcomes } from './editor/ghost-text/outcomes.js';
import { Overlay, registerColouring, type Colouring } from './editor/overlay/overlay.js';
import { SurpriseHover } from './editor/overlay/surprise-hover.js';
import { Recall } from './editor/ghost-text/recall.js';
import { Provider, type Answer } from './editor/ghost-text/provider.js';
import { OpenFiles } from './editor/memory/open-files.js';
import { SettingsStore } from './editor/settings/settings.js';
import { Silences } from './editor/ghost-text/silences.js';
import { ReadAhead } from './editor/ghost-text/read-ahead.js';
import { Snippets } from './editor/ghost-text/snippets.js';
import { DocumentSilences } from './editor/ghost-text/document-silences.js';
import { Snooze } from './editor/status/snooze.js';
import { Status, type StatusSummary } from './editor/status/status.js';
import { AcceptCommand } from './editor/ghost-text/accept-command.js';
import { WorkspaceFiles, type Progress } from './editor/memory/workspace-files.js';
import { WhyHover } from './editor/ghost-text/why-hover.js';
import { Withdrawal } from './editor/ghost-text/withdrawal.js';
import type { BackendName } from './network/backend.js';
import { ActivationPanel, type PanelSummary } from './panel/host/activation-panel.js';
import { Sample } from './panel/host/sample.js';

/** What `activate` returns: for tests, and for anyone who asks what Unroll is doing. */
export interface UnrollApi {
  status(): StatusSummary;
  /** Resolves when the network is ready or has failed. */
  ready(): Promise<void>;
  /** The name of the network that serves, or undefined where none is ready. */
  network(): string | undefined;
  /** What runs it, or undefined where none is ready. */
  backend(): BackendName | undefined;
  /** How the editor's last request was answered. */
  lastAnswer(): Answer | undefined;
  /** How long `activate` took, and making the network ready, in milliseconds. */
  timings(): { readonly activate: number; readonly ready: number | undefined };
  /** Warnings and errors so far. */
  log(): readonly string[];
  /** What the person was told without asking. */
  said(): readonly string[];
  /** Addresses of the documents of which the network has read anything that is still kept. */
  read(): readonly string[];
  /** Addresses of what the memory holds, the bytes that it takes, and how far the workspace is read. */
  memory(): { readonly names: readonly string[]; readonly taken: number; readonly progress: Progress };
  /** What was counted. */
  counters(): { readonly all: Tally; readonly today: Tally };
  /** By what the text of an editor is coloured, and how many stretches of it are. */
  colours(): { readonly by: Colouring['by']; readonly stretches: number };
  /** How the activation panel does. */
  panel(): PanelSummary;
}

/** What is still to be done when the extension host ends. */
let writeCounters: (() => Promise<void>) | undefined;

export function deactivate(): Promise<void> | undefined {
  return writeCounters?.();
}

/** The one place where the parts are built and handed to each other. */
export function activate(context: ExtensionContext): UnrollApi {
  const begun = performance.now();
  const log = new Log();
  const settings = new SettingsStore();
  const backends = new Backends(context.extensionUri);
  const networks = new Networks(context.extensionUri, backends);
  const engine = new Engine(networks, log);
  const others = new OtherProviders();
  const exclusion = new Exclusion(settings);
  const documents = new Documents(exclusion, settings, engine.onDidRelease);
  const documentSilences = new DocumentSilences(settings, exclusion, others);
  const openFiles = new OpenFiles(settings, documents, documentSilences, log);
  const files = new WorkspaceFiles(openFiles.memory, settings, exclusion, log);
  const counters = new Counters(context.globalState);
  writeCounters = () => counters.write();
  const snooze = new Snooze();
  const status = new Status(engine, documentSilences, counters, files, snooze);
  const readAhead = new ReadAhead(engine, documents, documentSilences);
  const snippets = new Snippets(documents);
  const silences = new Silences(documentSilences, documents, snippets, settings);
  const outcomes = new Outcomes(documents, counters);
  const acceptCommand = new AcceptCommand(outcomes, settings);
  let lastAnswer: Answer | undefined;
  const provider = new Provider(
    engine,
    documents,
    readAhead,
    settings,
    silences,
    outcomes,
    acceptCommand,
    new Recall(openFiles),
    answer => {
      lastAnswer = answer;
      status.answered(answer.silence);
      if (!answer.byHand) snooze.wasAsked();
    },
  );
  const withdrawal = new Withdrawal(provider, silences, acceptCommand, engine, documents, settings, log);
  const overlay = new Overlay(engine, documents, log);
  const sample = new Sample(context.extensionUri, context.globalStorageUri);
  const panel = new ActivationPanel(context.extensionUri, {
    ...{ engine, networks, backends, documents, exclusion, settings, provider, overlay, sample, log },
  });
  const why = (editor: TextEditor) => explain(editor, provider, others);
  const whyHover = new WhyHover(provider, log);
  const update = () => status.update();
  context.subscriptions.push(
    log,
    settings,
    backends,
    engine,
    others,
    counters,
    snooze,
    status,
    documents,
    readAhead,
    snippets,
    outcomes,
    acceptCommand,
    withdrawal,
    openFiles,
    files,
    overlay,
    panel,
    ...registerColouring(overlay),
    languages.registerHoverProvider({ pattern: '**' }, new SurpriseHover(engine, documents, overlay, log)),
    languages.registerHoverProvider({ pattern: '**' }, whyHover),
    languages.registerInlineCompletionItemProvider({ pattern: '**' }, provider),
    engine.onDidChange(update),
    engine.onDidChange(() => {
      // Whoever typed while the network was loaded, or broken, is not to wait for the next key.
      const silence = lastAnswer?.silence;
      if (engine.state.kind !== 'ready' || (silence !== 'loading' && silence !== 'failed')) return;
      acceptCommand.askAgain({ sameText: true }).catch((error: unknown) => {
        log.error('The editor could not be asked for ghost text; the next key will do it.', error);
      });
    }),
    engine.onDidChange(() => {
      // The workspace is read once there is something to mix it into.
      if (engine.state.kind !== 'ready' || files.progress.kind !== 'idle') return;
      openFiles.begin();
      files.begin();
    }),
    openFiles.onDidClear(() => files.begin()),
    files.onDidChange(update),
    counters.onDidChange(update),
    snooze.onDidChange(update),
    workspace.onDidChangeConfiguration(update),
    window.onDidChangeActiveTextEditor(update),
    ...registerCommands(engine, settings, status, counters, why, whyHover, snooze, log),
    ...registerChoice(engine, networks, log),
    ...registerBackends(engine, networks, backends, context.globalState, log),
  );
  readAhead.schedule();
  const took = performance.now() - begun;
  return {
    status: () => status.summary(),
    ready: () => engine.load(),
    network: () => (engine.state.kind === 'ready' ? engine.state.name : undefined),
    backend: () => (engine.state.kind === 'ready' ? engine.state.backend.name : undefined),
    lastAnswer: () => lastAnswer,
    timings: () => ({
      activate: took,
      ready: engine.state.kind === 'ready' ? engine.state.milliseconds : undefined,
    }),
    log: () => log.troubles(),
    said: () => log.said(),
    read: () => documents.withStates().map(({ uri }) => uri.toString()),
    memory: () => ({
      names: openFiles.memory.names(),
      taken: openFiles.memory.memoryBytes,
      progress: files.progress,
    }),
    counters: () => counters.totals(),
    colours: () => ({ by: overlay.by, stretches: overlay.stretches }),
    panel: () => panel.summary(),
  };
}
