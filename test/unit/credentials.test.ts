import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CredentialMask, maskByte, masked } from '../../src/memory/credentials/mask.js';
import { allCredentials, credentialsIn } from '../../src/memory/credentials/scanner.js';
import { decodeText, encode } from '../../src/network/bytes.js';
import { samples, tellsOf, tokens } from './secret-samples.js';

/** A text without its credentials. */
function withoutSecrets(text: string): string {
  return decodeText(done(masked(encode(text)))).replaceAll(String.fromCharCode(maskByte), '·');
}

function done<T>(work: Iterator<undefined, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

const code = fc.array(
  fc.constantFrom(
    ...[
      '\n',
      '  return total;\n',
      'const a = [1, 2, 3];\n',
      'if (key in map) {\n',
      '}\n',
      '// token by token\n',
    ],
    ...[
      'password: string;\n',
      'name: "x",\n',
      '<p class="b">é</p>\n',
      'def f(x):\n',
      'key = value\n',
      '"""\n',
      "it's\n",
    ],
  ),
  { maxLength: 12 },
);

describe('credentials: what stands in a text', () => {
  it('are found in every syntax, wherever they stand', () => {
    fc.assert(
      fc.property(code, samples, code, (before, sample, after) => {
        const text = `${before.join('')}\n${sample.text}\n${after.join('')}`;
        assert.ok(!tellsOf(sample, withoutSecrets(text)), sample.kind);
      }),
      { numRuns: 5000 },
    );
  }).timeout(60_000);

  it('are found where nothing parts them from the text around', () => {
    // These are told by their beginnings or their forms; the others need what parts words.
    const { twilio, mailchimp, discord, telegram, azureApp, openaiOld, ...told } = tokens;
    assert.ok(twilio && mailchimp && discord && telegram && azureApp && openaiOld);
    fc.assert(
      fc.property(fc.string(), fc.oneof(...Object.values(told)), fc.string(), (before, secret, after) => {
        assert.ok(!withoutSecrets(before + secret + after).includes(secret));
      }),
      { numRuns: 2000 },
    );
  });

  it('leave the names, and all places, as they are', () => {
    for (const [text, left] of [
      ['const password = "hunter2";\nnext();', 'const password = "·······";\nnext();'],
      ['storePassword=walrus99\nkeyAlias=upload\n', 'storePassword=········\nkeyAlias=upload\n'],
      ['url: "https://me:walrus99@x.org/a"', 'url: "https://me:········@x.org/a"'],
      [
        '{"é": 1, "token": "ghp_0123456789abcdefABCDEF0123456789abcd"}',
        `{"é": 1, "token": "${'·'.repeat(40)}"}`,
      ],
      ['<password>walrus99</password>', '<password>········</password>'],
    ] as const)
      assert.equal(withoutSecrets(text), left);
  });

  it('are no stand-ins, no names and words of programs, no sums', () => {
    const fine = [
      ...[
        'password = "<your-password>"',
        'API_KEY=xxxxxxxxxxxxxxxxxxxx',
        'password: "changeme"',
        'TOKEN=${TOKEN}',
      ],
      ...['apiKey: process.env.API_KEY2,', 'secret = null', 'const token = nextToken();', 'key: keyOf(x2),'],
      ...[
        'password = os.environ["PASSWORD_2"]',
        'token = tokens[i + 1]',
        'const key = `${a}-${b}`;',
        'token: Token2,',
      ],
      ...['<input type="password" name="password" placeholder="At least 8 characters">', 'password: string;'],
      ...[
        'if (token.type === "Punctuator2") {',
        'case Token.Keyword:',
        'primaryKey: "userId2"',
        'private_key: &PrivateKey1,',
      ],
      ...[
        'commit 9fceb02d0ae598e95dc970b74767f19372d61af8',
        'id: 550e8400-e29b-41d4-a716-446655440000',
        'color: #1a2b3c4d;',
      ],
      ...[
        '"integrity": "sha512-q1nNkHeRBQbn9ZTjp2Pz4Y5Jc3ZVHzBRWmO0ZbXr0a1J8Vn5hYw3lq5WmM1nD9f3kXq4m2yXoQ6z1sJrF8cQ=="',
      ],
      ...[
        'src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"',
        'url = "https://x.org/a/b2"',
      ],
      ...[
        'https://user:pass@example.com/',
        'Authorization: Bearer <token>',
        'Authorization: `Bearer ${token}`',
        'basic authentication',
      ],
      ...[
        '-----BEGIN CERTIFICATE-----',
        'text.includes("-----BEGIN PRIVATE KEY-----")',
        '://localhost:8080/a@b',
        'monkey = "abc123def4"',
      ],
      ...[
        'passwordLabel: "Kennwort2"',
        'tokenUrl = "/oauth2/token"',
        'secretName: "db-secret-2"',
        'task-list-item-checkbox-2',
      ],
    ];
    for (const text of fine) assert.equal(withoutSecrets(`${text}\n`), `${text}\n`);
  });

  it('are found after any edits as in the text read afresh', () => {
    const piece = fc.oneof(
      samples.map(({ text }) => `${text}\n`),
      fc.constantFrom(
        '\n',
        ' ',
        '"',
        'x',
        '-----BEGIN PRIVATE KEY-----\n',
        'password = ',
        '-----END',
        'f();\n'.repeat(900),
      ),
      fc.string(),
    );
    const edit = fc.record({ at: fc.nat(), removed: fc.nat(80), inserted: piece });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), fc.array(edit, { maxLength: 10 }), (pieces, edits) => {
        let text = pieces.join('');
        const mask = new CredentialMask();
        done(mask.update(encode(text)));
        for (const { at, removed, inserted } of edits) {
          const place = text === '' ? 0 : at % text.length;
          text = text.slice(0, place) + inserted + text.slice(place + removed);
          const bytes = encode(text);
          assert.deepEqual(done(mask.update(bytes)), done(masked(bytes)));
        }
      }),
      { numRuns: 300 },
    );
  }).timeout(120_000);

  it('are looked for again around an edit alone', () => {
    const line = 'const password = "walrus99"; // and so on\n';
    const looked = (lines: number) => {
      const mask = new CredentialMask();
      const text = encode(line.repeat(lines));
      done(mask.update(text));
      const edited = text.slice();
      edited[Math.floor(lines / 2) * line.length] = 0x78;
      // What it looks through it asks for byte by byte; to tell where the edit is takes one look at each byte.
      const { bytes, looks } = counted(edited);
      done(mask.update(bytes));
      return looks() - 2 * lines * line.length;
    };
    assert.ok(looked(20_000) < 1.1 * looked(2000) + 50_000);
  });

  it('take a number of steps that grows with the text alone, whatever stands in it', () => {
    const hostile = [
      ...[
        'a',
        '"',
        "'",
        'key=',
        'key="',
        'password=',
        'password: "',
        'key:key:',
        'eyJ',
        'eyJaaaaaaaaaa.',
        '://',
        '://a:',
        '-----BEGIN PRIVATE KEY-----',
      ],
      ...[
        '-----BEGIN PRIVATE KEY-----\n',
        '-----BEGIN ',
        'AKIA',
        'ghp_',
        'sk-',
        'bearer ',
        'basic a',
        '.aaaaaa',
        '$2a$',
        '\ndata:\n ',
        'token = (',
        '\n',
      ],
      ...[
        '<password>',
        '"password", ',
        'password\n',
        '\\',
        '-u a:',
        ':AA',
        'Q~',
        '-us',
        'key ',
        'secret: a b c ',
        'pass=1a',
        'key=A1b2C3d4',
        'ＡＡ',
      ],
    ];
    for (const piece of hostile) {
      const steps = (length: number) => {
        const text = encode(piece.repeat(length / piece.length));
        const { bytes, looks } = counted(text);
        allCredentials(bytes);
        return looks() / text.length;
      };
      const [some, many] = [steps(2000), steps(16_000)];
      assert.ok(
        many < 1.3 * some + 1 && many < 160,
        `${JSON.stringify(piece)}: ${some} and then ${many} a byte`,
      );
    }
  }).timeout(60_000);

  it('are looked for in slices', () => {
    const work = credentialsIn(encode('a = 1;\n'.repeat(100_000)));
    let slices = 1;
    while (!work.next().done) slices++;
    assert.ok(slices > 10);
  });
});

/** Bytes that count how often one of them is looked at. */
function counted(text: Uint8Array): { readonly bytes: Uint8Array; readonly looks: () => number } {
  let looks = 0;
  const bytes = new Proxy(text, {
    get(target, key) {
      if (typeof key === 'string' && key !== 'length') looks++;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return { bytes, looks: () => looks };
}
