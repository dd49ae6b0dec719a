import { assert } from 'chai';
import { window, workspace } from 'vscode';
import { unroll } from './editor.js';

/** A suite of one: WASM that cannot start ends as words in the status item, and the editor goes on. */
export async function run(): Promise<void> {
  const api = await unroll();
  const { state, detail } = api.status();
  assert.equal(state, 'failed');
  assert.match(detail, /WASM runtime|could not be made ready/);
  assert.equal(api.log().length, 1);
  const editor = await window.showTextDocument(await workspace.openTextDocument({ content: 'a' }));
  assert.ok(await editor.edit(builder => builder.insert(editor.selection.active, 'b')));
  console.log('  ✔ a runtime that cannot start is told in words');
  console.log('COUNTS 1 0');
}
