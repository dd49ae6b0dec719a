/** Languages, as the editor names them, in which people write to people. */
const prose = new Set([
  ...['plaintext', 'markdown', 'mdx', 'restructuredtext', 'asciidoc', 'org', 'textile', 'wikitext', 'typst'],
  ...['latex', 'tex', 'bibtex', 'quarto', 'rmd', 'djot', 'git-commit', 'scminput', 'prompt', 'instructions'],
  ...['chatagent', 'skill', 'chatinstructions'],
]);

export function isProse(language: string): boolean {
  return prose.has(language);
}
