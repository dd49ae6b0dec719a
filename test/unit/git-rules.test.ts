import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import fc from 'fast-check';
import { gitSetting } from '../../src/editor/memory/git-config.js';
import { GitRules, type RuleFiles } from '../../src/editor/memory/git-rules.js';
import { GitFolder, hasGit } from './git-folder.js';

const files: RuleFiles = {
  read: path => {
    try {
      return Promise.resolve(readFileSync(path, 'utf8'));
    } catch {
      return Promise.resolve(undefined);
    }
  },
  kindOf: path => {
    const found = statSync(path, { throwIfNoEntry: false });
    return Promise.resolve(found ? (found.isDirectory() ? 'folder' : 'file') : 'none');
  },
};
const failed = (file: string) => assert.fail(file);

const name = fc.constantFrom('a', 'b', 'c');
const rule = fc
  .tuple(
    fc.constantFrom('', '!', '/', '!/'),
    fc.constantFrom('a', 'b', 'c', 'a/b', 'x.ts', '*.ts', 'a/**', '**/b', '*', 'a/*', 'b/x.ts'),
    fc.constantFrom('', '', '/'),
  )
  .map(parts => parts.join(''));
const rules = fc.array(rule, { minLength: 1, maxLength: 3 }).map(lines => lines.join('\n'));
const folder = fc.array(name, { minLength: 1, maxLength: 3 }).map(parts => parts.join('/'));
const tree = fc.record({
  own: fc.option(rules),
  person: fc.option(rules),
  by: fc.constantFrom('default', 'config'),
  ignores: fc.dictionary(fc.oneof(fc.constant(''), folder), rules, { maxKeys: 4 }),
  opened: fc.option(folder),
  folders: fc.array(folder, { minLength: 6, maxLength: 6 }),
});

describe('the rules of git for an opened folder', () => {
  it('are those of git, whichever folder of a repository or of a worktree of it is open', async function () {
    if (!hasGit()) {
      console.warn('git cannot be run: what it leaves out is not compared. Install git to have it compared.');
      this.skip();
    }
    for (const { own, person, by, ignores, opened, folders } of fc.sample(tree, 40)) {
      const repository = new GitFolder();
      try {
        if (own !== null) repository.write('.git/info/exclude', own);
        if (person !== null)
          repository.write(`.home/${by === 'config' ? 'mine' : '.config/git/ignore'}`, person);
        if (by === 'config')
          repository.write(
            '.home/.gitconfig',
            '[user]\nname = "x"\n[Core]\n\texcludesfile = ~/mine ; mine\n',
          );
        for (const [at, text] of Object.entries(ignores))
          repository.write(`${at === '' ? '' : `${at}/`}.gitignore`, text);
        for (const at of folders) repository.write(`${at}/x.ts`, '');
        if (opened !== null) mkdirSync(repository.path(opened), { recursive: true });
        repository.git('-c', 'user.name=x', '-c', 'user.email=x', 'commit', '-q', '--allow-empty', '-m', 'x');
        repository.git('worktree', 'add', '-q', '--detach', '.tree');
        for (const [at, text] of Object.entries(ignores))
          repository.write(`.tree/${at === '' ? '' : `${at}/`}.gitignore`, text);
        for (const root of ['', '.tree']) {
          const at = (path: string) => repository.path([root, path].filter(Boolean).join('/'));
          const place = { home: repository.path('.home') };
          if (root !== '' && opened !== null) mkdirSync(at(opened), { recursive: true });
          const mine = new GitRules(files, new Set([at(opened ?? '')]), place, failed);
          const paths = folders
            .map(folder => `${folder}/x.ts`)
            .filter(path => opened === null || path.startsWith(`${opened}/`));
          const left = repository.ignored(paths, root);
          for (const path of paths)
            assert.equal(
              await mine.leaveOut(at(path)),
              left.has(path),
              JSON.stringify({ own, person, ignores, opened, root, path }),
            );
        }
      } finally {
        repository.dispose();
      }
    }
  }).timeout(120_000);

  it('are not asked of a person whose home cannot be seen', async () => {
    const none: RuleFiles = { read: () => Promise.resolve(undefined), kindOf: () => Promise.resolve('none') };
    assert.equal(await new GitRules(none, new Set(['/w']), undefined, failed).leaveOut('/w/a.ts'), false);
  });
});

describe('a setting of git', () => {
  it('is the last one of its name and section, without quotes, escapes and comments', () => {
    const text = [
      '[core]',
      'excludesFile = first',
      '[core "sub"] excludesFile = other',
      '[CORE] ; here',
      '  EXCLUDESFILE="C:\\\\a b;c" # mine',
      '[user]',
      'excludesFile = not',
      '[core] ignorecase',
    ].join('\n');
    assert.equal(gitSetting(text, 'core', 'excludesFile'), 'C:\\a b;c');
    assert.equal(gitSetting(text, 'core', 'ignoreCase'), 'true');
    assert.equal(gitSetting(text, 'core', 'bare'), undefined);
  });
});
