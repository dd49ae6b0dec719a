import { commands, window, type Disposable, type TextDocument, type TextEditor } from 'vscode';
import type { Counters } from './counters.js';
import type { Engine } from '../engine/engine.js';
import type { WhyHover } from '../ghost-text/why-hover.js';
import type { Log } from '../log.js';
import { reasonOf, t } from '../localize.js';
import type { SettingsStore } from '../settings/settings.js';
import type { Snooze } from './snooze.js';
import { stateWords, type Status } from './status.js';

const extensionId = 'unroll.unroll';

/** Registers the commands that `package.json` declares. */
export function registerCommands(
  engine: Engine,
  settings: SettingsStore,
  status: Status,
  counters: Counters,
  why: (editor: TextEditor) => Promise<string>,
  whyHover: Pick<WhyHover, 'show'>,
  snooze: Snooze,
  log: Log,
): Disposable[] {
  const guarded = (name: string, run: () => unknown) =>
    commands.registerCommand(name, async () => {
      try {
        return await run();
      } catch (error) {
        log.error(`The command ${name} failed.`, error);
        void window.showErrorMessage(t`Unroll: ${reasonOf(error)}.`);
        return undefined;
      }
    });

  const toggle = () => settings.toggle(undefined);
  const toggleLanguage = async () => {
    const document = window.activeTextEditor?.document;
    if (document) await settings.toggle(document);
    else void window.showInformationMessage(t`Unroll: open a file first, to say which language is meant.`);
  };
  const explain = async () => {
    const editor = window.activeTextEditor;
    const words = editor ? await why(editor) : t`Open a file first, and put the caret where you want to ask.`;
    // At the caret, where the question is; a message is for who has no editor before them.
    if (editor && (await whyHover.show(editor, words))) return words;
    const open = t`Open in Activations`;
    void window.showInformationMessage(`Unroll: ${words}`, ...(editor ? [open] : [])).then(picked => {
      if (picked === open) void commands.executeCommand('unroll.showActivations', 'why');
    });
    return words;
  };
  // An editor that does not know `providerId` asks every extension.
  const suggestAlone = () =>
    commands.executeCommand('editor.action.inlineSuggest.trigger', { providerId: `${extensionId}:*` });
  const clearCounters = async () => {
    await counters.clear();
    void window.showInformationMessage(t`Unroll: the counters were reset.`);
  };
  /** What the menu has for a document. */
  const hereIn = (document: TextDocument) => {
    const { languageId } = document;
    const one = settings.isOn(document)
      ? t`Turn suggestions off for ${languageId}`
      : t`Turn suggestions on for ${languageId}`;
    return [
      { label: `$(code) ${one}`, run: toggleLanguage },
      { label: `$(question) ${t`Explain why there is no suggestion here`}`, run: explain },
      { label: `$(sparkle) ${t`Suggest without other extensions`}`, run: suggestAlone },
    ];
  };
  const showMenu = async () => {
    const { state, detail } = status.summary();
    const document = window.activeTextEditor?.document;
    const all = settings.isOn(undefined) ? t`Turn suggestions off` : t`Turn suggestions on`;
    // What applies here, and no more.
    const items: { label: string; run: () => unknown }[] = [
      { label: `$(circle-slash) ${all}`, run: toggle },
      ...(document ? hereIn(document) : []),
      ...(await snoozing(snooze)),
      {
        label: `$(pulse) ${t`Show activations`}`,
        run: () => commands.executeCommand('unroll.showActivations'),
      },
      {
        label: `$(paintcan) ${t`Color text by surprise`}`,
        run: () => commands.executeCommand('unroll.colourBySurprise'),
      },
      {
        label: `$(mortar-board) ${t`Open lessons on recurrent networks`}`,
        run: () => commands.executeCommand('unroll.openLessons'),
      },
      {
        label: `$(circuit-board) ${t`Choose network`}`,
        run: () => commands.executeCommand('unroll.chooseNetwork'),
      },
      { label: `$(refresh) ${t`Reload network`}`, run: () => engine.restart() },
      ...(counters.totals().all.shown > 0
        ? [{ label: `$(clear-all) ${t`Reset counters`}`, run: clearCounters }]
        : []),
      { label: `$(settings-gear) ${t`Open settings`}`, run: () => openSettings() },
      { label: `$(output) ${t`Show log`}`, run: () => log.show() },
    ];
    const picked = await window.showQuickPick(items, { title: stateWords[state](), placeHolder: detail });
    await picked?.run();
  };

  return [
    guarded('unroll.toggle', toggle),
    guarded('unroll.toggleLanguage', toggleLanguage),
    guarded('unroll.restart', () => engine.restart()),
    guarded('unroll.showLog', () => log.show()),
    guarded('unroll.showMenu', showMenu),
    guarded('unroll.explain', explain),
    guarded('unroll.suggestAlone', suggestAlone),
    guarded('unroll.clearCounters', clearCounters),
  ];
}

async function openSettings(): Promise<void> {
  await commands.executeCommand('workbench.action.openSettings', `@ext:${extensionId}`);
}

/** Minutes that a snooze may last. */
const snoozes = [5, 15, 30, 60, 240] as const;

/** The menu items for the editor's own snooze of all ghost text, where it has one. */
async function snoozing(snooze: Snooze) {
  const possible = await snooze.possible();
  const begin = async () => {
    const items = snoozes.map(minutes => ({ label: t`${minutes} minutes`, minutes }));
    const picked = await window.showQuickPick(items, { title: t`Snooze suggestions` });
    if (picked) await snooze.begin(picked.minutes);
  };
  return [
    ...(possible.begin ? [{ label: `$(bell-slash) ${t`Snooze suggestions`}`, run: begin }] : []),
    ...(possible.end ? [{ label: `$(bell) ${t`Cancel the snooze`}`, run: () => snooze.cancel() }] : []),
  ];
}
