import { LiteralAutomaton } from './automaton.js';
import { nameWords, type NameGrade } from './names.js';
import { tokenForms, type TokenForm } from './tokens.js';

/** Literals other than names and the beginnings of tokens, by what is told by them. */
const marks = {
  head: ['-----begin ', '---- begin ', 'private-lines: '],
  address: ['://'],
  scheme: ['bearer ', 'basic ', 'token '],
  login: ['-u ', '--user ', '--user=', '--proxy-user ', 'sshpass -p'],
  webToken: ['eyj'],
  bot: [':aa', '.'],
  azure: ['q~'],
  crypt: [
    '$2a$',
    '$2b$',
    '$2y$',
    '$1$',
    '$5$',
    '$6$',
    '$y$',
    '$7$',
    '$apr1$',
    '$argon2',
    '$scrypt$',
    '{ssha}',
  ],
  manifest: ['\ndata:', '\nstringdata:'],
  mailchimp: ['-us'],
  hook: [
    ...['hooks.slack.com/services/', 'discord.com/api/webhooks/', 'discordapp.com/api/webhooks/'],
    ...['webhook.office.com/webhookb2/', 'hooks.zapier.com/hooks/catch/', 'api.telegram.org/bot'],
  ],
} as const;

/** What the end of a literal may mean. */
export type Trigger =
  | { readonly kind: 'token'; readonly form: TokenForm }
  | { readonly kind: 'name'; readonly word: string; readonly grade: NameGrade }
  | { readonly kind: keyof typeof marks; readonly literal: string };

/** Finds all of them. */
export const triggers = new LiteralAutomaton<Trigger>([
  ...tokenForms.map(form => [form.beginning.toLowerCase(), { kind: 'token', form }] as const),
  ...keysOf(nameWords).flatMap(grade =>
    nameWords[grade].map(word => [word, { kind: 'name', word, grade }] as const),
  ),
  ...keysOf(marks).flatMap(kind => marks[kind].map(literal => [literal, { kind, literal }] as const)),
]);

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(record) as Key[];
}
