import assert from 'node:assert/strict';
import fc from 'fast-check';
import { GitFolder, hasGit } from './git-folder.js';
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

/** Can a file be called so? */
const isName = (part: string) => part !== '' && part !== '.' && part !== '..';

/** Lines of a `.gitignore`, from what its syntax is made of: every kind of piece may stand beside every other. */
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'c', 'A', 'ab', '.ts', '-', '1', 'é', ' ') },
  { weight: 4, arbitrary: fc.constantFrom('*', '**', '***', '?', '/', '**/', '/**', '/**/') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '\\',
      '\\*',
      '\\a',
      '\\ ',
      '\\[',
      '!',
      '#',
      '\t',
      '\r',
      '$',
      '^',
      '.',
      '{a,b}',
      '(a|b)',
      '+',
    ),
  },
  {
    weight: 3,
    arbitrary: fc
      .array(
        fc.constantFrom(
          ...[
            'a',
            'b',
            'c',
            'A',
            '-',
            '!',
            '^',
            ']',
            '[',
            '\\',
            '\\]',
            '\\-',
            'a-c',
            'c-a',
            'A-C',
            ':',
            '/',
            'é',
          ],
          ...[
            '[:digit:]',
            '[:alpha:]',
            '[:upper:]',
            '[:space:]',
            '[:punct:]',
            '[:nonsense:]',
            '[:alpha',
            '[:]',
          ],
        ),
        { maxLength: 3 },
      )
      .chain(parts => fc.constantFrom(`[${parts.join('')}]`, `[!${parts.join('')}]`, `[${parts.join('')}`)),
  },
);
const pattern = fc
  .tuple(
    fc.constantFrom('', '', '', '!', '/'),
    fc.array(piece, { minLength: 1, maxLength: 5 }),
    fc.constantFrom('', '', '/', ' ', '\t'),
  )
  .map(([before, pieces, behind]) => before + pieces.join('') + behind);
const ignoreFile = fc.array(pattern, { minLength: 1, maxLength: 3 }).map(lines => lines.join('\n'));
const part = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      'c',
      'A',
      'ab',
      'abc',
      '.ts',
      '-',
      '1',
      'é',
      ' ',
      '!',
      '[',
      ']',
      '*',
      '\\',
      '#',
      '{a,b}',
    ),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map(letters => letters.join(''))
  .filter(isName);
const path = fc.array(part, { minLength: 1, maxLength: 4 }).map(parts => parts.join('/'));
/** A path that lies near a pattern: its letters, with something that its wildcards may stand for. */
const nearPath = (text: string) =>
  fc
    .array(fc.constantFrom('', 'a', 'b', 'ab', '/', 'a/b', 'x'), { minLength: 4, maxLength: 4 })
    .map(fillings => {
      let i = 0;
      const line = text.split('\n').at(-1) ?? '';
      const parts = line
        .replace(/^[!/]/, '')
        .replace(/\[[^\]]*\]?/g, 'a')
        .replace(/\*+|\?/g, () => fillings[i++ % 4] ?? '')
        .replace(/[\\\r]/g, '')
        .split('/')
        .filter(isName);
      return parts.join('/') || 'a';
    });

const asked = ignoreFile.chain(text =>
  fc.record({
    text: fc.constant(text),
    paths: fc.array(fc.oneof(path, nearPath(text)), { minLength: 8, maxLength: 8 }),
  }),
);

describe('what .gitignore leaves out', () => {
  before(function () {
    if (hasGit()) return;
    console.warn('git cannot be run: what it leaves out is not compared. Install git to have it compared.');
    this.skip();
  });

  const agree = (
    folder: GitFolder,
    cases: readonly { text: string; paths: readonly string[] }[],
    foldsCase = false,
  ) => {
    cases.forEach(({ text }, i) => folder.write(`${i}/.gitignore`, text));
    const left = folder.ignored(cases.flatMap(({ paths }, i) => paths.map(path => `${i}/${path}`)));
    cases.forEach(({ text, paths }, i) => {
      const ignored = new Ignored(foldsCase);
      ignored.add('.gitignore', text);
      for (const path of paths)
        assert.equal(
          ignored.has(path),
          left.has(`${i}/${path}`),
          `${JSON.stringify(text)} of ${JSON.stringify(path)}`,
        );
    });
    return left.size;
  };

  it('is what git leaves out, for any patterns and any paths', () => {
    const cases = fc.sample(asked, 1500);
    for (const foldsCase of [false, true]) {
      const folder = new GitFolder(['core.ignoreCase', String(foldsCase)]);
      try {
        assert.ok(agree(folder, cases, foldsCase) > 1000, 'patterns and paths meet often');
      } finally {
        folder.dispose();
      }
    }
  }).timeout(60_000);

  it('is what git leaves out where several files have rules', () => {
    const folder = new GitFolder();
    try {
      const ignored = new Ignored();
      for (const [path, text] of Object.entries(files)) {
        ignored.add(path, text);
        folder.write(path, text);
      }
      const left = folder.ignored(paths);
      for (const path of paths) assert.equal(ignored.has(path), left.has(path), path);
    } finally {
      folder.dispose();
    }
  });

  it('is what git leaves out by any files in any folders, and by the rules of the repository and of the person', () => {
    const name = fc.constantFrom('a', 'b', 'c.ts', 'd.ts');
    const rule = fc
      .tuple(
        fc.constantFrom('', '!', '/', '!/'),
        fc.constantFrom('a', 'b', 'a/b', 'c.ts', '*.ts', 'a/**', '**/b', '*', 'a/*'),
        fc.constantFrom('', '', '/'),
      )
      .map(parts => parts.join(''));
    const rules = fc.array(rule, { maxLength: 3 }).map(lines => lines.join('\n'));
    const place = fc
      .tuple(fc.array(name, { maxLength: 3 }), fc.constantFrom('c.ts', 'd.ts'))
      .map(([folders, file]) => [...folders, file].join('/'));
    const tree = fc.record({
      files: fc.dictionary(fc.constantFrom('', 'a/', 'b/', 'a/b/', 'a/a/'), rules),
      places: fc.array(place, { minLength: 30, maxLength: 30 }),
    });
    for (const [own, person] of fc.sample(fc.tuple(rules, rules), 8)) {
      const folder = new GitFolder();
      try {
        folder.write('.git/info/exclude', own);
        folder.write('.git/person', person);
        folder.set('core.excludesFile', folder.path('.git/person'));
        const trees = fc.sample(tree, 60);
        trees.forEach(({ files }, i) => {
          for (const [at, text] of Object.entries(files)) folder.write(`x${i}/${at}.gitignore`, text);
        });
        const left = folder.ignored(trees.flatMap(({ places }, i) => places.map(place => `x${i}/${place}`)));
        trees.forEach(({ files, places }, i) => {
          const ignored = new Ignored();
          ignored.addOthers(person);
          ignored.addOthers(own);
          for (const [at, text] of Object.entries(files)) ignored.add(`x${i}/${at}.gitignore`, text);
          for (const place of places)
            assert.equal(
              ignored.has(`x${i}/${place}`),
              left.has(`x${i}/${place}`),
              JSON.stringify({ own, person, files, place }),
            );
        });
      } finally {
        folder.dispose();
      }
    }
  }).timeout(60_000);
});

describe('rules that leave files out', () => {
  it('follow a file that is changed or deleted', () => {
    const ignored = new Ignored();
    ignored.add('a/.gitignore', 'x.ts');
    assert.equal(ignored.has('a/x.ts'), true);
    ignored.add('a/.gitignore', 'y.ts');
    assert.equal(ignored.has('a/x.ts'), false);
    ignored.remove('a/.gitignore');
    assert.equal(ignored.has('a/y.ts'), false);
  });

  it('look at a pattern and a path once for each pair of their characters, whatever they are', () => {
    // Were what does not match tried again, this would not end.
    for (const line of [
      '*a'.repeat(40) + '*b',
      '**/a/'.repeat(40) + 'b',
      '**/*a*/'.repeat(20) + 'b',
      '*?'.repeat(100) + 'b',
    ]) {
      const ignored = new Ignored();
      ignored.add('.gitignore', `${line}\n`);
      assert.equal(ignored.has('a'.repeat(400)), false);
      assert.equal(ignored.has('a/'.repeat(200) + 'a'), false);
    }
  });
});
