/** The languages that numbers are given for, as the header names them, in the tables' order. */
export const programming = ['typescript', 'javascript', 'python', 'go', 'rust', 'c', 'cpp', 'java'] as const;
export const languages = [...programming, 'css', 'html', 'json', 'markdown', 'shell'] as const;

export type Language = (typeof languages)[number];

/** How much of each language training draws: `SHARES` in models/training/data.py. */
export const shares: Readonly<Record<Language, number>> = {
  typescript: 0.22,
  javascript: 0.15,
  python: 0.15,
  go: 0.09,
  rust: 0.07,
  java: 0.07,
  c: 0.06,
  cpp: 0.06,
  css: 0.03,
  html: 0.03,
  json: 0.02,
  markdown: 0.03,
  shell: 0.02,
};

/** The endings of each language's files; `.h` is C++, as the editor has it. */
export const endings: Readonly<Record<Language, readonly string[]>> = {
  typescript: ['ts', 'tsx', 'mts', 'cts'],
  javascript: ['js', 'jsx', 'mjs', 'cjs'],
  python: ['py', 'pyi'],
  go: ['go'],
  rust: ['rs'],
  c: ['c'],
  cpp: ['cc', 'cpp', 'cxx', 'hpp', 'hh', 'h'],
  java: ['java'],
  css: ['css', 'scss', 'less'],
  html: ['html', 'htm', 'vue'],
  json: ['json', 'jsonc'],
  markdown: ['md', 'markdown'],
  shell: ['sh', 'bash', 'zsh', 'bats'],
};

const byEnding = new Map(
  languages.flatMap(language => endings[language].map(ending => [ending, language] as const)),
);

/** The language of a file, by its ending. */
export function languageOf(path: string): Language | undefined {
  return byEnding.get(/\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? '');
}

export function isProgramming(language: Language): boolean {
  return (programming as readonly Language[]).includes(language);
}
