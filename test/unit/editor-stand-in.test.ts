import assert from 'node:assert/strict';
import { EventEmitter, Position, RelativePattern, Uri, commands, languages, window, workspace } from 'vscode';
import { TextDocumentChangeReason } from './vscode/enums.js';
import { FileSystemError } from './vscode/files.js';
import { Host } from './vscode/host.js';

describe('the stand-in for the editor', () => {
  it('calls listeners as VS Code does: in order, whatever one throws, a nested event after the one under way', () => {
    const host = new Host();
    const emitter = new EventEmitter<number>();
    const heard: string[] = [];
    emitter.event(n => {
      heard.push(`first ${n}`);
      if (n === 1) emitter.fire(2);
    });
    emitter.event(() => {
      throw new Error('of a listener');
    });
    emitter.event(n => heard.push(`last ${n}`));
    emitter.fire(1);
    assert.deepEqual(heard, ['first 1', 'last 1', 'first 2', 'last 2']);
    assert.equal(host.thrown.length, 2);
  });

  it('changes a document before it tells, and the selection after', () => {
    const host = new Host();
    const editor = host.open('/work/a.ts', 'one\ntwo');
    const heard: string[] = [];
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const { active } = editor.api.selection;
      heard.push(
        `${document.getText()} v${document.version} ${contentChanges.length} caret ${active.character}`,
      );
    });
    window.onDidChangeTextEditorSelection(({ selections: [selection] }) =>
      heard.push(`caret ${selection?.active.character ?? -1}`),
    );
    editor.move(3);
    editor.type('!');
    // That it is dirty now is a change, too.
    assert.deepEqual(heard, ['caret 3', 'one\ntwo v1 0 caret 3', 'one!\ntwo v2 1 caret 3', 'caret 4']);
  });

  it('tells late of selections where it is to, but in order', async () => {
    const host = new Host();
    const editor = host.open('/work/a.ts', 'one');
    host.areSelectionsLate = true;
    editor.type('a');
    assert.equal(editor.api.selection.active.character, 0);
    editor.type('b');
    assert.equal(editor.api.selection.active.character, 1);
    await new Promise(resolve => setImmediate(resolve));
    assert.equal(editor.api.selection.active.character, 2);
  });

  it('tells of several changes from the end, offsets of the text before, and takes them back and forth', () => {
    const host = new Host();
    const editor = host.open('/work/a.ts', 'a b a b a');
    const heard: unknown[] = [];
    workspace.onDidChangeTextDocument(({ contentChanges, reason }) => {
      if (contentChanges.length > 0)
        heard.push([reason, ...contentChanges.map(change => change.rangeOffset)]);
    });
    editor.replaceAll(/a/, 'long');
    assert.equal(editor.document.getText(), 'long b long b long');
    editor.undo();
    assert.equal(editor.document.getText(), 'a b a b a');
    editor.redo();
    assert.equal(editor.document.getText(), 'long b long b long');
    const { Undo, Redo } = TextDocumentChangeReason;
    assert.deepEqual(heard, [
      [undefined, 8, 4, 0],
      [Undo, 14, 7, 0],
      [Redo, 8, 4, 0],
    ]);
  });

  it('closes and opens the same document where its language changes, and closes one for good', () => {
    const host = new Host();
    const editor = host.open('/work/a.ts', 'a');
    const heard: string[] = [];
    const tell = (what: string) => (document: { languageId: string; isClosed: boolean }) => {
      assert.equal(document, editor.document);
      heard.push(`${what} ${document.languageId} ${document.isClosed}`);
    };
    workspace.onDidCloseTextDocument(tell('close'));
    workspace.onDidOpenTextDocument(tell('open'));
    window.onDidChangeActiveTextEditor(editor => heard.push(`active ${editor === undefined}`));
    host.setLanguage(editor.document, 'python');
    host.close(editor);
    assert.deepEqual(heard, [
      'close typescript false',
      'open python false',
      'active true',
      'close python true',
    ]);
    assert.notEqual(host.open('/work/a.ts').document, editor.document);
  });

  it('clamps places and knows CRLF', () => {
    const { document } = new Host().open('/work/a.ts', 'one\r\ntwo\r\n');
    assert.equal(document.lineCount, 3);
    assert.deepEqual(document.positionAt(4), new Position(0, 3));
    assert.deepEqual(document.positionAt(99), new Position(2, 0));
    assert.deepEqual(document.positionAt(-1), new Position(0, 0));
    assert.equal(document.offsetAt(new Position(0, 99)), 3);
    assert.equal(document.offsetAt(new Position(9, 0)), 10);
    assert.throws(() => document.lineAt(3));
    const { changes } = document.apply([{ offset: 3, removed: 2, text: '\n\n' }]);
    assert.equal(document.getText(), 'one\r\n\r\ntwo\r\n');
    assert.deepEqual(
      changes.map(({ rangeOffset, rangeLength, text }) => [rangeOffset, rangeLength, text]),
      [[3, 2, '\r\n\r\n']],
    );
  });

  it('tells of a setting once it holds, by the beginnings of its name', () => {
    const host = new Host({ folders: ['/work', '/other'] });
    const heard: unknown[] = [];
    workspace.onDidChangeConfiguration(event => {
      heard.push(
        ['unroll', 'unroll.exclude', 'unroll.ex', 'editor'].map(name => event.affectsConfiguration(name)),
      );
      const [one, other] = ['/work/a', '/other/a'].map(path =>
        event.affectsConfiguration('unroll', Uri.file(path)),
      );
      heard.push([workspace.getConfiguration('unroll', Uri.file('/work/a')).get('exclude'), one, other]);
    });
    const before = workspace.getConfiguration('unroll', Uri.file('/work/a'));
    host.configure('unroll.exclude', ['*.x'], { target: 'workspaceFolder', folder: '/work' });
    assert.deepEqual(heard, [
      [true, true, false, false],
      [['*.x'], true, false],
    ]);
    assert.deepEqual(before.get('exclude'), []);
    assert.deepEqual(before.inspect('exclude')?.workspaceFolderValue, ['*.x']);
    host.configure('unroll.enabled', false, { languageId: 'python' });
    assert.equal(workspace.getConfiguration('unroll', { languageId: 'python' }).get('enabled'), false);
    assert.equal(workspace.getConfiguration('unroll', { languageId: 'go' }).get('enabled'), true);
  });

  it('leaves out what an untrusted workspace may not say', () => {
    const host = new Host({ folders: ['/work'], isTrusted: false });
    host.configure('unroll.networkFolder', 'evil', { target: 'workspace' });
    assert.equal(workspace.getConfiguration('unroll').get('networkFolder'), '');
    host.grantTrust();
    assert.equal(workspace.getConfiguration('unroll').get('networkFolder'), 'evil');
  });

  it('holds files, folders and links, and tells who watches', async () => {
    const host = new Host({ folders: ['/work'], files: { '/work/a.ts': 'a', '/outside/b.ts': 'b' } });
    const heard: string[] = [];
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.file('/work'), '**/*'));
    watcher.onDidCreate(({ path }) => heard.push(`created ${path}`));
    watcher.onDidChange(({ path }) => heard.push(`changed ${path}`));
    watcher.onDidDelete(({ path }) => heard.push(`deleted ${path}`));
    host.files.write('/work/a.ts', 'A');
    host.files.write('/work/sub/c.ts', 'c');
    host.files.link('/work/there', '/outside');
    host.files.write('/outside/d.ts', 'd');
    host.files.remove('/work/sub');
    await new Promise(resolve => setImmediate(resolve));
    assert.deepEqual(heard, [
      'changed /work/a.ts',
      'created /work/sub/c.ts',
      'created /work/there',
      'deleted /work/sub',
    ]);
    const { fs } = workspace;
    assert.deepEqual(await fs.readDirectory(Uri.file('/work')), [
      ['a.ts', 1],
      ['there', 66],
    ]);
    assert.equal(new TextDecoder().decode(await fs.readFile(Uri.file('/work/there/d.ts'))), 'd');
    await assert.rejects(
      async () => fs.readFile(Uri.file('/work/none')),
      error => error instanceof FileSystemError && error.code === 'FileNotFound',
    );
  });

  it('finds files, less what is left out, through links where the settings let it', async () => {
    const host = new Host({
      folders: ['/work'],
      files: { '/work/a.ts': '', '/work/node_modules/b.ts': '', '/work/c.md': '', '/outside/d.ts': '' },
    });
    host.files.link('/work/there', '/outside');
    host.files.link('/outside/back', '/work');
    const found = async () =>
      (await workspace.findFiles('**/*.{ts,py}', '**/{node_modules,.git}/**')).map(uri => uri.path);
    assert.deepEqual(await found(), ['/work/a.ts', '/work/there/d.ts']);
    host.configure('search.followSymlinks', false);
    assert.deepEqual(await found(), ['/work/a.ts']);
    host.configure('files.exclude', { '**/a.*': true });
    assert.deepEqual(await found(), []);
  });

  it('matches globs as VS Code does', () => {
    new Host({ folders: ['/work'] });
    const { document } = new Host().open('/work/src/a.ts', '');
    const score = (pattern: string | RelativePattern) => languages.match({ pattern }, document);
    for (const glob of [
      '**/*.ts',
      '**/a.*',
      '**/src/**',
      '/work/src/?.ts',
      '**/{x,src}/*',
      '**/[a-c].ts',
      '**',
    ])
      assert.equal(score(glob), 10, glob);
    for (const glob of ['*.ts', 'a.ts', '**/src', '/work/*.ts', '**/[b-c].ts', 'src/**'])
      assert.equal(score(glob), 0, glob);
    assert.equal(score(new RelativePattern(Uri.file('/work'), 'src/*.ts')), 10);
    assert.equal(score(new RelativePattern(Uri.file('/work/s'), 'rc/*.ts')), 0);
  });

  it('writes addresses so that they are read again', () => {
    for (const path of ['/work/a b#c?.ts', '/work/ü/%41.ts', '/work/(x)']) {
      const uri = Uri.file(path);
      assert.equal(Uri.parse(uri.toString()).path, path);
      assert.equal(Uri.parse(uri.toString()).toString(), uri.toString());
    }
    assert.equal(Uri.joinPath(Uri.file('/work/a'), '..', 'b').toString(), 'file:///work/b');
    assert.equal(Uri.parse('untitled:Untitled-1').toString(), 'untitled:Untitled-1');
  });

  it('runs commands, and refuses what nobody registered, or registers twice', async () => {
    new Host();
    commands.registerCommand('a', (n: number) => n + 1);
    assert.equal(await commands.executeCommand('a', 1), 2);
    assert.throws(() => commands.registerCommand('a', () => undefined));
    await assert.rejects(async () => commands.executeCommand('b'));
  });
});
