/** Endings of the files that the memory reads, by the editor's identifier of their language. */
const endings: Readonly<Record<string, readonly string[]>> = {
  typescript: ['ts', 'mts', 'cts'],
  typescriptreact: ['tsx'],
  javascript: ['js', 'mjs', 'cjs'],
  javascriptreact: ['jsx'],
  python: ['py', 'pyi'],
  go: ['go'],
  rust: ['rs'],
  c: ['c', 'h'],
  cpp: ['cc', 'cpp', 'cxx', 'hpp', 'hh', 'hxx'],
  'cuda-cpp': ['cu', 'cuh'],
  csharp: ['cs'],
  java: ['java'],
  kotlin: ['kt', 'kts'],
  scala: ['scala'],
  swift: ['swift'],
  dart: ['dart'],
  php: ['php'],
  ruby: ['rb'],
  perl: ['pl', 'pm'],
  lua: ['lua'],
  elixir: ['ex', 'exs'],
  erlang: ['erl', 'hrl'],
  haskell: ['hs'],
  ocaml: ['ml', 'mli'],
  clojure: ['clj', 'cljs'],
  julia: ['jl'],
  r: ['r'],
  zig: ['zig'],
  css: ['css'],
  scss: ['scss'],
  less: ['less'],
  html: ['html', 'htm'],
  vue: ['vue'],
  svelte: ['svelte'],
  json: ['json'],
  jsonc: ['jsonc'],
  yaml: ['yml', 'yaml'],
  toml: ['toml'],
  xml: ['xml'],
  sql: ['sql'],
  graphql: ['graphql', 'gql'],
  proto3: ['proto'],
  shellscript: ['sh', 'bash', 'zsh'],
  markdown: ['md'],
};

const languages = new Map(
  Object.entries(endings).flatMap(([language, some]) => some.map(ending => [ending, language] as const)),
);

export const readEndings: readonly string[] = [...languages.keys()];

/** The editor's identifier of a file's language, as its ending usually has it; undefined for what is not read. */
export function languageOfFile(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? undefined : languages.get(name.slice(dot + 1).toLowerCase());
}
