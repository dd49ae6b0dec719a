import { assert } from 'chai';
import { Uri, commands, workspace } from 'vscode';
import type { UnrollApi } from '../../../src/extension.js';
import { ask, closeAll, configure, open, unroll } from './editor.js';

const choose = (name: string) => commands.executeCommand('unroll.chooseNetwork', name);

/** Restricted mode. The workspace holds a network, and settings that name its folder. */
describe('a workspace that is not trusted', () => {
  let api: UnrollApi;
  let folder: Uri;
  before(async () => {
    api = await unroll();
    assert.isFalse(workspace.isTrusted);
    const [first] = workspace.workspaceFolders ?? [];
    assert.ok(first);
    folder = first.uri;
    await workspace.fs.stat(Uri.joinPath(folder, 'networks', 'own.weights'));
    await configure('eagerness', 'eager');
  });
  after(async () => {
    for (const setting of ['eagerness', 'networkFolder', 'network']) await configure(setting, undefined);
  });
  afterEach(closeAll);

  const refused = async (says: RegExp) => {
    const troubles = api.log().length;
    await choose('own');
    assert.equal(api.network(), 'default');
    assert.match(api.log().slice(troubles).join('\n'), says);
    await open('const items = [1, 2];\nfor (let i = 0; i < items.len');
    assert.match((await ask(api)).text ?? '', /^gth/, 'the default goes on suggesting');
  };

  it('gives the memory open files alone', async () => {
    await configure('memory', 'workspace');
    await workspace.fs.writeFile(
      Uri.joinPath(folder, 'closed.ts'),
      new TextEncoder().encode('const closed = 1;\n'),
    );
    const { document } = await open('const items = [1, 2];\nfor (let i = 0; i < items.len');
    await ask(api);
    const { names, progress } = api.memory();
    assert.include(names, document.uri.toString());
    const opened = workspace.textDocuments.map(({ uri }) => uri.toString());
    for (const name of names) assert.include(opened, name);
    assert.equal(progress.kind, 'idle');
    await configure('memory', 'file');
  });

  it('gets suggestions like any other', async () => {
    await open('const items = [1, 2];\nfor (let i = 0; i < items.len');
    assert.match((await ask(api)).text ?? '', /^gth/);
    assert.equal(api.status().state, 'ready');
  });

  it('cannot name a folder of networks in its settings', async () => {
    const values = workspace.getConfiguration('unroll').inspect('networkFolder');
    assert.notEqual(
      workspace.getConfiguration('unroll').get('networkFolder'),
      'networks',
      JSON.stringify(values),
    );
    await refused(/names no folder to look in/);
  });

  it('is not where a folder of networks may lie, even where the person’s own setting leads there', async () => {
    for (const value of [
      'networks',
      './networks',
      Uri.joinPath(folder, 'networks').toString(),
      folder.path,
    ]) {
      await configure('networkFolder', value);
      await refused(/is in a workspace that you do not trust/);
    }
  });
});
