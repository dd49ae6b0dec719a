import { assert } from 'chai';
import { Uri, commands, workspace } from 'vscode';
import type { UnrollApi } from '../../../src/extension.js';
import { closeAll, open, sleep, unroll, until } from './editor.js';

describe('the activation panel', () => {
  let api: UnrollApi;
  before(async () => {
    api = await unroll();
  });
  afterEach(async () => {
    await commands.executeCommand('workbench.action.closePanel');
    await closeAll();
  });

  const show = async () => {
    await commands.executeCommand('unroll.activations.focus');
    await until('the view is on screen and was told something', () => api.panel().visible === 1);
    // It takes the focus, which what is typed is to go to the editor for.
    await commands.executeCommand('workbench.action.focusActiveEditorGroup');
  };

  /** Waits until nothing more is said to the page. */
  const quiet = async () => {
    let sent: number;
    do {
      ({ sent } = api.panel());
      await sleep(700);
    } while (api.panel().sent !== sent);
    return sent;
  };

  it('follows what is typed while it is on screen, and costs nothing while it is not', async () => {
    const editor = await open('const items = [1, 2];\n');
    // The keyboard may still be the view's.
    const write = (text: string) => editor.edit(builder => builder.insert(editor.selection.active, text));
    const before = api.panel().sent;
    await show();
    await until('it was told of the text', () => api.panel().sent > before);
    const sent = await quiet();
    await write('for');
    await until('it was told of the text that was written', () => api.panel().sent > sent);
    await quiet();
    await commands.executeCommand('workbench.action.closePanel');
    await until('it is hidden', () => api.panel().visible === 0);
    const last = api.panel().sent;
    for (const character of ' (let i') await write(character);
    await sleep(500);
    assert.equal(api.panel().sent, last);
  });

  it('writes the states of the window for NumPy, whether it is on screen or not', async () => {
    const text = 'const items = [1, 2];\nlet sum';
    await open(text);
    const folder = workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const file = Uri.joinPath(folder, 'states.npy');
    await commands.executeCommand('unroll.exportStates', file);
    const bytes = await workspace.fs.readFile(file);
    const header = new TextDecoder('latin1').decode(bytes.subarray(0, 128));
    const [, rows, size] = /'shape': \((\d+), (\d+)\)/.exec(header) ?? [];
    assert.equal(Number(rows), text.length);
    assert.ok(header.slice(1, 6) === 'NUMPY' && bytes.length > 4 * text.length * Number(size), header);
    await workspace.fs.delete(file);
  });

  it('writes a picture of the view as the file’s name says, and opens the view for it', async () => {
    await open('const items = [1, 2];\n');
    const folder = workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    for (const [name, begins] of [
      ['view.svg', '<?xml version="1.0"'],
      ['view.png', '\u0089PNG'],
    ] as const) {
      await commands.executeCommand('workbench.action.closePanel');
      const file = Uri.joinPath(folder, name);
      await commands.executeCommand('unroll.exportPicture', file);
      const bytes = await workspace.fs.readFile(file);
      assert.equal(String.fromCharCode(...bytes.subarray(0, begins.length)), begins, name);
      assert.isAbove(bytes.length, 5000);
      await workspace.fs.delete(file);
    }
  });

  it('lists places where the state was similar, and not the place itself', async () => {
    await open('for (let i = 0; i < items.length; i++) {\n}\n'.repeat(4));
    const found = await commands.executeCommand('unroll.findSimilar');
    assert.isAbove(Number(found), 3);
    await commands.executeCommand('closeReferenceSearch');
  });

  it('colours the text as it changes and stops, and says nothing went wrong', async () => {
    const troubles = api.log().length;
    const surprising = 'function zebra(quux) {}\n';
    const editor = await open(`const items = [1, 2];\n${surprising}`);
    assert.deepEqual(api.colours(), { by: 'off', stretches: 0 });
    await commands.executeCommand('unroll.colourBySurprise');
    await until('something is coloured', () => api.colours().stretches > 3);
    const { stretches } = api.colours();
    await editor.edit(builder => builder.insert(editor.selection.active, surprising.repeat(3)));
    await until('what was written is coloured', () => api.colours().stretches > stretches);
    await closeAll();
    await until('nothing is coloured where nothing is open', () => api.colours().stretches === 0);
    await open(surprising);
    await until('another file is coloured', () => api.colours().stretches > 0);
    await commands.executeCommand('unroll.colourOff');
    assert.deepEqual(api.colours(), { by: 'off', stretches: 0 });
    assert.deepEqual(api.log().slice(troubles), []);
  });
});
