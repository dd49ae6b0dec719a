import { assert } from 'chai';
import {
  EndOfLine,
  Position,
  Range,
  Selection,
  Uri,
  WorkspaceEdit,
  commands,
  extensions,
  window,
  workspace,
} from 'vscode';
import type { UnrollApi } from '../../../src/extension.js';
import { chooseKernel } from '../../../src/network/int8/choice.js';
import {
  answered,
  ask,
  closeAll,
  configure,
  moveTo,
  open,
  settled,
  sleep,
  take,
  type,
  typed,
  unroll,
  until,
} from './editor.js';

/** Beginnings that anyone who has read code goes on with alike, by language. */
const beginnings: readonly [language: string, before: string, goesOn: string][] = [
  ['typescript', 'const items = [1, 2];\nfor (let i = 0; i < items.len', 'gth'],
  ['typescript', "import { readFileSync } from 'fs';\n\nexport default func", 'tion'],
  ['python', 'import os\nimport sys\n\n\nclass Reader(object):\n    def __init__(se', 'lf'],
  ['go', 'package main\n\nimport "fmt"\n\nfunc read() error {\n\tif err != nil {\n\t\tret', 'urn'],
];

describe('ghost text', () => {
  let api: UnrollApi;
  before(async () => {
    api = await unroll();
    await configure('eagerness', 'eager');
  });
  after(() => configure('eagerness', undefined));
  afterEach(async () => {
    await closeAll();
    // Reverted, a document has its first text again, and the editor asks once more.
    await settled(api);
    assert.deepEqual(api.log(), [], 'nothing went wrong on the way');
  });

  it('is ready, and says so', async () => {
    const { state, detail } = api.status();
    assert.equal(state, 'ready');
    assert.match(detail, /parameters/);
    // A developer wants to know which of the kernels an extension host takes, of which there are several.
    console.log(`    int8 in this extension host: the ${(await chooseKernel())?.name} kernel`);
  });

  it('has every command that the manifest declares', async () => {
    const declared = extensions.getExtension('unroll.unroll')?.packageJSON as {
      contributes: { commands: { command: string }[] };
    };
    const registered = new Set(await commands.getCommands());
    for (const { command } of declared.contributes.commands) assert.ok(registered.has(command), command);
  });

  for (const [language, before, goesOn] of beginnings) {
    it(`goes on with ${JSON.stringify(before.split('\n').at(-1))} in ${language}, and is taken`, async () => {
      const editor = await open(before, language);
      const answer = await ask(api);
      const { text = '' } = answer;
      assert.ok(text.startsWith(goesOn), JSON.stringify(answer));
      await take();
      assert.equal(editor.document.getText(), before + text);
    });
  }

  it('is what is left of it while it is typed through', async () => {
    const editor = await open('const items = [1, 2];\nfor (let i = 0; i < items.len');
    const { text = '' } = await ask(api);
    assert.ok(text.length > 2, text);
    await type(text.slice(0, 1));
    assert.equal((await typed(api, text.slice(1, 2))).text, text.slice(2));
    await take();
    assert.ok(editor.document.getText().endsWith(`items.len${text}`));
  });

  it('ends with its line and leaves CRLF alone', async () => {
    const before = 'const items = [1, 2];\r\nfor (let i = 0; i < items.len';
    const editor = await open(before.replace('\r', ''), 'typescript', EndOfLine.CRLF);
    const { text = '' } = await ask(api);
    await take();
    assert.equal(editor.document.eol, EndOfLine.CRLF);
    assert.equal(editor.document.getText(), before + text);
    assert.ok(!/[\r\n]/.test(text));
  });

  it('does not double the bracket behind the caret', async () => {
    const editor = await open('const items = [1, 2];\nconsole.log(items.len‸)');
    const { text = '' } = await ask(api);
    assert.ok(text.startsWith('gth'), text);
    await take();
    const line = editor.document.lineAt(1).text;
    assert.equal(line.split(')').length, line.split('(').length, line);
  });

  it('is silent, with the reason, where it would be in the way', async () => {
    const editor = await open('const items = [1, 2];\nfor (let i = 0; i < items.len‸ + other');
    assert.equal((await ask(api)).silence, 'middle');
    editor.selections = [new Selection(1, 3, 1, 3), new Selection(0, 3, 0, 3)];
    assert.equal((await ask(api)).silence, 'carets');
  });

  it('suggests at several carets where the same stands around each, and a take is for all', async () => {
    const call = 'console.log(items.len)';
    const editor = await open(`const items = [1, 2];\n${call}\n  ${call}\n${call}`);
    const end = call.length - 1;
    editor.selections = [1, 2, 3].map(line => {
      const column = line === 2 ? end + 2 : end;
      return new Selection(line, column, line, column);
    });
    const { text = '' } = await ask(api);
    assert.ok(text.startsWith('gth'), text);
    await take();
    const [, first, second, third] = editor.document.getText().split('\n');
    assert.ok(first?.includes('items.length'), first);
    assert.equal(second?.trim(), first);
    assert.equal(third, first);
  });

  it('is off where the person said so, for one language or for all', async () => {
    const text = 'const items = [1, 2];\nfor (let i = 0; i < items.len';
    await open(text);
    await commands.executeCommand('unroll.toggleLanguage');
    try {
      assert.equal((await ask(api)).silence, 'off');
      assert.equal(api.status().state, 'off');
      const other = await open(text, 'javascript');
      assert.ok((await ask(api)).text);
      await commands.executeCommand('unroll.toggle');
      await take();
      assert.equal(other.document.getText(), text, 'what was on screen is gone');
      assert.equal((await ask(api)).silence, 'off');
      await commands.executeCommand('unroll.toggle');
    } finally {
      await open(text);
      await commands.executeCommand('unroll.toggleLanguage');
    }
    assert.ok((await ask(api)).text);
  });

  it('wants nothing after a deletion, until something is typed', async () => {
    await open('const items = [1, 2];\nfor (let i = 0; i < items.len');
    const { silence } = await answered(api, () => commands.executeCommand('deleteLeft'));
    assert.equal(silence, 'deleted');
    const answer = await typed(api, 'n');
    assert.ok(answer.text?.startsWith('gth'), JSON.stringify(answer));
  });

  it('follows any edit: many carets, replace all, undo, redo, revert', async () => {
    const line = 'const value = compute(other, "tiếng Việt 😀");\n';
    const editor = await open(line.repeat(300));
    const { document } = editor;
    editor.selections = [5, 50, 150, 290].map(line => new Selection(line, 6, line, 6));
    await type('new_');
    const edit = new WorkspaceEdit();
    for (let i = 0; i < 300; i += 3) edit.replace(document.uri, new Range(i, 0, i, 5), 'let');
    await workspace.applyEdit(edit);
    for (const command of ['undo', 'undo', 'redo', 'undo']) await commands.executeCommand(command);
    const end = document.lineAt(document.lineCount - 1).range.end;
    moveTo(editor, end);
    await type('const items = [1, 2];\nfor (let i = 0; i < items.len');
    const answer = await ask(api);
    // The same text, never edited, is answered alike: the state is a function of the text alone.
    await open(document.getText());
    assert.equal((await ask(api)).text, answer.text);
  });

  it('answers at the end of 5 MB, and in a line of 1 MB', async () => {
    const tail = 'const items = [1, 2];\nfor (let i = 0; i < items.len';
    for (const [text, goesOn] of [
      ['const value = compute(other, 12);\n'.repeat(150_000) + tail, 'gth'],
      ['x1,'.repeat(350_000), ''],
    ] as const) {
      // As plain text: at this size VS Code's own TypeScript keeps the extension host busy for half a minute.
      await open(text, 'plaintext');
      const answer = await ask(api);
      assert.ok(answer.text?.startsWith(goesOn), JSON.stringify(answer));
    }
  });

  it('has no quarrel with a document that closes while it is read', async () => {
    for (let i = 0; i < 3; i++) {
      await open('const value = compute(other, 12);\n'.repeat(2000));
      void commands.executeCommand('editor.action.inlineSuggest.trigger');
      await sleep(30 * i);
      await closeAll();
    }
    await open('const items = [1, 2];\nfor (let i = 0; i < items.len');
    assert.ok((await ask(api)).text);
  });

  it('serves files of the workspace, and lone surrogates', async () => {
    const folder = workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const file = Uri.joinPath(folder, 'written.ts');
    await workspace.fs.writeFile(file, new TextEncoder().encode('const items = [1, 2];\n'));
    const editor = await window.showTextDocument(await workspace.openTextDocument(file));
    await editor.edit(builder => builder.insert(new Position(1, 0), '// \ud83d\n'));
    moveTo(editor, new Position(2, 0));
    await type('for (let i = 0; i < items.len');
    assert.ok((await ask(api)).text);
    await editor.document.save();
    await commands.executeCommand('workbench.action.files.revert');
    await workspace.fs.delete(file);
  });

  it('says nothing in the output panel, and reads nothing of it', async () => {
    const isOutput = () => window.activeTextEditor?.document.uri.scheme === 'output';
    await open('const items = [1, 2];\n');
    await commands.executeCommand('unroll.showLog');
    await commands.executeCommand('workbench.panel.output.focus');
    await until('the log is worked in', isOutput);
    await commands.executeCommand('editor.action.inlineSuggest.trigger');
    await settled(api);
    const answer = api.lastAnswer();
    if (answer?.uri.startsWith('output:')) assert.equal(answer.silence, 'noFile');
    assert.match(await commands.executeCommand<string>('unroll.explain'), /This is output/);
    await commands.executeCommand('workbench.action.closePanel');
    // The same in a file is answered, and by then the output would have been.
    await open('const items = [1, 2];\nfor (let i = 0; i < items.len');
    assert.ok((await ask(api)).text);
    assert.deepEqual(
      [...api.read(), ...api.memory().names].filter(name => name.startsWith('output:')),
      [],
    );
  });
});
