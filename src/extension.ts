import { languages, window, workspace, type ExtensionContext } from 'vscode';
import { registerChoice } from './editor/choose.js';
import { registerCommands } from './editor/commands.js';
import { Documents } from './editor/documents.js';
import { Engine } from './editor/engine.js';
import { Log } from './editor/log.js';
import { Networks } from './editor/networks.js';
import { Provider, type Answer } from './editor/provider.js';
import { SettingsStore } from './editor/settings.js';
import { Status, type StatusSummary } from './editor/status.js';

/** What `activate` returns: for tests, and for anyone who asks what Unroll is doing. */
export interface UnrollApi {
  status(): StatusSummary;
  /** Resolves when the network is ready or has failed. */
  ready(): Promise<void>;
  /** The name of the network that serves, or undefined where none is ready. */
  network(): string | undefined;
  /** How the editor's last request was answered. */
  lastAnswer(): Answer | undefined;
  /** How long `activate` took, and making the network ready, in milliseconds. */
  timings(): { readonly activate: number; readonly ready: number | undefined };
  /** Warnings and errors so far. */
  log(): readonly string[];
}

/** The one place where the parts are built and handed to each other. */
export function activate(context: ExtensionContext): UnrollApi {
  const begun = performance.now();
  const log = new Log();
  const settings = new SettingsStore();
  const networks = new Networks(context.extensionUri);
  const engine = new Engine(networks, log);
  const status = new Status(engine, settings);
  const documents = new Documents(engine, settings);
  let lastAnswer: Answer | undefined;
  const provider = new Provider(engine, documents, settings, answer => {
    lastAnswer = answer;
    status.answered(answer.silence);
  });
  const update = () => status.update();
  context.subscriptions.push(
    log,
    settings,
    engine,
    status,
    documents,
    languages.registerInlineCompletionItemProvider({ pattern: '**' }, provider),
    engine.onDidChange(update),
    workspace.onDidChangeConfiguration(update),
    window.onDidChangeActiveTextEditor(update),
    ...registerCommands(engine, settings, status, log),
    ...registerChoice(engine, networks, log),
  );
  documents.readAhead();
  const took = performance.now() - begun;
  return {
    status: () => status.summary(),
    ready: () => engine.load(),
    network: () => (engine.state.kind === 'ready' ? engine.state.name : undefined),
    lastAnswer: () => lastAnswer,
    timings: () => ({
      activate: took,
      ready: engine.state.kind === 'ready' ? engine.state.milliseconds : undefined,
    }),
    log: () => log.troubles(),
  };
}
