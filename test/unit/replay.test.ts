import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { curveOf, figuresOf } from '../replay/figures.js';
import type { Assistant, Ghost, Session } from '../replay/assistant.js';
import { freshDocuments, hunks, inPlace } from '../replay/edits.js';
import { sumOfLeaves, type Tree } from '../../src/suggestion/confidence-model.js';
import { shippedConfidence } from '../../src/suggestion/confidence.js';
import { confidenceFeatureNames } from '../../src/suggestion/features.js';
import { replay } from '../replay/replay.js';
import { noTally } from '../replay/tally.js';
import { plainKeys, Typist, type Passage } from '../replay/typist.js';
import { nextWord, Words } from '../replay/words.js';

const passage = (text: string, more: Partial<Passage> = {}): Passage => ({
  name: 'test',
  language: 'typescript',
  before: '',
  text,
  after: '',
  ...more,
});
const keysFor = (text: string, more: Partial<Passage> = {}) =>
  plainKeys(passage(text, more), 'typescript')[text.length];

/** Shows given ghost texts, each where a line up to the caret is as given. */
const showing = (ghosts: Readonly<Record<string, string | Ghost>>): Assistant => ({
  open: (): Session => ({
    edited: () => undefined,
    resolved: () => undefined,
    paused: () => Promise.resolve(),
    answer(typist) {
      const found = ghosts[typist.prefix];
      const ghost = typeof found === 'string' ? { text: found, replaces: 0 } : found;
      return Promise.resolve({ ghost, judged: undefined, inferred: true, milliseconds: 1 });
    },
  }),
});

describe('the typist', () => {
  it('types to the letter, whatever the text', async () => {
    const texts = [
      'function f(a: string) {\n  if (a === "x") {\n    return [1, 2];\n  }\n\n  return {};\n}\n',
      "const don = 'it\\'s'; // don't\nconst t = `a ${b} c`;\n",
      '/**\n * What it does.\n *\n * @returns nothing\n */\nfunction f() {}\n',
      'call(\n  a,\n  () => {\n    b();\n  },\n);\n',
      'x = a ? "(" : ")";\n  odd\n      indentation\nback\n}\n)\n',
      'switch (x) {\n  case 1:\n    break;\n  default:\n}\n',
    ];
    for (const text of texts)
      for (const language of ['typescript', 'python', 'go', 'markdown', 'shell'] as const) {
        const one = passage(text, { language, before: 'before\n', after: '\nafter' });
        const typist = new Typist(one, language);
        for (let keys = 0; !typist.done && keys < 2000; keys++) typist.press();
        assert.equal(typist.before, one.before + text, `${language}: ${text}`);
        const tally = await replay(one, language, showing({ '  ': 'if (a === "x") {' }));
        assert.equal(tally.characters, text.length);
      }
  });

  it('stops at the end of a passage within brackets, which are closed beyond it', () => {
    const text = 'call(() => {\n  a;\n';
    const typist = new Typist(passage(text), 'typescript');
    for (let keys = 0; !typist.done && keys < 100; keys++) typist.press();
    assert.equal(typist.at, text.length);
  });

  it('presses no key for what the editor types: brackets and quotes that it closed, indentation', () => {
    assert.equal(keysFor('f(a)'), 3);
    assert.equal(keysFor('f("a")'), 4);
    // The brace, Enter, the letter, and one to go behind the closing brace.
    assert.equal(keysFor('{\n  a\n}'), 4);
    assert.equal(keysFor('  a\n  b', { before: '' }), 'Tab a Enter b'.split(' ').length);
    assert.equal(keysFor("don't"), 5);
  });

  it('presses keys to mend what the editor guessed wrong', () => {
    assert.equal(keysFor('    a\nb'), 'Tab Tab a Enter Backspace b'.split(' ').length - 1);
  });
});

describe('the rules of the replay', () => {
  it('a full take is one key', async () => {
    const tally = await replay(passage('return total;'), 'typescript', showing({ ret: 'urn total;' }));
    assert.deepEqual([tally.keys, tally.saved, tally.shows, tally.full, tally.wrong], [13, 9, 1, 1, 0]);
    assert.equal(tally.taken, 10);
  });

  it('words are taken one key each, where whole words of the beginning are right', async () => {
    const tally = await replay(passage('return total;'), 'typescript', showing({ r: 'eturn other;' }));
    // "eturn", one key for five, and " ", one for one, as the editor takes them.
    assert.deepEqual([tally.word, tally.full, tally.wrong], [1, 0, 0]);
    assert.equal(tally.saved, 4);
  });

  it('what saves less than two keys is no saving, and a show all the same', async () => {
    const tally = await replay(passage('abcd'), 'typescript', showing({ ab: 'cd' }));
    assert.deepEqual([tally.saved, tally.shows, tally.wrong], [0, 1, 1]);
  });

  it('characters that the editor would have typed save nothing', async () => {
    const ghost = { text: 'ab)', replaces: 1 };
    const tally = await replay(passage('f(ab)'), 'typescript', showing({ 'f(': ghost }));
    assert.deepEqual([tally.keys, tally.saved, tally.full, tally.wrong], [4, 0, 0, 1]);
  });

  it('a bracket that a take doubles has to be deleted', async () => {
    const good = { text: 'abcde)', replaces: 1 };
    const doubled = { text: 'abcde)', replaces: 0 };
    const saved = async (ghost: Ghost) =>
      (await replay(passage('f(abcde);'), 'typescript', showing({ 'f(': ghost }))).saved;
    assert.equal((await saved(good)) - (await saved(doubled)), 1);
  });

  it('what is left of ghost text while it is typed through is no new show', async () => {
    const rest = Object.fromEntries(
      Array.from('total', (_, i) => ['total'.slice(0, i + 1), 'totals!'.slice(i + 1)]),
    );
    const tally = await replay(passage('total = 1'), 'typescript', showing(rest));
    assert.deepEqual([tally.shows, tally.wrong], [1, 1]);
  });

  it('counts the characters of shows that were right, up to the first that was not', async () => {
    const tally = await replay(passage('abcdef'), 'typescript', showing({ a: 'bcX' }));
    assert.deepEqual([tally.shown, tally.right], [3, 2]);
  });
});

describe('figures of shows', () => {
  it('count apart what saves fewer than three keys', async () => {
    const short = await replay(passage('abcde'), 'typescript', showing({ ab: 'cde' }));
    assert.deepEqual([short.full, short.short], [1, 1]);
    const long = await replay(passage('abcdef'), 'typescript', showing({ ab: 'cdef' }));
    assert.deepEqual([long.full, long.short], [1, 0]);
  });

  it('tell how many characters a show has, and how many of these are kept', async () => {
    const figures = figuresOf(
      await replay(passage('abcdef ghi'), 'typescript', showing({ a: 'bcdef', 'abcdef ': 'xyz' })),
    );
    assert.equal(figures.charactersPerShow, 4);
    assert.equal(figures.kept, 5 / 8);
  });

  it('count apart what is shown on lines of white space alone, and tell what the median taken show saves', async () => {
    const ghosts = { '': 'cdef;', '  g': 'hij;' };
    const figures = figuresOf(await replay(passage('ab;\ncdef;\n  ghij;'), 'typescript', showing(ghosts)));
    assert.equal(Math.round(figures.emptyLineShowsPer100Lines), 67);
    assert.equal(figures.emptyLineTaken, 1 / 2);
    assert.equal(figures.emptyLineSaved, 4);
    assert.equal(figures.medianSaved, 4);
  });
});

describe('an open completion list', () => {
  const text = 'return total;';

  it('takes the first Tab for its entry, and ghost text goes on from it', async () => {
    const ghosts = { re: { text: 'turn total;', replaces: 0, entry: 'turn' }, return: ' total;' };
    const tally = await replay(passage(text), 'typescript', showing(ghosts));
    assert.deepEqual([tally.saved, tally.shows, tally.wrong], [13 - 4, 1, 0]);
  });

  it('is worth no two Tabs where these save less than two keys', async () => {
    const ghost = { text: 'def', replaces: 0 };
    const shut = await replay(passage('abcdef'), 'typescript', showing({ abc: ghost }));
    const open = await replay(passage('abcdef'), 'typescript', showing({ abc: { ...ghost, entry: 'd' } }));
    assert.deepEqual([shut.full, open.full + open.word, open.saved], [1, 0, 0]);
  });

  it('keeps Tab from ghost text that is right where its entry is not', async () => {
    const ghosts = { re: { text: 'turn total;', replaces: 0, entry: 'ject' } };
    const tally = await replay(passage(text), 'typescript', showing(ghosts));
    assert.deepEqual([tally.saved, tally.full + tally.word, tally.wrong], [0, 0, 1]);
  });
});

describe('a real editor', () => {
  /** The keys of a passage, as a real editor is given them. */
  const strokes = (text: string, more: Partial<Passage> = {}) => {
    const typist = new Typist(passage(text, more), 'typescript');
    const found: string[] = [];
    while (!typist.done) found.push(...typist.press().strokes);
    return found.join(' ');
  };

  it('is given the keys that the model of it presses, and those that cost nothing', () => {
    assert.equal(strokes('f(a);'), 'f ( a ArrowRight ;');
    assert.equal(strokes('  a\n  b'), 'Tab a Enter b');
    assert.equal(strokes("a = 'b;", { after: '\nc' }), "a   =   ' Delete b ;");
    assert.equal(strokes('  a\nb'), 'Tab a Enter Backspace b');
  });

  it('that takes something else than was seen costs the key and the one that undoes it', async () => {
    const assistant: Assistant = {
      open: async (one, typist) => {
        const session = await showing({ ret: 'urn total;' }).open(one, typist);
        return { ...session, takes: () => Promise.resolve(false) };
      },
    };
    const tally = await replay(passage('return total;'), 'typescript', assistant);
    assert.deepEqual([tally.saved, tally.full, tally.wrong, tally.taken], [-2, 0, 1, 0]);
  });
});

describe('words as VS Code takes them', () => {
  it('a word, or the marks before one, or white space', () => {
    assert.equal(nextWord('total + other', 'typescript'), 'total');
    assert.equal(nextWord(' + other', 'typescript'), ' ');
    assert.equal(nextWord('(bar, baz)', 'typescript'), '(');
    assert.equal(nextWord(');', 'typescript'), ');');
  });

  it('a name with dashes is one where a language has such names', () => {
    assert.equal(nextWord('ab-item-color;', 'css'), 'ab-item-color');
    assert.equal(nextWord('data-id="x"', 'html'), 'data-id');
    assert.equal(nextWord('total-other', 'typescript'), 'total');
  });
});

describe('completion by words', () => {
  it('offers the rest of the most recent word, from two letters on', async () => {
    const one = passage('total', { before: 'totally\ntotalled\n' });
    const typist = new Typist(one, 'typescript');
    const session = new Words().open(one);
    const shown: (string | undefined)[] = [];
    while (!typist.done) {
      typist.press();
      shown.push((await session.answer(typist, false)).ghost?.text);
    }
    assert.deepEqual(shown, [undefined, 'talled', 'alled', 'lled', 'led']);
  });
});

describe('the figures', () => {
  it('are half a key less for each wrong show', () => {
    const { keysSaved, netKeys } = figuresOf({ ...noTally(), keys: 100, saved: 20, wrong: 10, shows: 30 });
    assert.equal(keysSaved, 0.2);
    assert.equal(netKeys, 0.15);
  });

  it('measure calibration over bins of equal mass, Brier score and AUC', () => {
    const judged = Array.from({ length: 1000 }, (_, i) => [0.7, Number(i % 10 < 7)]).flat();
    const even = figuresOf({ ...noTally(), judged });
    assert.ok((even.ece ?? 1) < 0.02);
    assert.ok(Math.abs((even.brier ?? 0) - 0.21) < 1e-9);
    assert.equal(even.auc, 0.5);
    const off = figuresOf({ ...noTally(), judged: judged.map((value, i) => (i % 2 === 0 ? 0.9 : value)) });
    assert.ok(Math.abs((off.ece ?? 0) - 0.2) < 1e-9);
    assert.equal(figuresOf({ ...noTally(), judged: [0.9, 1, 0.2, 0, 0.6, 1, 0.4, 0] }).auc, 1);
    const [point] = curveOf({ ...noTally(), judged: [0.9, 1, 0.2, 0, 0.6, 0, 0.4, 0] }, [0.5]);
    assert.deepEqual(point, { confidence: 0.5, coverage: 0.5, precision: 0.5 });
  });
});

describe('the trees', () => {
  it('come to the leaf that their splits lead to, whatever the tree', () => {
    type Made =
      number | { readonly feature: number; readonly most: number; readonly left: Made; readonly right: Made };
    const made = fc.letrec<{ node: Made }>(tie => ({
      node: fc.oneof(
        { maxDepth: 5 },
        fc.integer({ min: -9, max: 9 }),
        fc.record({
          feature: fc.nat({ max: 3 }),
          most: fc.integer({ min: -3, max: 3 }),
          left: tie('node'),
          right: tie('node'),
        }),
      ),
    })).node;
    const flat = (root: Made): Tree => {
      const tree = { features: [], thresholds: [], left: [], right: [], leaves: [] } as {
        -readonly [name in keyof Tree]: number[];
      };
      const add = (node: Made): number => {
        if (typeof node === 'number') return ~(tree.leaves.push(node) - 1);
        const at = tree.features.push(node.feature) - 1;
        tree.thresholds.push(node.most);
        tree.left[at] = add(node.left);
        tree.right[at] = add(node.right);
        return at;
      };
      add(root);
      return tree;
    };
    const leafOf = (node: Made, values: readonly number[]): number =>
      typeof node === 'number'
        ? node
        : leafOf((values[node.feature] ?? 0) <= node.most ? node.left : node.right, values);
    const examples = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(made, { maxLength: 4 }), examples, (roots, values) => {
        const sum = roots.reduce<number>((total, root) => total + leafOf(root, values), 0);
        assert.equal(sumOfLeaves({ trees: roots.map(flat) }, values), sum);
      }),
    );
  });

  it('that ship are of the features that there are', () => {
    assert.deepEqual(shippedConfidence.names, confidenceFeatureNames);
    for (const { features, left, right, leaves } of shippedConfidence.trees) {
      assert.equal(leaves.length, features.length + 1);
      assert.ok(features.every(feature => feature < confidenceFeatureNames.length));
      const reached = [...left, ...right].sort((a, b) => a - b);
      const all = [...leaves.keys()].map(leaf => ~leaf).concat([...features.keys()].slice(1));
      assert.deepEqual(
        reached,
        all.sort((a, b) => a - b),
      );
    }
  });
});

describe('the edit replay', () => {
  it('types changed lines in place: what the commit made above, what the parent had below', () => {
    const diff = '@@ -2 +2,2 @@ head\n-old\n+new\n+more\n@@ -4,0 +6 @@\n+added\n@@ -7,2 +8,0 @@\n';
    const found = hunks(diff);
    assert.deepEqual(found[0], { from: 1, removed: 1, to: 1, added: 2 });
    assert.deepEqual(found[1], { from: 4, removed: 0, to: 5, added: 1 });
    assert.deepEqual(found[2], { from: 6, removed: 2, to: 8, added: 0 });
    const old = ['a', 'old', 'c', 'd', 'e'];
    const young = ['a', 'new', 'more', 'c', 'd', 'added', 'e'];
    assert.deepEqual(inPlace(old, young, { from: 1, removed: 1, to: 1, added: 2 }), {
      before: 'a\n',
      text: 'new\nmore',
      after: '\nc\nd\ne',
    });
    assert.deepEqual(inPlace(old, young, { from: 4, removed: 0, to: 5, added: 1 }), {
      before: 'a\nnew\nmore\nc\nd\n',
      text: 'added',
      after: '\ne',
    });
  });
});

describe('the replay of fresh files', () => {
  it('types the first versions of what was added after the first commit, as they were', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'unroll-fresh-'));
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args]);
    const commit = async (name: string, text: string) => {
      await writeFile(join(folder, name), text);
      git('add', name);
      git('commit', '-q', '-m', name);
    };
    try {
      git('init', '-q');
      await commit('first.ts', 'first();\n');
      await commit('fresh.ts', 'young();\r\n');
      await commit('fresh.ts', 'grown();\n');
      await commit('picture.bin', 'nothing\n');
      await commit('.gitattributes', '/written/*.ts linguist-generated\n');
      await mkdir(join(folder, 'written'));
      await commit('written/by-a-tool.ts', 'x(1);\n');
      const found = await freshDocuments(folder, 100);
      const [one] = found;
      assert.equal(found.length, 1);
      assert.match(one?.name ?? '', /^[0-9a-f]{8}:fresh\.ts$/);
      assert.equal(new TextDecoder().decode(one?.bytes), 'young();\n');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
