import {
  ConfigurationTarget,
  commands,
  window,
  workspace,
  type Disposable,
  type QuickPickItem,
} from 'vscode';
import { NetworkError } from '../../network/manifest.js';
import { titleOf } from '../../network/title.js';
import { storedSize } from '../../network/weights.js';
import type { PhraseArgument } from '../../phrase.js';
import type { Engine } from './engine.js';
import type { Log } from '../log.js';
import type { Networks, NetworkChoice } from './networks.js';
import { localizedDecimal, reasonOf, localized, t } from '../localize.js';

interface Item extends QuickPickItem {
  readonly run: () => Promise<void> | void;
}

/** "Unroll: Choose Network", and following the setting where it is changed by hand. */
export function registerChoice(engine: Engine, networks: Networks, log: Log): Disposable[] {
  const showRefusal = async (reason: PhraseArgument) => {
    const other = t`Choose Another`;
    const show = t`Show Log`;
    const picked = await window.showErrorMessage(t`Unroll: ${reason}.`, other, show);
    if (picked === other) await choose();
    if (picked === show) log.show();
  };

  const use = async (name: string) => {
    try {
      await engine.choose(name);
      await networks.remember(name);
    } catch (error) {
      void showRefusal(reasonOf(error));
    }
  };

  const choose = async (name?: unknown) => {
    // A key binding may name one.
    if (typeof name === 'string') return use(name);
    const { state } = engine;
    const serving = state.kind === 'ready' ? state.name : undefined;
    const picked = await window.showQuickPick(items(serving), {
      title: t`Which network should suggest?`,
      placeHolder: t`All of them run on this machine. Fewer bits per byte means better suggestions.`,
      matchOnDescription: true,
    });
    await picked?.run();
  };

  const items = async (serving: string | undefined): Promise<Item[]> => {
    const folder: Item = {
      label: `$(folder-opened) ${t`Networks of your own…`}`,
      detail: t`Choose a folder with networks that you trained.`,
      run: chooseFolder,
    };
    let offers: NetworkChoice[];
    try {
      offers = await networks.list();
      if (networks.folder) folder.detail = t`The folder is ${networks.folder.fsPath}.`;
    } catch (error) {
      offers = await networks.listShipped();
      folder.detail = localized(reasonOf(error));
    }
    return [
      ...offers.map(offer => ({ ...quickPickItemOf(offer, serving), run: () => use(offer.name) })),
      folder,
    ];
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
    engine.onDidRefuse(reason => void showRefusal(reason)),
    workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration('unroll.network') || event.affectsConfiguration('unroll.networkFolder'))
        void engine.follow();
    }),
  ];
}

function quickPickItemOf(
  { name, ships, manifest }: NetworkChoice,
  serving: string | undefined,
): QuickPickItem {
  const description = ships ? name : t`${name}, from your folder`;
  if (manifest instanceof NetworkError)
    return { label: `$(error) ${name}`, description, detail: localized(manifest.phrase) };
  const { parameters, training } = manifest;
  const bits = localizedDecimal(training.validationBitsPerByte, 2);
  const size = localizedDecimal(storedSize(manifest) / 1e6, 1);
  const learnt = localizedDecimal(training.bytesSeen / 1e6, 0);
  return {
    label: `${name === serving ? '$(check) ' : ''}${localized(titleOf(manifest))}`,
    description,
    detail: t`${bits} bits per byte; ${parameters} parameters, ${size} MB; learned from ${learnt} MB of code`,
  };
}
