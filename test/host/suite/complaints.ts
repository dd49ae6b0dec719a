import { assert } from 'chai';
import {
  CompletionItem,
  Position,
  Selection,
  SnippetString,
  commands,
  env,
  extensions,
  languages,
  workspace,
  type TextEditor,
} from 'vscode';
import type { Answer } from '../../../src/editor/ghost-text/provider.js';
import type { UnrollApi } from '../../../src/extension.js';
import {
  answered,
  ask,
  closeAll,
  configure,
  open,
  openNamed,
  set,
  settled,
  sleep,
  take,
  type,
  typed,
  unroll,
  until,
} from './editor.js';

const beginning = 'const items = [1, 2];\nfor (let i = 0; i < items.len';

/** What users of other extensions complain about, one test and more for each row of the table, in a real editor. */
describe('complaint', () => {
  let api: UnrollApi;
  before(async () => {
    api = await unroll();
    await configure('eagerness', 'eager');
  });
  after(() => configure('eagerness', undefined));
  afterEach(async () => {
    await closeAll();
    await settled(api);
    assert.deepEqual(api.log(), [], 'nothing went wrong on the way');
  });

  /** Puts the text back as it was, and types its last character again. */
  const again = async (editor: TextEditor): Promise<Answer> => {
    const { document, selection } = editor;
    const last = document.getText(new Selection(selection.active.translate(0, -1), selection.active));
    await commands.executeCommand('deleteLeft');
    return typed(api, last);
  };

  it('Tab meant indent: nothing on an empty line unless very sure; Tab is not rebound', async () => {
    const editor = await open('zq = {\n');
    const answer = await typed(api, '\t');
    assert.equal(answer.silence, 'indentation', JSON.stringify(answer));
    await commands.executeCommand('tab');
    assert.match(editor.document.lineAt(1).text, /^\s+$/);
    const { contributes } = extensions.getExtension('unroll.unroll')?.packageJSON as { contributes: object };
    assert.notProperty(contributes, 'keybindings');
  });

  it('ghost text blocks IntelliSense: quiet after a dot unless sure', async () => {
    await open('const zq = other');
    const answer = await typed(api, '.');
    assert.include(['access', 'unsure'], answer.silence, JSON.stringify(answer));
  });

  it('the suggest widget hides ghost text: only what goes on from the selected item', async () => {
    let label = 'self';
    // No other extension completes Python here.
    const provider = languages.registerCompletionItemProvider(
      { language: 'python' },
      { provideCompletionItems: () => [Object.assign(new CompletionItem(label), { preselect: true })] },
    );
    const widget = async (expected: (answer: Answer | undefined) => boolean) => {
      await open('class Reader(object):\n    def __init__(s', 'python');
      await typed(api, 'e');
      await commands.executeCommand('editor.action.triggerSuggest');
      await until(`the answer fits the item ${label}`, () => expected(api.lastAnswer()));
      await commands.executeCommand('hideSuggestWidget');
      await closeAll();
    };
    try {
      await set('editor.suggest.showWords', false);
      await widget(answer => answer?.text?.startsWith('lf') === true);
      label = 'selfish';
      await widget(answer => answer?.silence === 'list');
    } finally {
      provider.dispose();
      await set('editor.suggest.showWords', undefined);
    }
  });

  it('flicker: the exact remainder while it is typed through, and no inference', async () => {
    await open(beginning.slice(0, -1));
    const { text = '' } = await typed(api, 'n');
    assert.match(text, /^gth.+/);
    for (let i = 0; i < 3; i++) {
      const answer = await typed(api, text.charAt(i));
      assert.deepInclude(answer, { text: text.slice(i + 1), inferred: false });
    }
  });

  it('suggestions on delete and undo: silent after them', async () => {
    await open(beginning);
    const after = async (command: string) => {
      const before = api.lastAnswer()?.count;
      await commands.executeCommand(command);
      assert.match(await commands.executeCommand<string>('unroll.explain'), /delete or undo/, command);
      await settled(api);
      // An older editor does not even ask after some of them.
      const answer = api.lastAnswer();
      if (answer?.count !== before) assert.equal(answer?.silence, 'deleted', command);
    };
    await typed(api, 'g');
    await after('deleteLeft');
    await typed(api, 'g');
    await after('undo');
    await after('redo');
  });

  it('duplicate closing brackets and quotes: never doubled', async () => {
    const offered: string[] = [];
    for (const [before, after] of [
      ['const items = [1, 2];\nconsole.log(items.len', ')'],
      ["import { readFileSync } from 'f", "'"],
      ["const fs = require('f", "')"],
    ] as const) {
      const editor = await open(`${before}‸${after}`);
      const { text = '' } = await ask(api);
      await take();
      const line = editor.document.lineAt(editor.document.lineCount - 1).text;
      assert.ok(text !== '' && line.includes(text), `${JSON.stringify(text)} is offered and taken: ${line}`);
      assert.equal(line.split(')').length, line.split('(').length, `${text} gave ${line}`);
      assert.equal(line.split("'").length % 2, 1, `${text} gave ${line}`);
      offered.push(text);
    }
    console.log(`    offered before what closes: ${JSON.stringify(offered)}`);
  });

  for (const [unit, words] of [
    ['\t', 'tabs'],
    ['  ', 'two spaces'],
    ['    ', 'four spaces'],
  ] as const) {
    it(`wrong indentation: what is taken is indented with ${words}, as the document is`, async () => {
      const body = ['function sum(items) {', `${unit}let total = 0;`, `${unit}for (const item of items) {`];
      const editor = await open(`${[...body, `${unit}${unit}total += item;`, `${unit}}`].join('\n')}\n`);
      editor.options = { insertSpaces: unit !== '\t', tabSize: unit === '\t' ? 4 : unit.length };
      const { text = '' } = await ask(api);
      await take();
      const lead = /^\s*/.exec(text)?.[0] ?? '';
      assert.match(text, /\S/, 'something is offered');
      assert.equal(lead.replaceAll(unit, ''), '', JSON.stringify(text));
      assert.equal(editor.document.lineAt(5).text, text);
      console.log(`    offered after ${words}: ${JSON.stringify(text)}`);
    });
  }

  it('unwanted multi-line: a suggestion is one line', async () => {
    // What comes next is the rest of the line, and then a block.
    const editor = await open('function sum(items) {\n  for (let i = 0; i < items.len', 'javascript');
    const { lineCount } = editor.document;
    const { text = '' } = await ask(api);
    await take();
    assert.match(text, /\S/, 'something is offered');
    assert.notMatch(text, /[\r\n]/);
    assert.equal(editor.document.lineCount, lineCount);
    assert.ok(editor.document.lineAt(lineCount - 1).text.endsWith(text), 'and taken');
  });

  it('a rejected suggestion comes back: not where it was typed past, unless asked for by hand', async () => {
    const editor = await open(beginning.slice(0, -1));
    const { text = '' } = await typed(api, 'n');
    assert.match(text, /^gth/);
    await typed(api, 'x');
    await commands.executeCommand('deleteLeft');
    assert.equal((await again(editor)).silence, 'rejected');
    // A line above moves the place.
    await editor.edit(builder => builder.insert(new Position(0, 0), '// above\n'));
    assert.equal((await again(editor)).silence, 'rejected');
    // By hand, where nobody backs off, it may be more.
    assert.match((await ask(api)).text ?? '', /^gth/);
  });

  it('CPU, memory, battery: nothing is asked and no timer started while nothing is done', async () => {
    await open(beginning);
    await ask(api);
    await settled(api);
    const { setTimeout: timeout, setInterval: interval } = globalThis;
    const timers: string[] = [];
    const counted =
      <T extends (...args: never[]) => unknown>(original: T) =>
      (...args: Parameters<T>) => {
        const { stack = '' } = new Error();
        if (/dist[\\/](node|web)[\\/]extension\.js/.test(stack)) timers.push(stack);
        return original(...args);
      };
    Object.assign(globalThis, { setTimeout: counted(timeout), setInterval: counted(interval) });
    try {
      const count = api.lastAnswer()?.count;
      await new Promise(resolve => timeout(resolve, 2000));
      assert.equal(api.lastAnswer()?.count, count);
      assert.deepEqual(timers, []);
    } finally {
      Object.assign(globalThis, { setTimeout: timeout, setInterval: interval });
    }
  });

  it('comments, strings, prose: by setting and by language; prose only where it is sure by default', async () => {
    const cases = [
      ['comments', 'comment', '// const items = [1, 2];\n// for (let i = 0; i < items.le'],
      ['strings', 'string', 'const a = "for (let i = 0; i < items.le'],
    ] as const;
    for (const [setting, silence, text] of cases) {
      await configure(setting, false, 'typescript');
      try {
        await open(text);
        assert.equal((await typed(api, 'n')).silence, silence);
        assert.notEqual((await ask(api)).silence, silence, 'by hand it is answered');
        await open(beginning.slice(0, -1));
        assert.ok((await typed(api, 'n')).text, 'code is not concerned');
        await open(text, 'javascript');
        assert.notEqual((await typed(api, 'n')).silence, silence, 'nor is another language');
      } finally {
        await configure(setting, undefined, 'typescript');
      }
    }
    await open('We met on a', 'plaintext');
    assert.include(['unsure', 'nothing'], (await typed(api, ' ')).silence, 'what is not sure is not shown');
    try {
      for (const silent of ['off', false] as const) {
        await configure('prose', silent);
        await open(beginning.slice(0, -1), 'plaintext');
        assert.equal((await typed(api, 'n')).silence, 'prose');
        assert.include(api.status().detail, 'prose');
      }
      for (const asCode of ['asCode', true] as const) {
        await configure('prose', asCode);
        assert.notEqual((await typed(api, 'g')).silence, 'prose');
      }
    } finally {
      await configure('prose', undefined);
    }
  });

  it("snooze: the editor's own is reached, keeps Unroll from being asked, and ends", async () => {
    const there = await commands.getCommands(true);
    if (!there.includes('editor.action.inlineSuggest.snooze')) return;
    await open(beginning.slice(0, -1));
    await settled(api);
    const { count } = await ask(api);
    await commands.executeCommand('editor.action.inlineSuggest.snooze', 5);
    try {
      for (const key of 'abc') await type(key);
      await sleep(500);
      assert.equal(api.lastAnswer()?.count, count);
    } finally {
      await commands.executeCommand('editor.action.inlineSuggest.cancelSnooze');
    }
    // While it is snoozed the editor does not look at what is typed; asked once, it goes on.
    await ask(api);
    assert.isAbove((await typed(api, 'd')).count, count);
  });

  it('manual only: in manual mode nothing comes unasked, also not after a take', async () => {
    await configure('mode', 'manual');
    try {
      await open(beginning.slice(0, -1));
      assert.equal((await typed(api, 'n')).silence, 'manual');
      const { text = '' } = await ask(api);
      assert.match(text, /^gth/);
      await take();
      await sleep(500);
      const last = api.lastAnswer();
      assert.ok(last?.silence === 'manual' || last?.text === text, JSON.stringify(last));
    } finally {
      await configure('mode', undefined);
    }
  });

  it('secrets: files of secrets are not read, and nothing is offered even by hand', async () => {
    for (const name of ['.env.local', 'server.pem', 'id_rsa', 'secrets.yaml', '.npmrc']) {
      const { document } = await openNamed(name, beginning.slice(0, -1));
      assert.equal((await typed(api, 'n')).silence, 'excluded', name);
      const answer = await ask(api);
      assert.deepInclude(answer, { silence: 'excluded', inferred: false });
      assert.notInclude(api.read(), document.uri.toString());
      assert.include(api.status().detail, 'not read');
    }
  });

  it('secrets: nor are files that the person lists', async () => {
    const editor = await openNamed('private/made.ts', beginning.slice(0, -1));
    const { document } = editor;
    assert.ok((await typed(api, 'n')).text);
    assert.include(api.read(), document.uri.toString());
    for (const glob of ['*.ts', 'private/**', '**/made.*']) {
      await configure('exclude', ['[', 7, glob]);
      try {
        assert.equal((await again(editor)).silence, 'excluded', glob);
        assert.notInclude(api.read(), document.uri.toString(), 'what was read is forgotten');
      } finally {
        await configure('exclude', undefined);
      }
    }
    await configure('exclude', ['other/**', '*.py']);
    try {
      assert.ok((await again(editor)).text);
    } finally {
      await configure('exclude', undefined);
    }
  });

  it('web, air-gapped: it works in this host, and asks nothing of any network', async () => {
    const { fetch: original } = globalThis;
    const called: string[] = [];
    globalThis.fetch = (...args) => {
      if (new Error().stack?.includes('extension.js')) called.push(JSON.stringify(args[0]));
      return original(...args);
    };
    try {
      await commands.executeCommand('unroll.restart');
      await open(beginning);
      assert.ok((await ask(api)).text, `on ${env.appHost}`);
    } finally {
      globalThis.fetch = original;
    }
    assert.deepEqual(called, []);
  });

  it('providers fight: steps aside for another extension that suggests, unless told to race', async () => {
    const other = extensions.getExtension<{ asked: () => number }>('Supermaven.supermaven');
    assert.ok(other, 'the stand-in is there');
    await open(beginning.slice(0, -1));
    const { text, silence } = await typed(api, 'n');
    assert.ok(text, `one that is not active is not in the way: ${silence}`);
    const { asked } = await other.activate();
    try {
      const editor = await open(beginning.slice(0, -1));
      const before = asked();
      assert.equal((await typed(api, 'n')).silence, 'others');
      assert.isAbove(asked(), before, 'the other one was asked');
      assert.match(await commands.executeCommand<string>('unroll.explain'), /Supermaven suggests here/);
      assert.ok((await ask(api)).text, 'by hand it is answered');
      await configure('coexistence', 'race');
      assert.ok((await again(editor)).text);
      await configure('coexistence', undefined);
      await set('supermaven.enable', { '*': true, typescript: false });
      assert.ok((await again(editor)).text, 'switched off for this language it suggests nothing');
    } finally {
      await configure('coexistence', undefined);
      // It stays active for the rest of the host's life.
      await set('supermaven.enable', { '*': false });
    }
  });

  it('"why is there no suggestion?": the command answers for the caret', async () => {
    const why = () => commands.executeCommand<string>('unroll.explain');
    assert.match(await why(), /Open a file/);
    await open(beginning);
    assert.match(await why(), /“gth.*” is offered here: its chance of being taken is \d+%/);
    // Where nothing was written before, nothing is likely.
    const editor = await open('const q = jz');
    await typed(api, 'x');
    assert.match(await why(), /(likely enough|recent suggestions).*(best guess was “|Nothing met)/);
    await commands.executeCommand('deleteLeft');
    assert.match(await why(), /delete or undo/);
    editor.selection = new Selection(0, 0, 0, 5);
    assert.match(await why(), /Text is selected/);
    await set('editor.inlineSuggest.enabled', false);
    try {
      assert.match(await why(), /editor\.inlineSuggest\.enabled/);
    } finally {
      await set('editor.inlineSuggest.enabled', undefined);
    }
  });
});

/** What becomes of suggestions. */
describe('a suggestion', () => {
  let api: UnrollApi;
  before(async () => {
    api = await unroll();
    await configure('eagerness', 'eager');
  });
  after(() => configure('eagerness', undefined));
  afterEach(closeAll);

  it('that is taken is counted, and the next one comes without a key', async () => {
    await commands.executeCommand('unroll.clearCounters');
    const editor = await open(beginning);
    const { text = '' } = await ask(api);
    assert.deepEqual(api.counters().all, { shown: 1, accepted: 0, saved: 0 });
    const next = await answered(api, take);
    const { all, today } = api.counters();
    assert.equal(all.accepted, 1);
    assert.equal(all.saved, text.length - 1);
    assert.deepEqual(today, all);
    assert.ok(next.position.isEqual(editor.selection.active), 'asked at the new caret');
    await commands.executeCommand('unroll.clearCounters');
    assert.deepEqual(api.counters().all, { shown: 0, accepted: 0, saved: 0 });
  });

  it('of which a word is taken is counted once, with what the word saved', async () => {
    await commands.executeCommand('unroll.clearCounters');
    await open(`${beginning}gt`);
    const { text = '' } = await ask(api);
    assert.match(text, /^h\W+\w/, 'more than a word');
    const word = () => commands.executeCommand('editor.action.inlineSuggest.acceptNextWord');
    await answered(api, word);
    await answered(api, word);
    const { shown, accepted, saved } = api.counters().all;
    assert.equal(shown, 1);
    assert.equal(accepted, 1);
    // The first word is one character, which saves nothing.
    assert.isAtLeast(saved, 1);
  });

  it('that is typed past is shown, and neither taken nor saves a key', async () => {
    await commands.executeCommand('unroll.clearCounters');
    await open(beginning);
    await ask(api);
    await typed(api, '!');
    const { accepted, saved } = api.counters().all;
    assert.deepEqual({ accepted, saved }, { accepted: 0, saved: 0 });
  });

  it('is not made while a snippet is being filled in', async () => {
    const editor = await open('const items = [1, 2];\n', 'go');
    await editor.insertSnippet(new SnippetString('read(${1:name});$0'));
    await until('the placeholder is selected', () => !editor.selection.isEmpty);
    assert.equal((await typed(api, 'items.le')).silence, 'snippet');
    await commands.executeCommand('jumpToNextSnippetPlaceholder');
    assert.notEqual((await typed(api, ' ')).silence, 'snippet');
  });

  it('is made where the editor closed a comment or a block for the person who typed: that is no snippet', async () => {
    await open('');
    for (const text of [
      '/**',
      ' Reads.',
      '\n',
      'All of it.',
      '/',
      '\n',
      'function read() {',
      '\n',
      'const items = [];',
    ])
      assert.notEqual((await typed(api, text)).silence, 'snippet', text);
  });
});

describe('settings', () => {
  it('that are not understood count as the default', async () => {
    const api = await unroll();
    const wrong = {
      eagerness: 7,
      mode: 'sometimes',
      maximumLength: 'long',
      comments: 'no',
      strings: [],
      prose: 'yes',
      exclude: 'everything',
      coexistence: {},
    };
    for (const [name, value] of Object.entries(wrong)) await configure(name, value);
    try {
      await open(beginning);
      assert.ok((await ask(api)).text);
      await open(beginning, 'plaintext');
      assert.notEqual((await typed(api, 'g')).silence, 'prose');
      assert.deepEqual(api.log(), []);
    } finally {
      for (const name of Object.keys(wrong)) await configure(name, undefined);
      await closeAll();
    }
  });

  it('are all described, and hold for a language', () => {
    const { contributes } = extensions.getExtension('unroll.unroll')?.packageJSON as {
      contributes: { configuration: { properties: Record<string, Record<string, unknown>> }[] };
    };
    const settings = contributes.configuration.flatMap(({ properties }) => Object.entries(properties));
    for (const [name, setting] of settings) {
      // One network and one memory serve the whole window, on one backend; and lessons are the person's.
      if (!/^unroll\.(network|memory|backend|lesson)/.test(name))
        assert.equal(setting['scope'], 'language-overridable', name);
      assert.match(String(setting['markdownDescription']), /^[A-Z].*\.$/, name);
      assert.notEqual(workspace.getConfiguration().inspect(name)?.defaultValue, undefined, name);
    }
  });
});
