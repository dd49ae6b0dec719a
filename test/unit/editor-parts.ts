import { readFileSync } from 'node:fs';
import { Uri } from 'vscode';
import { Documents } from '../../src/editor/documents/documents.js';
import { Exclusion } from '../../src/editor/documents/exclusion.js';
import { Backends } from '../../src/editor/engine/backends.js';
import { Engine } from '../../src/editor/engine/engine.js';
import { Networks, type LoadedNetwork } from '../../src/editor/engine/networks.js';
import { AcceptCommand } from '../../src/editor/ghost-text/accept-command.js';
import { DocumentSilences } from '../../src/editor/ghost-text/document-silences.js';
import { OtherProviders } from '../../src/editor/ghost-text/other-providers.js';
import { Outcomes } from '../../src/editor/ghost-text/outcomes.js';
import { Recall } from '../../src/editor/ghost-text/recall.js';
import { Provider, type Answer } from '../../src/editor/ghost-text/provider.js';
import { ReadAhead } from '../../src/editor/ghost-text/read-ahead.js';
import { Silences } from '../../src/editor/ghost-text/silences.js';
import { Snippets } from '../../src/editor/ghost-text/snippets.js';
import { Log } from '../../src/editor/log.js';
import { OpenFiles } from '../../src/editor/memory/open-files.js';
import { WorkspaceFiles } from '../../src/editor/memory/workspace-files.js';
import { Overlay } from '../../src/editor/overlay/overlay.js';
import { SettingsStore } from '../../src/editor/settings/settings.js';
import { Counters } from '../../src/editor/status/counters.js';
import { Status } from '../../src/editor/status/status.js';
import type { Backend } from '../../src/network/backend.js';
import { shippedNetworks } from '../../src/network/shipped.js';
import { HashNetwork } from './hash-network.js';
import { Comparison } from '../../src/panel/host/comparison.js';
import { Debounced } from '../../src/panel/host/debounced.js';
import { Insights } from '../../src/panel/host/insights.js';
import { Lessons } from '../../src/panel/host/lessons.js';
import { Session } from '../../src/panel/host/session.js';
import { Training } from '../../src/panel/host/training.js';
import { UnitHere } from '../../src/panel/host/unit-here.js';
import { Watch } from '../../src/panel/host/watch.js';
import { WhyHere } from '../../src/panel/host/why.js';
import { FakeWebview } from './vscode/webview.js';
import type { Host } from './vscode/host.js';

const backend: Backend = {
  name: 'wasm',
  title: 'WASM',
  unavailableReason: () => undefined,
  create: () => Promise.reject(new Error('networks are loaded by `HashNetworks`')),
};

/** Where networks come from in a test: they load in a later turn, and are remembered. */
export class HashNetworks extends Networks {
  readonly made: HashNetwork[] = [];

  constructor(
    private readonly host: Host,
    private readonly make: (name: string) => HashNetwork = name => new HashNetwork(name),
  ) {
    super(Uri.file('/extension'), new Backends(Uri.file('/extension')));
  }

  override async load(name: string): Promise<LoadedNetwork> {
    await this.host.turn(`load ${name}`);
    const network = this.make(name);
    this.made.push(network);
    return { network, backend, refusals: [] };
  }

  /** Networks that are not disposed of. */
  get alive(): readonly HashNetwork[] {
    return this.made.filter(({ disposals }) => disposals === 0);
  }
}

/** Has all `Networks` load from these. @returns what takes that back */
export function serve(networks: HashNetworks): () => void {
  const real = Object.getOwnPropertyDescriptor(Networks.prototype, 'load');
  Networks.prototype.load = name => networks.load(name);
  return () => {
    if (real) Object.defineProperty(Networks.prototype, 'load', real);
  };
}

/** Texts that ship beside the manifests: the sample, and the documentation that a small network learns. */
const shippedTexts = [
  'media/sample.ts',
  ...['README.md', 'CONTRIBUTING.md', 'models/README.md', 'CHANGELOG.md', 'SECURITY.md'],
];

/** The manifests that ship, and the texts beside them, as files of the extension. */
export function shippedManifests(): Record<string, string> {
  const files = [...shippedNetworks.map(name => `models/${name}.json`), ...shippedTexts];
  return Object.fromEntries(files.map(file => [`/extension/${file}`, readFileSync(file, 'utf8')]));
}

/** The parts of the editor's side, handed to each other as `extension.ts` does. */
export function editorParts(host: Host, make?: (name: string) => HashNetwork) {
  const log = new Log();
  const settings = new SettingsStore();
  const networks = new HashNetworks(host, make);
  const engine = new Engine(networks, log);
  const others = new OtherProviders();
  const exclusion = new Exclusion(settings);
  const documentSilences = new DocumentSilences(settings, exclusion, others);
  const documents = new Documents(exclusion, settings, engine.onDidRelease);
  const openFiles = new OpenFiles(settings, documents, documentSilences, log);
  const workspaceFiles = new WorkspaceFiles(openFiles.memory, settings, exclusion, log);
  const counters = new Counters(host.globalState);
  const status = new Status(engine, documentSilences, counters, workspaceFiles, { until: undefined });
  const readAhead = new ReadAhead(engine, documents, documentSilences);
  const snippets = new Snippets(documents);
  const silences = new Silences(documentSilences, documents, snippets, settings);
  const outcomes = new Outcomes(documents, counters);
  const acceptCommand = new AcceptCommand(outcomes, settings);
  const answers: Answer[] = [];
  const provider = new Provider(
    ...([
      engine,
      documents,
      readAhead,
      settings,
      silences,
      outcomes,
      acceptCommand,
      new Recall(openFiles),
    ] as const),
    answer => void answers.push(answer),
  );
  const overlay = new Overlay(engine, documents, log);
  return {
    ...{ log, settings, networks, engine, others, exclusion, documentSilences, openFiles, workspaceFiles },
    ...{
      counters,
      status,
      documents,
      snippets,
      silences,
      outcomes,
      acceptCommand,
      answers,
      provider,
      overlay,
    },
  };
}

const usualDocumentation = Array.from({ length: 300 }, (_, i) => `let item${i % 7} = call(${i % 5});\n`).join(
  '',
);

/** The parts behind a page of the view, handed to each other as `ActivationPanel` does. */
export function panelParts(
  host: Host,
  parts: ReturnType<typeof editorParts>,
  documentation = () => Promise.resolve(usualDocumentation),
) {
  const { engine, networks, documents, exclusion, settings, provider, overlay, log } = parts;
  const watch = new Watch(engine, networks, documents, exclusion, settings, log);
  const insights = new Insights(watch, log);
  const comparison = new Comparison(networks, documents, log);
  const compared = new Debounced(watch, comparison, log);
  const why = new Debounced(watch, new WhyHere(provider, documents, log), log);
  const unit = new UnitHere(insights, watch);
  const unitPage = new Debounced(watch, unit, log);
  const lessons = new Lessons(networks, watch, insights, overlay, log);
  const webview = new FakeWebview(host);
  webview.hasPage = true;
  const backends = new Backends(Uri.file('/extension'));
  const nothing = () => undefined;
  const training = new Training(watch, documentation, log);
  const behind = {
    ...{ watch, insights, overlay, backends, compared, why, unitPage, lessons, training },
    openUnit: (which: number | undefined) => {
      unit.unit = which;
      unitPage.again();
    },
    ...{ run: nothing, match: nothing, exportLearnt: nothing },
  };
  const session = new Session(webview.api, behind, log);
  return { watch, insights, comparison, compared, why, lessons, training, webview, session };
}
