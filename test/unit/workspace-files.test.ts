import assert from 'node:assert/strict';
import fc from 'fast-check';
import { editorParts } from './editor-parts.js';
import { Clock } from './vscode/clock.js';
import { Host, type HostOptions } from './vscode/host.js';
import { Section } from '../../src/memory/section.js';

const text = (what: string) => `export const ${what} = 1;\n`;
const git = (root: string, exclude = ''): Record<string, string> => ({
  [`${root}/.git/HEAD`]: 'ref: refs/heads/main\n',
  [`${root}/.git/info/exclude`]: exclude,
});

describe('the files of the workspace', () => {
  const clock = new Clock();
  const home = { HOME: process.env['HOME'], XDG_CONFIG_HOME: process.env['XDG_CONFIG_HOME'] };
  beforeEach(() => {
    clock.install();
    process.env['HOME'] = '/home/person';
    delete process.env['XDG_CONFIG_HOME'];
  });
  afterEach(async () => {
    await clock.uninstall();
    for (const [name, value] of Object.entries(home)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });

  function start(options: HostOptions) {
    const host = new Host({ folders: ['/work'], ...options });
    const parts = editorParts(host);
    const held = () =>
      parts.workspaceFiles.progress.kind === 'idle'
        ? 'idle'
        : parts.openFiles.memory
            .names()
            .map(name => name.replace('file://', ''))
            .sort();
    return { host, ...parts, held };
  }

  async function read(options: HostOptions) {
    const parts = start(options);
    parts.workspaceFiles.begin();
    await clock.settle();
    return parts;
  }

  it('are held only where the rules let them, however and whenever they come: listed, made, changed, opened and closed', async () => {
    const names = ['a.ts', 'b.ts', 'gen/a.ts', 'gen/b.ts', 'sub/a.ts', 'sub/gen/c.ts', 'c.gen.ts'];
    const place = fc.constantFrom(...names);
    const rule = fc.constantFrom('gen/', '*.gen.ts', '/a.ts', 'sub', '', 'gen/\n!gen/a.ts', 'b.ts');
    const step = fc.oneof(
      fc.record({
        kind: fc.constantFrom('write' as const, 'remove' as const, 'open' as const, 'close' as const),
        place,
      }),
      fc.record({ kind: fc.constant('rules' as const), place: fc.constantFrom('', 'sub/', 'gen/'), rule }),
      fc.record({ kind: fc.constant('removeRules' as const), place: fc.constantFrom('', 'sub/', 'gen/') }),
      fc.record({ kind: fc.constant('pass' as const), milliseconds: fc.constantFrom(1, 100, 600) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(names),
        rule,
        fc.array(step, { maxLength: 12 }),
        async (files, rule, steps) => {
          const given = Object.fromEntries(files.map(name => [`/work/${name}`, text('listed')]));
          const { host, held, workspaceFiles, log } = start({
            files: { ...git('/work'), ...given, '/work/.gitignore': rule },
          });
          workspaceFiles.begin();
          const editors = new Map<string, ReturnType<typeof host.open>>();
          const remove = (path: string) => {
            if (host.files.textAt(path) !== undefined) host.files.remove(path);
          };
          for (const step of steps) {
            if (step.kind === 'pass') await clock.pass(step.milliseconds);
            else if (step.kind === 'rules') host.files.write(`/work/${step.place}.gitignore`, step.rule);
            else if (step.kind === 'removeRules') remove(`/work/${step.place}.gitignore`);
            else if (step.kind === 'write') host.files.write(`/work/${step.place}`, text('written'));
            else if (step.kind === 'remove' && !editors.has(step.place)) remove(`/work/${step.place}`);
            else if (step.kind === 'open' && host.files.textAt(`/work/${step.place}`) !== undefined)
              editors.set(step.place, host.open(`/work/${step.place}`));
            else if (step.kind === 'close') {
              const editor = editors.get(step.place);
              editors.delete(step.place);
              if (editor) host.close(editor);
            }
          }
          for (const editor of editors.values()) host.close(editor);
          await clock.settle();
          // As one that begins with what is there now.
          const now = held();
          workspaceFiles.begin();
          await clock.settle();
          assert.deepEqual(now, held());
          assert.deepEqual(log.troubles(), []);
          for (const editor of editors.values()) assert.ok(editor.isClosed);
        },
      ),
      { numRuns: 150 },
    );
  }).timeout(60_000);

  it('are not held where a generator writes them while the rules are not read yet', async () => {
    const { host, held, workspaceFiles } = start({
      files: { '/work/a.ts': text('a'), '/work/.gitignore': 'gen/\n' },
    });
    workspaceFiles.begin();
    host.files.write('/work/gen/out.ts', text('generated'));
    await clock.settle();
    assert.deepEqual(held(), ['/work/a.ts']);
  });

  it('are judged again when they are read, not only when they changed', async () => {
    const { host, held } = await read({ files: { '/work/a.ts': text('a') } });
    host.files.write('/work/gen/out.ts', text('generated'));
    await clock.pass(100);
    host.files.write('/work/.gitignore', 'gen/\n');
    await clock.settle();
    assert.deepEqual(held(), ['/work/a.ts']);
  });

  it('are read but for one folder where its .gitignore cannot be read; the log says what to do', async () => {
    const { host, held, workspaceFiles, log } = start({
      files: {
        ...{ '/work/a.ts': text('a'), '/work/sub/b.ts': text('b'), '/work/sub/deep/c.ts': text('c') },
        ...{ '/work/sub/.gitignore': 'b.ts', '/work/other/d.ts': text('d') },
      },
    });
    host.files.setReadable('/work/sub/.gitignore', false);
    workspaceFiles.begin();
    await clock.settle();
    assert.deepEqual(held(), ['/work/a.ts', '/work/other/d.ts']);
    assert.equal(workspaceFiles.progress.kind, 'read');
    assert.match(
      log.troubles().join('\n'),
      /\/work\/sub\/\.gitignore cannot be read.*nothing in \/work\/sub: change its permissions/,
    );
    host.files.write('/work/sub/.gitignore', 'b.ts');
    await clock.settle();
    assert.deepEqual(held(), ['/work/a.ts', '/work/other/d.ts', '/work/sub/deep/c.ts']);
  });

  it('are left out as git leaves them out above the folder that is open, by its repository, and by the person', async () => {
    const { held, host } = await read({
      folders: ['/work/repo/part'],
      files: {
        ...git('/work/repo', 'own.ts\n'),
        ...{ '/work/.gitignore': '*\n', '/work/repo/.gitignore': '/part/built/\n' },
        ...{ '/home/person/.config/git/ignore': '*.mine.ts\n', '/work/repo/part/built/a.ts': text('a') },
        ...{ '/work/repo/part/own.ts': text('b'), '/work/repo/part/c.mine.ts': text('c') },
        '/work/repo/part/d.ts': text('d'),
      },
    });
    assert.deepEqual(held(), ['/work/repo/part/d.ts']);
    host.files.write('/work/repo/.git/info/exclude', 'd.ts\n');
    await clock.settle();
    assert.deepEqual(held(), ['/work/repo/part/own.ts'], 'the rules that lie outside are followed, too');
    host.files.write('/work/repo/.gitignore', '');
    host.files.write('/home/person/.config/git/ignore', '');
    await clock.settle();
    assert.deepEqual(held(), [
      '/work/repo/part/built/a.ts',
      '/work/repo/part/c.mine.ts',
      '/work/repo/part/own.ts',
    ]);
  });

  it('are left out by the rules of a worktree and of a submodule, whose .git is a file', async () => {
    const { held } = await read({
      folders: ['/tree', '/work'],
      files: {
        ...git('/main', 'shared.ts\n'),
        ...{ '/main/.git/worktrees/tree/HEAD': 'x', '/main/.git/worktrees/tree/commondir': '../..\n' },
        ...{ '/tree/.git': 'gitdir: /main/.git/worktrees/tree\n', '/tree/shared.ts': text('a') },
        ...{ '/tree/b.ts': text('b'), ...git('/work'), '/work/.gitignore': '*.out.ts\n' },
        ...{ '/work/.git/modules/sub/HEAD': 'x', '/work/.git/modules/sub/info/exclude': 'inner.ts\n' },
        ...{ '/work/sub/.git': 'gitdir: ../.git/modules/sub\n', '/work/sub/inner.ts': text('c') },
        // The rules of the repository around it end at its folder.
        '/work/sub/d.out.ts': text('d'),
      },
    });
    assert.deepEqual(held(), ['/tree/b.ts', '/work/sub/d.out.ts']);
  });

  it('of a repository that the one around it leaves out are left out, but not where it is opened itself', async () => {
    const files = {
      ...{ ...git('/work'), ...git('/work/clone'), '/work/.gitignore': 'clone/\n' },
      '/work/clone/a.ts': text('a'),
    };
    assert.deepEqual((await read({ files })).held(), []);
    assert.deepEqual((await read({ files, folders: ['/work/clone'] })).held(), ['/work/clone/a.ts']);
  });

  it('are held once, by all their rules, where folders of the workspace lie in each other', async () => {
    const { held, host } = await read({
      folders: ['/work', '/work/part'],
      files: {
        ...{ '/work/.gitignore': 'part/out/\n', '/work/part/.gitignore': 'b.ts\n', '/work/a.ts': text('a') },
        ...{ '/work/part/out/c.ts': text('c'), '/work/part/b.ts': text('b'), '/work/part/d.ts': text('d') },
      },
    });
    assert.deepEqual(held(), ['/work/a.ts', '/work/part/d.ts']);
    host.files.write('/work/part/e.ts', text('e'));
    host.files.write('/work/part/out/f.ts', text('f'));
    await clock.settle();
    assert.deepEqual(held(), ['/work/a.ts', '/work/part/d.ts', '/work/part/e.ts']);
  });

  it('are not read through links, which may lead to secrets or out of the workspace', async () => {
    for (const follows of [true, false]) {
      const { host, held, workspaceFiles } = start({
        settings: { 'search.followSymlinks': follows },
        files: {
          ...{ '/work/a.ts': text('a'), '/work/.env': 'KEY=1', '/elsewhere/b.ts': text('b') },
          '/elsewhere/deep/c.ts': text('c'),
        },
      });
      host.files.link('/work/env.ts', '/work/.env');
      host.files.link('/work/b.ts', '/elsewhere/b.ts');
      host.files.link('/work/folder', '/elsewhere');
      workspaceFiles.begin();
      await clock.settle();
      assert.deepEqual(held(), ['/work/a.ts']);
      host.files.write('/elsewhere/deep/c.ts', text('changed'));
      host.files.link('/work/late.ts', '/elsewhere/b.ts');
      host.files.write('/work/folder/d.ts', text('d'));
      await clock.settle();
      assert.deepEqual(held(), ['/work/a.ts']);
    }
  });

  it('that were opened stay, and say what their file says when they are closed', async () => {
    const paths = Array.from({ length: 20 }, (_, i) => `/work/f${i}.ts`).sort();
    const { host, held, openFiles } = await read({
      files: Object.fromEntries(paths.map(path => [path, text('same')])),
    });
    for (const path of paths) {
      const editor = host.open(path);
      editor.type('unsaved ');
      host.show(editor.document);
      await clock.pass(10);
      openFiles.begin();
      await clock.pass(10);
    }
    assert.deepEqual(held(), paths);
    for (const document of [...host.documents.all]) host.documents.remove(document);
    await clock.settle();
    assert.deepEqual(held(), paths);
    assert.equal(openFiles.memory.size, 20 * text('same').length);
  });

  it('that change by the thousand are read once each and sorted together, whatever else changes with them', async () => {
    const paths = Array.from({ length: 1000 }, (_, i) => `/work/src/${i % 30}/f${i}.ts`);
    const { host, held, openFiles } = await read({
      files: { ...git('/work'), ...Object.fromEntries(paths.map(path => [path, text('before')])) },
    });
    let sections = 0;
    let bytes = 0;
    const of = Section.of.bind(Section);
    Section.of = (texts, fewest) => {
      if (texts.length > 0) sections++;
      for (const [, { length }] of texts) bytes += length;
      return of(texts, fewest);
    };
    try {
      host.files.reads.clear();
      // A checkout: files, and rules that come with them.
      for (const [i, path] of paths.entries()) {
        host.files.write(path, text('after'));
        host.files.write(path, text('after it all'));
        if (i % 30 === 0) host.files.write(`/work/src/${i / 30}/.gitignore`, '*.log\n');
        if (i % 50 === 0) await clock.pass(20);
      }
      for (let i = 0; i < 20_000; i++)
        if (i < 3000) host.files.write(`/work/node_modules/m${i}/index.js`, '');
      await clock.settle();
      assert.equal((held() as string[]).length, 1000);
      assert.ok(openFiles.memory.size === 1000 * text('after it all').length);
      const reads = paths.map(path => host.files.reads.get(path) ?? 0);
      assert.ok(
        Math.max(...reads) === 1 && Math.min(...reads) === 1,
        `${Math.max(...reads)} reads of a file`,
      );
      assert.ok(sections <= 3, `${sections} sections`);
      assert.equal(bytes, openFiles.memory.size);
      sections = 0;
      host.files.remove('/work/src');
      await clock.settle();
      assert.deepEqual(held(), []);
      assert.equal(sections, 0);
    } finally {
      Section.of = of;
    }
  }).timeout(60_000);

  it('that change by more than are kept have everything begun anew, once', async () => {
    const { host, workspaceFiles, held } = await read({ files: { '/work/a.ts': text('a') } });
    let begun = 0;
    workspaceFiles.onDidChange(() => {
      if (workspaceFiles.progress.kind === 'read') begun++;
    });
    for (let i = 0; i < 25_000; i++) host.files.write('/work/b.ts', text(`b${i}`));
    await clock.settle();
    assert.equal(begun, 0, 'the same file changes');
    for (let i = 0; i < 25_000; i++) {
      host.files.write(`/work/out/${i}.ts`, '');
      host.files.remove(`/work/out/${i}.ts`);
    }
    await clock.settle();
    assert.equal(begun, 1);
    assert.deepEqual(held(), ['/work/a.ts', '/work/b.ts']);
  }).timeout(60_000);

  it('of a folder that is moved into the workspace are read, and of one that is moved out forgotten', async () => {
    const { host, held } = await read({
      files: {
        '/work/a.ts': text('a'),
        '/elsewhere/in/b.ts': text('b'),
        '/elsewhere/in/.gitignore': 'c.ts\n',
      },
    });
    host.files.write('/elsewhere/in/c.ts', text('c'));
    host.files.move('/elsewhere/in', '/work/in');
    await clock.settle();
    assert.deepEqual(held(), ['/work/a.ts', '/work/in/b.ts']);
    host.files.move('/work/in', '/elsewhere/in');
    await clock.settle();
    assert.deepEqual(held(), ['/work/a.ts']);
  });
});
