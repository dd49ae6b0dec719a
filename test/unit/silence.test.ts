import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Backoff, cautionAfter, cautiousThreshold } from '../../src/suggestion/caution.js';
import { inEnglish } from '../../src/phrase.js';
import { lexicalLookBack, surroundings } from '../../src/suggestion/lexical.js';
import { isProse } from '../../src/suggestion/prose.js';
import { Rejections } from '../../src/suggestion/rejections.js';
import { isSecret } from '../../src/suggestion/secrets.js';
import { silences } from '../../src/suggestion/silence.js';
import { SnippetMode } from '../../src/suggestion/snippet.js';

describe('complaint: secrets', () => {
  it('knows files that hold secrets by their names', () => {
    const secret = [
      ...[
        '.env',
        '.env.local',
        '.envrc',
        'production.env',
        'server.pem',
        'tls.key',
        'id_rsa',
        'id_ed25519.pub',
      ],
      ...['id_work', '.netrc', '_netrc', '.npmrc', '.pypirc', '.git-credentials', '.htpasswd', 'kubeconfig'],
      ...['store.p12', 'store.pfx', 'release.jks', 'passwords.kdbx', 'secrets.yaml', 'app-secrets.json'],
      ...['client_secret_123.json', 'credentials.json', 'service-account.json', 'serviceAccountKey.json'],
      ...[
        'prod.tfvars',
        'terraform.tfstate',
        'terraform.tfstate.backup',
        '.pgpass',
        '.dockercfg',
        'master.key',
      ],
    ];
    const kinds = [
      ...[
        '.dev.vars',
        '.flaskenv',
        'prod.env.local',
        'env.production',
        'key.properties',
        'keystore.properties',
      ],
      ...[
        'prod.kubeconfig',
        'k3s.yaml',
        'kubeconfig-prod.yml',
        'app-firebase-adminsdk-x1y2.json',
        'gcp-key.json',
      ],
      ...[
        'secrets/prod.yaml',
        'deploy/k8s-secrets/db.json',
        'secrets/token',
        'vault.yml',
        'db-secret.yaml',
        'creds.ini',
      ],
      ...[
        'api-token.txt',
        '.github_token',
        'Secrets.xcconfig',
        'deploy_ed25519',
        'wg0.conf',
        '.python_history',
      ],
      ...['.config/gh/hosts.yml', '.gradle/gradle.properties', '.config/gcloud/access_tokens.db'],
    ];
    // A copy of a secret is one.
    const copies = kinds.flatMap(name => [`${name}.bak`, `${name}~`, `${name}.dec`, `${name}.old.1`]);
    const others = [
      'secrets.yaml.dec',
      'secrets.dec.yaml',
      'credentials (1).json',
      'id_rsa.old',
      '.netrc.swp',
      'secrets.enc.json',
    ];
    for (const name of [...secret, ...kinds, ...copies, ...others]) {
      assert.ok(isSecret(`/home/me/project/${name}`), name);
      assert.ok(isSecret(`c:\\work\\${name.toUpperCase()}`), name);
    }
    for (const path of [
      '/home/me/.ssh/config',
      '/home/me/.aws/config',
      '/home/me/.kube/cache/a',
      '/x/.docker/config.json',
    ])
      assert.ok(isSecret(path), path);
  });

  it('knows them by their languages, too', () => {
    for (const languageId of ['dotenv', 'ansible-vault', 'pem'])
      assert.ok(isSecret('/Untitled-1', languageId), languageId);
    for (const languageId of ['typescript', 'properties', 'yaml'])
      assert.ok(!isSecret('/Untitled-1', languageId), languageId);
  });

  it('takes no other file for one', () => {
    const fine = [
      ...[
        'environment.ts',
        'env.ts',
        'key.ts',
        'keys.py',
        'pem.go',
        'id_card.ts',
        'identity.rs',
        'credentials.ts',
      ],
      ...[
        'secrets.ts',
        'secret_santa.py',
        'password-field.tsx',
        'tokens.css',
        'monkey',
        'package.json',
        'Makefile',
      ],
      ...[
        'credentials.go',
        'password-input.tsx',
        'token.py',
        'oauth2.go',
        'api_key.rs',
        'kubeconfig.go',
        'kubeconfig.tsx',
      ],
      ...[
        'secrets/index.ts',
        'vault/client.go',
        'gcloud/main.py',
        'tokens.json',
        'keys.json',
        'tokens/colors.json',
      ],
      ...[
        'password.ts.old',
        'values.yaml',
        'tokenizer.json',
        'vite-env.d.ts',
        'gradle.properties',
        'messages.properties',
      ],
      ...[
        '.cargo/config.toml',
        'settings.py',
        'sitemap.xml',
        'secretary.yaml',
        'passport.json',
        'auth.ts',
        'certs.go',
      ],
      ...['.github/workflows/test.yml', '.docker/Dockerfile', 'docs/secrets.md', 'main.tf', '.gitignore'],
    ];
    for (const name of fine) assert.ok(!isSecret(`/home/me/project/${name}`), name);
  });
});

describe('complaint: comments, strings, prose', () => {
  const cases: readonly [language: string, code: string[], comment: string[], string: string[]][] = [
    [
      'typescript',
      [
        '',
        'a',
        'a // b\n',
        '/* a */',
        '"a"',
        "'a\\''",
        '`a`',
        'a = "b" + ',
        '"open\n',
        'a = /* b */ c',
        '"//" + a',
      ],
      ['//', '// a', "a // don't", '/*', '/* a\n * b', '/** a', '// "a" '],
      ['"', '"a', "'a", "'a\\'", '`a\nb', '"http://a', "f('a', 'b", '"/* '],
    ],
    [
      'python',
      ['a = 1', '# a\n', '"""a"""', "'''a'''\n", "x['a']", '"a" ', '""'],
      ['# a', 'a = 1  # b', '"""a"""\n# it\'s', '#!/usr/bin'],
      ['"""a\nb', "'''a \" b", 'f"a', "'a", '"""', 'print("#'],
    ],
    ['go', ['a := `b`', "'a'", '"a"'], ['// a', '/* a'], ['"a', '`a\nb']],
    ['rust', ["fn a<'a>(b: &'a str", "'x'", '"a"', "b'\\n'"], ['/// a', '// a'], ['"a']],
    ['c', ["'\"' + ", '#define A'], ['/* a', '// a'], ['"a']],
    ['shellscript', ['echo $#', 'a#b', '${#a}', '# a\n'], ['# a', 'echo a # b'], ['"a', "'a #"]],
    ['yaml', ['a: b', 'a: b#c'], ['# a', 'a: b # c'], ['a: "b']],
    ['css', ['a { color: #fff', '/* a */'], ['/* a'], ['content: "']],
    ['html', ["<p>it's", '<!-- a -->'], ['<!-- a'], []],
    ['sql', ['select 1', "'a'"], ['-- a', '/* a'], ["'a"]],
    ['lua', ['a = 1', '--[[ a ]]'], ['-- a', '--[[ a\nb'], ['"a']],
    ['klingon', ['// a', '"a', '# a'], [], []],
  ];
  for (const [language, code, comment, string] of cases) {
    it(`tells code from comments and strings in ${language}`, () => {
      for (const text of code) assert.equal(surroundings(language, text), 'code', JSON.stringify(text));
      for (const text of comment) assert.equal(surroundings(language, text), 'comment', JSON.stringify(text));
      for (const text of string) assert.equal(surroundings(language, text), 'string', JSON.stringify(text));
    });
  }

  it('does not depend on how much code stands above', () => {
    const above = 'const a = call("b", \'c\'); // d "e\n/* f */ const g = `h`;\n'.repeat(
      lexicalLookBack / 20,
    );
    for (const [end, where] of [
      ['a', 'code'],
      ['// a', 'comment'],
      ['"a', 'string'],
    ] as const)
      assert.equal(surroundings('typescript', above + end), where);
    assert.equal(
      surroundings('java', `/**\n${' * Explains.\n'.repeat(lexicalLookBack / 10)} * more`),
      'comment',
    );
  });

  it('answers any text, in any language', () => {
    const languages = fc.constantFrom(
      'typescript',
      'python',
      'rust',
      'html',
      'powershell',
      'bat',
      '__proto__',
    );
    const text = fc.string({
      unit: fc.constantFrom(...Array.from('ab"\'`/*#\\\n -<>!(){}[]\ue000')),
      maxLength: 200,
    });
    fc.assert(
      fc.property(languages, text, (language, text) => {
        assert.match(surroundings(language, text), /^(code|comment|string)$/);
      }),
    );
  });

  it('knows languages of prose', () => {
    for (const language of ['markdown', 'plaintext', 'latex', 'restructuredtext', 'git-commit'])
      assert.ok(isProse(language), language);
    for (const language of ['typescript', 'python', 'json', 'html', 'yaml'])
      assert.ok(!isProse(language), language);
  });
});

describe('complaint: ghost text blocks IntelliSense', () => {
  it('wants more after `.`, `::` and `->`, where the completion list knows better', () => {
    for (const prefix of ['items.', 'std::', 'node->', 'a?.', 'f().', '  self.', 'x[0].'])
      assert.ok(cautionAfter(prefix) > 1, prefix);
    for (const prefix of ['items', '', '1.', '...', '"./', 'import ".', 'a >', 'x:', '- ', '"..', ' .'])
      assert.equal(cautionAfter(prefix), 1, prefix);
  });

  it('turns caution into a threshold that lets fewer mistakes through', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 1, max: 10, noNaN: true }),
        (t, caution) => {
          const higher = cautiousThreshold(t, caution);
          assert.ok(higher >= t - 1e-12 && higher <= 1);
          assert.ok(Math.abs((1 - t) / caution - (1 - higher)) < 1e-9);
        },
      ),
    );
    assert.equal(cautiousThreshold(0.6, 1), 0.6);
  });
});

describe('complaint: a rejected suggestion comes back', () => {
  const rejection = { document: 'a', lineStart: 100, prefix: '  items', text: '.length;' };

  it('knows what was typed past, shorter or longer, in its place alone', () => {
    const rejections = new Rejections();
    rejections.remember(rejection);
    assert.ok(rejections.has(rejection));
    assert.ok(rejections.has({ ...rejection, text: '.len' }));
    assert.ok(rejections.has({ ...rejection, text: '.length; i++' }));
    assert.ok(!rejections.has({ ...rejection, text: '.map' }));
    const word = { ...rejection, text: 'gth; i++) {' };
    rejections.remember(word);
    assert.ok(rejections.has({ ...word, text: 'gth - 1; i >= 0' }), 'the first word was not wanted');
    assert.ok(!rejections.has({ ...word, text: 'gths' }));
    assert.ok(!rejections.has({ ...rejection, lineStart: 120 }));
    assert.ok(!rejections.has({ ...rejection, document: 'b' }));
  });

  it('follows its place through edits, and is gone with it', () => {
    const rejections = new Rejections();
    rejections.remember(rejection);
    rejections.edited('a', { offset: 10, removed: 0, inserted: 7 });
    rejections.edited('a', { offset: 200, removed: 5, inserted: 0 });
    rejections.edited('b', { offset: 0, removed: 0, inserted: 9 });
    assert.ok(rejections.has({ ...rejection, lineStart: 107 }));
    rejections.edited('a', { offset: 50, removed: 100, inserted: 0 });
    assert.ok(!rejections.has({ ...rejection, lineStart: 7 }));
    rejections.remember(rejection);
    rejections.forget('a');
    assert.ok(!rejections.has(rejection));
  });

  it('moves with the text, whatever the edits', () => {
    const edit = fc.record({ offset: fc.nat(60), removed: fc.nat(5), inserted: fc.nat(5) });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 10 }), edits => {
        const rejections = new Rejections();
        let text = `${'x'.repeat(40)}!${'x'.repeat(200)}`;
        rejections.remember({ document: 'a', lineStart: 40, prefix: '', text: 'y' });
        for (const { offset, removed, inserted } of edits) {
          text = text.slice(0, offset) + 'z'.repeat(inserted) + text.slice(offset + removed);
          rejections.edited('a', { offset, removed, inserted });
          // An insertion right before it may go to either side.
          if (!text.includes('!') || offset === text.indexOf('!') - inserted) return;
        }
        assert.ok(rejections.has({ document: 'a', lineStart: text.indexOf('!'), prefix: '', text: 'y' }));
      }),
    );
  });

  it('says nothing beyond the caret where it was rejected: a typo that is mended mutes no line', () => {
    const word = fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom('a', 'b', ' ', '(', ';') });
    fc.assert(
      fc.property(word, word, word, fc.nat(8), (prefix, text, more, typed) => {
        const rejections = new Rejections();
        rejections.remember({ document: 'a', lineStart: 0, prefix, text });
        const along = text.slice(0, 1 + (typed % text.length));
        const rest = text.slice(along.length) + more;
        assert.ok(!rejections.has({ document: 'a', lineStart: 0, prefix: prefix + along, text: rest }));
        assert.ok(rejections.has({ document: 'a', lineStart: 0, prefix, text: text + more }));
      }),
    );
  });

  it('keeps no more than it needs', () => {
    const rejections = new Rejections();
    for (let i = 0; i < 1000; i++)
      rejections.remember({ document: 'a', lineStart: i, prefix: '', text: 'x' });
    assert.ok(!rejections.has({ document: 'a', lineStart: 0, prefix: '', text: 'x' }));
    assert.ok(rejections.has({ document: 'a', lineStart: 999, prefix: '', text: 'x' }));
  });
});

describe('backing off', () => {
  it('starts with the second rejection, grows by half with each, shrinks by a fifth with an acceptance', () => {
    const backoff = new Backoff();
    assert.equal(backoff.cautionAt(0), 1);
    backoff.rejected(0);
    assert.equal(backoff.cautionAt(0), 1);
    backoff.rejected(0);
    assert.ok(Math.abs(backoff.cautionAt(0) - 1.5) < 1e-9);
    backoff.rejected(0);
    assert.ok(Math.abs(backoff.cautionAt(0) - 2.25) < 1e-9);
    backoff.accepted(0);
    assert.ok(Math.abs(backoff.cautionAt(0) - 1.8) < 1e-9);
  });

  it('is always 1 or more and bounded, falls as time goes by, and is forgotten', () => {
    const event = fc.record({ rejected: fc.boolean(), after: fc.nat(60_000) });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), events => {
        const backoff = new Backoff();
        let now = 0;
        for (const { rejected, after } of events) {
          now += after;
          const before = backoff.cautionAt(now);
          if (rejected) backoff.rejected(now);
          else backoff.accepted(now);
          const caution = backoff.cautionAt(now);
          assert.ok(caution >= 1 && caution <= 8);
          assert.ok(rejected ? caution >= before : caution <= before);
          assert.ok(backoff.cautionAt(now + 1000) <= caution);
        }
        assert.ok(backoff.cautionAt(now + 600_000) < 1.001);
      }),
    );
  });
});

describe('a snippet that is being filled in', () => {
  const text = 'for (const item of items) {\n\t\n}';
  const end = 10 + text.length;
  /** As the editor inserts one: the caret goes to the end, then to the first placeholder. */
  const inserted = (first = { start: 21, end: 25 }) => {
    const mode = new SnippetMode();
    mode.changed([{ offset: 10, removed: 3, text }], false);
    mode.selected([{ start: end, end }], 'unnamed');
    assert.ok(!mode.isOn);
    mode.selected([first], 'unnamed');
    assert.ok(mode.isOn);
    return mode;
  };

  it('goes on while a placeholder is typed into and jumped from, and ends with the last', () => {
    const mode = inserted();
    mode.changed([{ offset: 21, removed: 4, text: 'x' }], false);
    mode.selected([{ start: 22, end: 22 }], 'person');
    assert.ok(mode.isOn);
    mode.selected([{ start: 26, end: 31 }], 'command');
    assert.ok(mode.isOn);
    mode.selected([{ start: 36, end: 36 }], 'command');
    assert.ok(!mode.isOn);
  });

  it('is known by a place of its first that holds nothing, too', () => {
    const mode = inserted({ start: 34, end: 34 });
    mode.changed([{ offset: 34, removed: 0, text: 'x' }], false);
    mode.selected([{ start: 35, end: 35 }], 'person');
    assert.ok(mode.isOn);
  });

  it('is known in an older editor, which selects the first placeholder at once', () => {
    const mode = new SnippetMode();
    mode.changed([{ offset: 10, removed: 3, text }], false);
    mode.selected([{ start: 21, end: 25 }], 'unnamed');
    assert.ok(mode.isOn);
    mode.changed([{ offset: 21, removed: 4, text: 'x' }], false);
    mode.selected([{ start: 22, end: 22 }], 'person');
    assert.ok(mode.isOn);
    // What was dropped there is selected whole.
    mode.changed([{ offset: 0, removed: 0, text }], false);
    mode.selected([{ start: 0, end: text.length }], 'unnamed');
    assert.ok(!mode.isOn);
  });

  it('ends where the caret leaves it, or it is undone', () => {
    for (const leave of [
      (mode: SnippetMode) => mode.selected([{ start: 2, end: 2 }], 'person'),
      (mode: SnippetMode) => mode.selected([{ start: end, end }], 'person'),
      (mode: SnippetMode) => mode.changed([{ offset: 0, removed: 0, text: 'x' }], false),
      (mode: SnippetMode) => mode.changed([{ offset: 10, removed: 20, text: '' }], true),
    ]) {
      const mode = inserted();
      leave(mode);
      assert.ok(!mode.isOn);
    }
  });

  it('ends where the person goes elsewhere in it, by mouse or by arrow keys, begins a line, or writes on and on', () => {
    const placeholder = { start: 21, end: 25 };
    fc.assert(
      fc.property(fc.integer({ min: 10, max: end }), fc.nat(6), (place, typed) => {
        const mode = inserted(placeholder);
        const text = 'x'.repeat(typed);
        if (typed > 0) mode.changed([{ offset: 21, removed: 4, text }], false);
        const last = typed > 0 ? 21 + typed : 25;
        mode.selected([{ start: place, end: place }], 'person');
        assert.equal(mode.isOn, place >= 21 && place <= last);
      }),
    );
    const line = inserted(placeholder);
    line.changed([{ offset: 21, removed: 4, text: '\n\t' }], false);
    assert.ok(!line.isOn);
    const long = inserted(placeholder);
    long.changed([{ offset: 21, removed: 4, text: 'x' }], false);
    for (let i = 1; i < 80; i++) {
      long.selected([{ start: 21 + i, end: 21 + i }], 'person');
      long.changed([{ offset: 21 + i, removed: 0, text: 'x' }], false);
    }
    assert.ok(!long.isOn);
  });

  it('is no snippet where a bracket closed itself, a word was completed, or the caret was set by a command', () => {
    const typed = new SnippetMode();
    typed.changed([{ offset: 4, removed: 0, text: '()' }], false);
    typed.selected([{ start: 5, end: 5 }], 'person');
    assert.ok(!typed.isOn);
    // A comment that closed itself, a line between braces: the caret goes inside at once, and nothing says who moved it.
    for (const text of ['* */', '\n\t\n']) {
      const closed = new SnippetMode();
      closed.changed([{ offset: 4, removed: 0, text }], false);
      closed.selected([{ start: 5, end: 5 }], 'unnamed');
      closed.changed([{ offset: 5, removed: 0, text: 'x' }], false);
      closed.selected([{ start: 6, end: 6 }], 'unnamed');
      assert.ok(!closed.isOn);
    }
    for (const mover of ['unnamed', 'command', 'person'] as const) {
      const completed = new SnippetMode();
      completed.changed([{ offset: 4, removed: 3, text: 'length' }], false);
      completed.selected([{ start: 10, end: 10 }], 'unnamed');
      completed.selected(mover === 'unnamed' ? [{ start: 30, end: 30 }] : [{ start: 5, end: 5 }], mover);
      assert.ok(!completed.isOn);
    }
  });
});

describe('complaint: "why is there no suggestion?"', () => {
  it('every silence says why, as a sentence', () => {
    const all = Object.values(silences).map(inEnglish);
    for (const words of all) assert.match(words, /^[A-Z].*\.$/);
    assert.equal(new Set(all).size, all.length);
  });
});
