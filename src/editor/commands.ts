import { commands, window, type Disposable, type TextDocument } from 'vscode';
import type { Engine } from './engine.js';
import type { Log } from './log.js';
import type { SettingsStore } from './settings.js';
import type { Status } from './status.js';

/** Registers the commands that `package.json` declares. */
export function registerCommands(
  engine: Engine,
  settings: SettingsStore,
  status: Status,
  log: Log,
): Disposable[] {
  const guarded = (name: string, run: () => Promise<void> | void) =>
    commands.registerCommand(name, async () => {
      try {
        await run();
      } catch (error) {
        log.error(`The command ${name} failed.`, error);
        void window.showErrorMessage(`Unroll: ${error instanceof Error ? error.message : String(error)}`);
      }
    });

  const toggleFor = async (document: TextDocument | undefined) => {
    // What is on screen would stay there until the next key.
    if (!(await settings.toggle(document))) await commands.executeCommand('editor.action.inlineSuggest.hide');
  };
  const toggle = () => toggleFor(undefined);
  const toggleLanguage = async () => {
    const document = window.activeTextEditor?.document;
    if (document) await toggleFor(document);
    else void window.showInformationMessage('Unroll: open a file first, to say which language is meant.');
  };
  const showMenu = async () => {
    const { state, detail } = status.summary();
    const language = window.activeTextEditor?.document.languageId;
    const items: { label: string; run: () => Thenable<void> | void }[] = [
      { label: '$(power) Turn suggestions on or off', run: toggle },
      ...(language
        ? [{ label: `$(code) Turn suggestions on or off for ${language}`, run: toggleLanguage }]
        : []),
      {
        label: '$(circuit-board) Choose network',
        run: () => commands.executeCommand('unroll.chooseNetwork'),
      },
      { label: '$(refresh) Load the network again', run: () => engine.restart() },
      { label: '$(settings-gear) Open settings', run: () => openSettings() },
      { label: '$(output) Show log', run: () => log.show() },
    ];
    const picked = await window.showQuickPick(items, { title: `Unroll is ${state}`, placeHolder: detail });
    await picked?.run();
  };

  return [
    guarded('unroll.toggle', toggle),
    guarded('unroll.toggleLanguage', toggleLanguage),
    guarded('unroll.restart', () => engine.restart()),
    guarded('unroll.showLog', () => log.show()),
    guarded('unroll.showMenu', showMenu),
  ];
}

async function openSettings(): Promise<void> {
  await commands.executeCommand('workbench.action.openSettings', '@ext:unroll.unroll');
}
