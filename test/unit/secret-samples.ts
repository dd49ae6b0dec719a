import fc from 'fast-check';

const [lower, upper, digits] = ['abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '0123456789'];
const alphanumeric = lower + upper + digits;

/** A string of so many characters of an alphabet, evenly drawn. */
export function drawn(alphabet: string, minLength: number, maxLength = minLength): fc.Arbitrary<string> {
  return fc
    .array(fc.noBias(fc.nat(alphabet.length - 1)), { minLength, maxLength, size: 'max' })
    .map(places => places.map(place => alphabet[place] ?? '').join(''));
}

const hex = (length: number) => drawn('0123456789abcdef', length);
const base64 = (bytes: number) => drawn(alphanumeric + '+/', Math.ceil(bytes / 3) * 4);
const token = (beginning: string, length: number, alphabet = alphanumeric) =>
  drawn(alphabet, length).map(rest => beginning + rest);

/** Tokens that are told by what they are, wherever they stand. */
export const tokens: Readonly<Record<string, fc.Arbitrary<string>>> = {
  aws: token('AKIA', 16, upper + '234567'),
  awsSession: token('ASIA', 16, upper + '234567'),
  github: token('ghp_', 36),
  githubOAuth: token('gho_', 36),
  githubServer: token('ghs_', 36),
  githubFine: token('github_pat_', 82, alphanumeric + '_'),
  gitlab: token('glpat-', 20, alphanumeric + '-_'),
  slackBot: fc
    .tuple(drawn(digits, 12), drawn(digits, 13), drawn(alphanumeric, 24))
    .map(parts => `xoxb-${parts.join('-')}`),
  stripe: token('sk_live_', 24),
  stripeRestricted: token('rk_live_', 24),
  google: token('AIza', 35, alphanumeric + '-_'),
  googleOAuth: token('ya29.', 68, alphanumeric + '-_'),
  npm: token('npm_', 36),
  pypi: token('pypi-AgEIcHlwaS5vcmc', 120, alphanumeric + '-_'),
  sendgrid: fc
    .tuple(drawn(alphanumeric + '-_', 22), drawn(alphanumeric + '-_', 43))
    .map(parts => `SG.${parts.join('.')}`),
  twilio: hex(32).map(rest => `SK${rest}`),
  telegram: fc
    .tuple(drawn('123456789', 9), drawn(alphanumeric + '-_', 33))
    .map(([id, rest]) => `${id}:AA${rest}`),
  discord: fc
    .tuple(drawn(alphanumeric, 23), drawn(alphanumeric, 6), drawn(alphanumeric + '-_', 38))
    .map(([id, time, rest]) => `M${id}.${time}.${rest}`),
  openai: token('sk-proj-', 48, alphanumeric + '-_'),
  openaiOld: fc
    .tuple(drawn(alphanumeric, 20), drawn(alphanumeric, 20))
    .map(([a, b]) => `sk-${a}T3BlbkFJ${b}`),
  anthropic: token('sk-ant-api03-', 93, alphanumeric + '-_'),
  huggingFace: token('hf_', 34, lower + upper),
  digitalOcean: hex(64).map(rest => `dop_v1_${rest}`),
  shopify: hex(32).map(rest => `shpat_${rest}`),
  vault: token('hvs.', 90, alphanumeric + '-_'),
  mailchimp: hex(32).map(rest => `${rest}-us12`),
  webToken: fc
    .tuple(base64(30), base64(60), drawn(alphanumeric + '-_', 43))
    .map(
      ([head, body, signature]) =>
        `eyJ${head.replace(/[+/]/g, '-')}.eyJ${body.replace(/[+/]/g, '_')}.${signature}`,
    ),
  azureApp: fc
    .tuple(drawn(alphanumeric, 3), drawn(digits, 1), drawn(alphanumeric + '_.~-', 34))
    .map(([a, b, rest]) => `${a}${b}Q~${rest}`),
};

/** As good as every key has one: what has none may be a name. */
const hasDigit = (key: string) => /[0-9]/.test(key);
/** Secrets that are told by the names before them. */
export const unnamed: Readonly<Record<string, fc.Arbitrary<string>>> = {
  base64: base64(32),
  hex: hex(40),
  letters: drawn(alphanumeric, 24, 48).filter(hasDigit),
  awsSecret: drawn(alphanumeric + '+/', 40).filter(hasDigit),
  azureKey: base64(64).map(key => `${key.slice(0, -2)}==`),
  uuid: fc.noBias(fc.uuid()),
};

const word = fc.constantFrom(
  'walrus',
  'Zugspitze',
  'vermilion',
  'hunter',
  'Tuesday',
  'oyster',
  'Quimby',
  'zebra',
);
/** What a person thinks of. */
export const passwords: Readonly<Record<string, fc.Arbitrary<string>>> = {
  short: fc.tuple(word, drawn(digits, 1, 4)).map(parts => parts.join('')),
  signs: fc.tuple(word, drawn('!@#%^*', 1), word, drawn(digits, 2)).map(parts => parts.join('')),
  joined: fc.tuple(word, word, drawn(digits, 2, 4), word).map(parts => parts.join('-')),
  drawn: drawn(alphanumeric, 10, 20).filter(text => /[0-9]/.test(text) && /[A-Za-z]/.test(text)),
};

/** Names that are sure, and names that say it of what looks like a key only. */
const sureNames = [
  'password',
  'DB_PASSWORD',
  'dbPassword',
  'passwd',
  'user_pwd',
  'passphrase',
  'client_secret',
  'SECRET',
  'smtp.password',
  'rootPasswd',
];
const keyNames = [
  'token',
  'API_KEY',
  'apiKey',
  'access-token',
  'AWS_SECRET_ACCESS_KEY',
  'privateKey',
  'auth_token',
  'X-Api-Key',
  'credentials',
  'AccountKey',
  'SharedAccessKey',
  'jwtSecret',
  'encryption_key',
  'clientSecret',
];

type Syntax = (name: string, value: string) => string;
const identifier = (name: string) => name.replace(/[.-]/g, '_');

/** Ways to give a value a name in a program. */
export const quotedSyntaxes: Readonly<Record<string, Syntax>> = {
  const: (name, value) => `const ${identifier(name)} = "${value}";`,
  single: (name, value) => `${identifier(name)} = '${value}'`,
  backtick: (name, value) => `let ${identifier(name)} = \`${value}\`;`,
  typed: (name, value) => `private readonly ${identifier(name)}: string = '${value}';`,
  rust: (name, value) => `const ${identifier(name)}: &'static str = "${value}";`,
  go: (name, value) => `\t${identifier(name)} := "${value}"`,
  c: (name, value) => `static const char ${identifier(name)}[] = "${value}";`,
  define: (name, value) => `#define ${identifier(name).toUpperCase()} "${value}"`,
  json: (name, value) => `  "${name}": "${value}",`,
  jsonTight: (name, value) => `{"user":"me","${name}":"${value}"}`,
  jsonInString: (name, value) => `const body = "{\\"${name}\\":\\"${value}\\"}";`,
  ruby: (name, value) => `  :${identifier(name)} => "${value}",`,
  php: (name, value) => `define('${identifier(name)}', '${value}');`,
  phpArray: (name, value) => `'${name}' => '${value}',`,
  dict: (name, value) => `config["${name}"] = "${value}"`,
  call: (name, value) => `connect(${identifier(name)}="${value}", host="x")`,
  setter: (name, value) => `client.set("${name}", "${value}");`,
  fallback: (name, value) => `const ${identifier(name)} = process.env.X_VALUE ?? "${value}";`,
  getenv: (name, value) => `${identifier(name)} = os.environ.get("X_VALUE", "${value}")`,
  wrapped: (name, value) => `${identifier(name)} = Buffer.from("${value}");`,
  nextLine: (name, value) => `const ${identifier(name)} =\n  "${value}";`,
  bytes: (name, value) => `${identifier(name)} = b"${value}"`,
  triple: (name, value) => `${identifier(name)} = """${value}"""`,
  compared: (name, value) => `if (${identifier(name)} === "${value}") return;`,
  toml: (name, value) => `${name} = "${value}"`,
  yamlQuoted: (name, value) => `  ${name}: "${value}"`,
  attribute: (name, value) => `<server ${name}="${value}" port="1"/>`,
  pair: (name, value) => `<add key="${name}" value="${value}" />`,
  element: (name, value) => `  <${name}>${value}</${name}>`,
  property: (name, value) => `<property name="${name}">${value}</property>`,
  jsonPair: (name, value) => `{ "name": "${name}", "value": "${value}" }`,
  exportQuoted: (name, value) => `export ${identifier(name)}="${value}"`,
  joined: (name, value) => {
    const half = value.length > 16 ? 12 : 0;
    return `${identifier(name)} = "${value.slice(0, half)}" +
  "${value.slice(half)}";`;
  },
  powershell: (name, value) => `$env:${identifier(name)} = "${value}"`,
};

/** Ways to give a value a name in settings, without quotes. */
export const bareSyntaxes: Readonly<Record<string, Syntax>> = {
  env: (name, value) => `${identifier(name).toUpperCase()}=${value}`,
  export: (name, value) => `export ${identifier(name).toUpperCase()}=${value}`,
  ini: (name, value) => `${name} = ${value}`,
  properties: (name, value) => `${name}=${value}`,
  yaml: (name, value) => `  ${name}: ${value}`,
  yamlBlock: (name, value) => `  ${name}: |\n    ${value}`,
  yamlPair: (name, value) => `  - name: ${identifier(name).toUpperCase()}\n    value: ${value}`,
  docker: (name, value) => `ENV ${identifier(name).toUpperCase()} ${value}`,
  flag: (name, value) => `run --${name.replace(/[._]/g, '-').toLowerCase()} ${value} --verbose`,
  flagIs: (name, value) => `run --${name.replace(/[._]/g, '-').toLowerCase()}=${value} --verbose`,
  comment: (name, value) => `// ${name}: ${value}`,
  header: (name, value) => `${name}: ${value}`,
  connection: (name, value) => `"Server=db;User=me;${name}=${value};Port=1"`,
  query: (name, value) => `fetch("https://x.org/a?${name}=${value}&page=2")`,
};

const lines = (key: string, width: number) => key.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
/** Private keys in full, and what of each must not be seen. */
export const blocks: fc.Arbitrary<{ readonly text: string; readonly secrets: readonly string[] }> = fc
  .tuple(
    base64(600),
    fc.constantFrom(
      'PRIVATE KEY',
      'RSA PRIVATE KEY',
      'EC PRIVATE KEY',
      'OPENSSH PRIVATE KEY',
      'ENCRYPTED PRIVATE KEY',
      'PGP PRIVATE KEY BLOCK',
    ),
    fc.constantFrom('plain', 'indented', 'json', 'concatenated', 'comment', 'putty', 'header'),
  )
  .map(([key, label, form]) => {
    const secrets = lines(key, 64);
    const [head, foot] = [`-----BEGIN ${label}-----`, `-----END ${label}-----`];
    const text = {
      plain: [head, ...secrets, foot].join('\n'),
      indented: ['key: |', ...[head, ...secrets, foot].map(line => `    ${line}`)].join('\n'),
      json: `{"k": "${[head, ...secrets, foot].join('\\n')}\\n"}`,
      concatenated: [head, ...secrets, foot].map(line => `  "${line}\\n" +`).join('\n'),
      comment: [head, ...secrets, foot].map(line => `# ${line}`).join('\n'),
      putty: `PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nPrivate-Lines: ${secrets.length}\n${secrets.join('\n')}\nPrivate-MAC: 00ff`,
      header: [head, 'Proc-Type: 4,ENCRYPTED', 'DEK-Info: AES-128-CBC,00FF00FF', '', ...secrets, foot].join(
        '\n',
      ),
    }[form];
    return { text, secrets };
  });

/** A secret in a line or two of a text, as it may stand there. */
export interface SecretSample {
  readonly text: string;
  /** What must not be seen: the value, or each line of a key. */
  readonly secrets: readonly string[];
  readonly kind: string;
}

const oneOf = (arbitraries: Readonly<Record<string, fc.Arbitrary<string>>>) =>
  fc.oneof(
    ...Object.entries(arbitraries).map(([kind, arbitrary]) => arbitrary.map(value => ({ kind, value }))),
  );

function named(
  names: readonly string[],
  values: Readonly<Record<string, fc.Arbitrary<string>>>,
  syntaxes: Readonly<Record<string, Syntax>>,
): fc.Arbitrary<SecretSample> {
  return fc
    .tuple(fc.constantFrom(...names), oneOf(values), fc.constantFrom(...Object.keys(syntaxes)))
    .map(([name, { kind, value }, syntax]) => ({
      text: syntaxes[syntax]?.(name, value) ?? '',
      secrets: [value],
      kind: `${kind} as ${name}, ${syntax}`,
    }));
}

const login = fc
  .tuple(
    oneOf({ ...passwords, ...{ letters: drawn(alphanumeric, 24) } }),
    fc.constantFrom('https', 'postgres', 'mongodb+srv', 'redis', 'amqp'),
  )
  .map(([{ value }, scheme]) => ({
    text: `url = "${scheme}://me:${value.replaceAll(/[@#%]/g, '!')}@db.internal:5432/x"`,
    secrets: [value.replaceAll(/[@#%]/g, '!')],
    kind: `login of ${scheme}`,
  }));
const header = fc
  .tuple(drawn(alphanumeric + '-_', 32, 60), fc.constantFrom('Bearer', 'bearer', 'Token'))
  .map(([value, scheme]) => ({
    text: `curl -H "Authorization: ${scheme} ${value}" https://x.org`,
    secrets: [value],
    kind: 'header',
  }));
const basic = fc.tuple(word, oneOf(passwords)).map(([name, { value }]) => {
  const encoded = btoa(`${name}:${value}`);
  return { text: `Authorization: Basic ${encoded}`, secrets: [encoded], kind: 'basic' };
});

/** Every kind of secret, in every syntax. A shorter one would look less like one: they are not shrunk. */
export const samples: fc.Arbitrary<SecretSample> = fc.noShrink(
  fc.oneof(
    { weight: 3, arbitrary: named([...sureNames, ...keyNames], { ...tokens, ...unnamed }, quotedSyntaxes) },
    { weight: 3, arbitrary: named(sureNames, passwords, quotedSyntaxes) },
    { weight: 2, arbitrary: named([...sureNames, ...keyNames], { ...tokens, ...unnamed }, bareSyntaxes) },
    { weight: 2, arbitrary: named(sureNames, passwords, bareSyntaxes) },
    {
      weight: 1,
      arbitrary: oneOf(tokens).map(({ kind, value }) => ({
        text: `see ${value} there`,
        secrets: [value],
        kind,
      })),
    },
    { weight: 1, arbitrary: blocks.map(({ text, secrets }) => ({ text, secrets, kind: 'block' })) },
    { weight: 1, arbitrary: fc.oneof(login, header, basic) },
  ),
);

/** Does a text tell of a secret: has it six characters in a row of it? */
export function tellsOf({ secrets }: SecretSample, text: string): boolean {
  for (let at = 0; at + 6 <= text.length; at++)
    if (secrets.some(secret => secret.includes(text.slice(at, at + 6)))) return true;
  return false;
}
