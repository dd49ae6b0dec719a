/** How surely a name says that its value is a secret. */
export type NameGrade = 'surely' | 'likely' | 'maybe';

/** Words in the names of secrets, in small letters. */
export const nameWords: Readonly<Record<NameGrade, readonly string[]>> = {
  surely: [
    ...[
      'password',
      'passwd',
      'passwort',
      'passphrase',
      'passcode',
      'pwd',
      'pswd',
      'secret',
      'mnemonic',
      'pass',
    ],
    ...['contrasena', 'motdepasse', 'matkhau', 'identified by'],
  ],
  likely: [
    ...['token', 'apikey', 'credential', 'credentials', 'creds', 'bearer', 'authorization', 'private', 'psk'],
    ...['connectionstring', 'pepper', 'passkey'],
  ],
  maybe: [
    ...[
      'key',
      'auth',
      'pass',
      'sig',
      'signature',
      'cookie',
      'session',
      'sessionid',
      'jwt',
      'salt',
      'seed',
      'sas',
      'pat',
    ],
    ...['otp', 'totp', 'hmac', 'license', 'pin', 'webhook', 'access', '"d"'],
  ],
};

/** What is a secret's name before `key`, with or without marks between. */
const kindsOfKey =
  /(?:api|access|secret|private|auth|signing|sign|encryption|encrypt|decryption|crypt|cipher|master|account|shared|preshared|service|subscription|licen[cs]e|client|deploy|consumer|hmac|aes|ssh|ssl|tls|jwt|webhook|admin|app|server|vault|stripe|aws|azure|openai|sendgrid|twilio|mailgun|algolia|datadog|supabase|anthropic)[_. -]?$/i;

/** What may follow the word in a name that still names a secret. */
const harmlessEnd =
  /^(?:s|es|[_.-]?(?:value|val|string|str|text|raw|plain|plaintext|data|base64|b64|enc|hex|bytes|prod|production|dev|development|testing|stage|staging|live|local|default|old|new|current|main|primary|secondary|backup|hash|[0-9]{1,4}))*$/i;

/** An end of a name that makes it one of something about a secret. */
const about =
  /(?:id|name|type|label|title|placeholder|field|input|error|message|msg|hint|ur[li]|path|file|dir|length|len|size|count|index|endpoint|prefix|suffix|format|regex|pattern|policy|provider|handler|manager|class|style|color|icon|header|params?|parameter|list|map|set|expiry|expires|expiration|ttl|version|algorithm|kind|mode|state|status|enabled|required|rules?|description|link|button|form|page)$/i;

/**
 * How surely the value of a name is a secret.
 * @param grade of the word
 * @param word as it stands in the identifier
 * @param before what stands before the word in the identifier
 * @param after what stands after it
 * @returns undefined where the word is a part of another one (`monkey`, `tokenize`), or the name is of something about a secret
 */
export function gradeOfName(
  grade: NameGrade,
  word: string,
  before: string,
  after: string,
): NameGrade | undefined {
  const isKeyOfKind = word.length === 3 && word.toLowerCase() === 'key' && kindsOfKey.test(before);
  const begins =
    word.length > 4 ||
    isKeyOfKind ||
    !/[A-Za-z]$/.test(before) ||
    (/[a-z]$/.test(before) && /^[A-Z]/.test(word));
  const isCapital = word === word.toUpperCase();
  const ends = harmlessEnd.test(after) || (isCapital ? !/^[A-Z]/.test(after) : !/^[a-z]/.test(after));
  if (!begins || !ends || about.test(after)) return undefined;
  if (/(?:public|no|num|max|min|is|has|with|use)[_.-]?$/i.test(before)) return undefined;
  if (!harmlessEnd.test(after)) return 'maybe';
  return isKeyOfKind ? 'likely' : grade;
}
