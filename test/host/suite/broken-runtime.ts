import { assert } from 'chai';
import { window, workspace } from 'vscode';
import { ask, configure, open, unroll, until } from './editor.js';

/**
 * A suite of one: onnxruntime's WASM that cannot start takes no suggestion away, since the int8 backend needs none; where it is asked for by
 * name, it ends as words in the status item, and the editor goes on.
 */
export async function run(): Promise<void> {
  const api = await unroll();
  await configure('eagerness', 'eager');
  await open('const items = [1, 2];\nfor (let i = 0; i < items.len');
  assert.ok((await ask(api)).text);
  assert.deepEqual(api.log(), []);
  await configure('backend', 'wasm');
  await until('it fails', () => api.status().state === 'failed');
  const { detail } = api.status();
  assert.match(detail, /WASM runtime|could not be made ready/);
  assert.equal(api.log().length, 1);
  const editor = await window.showTextDocument(await workspace.openTextDocument({ content: 'a' }));
  assert.ok(await editor.edit(builder => builder.insert(editor.selection.active, 'b')));
  console.log('  ✔ a runtime that cannot start is told in words');
  console.log('COUNTS 1 0');
}
