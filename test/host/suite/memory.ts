import { assert } from 'chai';
import { ConfigurationTarget, Uri, commands, window, workspace } from 'vscode';
import type { UnrollApi } from '../../../src/extension.js';
import { ask, closeAll, configure, openNamed, settled, sleep, typed, unroll, until } from './editor.js';

const folder = () => {
  const found = workspace.workspaceFolders?.[0]?.uri;
  if (!found) throw new Error('the tests want a folder to be open');
  return found;
};
const file = (path: string) => Uri.joinPath(folder(), path);
const write = (path: string, text: string | Uint8Array) =>
  workspace.fs.writeFile(file(path), typeof text === 'string' ? new TextEncoder().encode(text) : text);

const canary = 'vermilionQxvtzkplmWbdfgjh';

describe('the memory', () => {
  let api: UnrollApi;
  const holds = (path: string) => api.memory().names.includes(file(path).toString());
  before(async () => {
    api = await unroll();
    await configure('eagerness', 'eager');
    await write('memory/.gitignore', 'ignored/\n*.gen.ts\n');
    await write('memory/ledger.ts', 'export function balance(total: number): number {\n  return total;\n}\n');
    const secret = `export const ${canary} = '${canary}';\n`.repeat(20);
    for (const path of [
      'ignored/a.ts',
      'b.gen.ts',
      'private/c.ts',
      'hidden/d.ts',
      'secrets.json',
      'node_modules/e.ts',
    ])
      await write(`memory/${path}`, secret);
    await write('memory/binary.ts', Uint8Array.of(...new TextEncoder().encode(secret), 0));
    await write('memory/huge.ts', secret.repeat(400));
    await configure('exclude', ['private/**']);
    await configure('memory', undefined);
    await workspace
      .getConfiguration('files')
      .update('exclude', { '**/hidden': true }, ConfigurationTarget.Global);
    // Settings that change have everything read afresh: once that has begun, until it has ended.
    await sleep(1500);
    await until(
      'the workspace is read',
      () => api.memory().progress.kind === 'read' && holds('memory/ledger.ts'),
    );
  });
  after(async () => {
    await configure('memory', 'file');
    await configure('eagerness', undefined);
    await configure('exclude', undefined);
    await workspace.getConfiguration('files').update('exclude', undefined, ConfigurationTarget.Global);
    await workspace.fs.delete(file('memory'), { recursive: true });
  });
  afterEach(async () => {
    await closeAll();
    await settled(api);
    assert.deepEqual(api.log(), [], 'nothing went wrong on the way');
  });

  it('reads the workspace in the background, and says so', () => {
    const { progress } = api.memory();
    assert.ok(progress.kind === 'read' && progress.files > 0 && progress.bytes > 0, JSON.stringify(progress));
    assert.ok(holds('memory/ledger.ts'));
  });

  it('finishes a name of an open file as it is typed, before it is saved', async () => {
    const editor = await openNamed('memory-open.ts', '');
    await editor.edit(builder =>
      builder.insert(editor.selection.active, 'function tangerineOtterRegistry() {}\n'),
    );
    await openNamed('memory-other.ts', 'const one = tangerineOt');
    const { text = '' } = await ask(api);
    assert.ok(text.startsWith('terRegistry'), text);
  });

  it('does not read what is ignored, excluded, hidden, secret, binary, huge or not of this project', async () => {
    const left = [
      'ignored/a.ts',
      'b.gen.ts',
      'private/c.ts',
      'hidden/d.ts',
      'secrets.json',
      'node_modules/e.ts',
    ];
    for (const path of [...left, 'binary.ts', 'huge.ts']) {
      assert.ok(!holds(`memory/${path}`), path);
      // Nor when it changes.
      await write(
        `memory/${path}`,
        path === 'binary.ts' ? Uint8Array.of(0) : `const ${canary} = 1;\n`.repeat(20_000),
      );
    }
    await write('memory/seen.ts', 'const seen = 1;\n');
    await until('the changes are read', () => holds('memory/seen.ts'));
    for (const path of [...left, 'binary.ts', 'huge.ts']) assert.ok(!holds(`memory/${path}`), path);
    for (let typed = 4; typed < canary.length - 2; typed += 2) {
      await openNamed(`memory-canary${typed}.ts`, `const key = ${canary.slice(0, typed)}`);
      const { text = '' } = await ask(api);
      assert.ok(!text.startsWith(canary.slice(typed)), `${typed} characters typed: ${text}`);
    }
  });

  it('forgets a file that is deleted', async () => {
    await write('memory/gone/mauve.ts', 'export const mauvePelicanTreaty = 1;\n');
    await until('it is read', () => holds('memory/gone/mauve.ts'));
    await workspace.fs.delete(file('memory/gone'), { recursive: true });
    await until('it is forgotten', () => !holds('memory/gone/mauve.ts'));
  });

  it('holds what the setting says', async () => {
    const editor = await openNamed('memory-scope.ts', 'const scope = 1;\n');
    await typed(api, 'let x');
    await configure('memory', 'openFiles');
    await until('the workspace is forgotten', () => !holds('memory/ledger.ts'));
    assert.ok(api.memory().names.includes(editor.document.uri.toString()));
    await configure('memory', 'off');
    await until('everything is forgotten', () => api.memory().names.length === 0);
    await configure('memory', undefined);
    await until('it is read again', () => holds('memory/ledger.ts'));
    await commands.executeCommand('workbench.action.files.saveAll');
    assert.equal(window.activeTextEditor, editor);
  });
});
