import * as v from 'valibot';
import { jsonLines } from './files.js';
import { ratio, type Score } from './score.js';
import { firstLine, type Benchmark, type PublishedFile, type Task, type TaskSet } from './tasks.js';
import { CodeWriter, lineEnd, literalOf, tokensOf, type Literals, type TokenLanguage } from './tokens.js';

const Line = v.object({ input: v.string(), gt: v.string() });
const Kept = v.object({ str: v.array(v.string()), num: v.array(v.string()), char: v.array(v.string()) });

const corpora: readonly (readonly [folder: string, language: TokenLanguage, title: string])[] = [
  ['javaCorpus', 'java', 'Java'],
  ['py150', 'python', 'Python'],
];

/** How lines end where the text has no line ends. */
const normalised: Readonly<Record<TokenLanguage, Pick<TaskSet, 'ends' | 'closing'>>> = {
  java: { ends: [' ;', ' {', ' }', '\n'], closing: '' },
  python: { ends: [` ${lineEnd}`, '\n'], closing: ` ${lineEnd}` },
};

/** Tokens of a normalised text: blanks stand between them, and nothing else. */
const split = (text: string) => text.split(/\s+/).filter(token => token !== '');

/** The scorer of the benchmark: exact match of tokens, edit similarity of the text, literals in their places in both. */
export function scoreTokens(wanted: readonly string[], answer: readonly string[]): Score {
  const [a, b] = [wanted, answer].map(tokens => split(tokens.map(literalOf).join(' ')).join(' '));
  return { exact: a === b, similarity: ratio(b ?? '', a ?? '') };
}

/** An answer ends where the benchmark's own decoder does: of Python at a line's end, of Java after a `;`, `{` or `}`. */
function trimmed(tokens: readonly string[], wanted: readonly string[], language: TokenLanguage): string[] {
  const isEnd = (token: string) =>
    language === 'python' ? token === lineEnd : [';', '{', '}'].includes(token);
  // Where the wanted line goes on over such a mark, so may the answer.
  const passed = wanted.slice(0, -1).filter(isEnd).length;
  let ends = 0;
  const end = tokens.findIndex(token => isEnd(token) && ends++ === passed);
  return tokens.slice(0, end < 0 ? undefined : end + (language === 'python' ? 0 : 1));
}

/** A task with its text as it is published: tokens with a blank between. */
export function normalisedTask(id: string, language: TokenLanguage, input: string, gt: string): Task {
  const before = input.replace(/^<s> /, '');
  return { id, languageId: language, language, before: `${before} `, wanted: gt, reference: gt, after: '' };
}

/** A task turned back into code. */
export function codeTask(id: string, language: TokenLanguage, input: string, gt: string): Task {
  const writer = new CodeWriter(language);
  const before = writer.write(split(input).filter(token => token !== '<s>'));
  const rest = writer.write(split(gt)).slice(before.length);
  return { id, languageId: language, language, before, wanted: firstLine(rest), reference: gt, after: '' };
}

async function setsOf(
  files: readonly PublishedFile[],
  [folder, language, title]: (typeof corpora)[number],
): Promise<TaskSet[]> {
  const named = (name: string) => files.find(({ path }) => path.endsWith(`${folder}/${name}`));
  const [tasks, kept] = [named('dev.json') ?? named('test.json'), named('literals.json')];
  if (!tasks) return [];
  const lines = (await jsonLines(tasks)).map(line => v.parse(Line, line));
  const literals = kept && literalsOf(JSON.parse(new TextDecoder().decode(await kept.read())));
  const part = tasks.path.endsWith('dev.json') ? 'dev' : 'test';
  const set = (
    kind: string,
    of: typeof codeTask,
    tokens: (answer: string) => string[],
    ending: Pick<TaskSet, 'ends' | 'closing'> = {},
  ): TaskSet => ({
    ...ending,
    name: `CodeXGLUE ${part}, ${title}, ${kind}`,
    tasks: lines.map(({ input, gt }, i) => of(String(i), language, input, gt)),
    score: ({ reference }, answer) => {
      const wanted = split(reference);
      return scoreTokens(wanted, trimmed(tokens(answer), wanted, language));
    },
  });
  return [
    set('as code', codeTask, answer => tokensOf(answer, language, literals)),
    set('normalised', normalisedTask, split, normalised[language]),
  ];
}

function literalsOf(json: unknown): Literals {
  const { str, num, char } = v.parse(Kept, json);
  return { strings: new Set(str), numbers: new Set(num), characters: new Set(char) };
}

export const codexglue: Benchmark = {
  name: 'CodeXGLUE, code completion, lines',
  files: 'javaCorpus/dev.json and py150/dev.json, each with its literals.json, or dataset.zip',
  source: 'github.com/microsoft/CodeBERT, UniXcoder/downstream-tasks/code-completion',
  sets: async files => (await Promise.all(corpora.map(corpus => setsOf(files, corpus)))).flat(),
};
