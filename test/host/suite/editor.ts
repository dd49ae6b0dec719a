import {
  ConfigurationTarget,
  EndOfLine,
  Position,
  Selection,
  Uri,
  commands,
  extensions,
  window,
  workspace,
  type TextEditor,
} from 'vscode';
import type { UnrollApi } from '../../../src/extension.js';
import type { Answer } from '../../../src/editor/ghost-text/provider.js';

/** The extension under test, active and with its network ready. */
export async function unroll(): Promise<UnrollApi> {
  const extension = extensions.getExtension<UnrollApi>('unroll.unroll');
  if (!extension) throw new Error('Unroll is not installed in this extension host');
  const api = await extension.activate();
  await api.ready();
  return api;
}

export const sleep = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));

/** Waits until something holds. */
export async function until(what: string, holds: () => boolean, patience = 20_000): Promise<void> {
  const end = Date.now() + patience;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await sleep(10);
  }
}

const extensionOf: Readonly<Record<string, string>> = {
  typescript: 'ts',
  javascript: 'js',
  python: 'py',
  go: 'go',
  plaintext: 'txt',
};
let opened = 0;

/**
 * Opens a new file of the workspace's folder with the caret where `‸` stands, which no code holds, or at its end. Each has a name of its own:
 * an untitled document would take the address of the one before, which the editor may still keep for a while.
 */
export async function open(text: string, language = 'typescript', eol = EndOfLine.LF): Promise<TextEditor> {
  const caret = text.indexOf('‸');
  const content = caret < 0 ? text : text.slice(0, caret) + text.slice(caret + 1);
  const editor = await openNamed(`case${++opened}.${extensionOf[language] ?? 'txt'}`, content);
  if (eol === EndOfLine.CRLF) await editor.edit(builder => builder.setEndOfLine(eol));
  const before = content.slice(0, caret < 0 ? content.length : caret).split('\n');
  moveTo(editor, new Position(before.length - 1, before.at(-1)?.length ?? 0));
  return editor;
}

/** Writes a file of the workspace's folder and opens it, with the caret at its end. */
export async function openNamed(name: string, content: string): Promise<TextEditor> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  if (!folder) throw new Error('the tests want a folder to be open');
  const file = Uri.joinPath(folder, name);
  await workspace.fs.writeFile(file, new TextEncoder().encode(content));
  const document = await workspace.openTextDocument(file);
  const editor = await window.showTextDocument(document);
  await until('the document is shown', () => window.activeTextEditor?.document === document);
  moveTo(editor, document.lineAt(document.lineCount - 1).range.end);
  return editor;
}

export function moveTo(editor: TextEditor, position: Position): void {
  editor.selection = new Selection(position, position);
}

export function type(text: string): Thenable<void> {
  return commands.executeCommand('type', { text });
}

/** Asks for ghost text by hand, and waits for the answer at the caret. */
export function ask(api: UnrollApi): Promise<Answer> {
  return answered(api, () => commands.executeCommand('editor.action.inlineSuggest.trigger'));
}

/** Types, and waits for the answer to what the editor then asks. */
export function typed(api: UnrollApi, text: string): Promise<Answer> {
  return answered(api, async () => {
    for (const character of text) await type(character);
  });
}

/** Does something, and waits for an answer at the caret where it leaves that. */
export async function answered(api: UnrollApi, act: () => PromiseLike<unknown>): Promise<Answer> {
  const before = api.lastAnswer()?.count ?? 0;
  await act();
  const here = () => {
    const [editor, answer] = [window.activeTextEditor, api.lastAnswer()];
    if (!editor || !answer || answer.count <= before || answer.silence === 'cancelled') return undefined;
    const isHere =
      answer.uri === editor.document.uri.toString() && answer.position.isEqual(editor.selection.active);
    return isHere ? answer : undefined;
  };
  await until('Unroll answered at the caret', () => here() !== undefined);
  await settled(api);
  const answer = here();
  if (!answer)
    throw new Error(`the last answer is not one for the caret: ${JSON.stringify(api.lastAnswer())}`);
  return answer;
}

/** Waits until no more answers come. */
export async function settled(api: UnrollApi): Promise<void> {
  let count: number | undefined;
  do {
    count = api.lastAnswer()?.count;
    await sleep(150);
  } while (api.lastAnswer()?.count !== count);
}

/** Takes the ghost text, as Tab does. */
export async function take(): Promise<void> {
  await commands.executeCommand('editor.action.inlineSuggest.commit');
}

/** Sets one of Unroll's settings, for all languages or for one. */
export async function configure(name: string, value: unknown, languageId?: string): Promise<void> {
  const scope = languageId === undefined ? undefined : { languageId };
  const configuration = workspace.getConfiguration('unroll', scope);
  await configuration.update(name, value, ConfigurationTarget.Global, scope !== undefined);
}

/** Sets any setting, by its whole name. */
export async function set(name: string, value: unknown): Promise<void> {
  await workspace.getConfiguration().update(name, value, ConfigurationTarget.Global);
}

export async function closeAll(): Promise<void> {
  const tabs = () => window.tabGroups.all.flatMap(group => group.tabs).length;
  // What is not saved would ask whether it should be.
  const end = Date.now() + 20_000;
  while (tabs() > 0 && Date.now() < end) {
    // It does nothing while an editor that was just opened is not the active one yet.
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await sleep(50);
  }
}
