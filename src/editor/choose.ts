import {
  ConfigurationTarget,
  commands,
  window,
  workspace,
  type Disposable,
  type QuickPickItem,
} from 'vscode';
import { NetworkError } from '../network/manifest.js';
import { storedSize } from '../network/weights.js';
import type { Engine } from './engine.js';
import type { Log } from './log.js';
import type { Networks, Offer } from './networks.js';

interface Item extends QuickPickItem {
  readonly run: () => Promise<void> | void;
}

/** "Unroll: Choose Network", and following the setting where it is changed by hand. */
export function registerChoice(engine: Engine, networks: Networks, log: Log): Disposable[] {
  const refused = async (reason: string) => {
    const other = 'Choose Another';
    const show = 'Show Log';
    const picked = await window.showErrorMessage(`Unroll: ${reason}.`, other, show);
    if (picked === other) await choose();
    if (picked === show) log.show();
  };

  const use = async (name: string) => {
    try {
      await engine.choose(name);
      await networks.remember(name);
    } catch (error) {
      void refused(error instanceof Error ? error.message : String(error));
    }
  };

  const choose = async (name?: unknown) => {
    // A key binding may name one.
    if (typeof name === 'string') return use(name);
    const { state } = engine;
    const serving = state.kind === 'ready' ? state.name : undefined;
    const picked = await window.showQuickPick(items(serving), {
      title: 'Which network should suggest?',
      placeHolder: 'All of them run on this machine. Fewer bits per byte means better suggestions.',
      matchOnDescription: true,
    });
    await picked?.run();
  };

  const items = async (serving: string | undefined): Promise<Item[]> => {
    const folder: Item = {
      label: '$(folder-opened) Networks of your own…',
      detail: 'Choose a folder with networks that you trained.',
      run: chooseFolder,
    };
    let offers: Offer[];
    try {
      offers = await networks.list();
      if (networks.folder) folder.detail = `The folder is ${networks.folder.fsPath}.`;
    } catch (error) {
      offers = await networks.listShipped();
      folder.detail = error instanceof Error ? error.message : String(error);
    }
    return [...offers.map(offer => ({ ...described(offer, serving), run: () => use(offer.name) })), folder];
  };

  const chooseFolder = async () => {
    const [uri] = (await window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false })) ?? [];
    if (!uri) return;
    const value = uri.scheme === 'file' ? uri.fsPath : uri.toString();
    await workspace.getConfiguration('unroll').update('networkFolder', value, ConfigurationTarget.Global);
    await choose();
  };

  return [
    commands.registerCommand('unroll.chooseNetwork', choose),
    engine.onDidRefuse(reason => void refused(reason)),
    workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration('unroll.network') || event.affectsConfiguration('unroll.networkFolder'))
        void engine.follow();
    }),
  ];
}

function described({ name, ships, manifest }: Offer, serving: string | undefined): QuickPickItem {
  const description = ships ? name : `${name}, from your folder`;
  if (manifest instanceof NetworkError)
    return { label: `$(error) ${name}`, description, detail: manifest.message };
  const { title, parameters, training } = manifest;
  const size = (storedSize(manifest) / 1e6).toFixed(1);
  return {
    label: `${name === serving ? '$(check) ' : ''}${title}`,
    description,
    detail: `${training.validationBitsPerByte.toFixed(2)} bits per byte; ${parameters.toLocaleString('en')} parameters, ${size} MB; learnt from ${(training.bytesSeen / 1e6).toFixed(0)} MB of code`,
  };
}
