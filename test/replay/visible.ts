// In the Node extension host, with the editor's default settings: types a file key by key, and tells the window of each suggestion
// that was offered, so that it can look whether it is to be seen.
import { commands, window, workspace } from 'vscode';
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
  await window.showTextDocument(await workspace.openTextDocument(target));
  // The TypeScript server starts with the first file.
  await sleep(8000);
  let seen = api.lastAnswer()?.count ?? 0;
  for (const line of lines) {
    // The editor indents by itself.
    for (const character of line.trimStart()) {
      await type(character);
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
    await type('\n');
    await sleep(between);
  }
  console.log('COUNTS 1 0');
}
