import { assert } from 'chai';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import ts from 'typescript';
import { parseManifest } from '../../src/network/manifest.js';
import { shippedNetworks } from '../../src/network/shipped.js';
import { titleOf } from '../../src/network/title.js';
import { lessons } from '../../src/panel/lessons/lessons.js';
import { decimal, rich, setLanguage, t } from '../../src/panel/app/localize.js';
import { inEnglish, phrase, renderPhrase } from '../../src/phrase.js';

/** Names of the tags of what is said to people: see src/phrase.ts. */
const tags = new Set(['t', 'phrase', 'rich']);

const json = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
const texts = (file: string) => new Map(Object.entries(json(file)) as [string, string][]);
const manifest = json('package.json');
const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter(name => /\.tsx?$/.test(name))
  .map(name => {
    const text = readFileSync(`src/${name}`, 'utf8');
    return ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  });

/** All nodes of the sources. */
function* nodes(node?: ts.Node): Generator<ts.Node> {
  if (!node) for (const source of sources) yield* nodes(source);
  else {
    yield node;
    for (const child of node.getChildren()) yield* nodes(child);
  }
}

/** Where a node stands. */
function placeOf(node: ts.Node): string {
  const source = node.getSourceFile();
  return `src/${source.fileName}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

/** A template with its holes numbered. */
function englishOf(template: ts.TemplateLiteral): string {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  return template.templateSpans.reduce(
    (text, { literal }, i) => `${text}{${i}}${literal.text}`,
    template.head.text,
  );
}

/** Everything said to people in the sources, and where. */
function saidInSources(): Map<string, string> {
  const found = new Map<string, string>();
  for (const node of nodes())
    if (ts.isTaggedTemplateExpression(node) && tags.has(node.tag.getText()))
      found.set(englishOf(node.template), placeOf(node));
  return found;
}

const holes = (text: string) => (text.match(/\{\d+\}/g) ?? []).sort();

describe('the languages of the interface', () => {
  const vietnamese = texts('l10n/bundle.l10n.vi.json');
  const used = saidInSources();

  it('are found by VS Code, which loads the bundle of its own language', () => {
    assert.equal(manifest['l10n'], './l10n');
    assert.deepEqual(readdirSync('l10n'), ['bundle.l10n.vi.json']);
    assert.ok(existsSync('package.nls.json') && existsSync('package.nls.vi.json'));
  });

  it('are both there for all that the sources say', () => {
    assert.isAbove(used.size, 200);
    const missing = [...used].filter(([english]) => !vietnamese.get(english)?.trim());
    assert.deepEqual(missing, []);
  });

  it('hold nothing that is said no more', () => {
    assert.deepEqual(
      [...vietnamese.keys()].filter(english => !used.has(english)),
      [],
    );
  });

  it('have the same holes, each filled once', () => {
    for (const [english, translation] of vietnamese)
      assert.deepEqual(holes(translation), holes(english), english);
  });

  it('have the same names of settings, files and keys in what they say', () => {
    const names =
      /unroll\.\w+|editor\.[\w.]+|\$\(\w+\)|`[^`]+`|command:[\w.]+|\b(WASM|WebGL|GRU|LSTM|JSON|ONNX|Esc|Tab)\b/g;
    const namesIn = (text: string) => [...new Set(text.match(names) ?? [])].sort();
    const both = [...vietnamese, ...pairs()];
    for (const [english, translation] of both)
      assert.deepEqual(namesIn(translation), namesIn(english), english);
  });

  /** English and Vietnamese of what package.json says. */
  function pairs(): [string, string][] {
    const other = texts('package.nls.vi.json');
    return Array.from(texts('package.nls.json'), ([key, english]) => [english, other.get(key) ?? '']);
  }

  it('have everything that package.json says, and nothing else', () => {
    const keys = readFileSync('package.json', 'utf8').match(/(?<="%)[^%"]+(?=%")/g) ?? [];
    assert.isAbove(keys.length, 60);
    for (const file of ['package.nls.json', 'package.nls.vi.json']) {
      const found = texts(file);
      assert.sameMembers([...found.keys()], [...new Set(keys)], file);
      for (const [key, text] of found) assert.isNotEmpty(text.trim(), `${file}: ${key}`);
    }
  });

  it('leave no words in package.json that would be English for everyone', () => {
    const names = new Set(['Unroll', 'unroll']);
    const shown = /^(title|description|markdownDescription|altText|name|contextualTitle|displayName)$/;
    const listed = /^(markdownE|e)numDescriptions$/;
    const look = (value: unknown, key: string): void => {
      if (typeof value === 'string')
        assert.ok(!shown.test(key) || names.has(value) || /^%.+%$/.test(value), `${key}: ${value}`);
      if (Array.isArray(value))
        for (const one of value as unknown[]) look(one, listed.test(key) ? 'title' : '');
      else if (typeof value === 'object' && value !== null)
        for (const [name, one] of Object.entries(value)) look(one, name);
    };
    look(manifest['contributes'], '');
    look(manifest['capabilities'], '');
    look(manifest['description'], 'description');
  });

  it('write the steps of the walkthrough as VS Code shows them: marks of one character stay as they are', () => {
    for (const file of ['package.nls.json', 'package.nls.vi.json'])
      for (const [key, words] of Object.entries(
        JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>,
      )) {
        if (!/^walkthrough\..*description$/.test(key)) continue;
        const rest = words.replace(/\[[^\]]*\]\([^)]*\)/g, '').replace(/\*\*[^*]+\*\*|``[^`]+``/g, '');
        assert.notMatch(rest, /[*`_]/, `${file}: ${key}`);
      }
  });

  it('have a page of each step of the walkthrough', () => {
    for (const name of readdirSync('media').filter(name => name.endsWith('.md') && !name.includes('.nls.')))
      assert.ok(existsSync(`media/${name.replace(/\.md$/, '.nls.vi.md')}`), name);
  });

  it('list the lessons in the walkthrough by their titles', () => {
    const listed = (file: string) => readFileSync(file, 'utf8').match(/(?<=^\d+\. ).+/gm);
    for (const [file, tongue] of [
      ['media/lessons.md', 'en'],
      ['media/lessons.nls.vi.md', 'vi'],
    ] as const)
      assert.deepEqual(
        listed(file),
        lessons.map(({ title }) => title[tongue]),
      );
  });

  it('leave no words in the sources that would be English for everyone', () => {
    const bare = [...nodes()].filter(node => isBare(node) && !isForOthers(node));
    assert.deepEqual(
      bare.map(node => `${placeOf(node)}: ${node.getText().trim()}`),
      [],
    );
  });

  /** Are these words of English that no tag has? What the page shows, what is said in messages, and whatever looks like a sentence. */
  function isBare(node: ts.Node): boolean {
    if (ts.isJsxText(node)) return /\p{L}{2}/u.test(node.text);
    const { parent } = node as { readonly parent?: ts.Node };
    if (!parent || ts.isTaggedTemplateExpression(parent)) return false;
    if (ts.isStringLiteralLike(node)) {
      const isShown = /^(title|label|alt|placeholder|aria-(label|valuetext|description))$/;
      if (ts.isJsxAttribute(parent)) return isShown.test(parent.name.getText());
      if (ts.isCallExpression(parent) && /\.(show\w+Message|tell)$/.test(parent.expression.getText()))
        return true;
    }
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
    return isText && /^["'`]\p{Lu}\p{L}*[:,]? \S+ \S+/u.test(node.getText());
  }

  /** For the log, for who mends a mistake of ours, and names of other extensions. */
  function isForOthers(node: ts.Node): boolean {
    for (let at: ts.Node | undefined = node; at; at = (at as { readonly parent?: ts.Node }).parent) {
      if (ts.isCallExpression(at) && /\blog\.(info|error)$/.test(at.expression.getText())) return true;
      if (ts.isNewExpression(at) && at.expression.getText().endsWith('Error')) return true;
      if (ts.isPropertyAssignment(at) && at.name.getText() === 'name') return true;
      if (at.getSourceFile().fileName.includes('lessons/')) return true;
    }
    return false;
  }

  it('are written as each is: holes filled by place, numbers as the language has them, phrases within phrases', () => {
    const told = phrase`${'x.onnx'} is refused: ${phrase`it has ${1234} nodes, more than ${1000}`}`;
    assert.equal(inEnglish(told), 'x.onnx is refused: it has 1,234 nodes, more than 1,000');
    const turned = new Map([['it has {0} nodes, more than {1}', 'tối đa {1}, nhưng có {0} nút']]);
    assert.equal(
      renderPhrase(told, 'vi', english => turned.get(english) ?? english),
      'x.onnx is refused: tối đa 1.000, nhưng có 1.234 nút',
    );
    // What fills a hole is not looked through for holes.
    assert.equal(inEnglish(phrase`“${'{1}'}” and ${'b'}`), '“{1}” and b');
  });

  it('name the networks that ship, too, as long as export.py titles them as it does', () => {
    for (const name of shippedNetworks) {
      const network = parseManifest(readFileSync(`models/${name}.json`, 'utf8'), name);
      const title = titleOf(network);
      assert.isObject(title, `${name}: ${network.title}`);
      assert.equal(inEnglish(title), network.title);
      assert.equal(titleOf({ ...network, title: 'Mine' }), 'Mine');
    }
  });

  it('are those of the page, too, which has one of its own, and puts elements where its sentences want them', () => {
    const page = { documentElement: { lang: '' } };
    Object.assign(globalThis, { document: page });
    try {
      const said = () => [
        t`Step ${2} of ${5}`,
        decimal(1234.5, 1),
        rich`${'a'} was expected with ${'9%'}: ${'1'} bits of surprise.`,
      ];
      assert.deepEqual(said(), [
        'Step 2 of 5',
        '1234.5',
        ['', 'a', ' was expected with ', '9%', ': ', '1', ' bits of surprise.'],
      ]);
      setLanguage('vi');
      assert.equal(page.documentElement.lang, 'vi');
      assert.deepEqual(said(), [
        'Bước 2 / 5',
        '1234,5',
        ['', 'a', ' được dự đoán với xác suất ', '9%', ': độ bất ngờ ', '1', ' bit.'],
      ]);
    } finally {
      setLanguage('en');
      Reflect.deleteProperty(globalThis, 'document');
    }
  });
});
