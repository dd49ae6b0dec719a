/** The kind of text that the caret stands in. */
export type Surroundings = 'code' | 'comment' | 'string';

/** A place in the text that no code holds, for the caret: what matches it, it stands in. */
const caret = '\ue000';

// Each pattern matches a comment or string from its beginning to its end, or to where the text ends and leaves it open.
const end = '(?![^])';
const between = (open: string, close: string) => `${open}[^]*?(?:${close}|${end})`;
const quoted = (quote: string) => String.raw`${quote}(?:\\[^]|[^\\])*?(?:${quote}|${end})`;
const onLine = (quote: string) => String.raw`${quote}(?:\\[^]|[^\\\n])*?(?:${quote}|$)`;

const slashes = [String.raw`\/\/.*`, between(String.raw`\/\*`, String.raw`\*\/`)];
// Not `$#`, `a#b`, nor the colour `"#fff"`, which is a string first.
const hash = [String.raw`(?<![^\s;([\]})])#.*`];
const markup = [between('<!--', '-->')];
const plain = [onLine('"'), onLine("'")];
const triple = [quoted('"""'), quoted("'''")];
/** One character in quotes: a quote alone is a lifetime, a transposition, an apostrophe. */
const character = String.raw`'(?:\\[^\n]{1,8}|[^'\\\n])'`;

const of = (comments: readonly string[], strings: readonly string[]) =>
  new RegExp(`(?<comment>${comments.join('|')})|(?<string>${strings.join('|') || '[]'})`, 'gm');

const script = of(slashes, [...plain, quoted('`')]);
const braces = of(slashes, [quoted('"""'), onLine('"'), character]);
const python = of(hash, [...triple, ...plain]);
const hashes = of(hash, plain);
const lisp = of([';.*'], [quoted('"')]);
const page = of([...markup, ...slashes], [...plain, quoted('`')]);

const grammars = new Map<string, RegExp>(
  Object.entries({
    ...languages(
      ['javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'dart', 'scss', 'less'],
      script,
    ),
    ...languages(['java', 'kotlin', 'scala', 'swift', 'c', 'cpp', 'csharp', 'objective-c', 'rust'], braces),
    ...languages(['objective-cpp', 'cuda-cpp', 'zig', 'hlsl', 'glsl', 'shaderlab', 'verilog'], braces),
    ...languages(['groovy', 'proto', 'proto3', 'json', 'jsonc', 'json5'], of(slashes, [...triple, ...plain])),
    ...languages(['python', 'toml', 'coffeescript', 'julia', 'elixir', 'nim', 'gdscript'], python),
    ...languages(['ruby', 'perl', 'shellscript', 'fish', 'yaml', 'dockercompose', 'dockerfile'], hashes),
    ...languages(['makefile', 'cmake', 'r', 'ignore', 'graphql', 'nginx'], hashes),
    ...languages(['clojure', 'lisp', 'scheme', 'racket'], lisp),
    ...languages(['html', 'xml', 'xsl'], of(markup, [])),
    ...languages(['vue', 'svelte', 'astro'], page),
    go: of(slashes, [onLine('"'), character, between('`', '`')]),
    php: of([...slashes, String.raw`#(?!\[).*`], plain),
    css: of([between(String.raw`\/\*`, String.raw`\*\/`)], plain),
    terraform: of([...slashes, '#.*'], [onLine('"')]),
    powershell: of([between('<#', '#>'), '#.*'], plain),
    sql: of(['--.*', between(String.raw`\/\*`, String.raw`\*\/`)], plain),
    lua: of([between(String.raw`--\[\[`, String.raw`\]\]`), '--.*'], plain),
    haskell: of([between(String.raw`\{-`, String.raw`-\}`), '--.*'], [onLine('"')]),
    elm: of([between(String.raw`\{-`, String.raw`-\}`), '--.*'], [quoted('"""'), onLine('"')]),
    fsharp: of([String.raw`\/\/.*`, between(String.raw`\(\*`, String.raw`\*\)`)], [quoted('"')]),
    ocaml: of([between(String.raw`\(\*`, String.raw`\*\)`)], [quoted('"')]),
    properties: of([String.raw`^[ \t]*[#!;].*`], []),
    ini: of([String.raw`^[ \t]*[#;].*`], []),
    bat: of([String.raw`^[ \t]*(?:::|@?[Rr][Ee][Mm]\b).*`], []),
    vb: of(["'.*"], [onLine('"')]),
    erlang: of(['%.*'], [quoted('"')]),
    matlab: of(['%.*'], [onLine('"')]),
  }),
);

function languages(names: readonly string[], grammar: RegExp): Record<string, RegExp> {
  return Object.fromEntries(names.map(name => [name, grammar]));
}

/** Text that is looked back over, in UTF-16 units. */
export const lexicalLookBack = 8000;

/**
 * Is the end of a text inside a comment or a string?
 *
 * Looks back over `lookBack` from a line's start, which is taken for code unless it looks like the middle of a comment. It is no
 * parser: good for comments and strings as they are usually written, blind to a regular expression that holds quotes.
 * @param languageId the editor's; of one that is not known everything is code
 */
export function surroundings(languageId: string, before: string): Surroundings {
  const grammar = grammars.get(languageId);
  if (!grammar) return 'code';
  let text = before;
  if (before.length > lexicalLookBack) {
    text = before.slice(before.indexOf('\n', before.length - lexicalLookBack - 1) + 1);
    // The middle of a comment in the style of /** */.
    if (/^\s*\*(?!\/)(\s|$)/.test(text)) text = `/*${text}`;
  }
  for (const match of `${text}${caret}`.matchAll(grammar)) {
    if (match.index + match[0].length <= text.length) continue;
    return match.groups?.['comment'] === undefined ? 'string' : 'comment';
  }
  return 'code';
}

/** A comment or a string, from its first mark to after its last, in UTF-16 units. */
export interface LexicalRegion {
  readonly kind: Exclude<Surroundings, 'code'>;
  readonly start: number;
  readonly end: number;
}

/** All comments and strings of a text, in order, found in the same way as in `surroundings`. */
export function lexicalRegions(languageId: string, text: string): LexicalRegion[] {
  const grammar = grammars.get(languageId);
  if (!grammar) return [];
  return Array.from(text.matchAll(grammar), ({ index, 0: whole, groups }) => ({
    kind: groups?.['comment'] === undefined ? ('string' as const) : ('comment' as const),
    start: index,
    end: index + whole.length,
  }));
}
