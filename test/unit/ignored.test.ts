import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ignored } from '../../src/memory/ignored.js';

const files: Readonly<Record<string, string>> = {
  '.gitignore': [
    ...[
      '# a comment',
      '',
      'dist/',
      '*.log',
      '!keep.log',
      '/only-here.txt',
      'build',
      'a/b.txt',
      '\\#odd',
      'space\\ ',
    ],
    ...[
      'docs/**/draft.md',
      '**/cache',
      'tmp/**',
      'x?z.txt',
      '[a-c]1.txt',
      '[!a-c]2.txt',
      'deep/*/leaf.txt',
      '*.{js}',
    ],
    ...['trailing.txt   ', 'some*thing.ts', '**/inner/*.css'],
  ].join('\n'),
  'sub/.gitignore': '!*.log\n/own.txt\nsecret\n',
  'sub/deeper/.gitignore': '*.ts\n!good.ts\n',
};
const paths = [
  ...[
    'dist/x.js',
    'sub/dist/x.js',
    'dist',
    'a.log',
    'keep.log',
    'sub/keep.log',
    'sub/a.log',
    'only-here.txt',
  ],
  ...[
    'sub/only-here.txt',
    'build',
    'build/x',
    'sub/build/x',
    'a/b.txt',
    'sub/a/b.txt',
    '#odd',
    'docs/draft.md',
  ],
  ...[
    'docs/a/b/draft.md',
    'cache/x',
    'a/cache',
    'tmp/x/y',
    'xyz.txt',
    'xyyz.txt',
    'a1.txt',
    'd1.txt',
    'a2.txt',
  ],
  ...[
    'd2.txt',
    'deep/a/leaf.txt',
    'deep/a/b/leaf.txt',
    'q.js',
    'sub/own.txt',
    'sub/x/own.txt',
    'sub/secret/x.ts',
  ],
  ...['secret/x.ts', 'sub/deeper/x.ts', 'sub/deeper/good.ts', 'sub/x.ts', 'trailing.txt', 'some-thing.ts'],
  ...[
    'some/thing.ts',
    'p/inner/x.css',
    'inner/x.css',
    'inner/y/x.css',
    'plain.ts',
    'sub/deeper/a.log',
    'a.logs',
  ],
];

describe('what .gitignore leaves out', () => {
  it('is what git leaves out', () => {
    const ignored = new Ignored();
    for (const [path, text] of Object.entries(files)) ignored.add(path, text);
    const folder = mkdtempSync(join(tmpdir(), 'unroll-ignored-'));
    try {
      execFileSync('git', ['init', '-q', folder]);
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      for (const path of paths) {
        let isLeftOut = true;
        try {
          execFileSync('git', ['-C', folder, 'check-ignore', '-q', '--no-index', '--', path]);
        } catch {
          isLeftOut = false;
        }
        assert.equal(ignored.has(path), isLeftOut, path);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('follows a file that is changed or deleted', () => {
    const ignored = new Ignored();
    ignored.add('a/.gitignore', 'x.ts');
    assert.equal(ignored.has('a/x.ts'), true);
    ignored.add('a/.gitignore', 'y.ts');
    assert.equal(ignored.has('a/x.ts'), false);
    ignored.remove('a/.gitignore');
    assert.equal(ignored.has('a/y.ts'), false);
  });
});
