import fc from 'fast-check';
import { lessons } from '../../../src/panel/lessons/lessons.js';
import { shippedNetworks } from '../../../src/network/shipped.js';
import { tracks } from '../../../src/panel/protocol.js';

/** Files of the workspace, one of what git ignores at times, one of secrets, and one outside. */
export const paths = ['/work/a.ts', '/work/b.ts', '/work/c.py', '/work/sub/d.ts', '/work/.env', '/else/e.ts'];

/** What `unroll.exclude` may list, and what that leaves out. */
export const globs: Readonly<Record<string, (path: string) => boolean>> = {
  'a.ts': path => path.endsWith('/a.ts'),
  '**/*.py': path => path.endsWith('.py'),
  'sub/**': path => path.startsWith('/work/sub/'),
  '{b,e}.ts': path => /\/[be]\.ts$/.test(path),
};

/** What `/work/.gitignore` may hold, and what that leaves out. */
export const ignoring: Readonly<Record<string, (path: string) => boolean>> = {
  '': () => false,
  'b.ts\n': path => path.endsWith('/b.ts'),
  'sub/\n': path => path.startsWith('/work/sub/'),
  '*\n!*.py\n': path => !path.endsWith('.py'),
};

const natural = fc.nat(1000);
const pieces = fc.constantFrom('x', '(', '\n', 'é', '😀', 'call(1);\n', '    ', 'abc', '\r\n', '"', '');
const texts = fc.constantFrom('const near = 1;\n', 'def f(x):\n    return x\n', 'ü\nabc\n', '');

/** Edits of the text. */
const editing = fc.oneof(
  fc.record({ kind: fc.constant('type'), text: pieces }),
  fc.record({
    kind: fc.constant('edit'),
    places: fc.array(fc.record({ at: natural, removed: fc.nat(5), text: pieces }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
  fc.record({
    kind: fc.constant('replaceAll'),
    what: fc.constantFrom('e', '[a-f]', '\\n', '\\w+'),
    by: pieces,
  }),
  fc.record({ kind: fc.constantFrom('backspace', 'undo', 'redo', 'save') }),
  fc.record({ kind: fc.constant('move'), at: natural, select: fc.nat(3) }),
  fc.record({ kind: fc.constant('scroll'), line: fc.nat(40) }),
);

/** What becomes of documents and editors. */
const documents = fc.oneof(
  fc.record({ kind: fc.constant('open'), path: fc.constantFrom(...paths), isBeside: fc.boolean() }),
  fc.record({ kind: fc.constant('untitled'), text: texts }),
  fc.record({ kind: fc.constantFrom('close', 'hide', 'focus'), which: fc.nat(3) }),
  fc.record({ kind: fc.constant('focusNone') }),
  fc.record({
    kind: fc.constant('language'),
    languageId: fc.constantFrom('typescript', 'python', 'plaintext'),
  }),
  fc.record({ kind: fc.constant('endOfLine') }),
);

const exclude = fc.record({
  kind: fc.constant('exclude'),
  globs: fc.option(fc.subarray(Object.keys(globs), { minLength: 1 }), { nil: undefined }),
  languageId: fc.option(fc.constant('typescript'), { nil: undefined }),
});
const setting = fc.record({
  kind: fc.constant('set'),
  setting: fc.constantFrom(
    ...([
      ['unroll.memory', 'off'],
      ['unroll.memory', 'file'],
      ['unroll.memory', 'openFiles'],
      ['unroll.memory', 'workspace'],
      ['unroll.memoryBudget', 1],
      ['unroll.enabled', false],
      ['unroll.enabled', true],
      ['unroll.mode', 'manual'],
      ['unroll.mode', 'automatic'],
      ['unroll.eagerness', 'eager'],
      ['unroll.prose', 'asCode'],
      ['unroll.lessonLanguage', 'vi'],
      ['files.exclude', { '**/sub': true }],
      ['files.exclude', { '**/sub': false }],
    ] as const),
  ),
});

/** What the person sets. */
const settings = fc.oneof(
  { weight: 3, arbitrary: exclude },
  { weight: 3, arbitrary: setting },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('theme') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('folder') }) },
);

/** What is done with networks, and what happens to them. */
const networks = fc.oneof(
  fc.record({
    kind: fc.constantFrom('chooseNetwork', 'networkSetting'),
    name: fc.constantFrom(...shippedNetworks, 'none'),
  }),
  fc.record({ kind: fc.constant('restart') }),
  fc.record({ kind: fc.constant('networkFails'), which: fc.nat(4) }),
  fc.record({ kind: fc.constant('loadFails') }),
);

/** What is done with the view. */
const view = fc.oneof(
  fc.record({ kind: fc.constantFrom('show', 'hideView', 'disposeView', 'openPanel', 'closePanel') }),
  fc.record({ kind: fc.constant('turnPanel'), isShown: fc.boolean() }),
  fc.record({ kind: fc.constant('track'), which: fc.nat(1), track: fc.constantFrom(...tracks) }),
  fc.record({ kind: fc.constant('compare'), which: fc.nat(1) }),
  fc.record({ kind: fc.constant('moveTo'), column: natural }),
  fc.record({
    kind: fc.constant('lesson'),
    lesson: fc
      .nat(lessons.length - 1)
      .chain(which =>
        fc.record({ which: fc.constant(which), step: fc.nat((lessons[which]?.steps.length ?? 1) - 1) }),
      ),
  }),
  fc.record({ kind: fc.constant('leaveLesson') }),
  fc.record({ kind: fc.constant('colour'), by: fc.constantFrom('off', 'surprise', 'unit') }),
  fc.record({ kind: fc.constantFrom('colourBySurprise', 'colourOff', 'findSimilar', 'explain') }),
);

/** Ghost text. */
const ghostText = fc.oneof(
  fc.record({ kind: fc.constant('complete'), byHand: fc.boolean() }),
  fc.record({ kind: fc.constantFrom('typeThrough', 'accept') }),
);

/** What happens on disk. */
const disk = fc.oneof(
  fc.record({ kind: fc.constant('write'), path: fc.constantFrom(...paths, '/work/new.ts'), text: texts }),
  fc.record({
    kind: fc.constant('delete'),
    path: fc.constantFrom(...paths, '/work/sub', '/work/.gitignore'),
  }),
  fc.record({ kind: fc.constant('ignore'), rules: fc.constantFrom(...Object.keys(ignoring)) }),
  fc.record({ kind: fc.constant('moveFolder') }),
);

export const command = fc.oneof(
  { weight: 6, arbitrary: editing },
  { weight: 4, arbitrary: documents },
  { weight: 3, arbitrary: settings },
  { weight: 4, arbitrary: networks },
  { weight: 5, arbitrary: view },
  { weight: 2, arbitrary: ghostText },
  { weight: 2, arbitrary: disk },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('pass'),
      milliseconds: fc.constantFrom(0, 1, 20, 60, 200, 300, 700),
    }),
  },
);

const shows: Command[] = [
  { kind: 'show' },
  { kind: 'compare', which: 0 },
  { kind: 'lesson', lesson: { which: 0, step: 0 } },
  { kind: 'colourBySurprise' },
  { kind: 'open', path: '/work/b.ts', isBeside: true },
];
/** What is on screen before anything else happens. */
export const beginning = fc.subarray(shows, { maxLength: 3 });

type Generated = typeof command extends fc.Arbitrary<infer T> ? T : never;
/** What a person, the disk or the machine does. */
export type Command = Generated;
