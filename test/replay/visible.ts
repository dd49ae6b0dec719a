// In the Node extension host, with the editor's default settings: types a file key by key, and tells the window of each suggestion
// that was offered, so that it can look whether it is to be seen.
import { commands, window, workspace, type TextEditor } from 'vscode';
import { sleep, type, unroll } from '../host/suite/editor.js';

/** Milliseconds between keys. */
const between = 100;

export async function run(): Promise<void> {
  const api = await unroll();
  const [file] = await workspace.findFiles('source.ts');
  if (!file) throw new Error('source.ts is not in the folder');
  const lines = (await workspace.openTextDocument(file)).getText().split('\n');
  const [target] = await workspace.findFiles('typed.ts');
  if (!target) throw new Error('typed.ts is not in the folder');
  const editor = await window.showTextDocument(await workspace.openTextDocument(target));
  // The TypeScript server starts with the first file.
  await sleep(8000);
  let seen = api.lastAnswer()?.count ?? 0;
  for (const [number, line] of lines.entries()) {
    // The editor indents by itself.
    let rest = line.trimStart();
    // So does it close what was opened: whoever types goes on behind what stands there already.
    const below = textBelow(editor);
    if (number > 0 && below !== '' && rest.startsWith(below)) {
      await commands.executeCommand('cursorDown');
      await commands.executeCommand('cursorEnd');
    } else if (number > 0) await type('\n');
    await sleep(between);
    const given = textBefore(editor).trimStart();
    if (rest.startsWith(given)) rest = rest.slice(given.length);
    while (rest !== '') {
      if (rest === textBehind(editor)) {
        await commands.executeCommand('cursorEnd');
        break;
      }
      await type(rest[0] ?? '');
      rest = rest.slice(1);
      await sleep(between);
      const answer = api.lastAnswer();
      if (answer && answer.count !== seen) {
        seen = answer.count;
        if (answer.text !== undefined) {
          console.log(`OFFERED ${JSON.stringify({ text: answer.text })}`);
          await sleep(60);
        } else if (answer.silence) console.log(`SILENT ${answer.silence}`);
      }
    }
    await commands.executeCommand('hideSuggestWidget');
    await commands.executeCommand('editor.action.inlineSuggest.hide');
  }
  const squeezed = (text: string) => text.replace(/\s+/g, '');
  const isSame = squeezed(editor.document.getText()) === squeezed(lines.join(''));
  console.log(isSame ? 'SAME' : `DIFFERENT ${JSON.stringify(editor.document.getText())}`);
  console.log('COUNTS 1 0');
}

function textBefore({ document, selection }: TextEditor): string {
  const { line, character } = selection.active;
  return document.lineAt(line).text.slice(0, character);
}

function textBehind({ document, selection }: TextEditor): string {
  const { line, character } = selection.active;
  return document.lineAt(line).text.slice(character);
}

/** What stands on the line below the caret's, without white space around it. */
function textBelow({ document, selection }: TextEditor): string {
  const below = selection.active.line + 1;
  return below < document.lineCount ? document.lineAt(below).text.trim() : '';
}
