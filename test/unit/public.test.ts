import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Answered } from '../public/answer.js';
import { codeTask, codexglue, normalisedTask, scoreTokens } from '../public/codexglue.js';
import { differenceOf, figuresOf, type Examined } from '../public/figures.js';
import { filesInZip, publishedFiles } from '../public/files.js';
import { devbench, holeTask, humaneval, santacoder, withoutTrivial } from '../public/infilling.js';
import { nearTasks } from '../public/near.js';
import { Answerbook } from '../public/record.js';
import { ratio, scoreTrimmed } from '../public/score.js';
import { isPunctuation, type PublishedFile, type TaskSet } from '../public/tasks.js';
import { CodeWriter, literalOf, tokensOf } from '../public/tokens.js';

const fixture = 'test/public/fixture';
const file = (path: string, content: string | Uint8Array): PublishedFile => ({
  path,
  read: () => Promise.resolve(typeof content === 'string' ? new TextEncoder().encode(content) : content),
});

/** A ZIP archive of one file, as the format's description has it. */
function zipOf(name: string, content: Uint8Array): Uint8Array {
  const packed = deflateRawSync(content);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return Buffer.concat([local, Buffer.from(name), packed, entry, Buffer.from(name), end]);
}

describe('public benchmarks: what they publish', () => {
  it('reads the files in a ZIP archive', async () => {
    const [found, ...others] = filesInZip(zipOf('dataset/py150/dev.json', Buffer.from('{"a": 1}\n')));
    assert.equal(found?.path, 'dataset/py150/dev.json');
    assert.equal(others.length, 0);
    assert.equal(Buffer.from(await found.read()).toString(), '{"a": 1}\n');
    assert.deepEqual(filesInZip(Buffer.from('no archive at all, but long enough to be one')), []);
  });

  it('reads ten tasks of DevBench, in six languages, by their first line and whole', async () => {
    const sets = await devbench.sets(await publishedFiles(fixture));
    assert.deepEqual(
      sets.map(({ name, tasks }) => [name, tasks.length]),
      [
        ['DevBench, first line', 10],
        ['DevBench, whole', 10],
      ],
    );
    const tasks = new Map(sets[0]?.tasks.map(task => [task.id, task]));
    assert.equal(new Set([...tasks.values()].map(({ languageId }) => languageId)).size, 6);
    const counter = tasks.get('python/patterns/2');
    assert.equal(counter?.wanted, '        self.count += step');
    assert.equal(counter.reference, '        self.count += step\n        return self.count\n');
    // The rest of what is missing is not told: it stands neither before the caret nor after it.
    assert.equal(counter.after, '\n    def reset(self):\n        self.count = 0\n');
    // What is missing begins on the line below.
    const square = tasks.get('cpp/patterns/9');
    assert.deepEqual([square?.before.endsWith('{\n'), square?.wanted], [true, '    return value * value;']);
  });

  it('reads the tasks of SantaCoder-FIM in languages that it knows from Parquet', async () => {
    const [set] = await santacoder.sets(await publishedFiles(fixture));
    assert.equal(set?.tasks.length, 8);
    const [first] = set.tasks;
    assert.deepEqual(first && [first.wanted, first.languageId], ['    return total / len(values)', 'python']);
    assert.ok(first && set.score(first, ' return total / len(values)').exact);
  });

  it('reads HumanEval infilling, and gives the line its end back', async () => {
    const line = JSON.stringify({
      task_id: 'SingleLineInfilling/HumanEval/0/L1',
      prompt: 'def f(a):\n',
      suffix: '    return b\n',
      canonical_solution: '    b = a\n',
    });
    const packed = file('x/HumanEval-SingleLineInfilling.jsonl.gz', gzipSync(line));
    const [set] = await humaneval.sets([packed]);
    const [task] = set?.tasks ?? [];
    assert.deepEqual(task && [task.before, task.wanted, task.after], [
      'def f(a):\n',
      '    b = a',
      '\n    return b\n',
    ]);
  });

  it('says nothing where no file is there', async () => {
    for (const benchmark of [codexglue, humaneval, santacoder, devbench])
      assert.deepEqual(await benchmark.sets([file('notes.txt', 'nothing')]), []);
  });

  it('never holds what is wanted beside the caret, of holes of any shape', () => {
    const text = fc.stringMatching(/^[a-d \n]{0,12}$/);
    fc.assert(
      fc.property(text, text, text, (before, missing, after) => {
        const task = holeTask({ id: '', before, missing, after, languageId: 'python', language: 'python' });
        assert.ok(!task.wanted.includes('\n'));
        assert.ok(`${before}${missing}`.startsWith(task.before + task.wanted));
        assert.ok(task.after === after || task.after === `\n${after}`);
      }),
    );
  });
});

describe('public benchmarks: normalised tokens', () => {
  const python =
    "def f ( a , b = <NUM_LIT:1> ) : <EOL> return a [ <NUM_LIT:0> : - b ] + '<STR_LIT:x>' <EOL> class C ( object ) : <EOL> def g ( self ) : <EOL> if not self . a : <EOL> return None <EOL>";
  const java =
    'package a . b ; @ Override public List < String > f ( int [ ] a ) { for ( int i = <NUM_LIT:0> ; i < a . length ; i ++ ) { g ( - a [ i ] , "<STR_LIT:y>" ) ; } return null ; }';
  const split = (text: string) => text.split(' ');

  it('writes them as people write code', () => {
    assert.equal(
      new CodeWriter('python').write(split(python)),
      "def f(a, b=1):\n    return a[0:-b] + 'x'\nclass C(object):\n    def g(self):\n        if not self.a:\n            return None\n",
    );
    assert.equal(
      new CodeWriter('java').write(split(java)),
      [
        'package a.b;',
        '@Override',
        'public List<String> f(int[] a) {',
        '    for (int i = 0; i < a.length; i++) {',
        '        g(-a[i], "y");',
        '    }',
        '    return null;',
        '}',
        '',
      ].join('\n'),
    );
  });

  it('finds them again in the code that it wrote', () => {
    const words = {
      python: [
        'a',
        'self',
        '(',
        ')',
        '[',
        ']',
        '{',
        '}',
        ',',
        ':',
        '.',
        '=',
        '==',
        '-',
        '**',
        'if',
        'in',
        '<NUM_LIT:7>',
        "'<STR_LIT:k>'",
        'def',
        'return',
        '->',
        '@',
        '+=',
      ],
      java: [
        'a',
        'B',
        '(',
        ')',
        '[',
        ']',
        '{',
        '}',
        ',',
        ';',
        '.',
        '=',
        '==',
        '-',
        '++',
        '&&',
        'if',
        'new',
        '<',
        '>',
        '<NUM_LIT:7>',
        '"<STR_LIT:k>"',
        '@',
        '!',
        '?',
        '::',
      ],
    };
    for (const language of ['python', 'java'] as const)
      fc.assert(
        fc.property(fc.array(fc.constantFrom(...words[language]), { maxLength: 24 }), tokens => {
          const code = new CodeWriter(language).write(tokens);
          assert.equal(
            tokensOf(code, language).join('').replaceAll(/\s/g, ''),
            tokens.map(literalOf).join(''),
            code,
          );
        }),
      );
  });

  it('takes literals that the benchmark does not keep for unknown', () => {
    const literals = {
      strings: new Set(['kU+0020k']),
      numbers: new Set(['1']),
      characters: new Set<string>(),
    };
    assert.deepEqual(tokensOf('f("k k", "other", 1, 29)', 'java', literals), [
      ...['f', '(', '"kU+0020k"', ',', '""', ',', '1', ',', '0', ')'],
    ]);
  });

  it('scores code as the tokens that it is of', async () => {
    const gt = "= f ( '<STR_LIT>' , <NUM_LIT:2> )";
    const line = JSON.stringify({ input: '<s> a = <NUM_LIT:2> <EOL> b', gt, id: 1 });
    const kept = JSON.stringify({ str: [], num: ['2'], char: [], regex: [] });
    const sets = await codexglue.sets([file('py150/dev.json', line), file('py150/literals.json', kept)]);
    const [code, normalised] = sets;
    const [task] = code?.tasks ?? [];
    assert.ok(code && task && normalised);
    assert.deepEqual([task.before, task.wanted], ['a = 2\nb', " = f('', 2)"]);
    assert.deepEqual(code.score(task, " = f('any', 2)\n"), { exact: true, similarity: 100 });
    assert.equal(code.score(task, " = f('any', 3)\n").exact, false);
    // What comes after the line's end is no part of the answer.
    assert.ok(normalised.score(task, `= f ( '' , 2 ) <EOL> c`).exact);
  });

  it('asks for the rest of the line alone', () => {
    const input = '<s> class A { int f ( ) {';
    const gt = 'return a ; } int g ( ) {';
    assert.deepEqual(codeTask('1', 'java', input, gt).wanted, '        return a;');
    assert.equal(normalisedTask('1', 'java', input, gt).wanted, gt);
    assert.equal(scoreTokens(['return', 'a'], ['return', 'b']).exact, false);
  });
});

describe('public benchmarks: the scorer', () => {
  it('gives the ratios that are published for fuzz.ratio', () => {
    // From the package's own description and tests.
    assert.equal(ratio('this is a test', 'this is a test!'), 97);
    assert.equal(ratio('fuzzy wuzzy was a bear', 'wuzzy fuzzy was a bear'), 91);
    assert.equal(ratio('new york mets', 'new york mets'), 100);
    assert.equal(ratio('', ''), 100);
    assert.equal(ratio('a', ''), 0);
    // 62.5 and 37.5: halves go to the even neighbour, as Python rounds.
    assert.equal(ratio('abcdexxx', 'abcdeyyy'), 62);
    assert.equal(ratio('abcxxxxx', 'abcyyyyy'), 38);
  });

  it('is symmetric, within 0 and 100, and 100 for equals', () => {
    const text = fc.string({ maxLength: 20 });
    const length = (of: string) => Array.from(of).length;
    fc.assert(
      fc.property(text, text, (a, b) => {
        const found = ratio(a, b);
        assert.ok(found >= 0 && found <= 100 && Number.isInteger(found));
        assert.equal(found, ratio(b, a));
        assert.equal(ratio(a, a), 100);
        // Insertions alone: what was longest in common is all of the shorter text.
        if (a !== '')
          assert.ok(Math.abs(ratio(a, a + b) - (200 * length(a)) / (2 * length(a) + length(b))) <= 0.5);
      }),
    );
  });

  it('trims as each benchmark does', () => {
    assert.deepEqual(scoreTrimmed('  return 1', 'return 1\n'), { exact: true, similarity: 100 });
    assert.equal(withoutTrivial(' f(); \n'), 'f()');
    assert.equal(withoutTrivial('a,;;'), 'a');
  });

  it('tells lines of punctuation alone', () => {
    assert.deepEqual(['});', ' ] ', 'x)', '_', 'é'].map(isPunctuation), [true, true, false, false, false]);
  });
});

describe('public benchmarks: figures', () => {
  const score = ({ wanted }: { wanted: string }, answer: string) => scoreTrimmed(wanted, answer);
  const one = (id: string, wanted: string, answered: Omit<Answered, 'bytes'>): Examined => ({
    task: { id, languageId: 'python', language: 'python', before: '', after: '', wanted, reference: wanted },
    answered: { bytes: wanted.length + 1, ...answered },
  });
  const all = <T>(value: T) => ({ memory: value, network: value, both: value });

  it('counts what is shown, what of it is right, and the characters it brings', () => {
    const figures = figuresOf(
      [
        one('1', 'abcd', { shown: all('abc'), lines: all('abcd\n'), bits: all(10) }),
        one('2', 'abcd', { shown: all('abx'), lines: all('ab'), bits: all(0) }),
        one('3', 'ab', { shown: all('') }),
      ],
      'both',
      score,
    );
    assert.deepEqual([figures.shown, figures.right, figures.covered], [2 / 3, 1 / 2, 3 / 10]);
    assert.deepEqual([figures.exact, figures.bitsPerByte], [1 / 2, 1]);
    assert.equal(figures.netKeys, undefined);
  });

  it('takes half a key off for what was shown and wrong', () => {
    const typed = all({ saved: 3, wrong: 2 });
    assert.equal(figuresOf([one('1', 'abcd', { keys: 4, typed })], 'both', score).netKeys, 0.5);
  });

  it('finds no difference between a run and itself, and one that is everywhere', () => {
    const runs = Array.from({ length: 20 }, (_, i) => one(String(i), 'ab', { bits: all(i) }));
    const same = runs.map(run => ({ before: run, after: run }));
    assert.deepEqual(differenceOf(same, 'bitsPerByte', 'both', score), {
      ...{ before: 190 / 60, after: 190 / 60, low: 0, high: 0 },
    });
    const less = runs.map((run, i) => ({ before: run, after: one(String(i), 'ab', { bits: all(i - 3) }) }));
    const found = differenceOf(less, 'bitsPerByte', 'both', score);
    assert.ok(found && found.low <= -1 && found.high <= -1 + 1e-9 && found.high >= -1 - 1e-9);
  });
});

describe('public benchmarks: near-duplicates', () => {
  it('are tasks of which a document has more than three in ten runs of lines', () => {
    const lines = Array.from({ length: 20 }, (_, i) => `line(${i});`);
    const task = (id: string, text: string[]) => ({
      ...{ id, languageId: 'python', language: 'python' as const, wanted: text[9] ?? '', reference: '' },
      before: text
        .slice(0, 9)
        .map(line => `${line}\n`)
        .join(''),
      after: text
        .slice(10)
        .map(line => `\n  ${line}`)
        .join(''),
    });
    const other = lines.map((line, i) => (i % 3 === 0 ? `other(${i});` : line));
    const set: TaskSet = {
      name: 'set',
      tasks: [task('same', lines), task('other', other)],
      score: ({ wanted }, answer) => scoreTrimmed(wanted, answer),
    };
    const document = (name: string, text: string[]) => ({
      ...{ name, language: 'python' as const },
      bytes: new TextEncoder().encode(text.join('\n')),
    });
    const found = nearTasks([set], [document('a', lines.slice(0, 12)), document('b', ['x', 'y', 'z'])]);
    assert.deepEqual(found, [{ set: 'set', task: 'same', document: 'a' }]);
  });
});

describe('public benchmarks: work that was stopped', () => {
  it('goes on where it was, a line that was cut off aside', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'unroll-public-'));
    try {
      const path = join(folder, 'deep', 'answers.jsonl');
      const first = await Answerbook.open(path);
      await first.add('set', '1', { bytes: 3 });
      await first.add('set', '1', { bytes: 3, lines: { network: 'a' } });
      await first.add('set', '1', { bytes: 3, lines: { both: 'b' } });
      await appendFile(path, '{"set":"set","task":"2","answ');
      const second = await Answerbook.open(path);
      assert.deepEqual(second.get('set', '1')?.lines, { network: 'a', both: 'b' });
      assert.equal(second.get('set', '2'), undefined);
      await second.add('set', '2', { bytes: 5 });
      const third = await Answerbook.open(path);
      assert.equal(third.get('set', '2')?.bytes, 5);
      assert.equal((await readFile(path, 'utf8')).includes('answ\n'), true);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
