import type { Eagerness } from './confidence-model.js';

/** Languages, as the editor names them, in which people write to people. */
const prose = new Set([
  ...['plaintext', 'markdown', 'mdx', 'restructuredtext', 'asciidoc', 'org', 'textile', 'wikitext', 'typst'],
  ...['latex', 'tex', 'bibtex', 'quarto', 'rmd', 'djot', 'git-commit', 'scminput', 'prompt', 'instructions'],
  ...['chatagent', 'skill', 'chatinstructions'],
]);

/** What is shown in prose: nothing, only what is surest, or what is shown in code. */
export type ProseMode = 'off' | 'sure' | 'asCode';

export function isProse(language: string): boolean {
  return prose.has(language);
}

/** How readily to suggest in a language; in prose only what is surest, where that is the mode. */
export function eagernessIn<T extends Eagerness | number>(
  language: string,
  eagerness: T,
  prose: ProseMode = 'sure',
): T | 'quiet' {
  return prose === 'sure' && isProse(language) ? 'quiet' : eagerness;
}
