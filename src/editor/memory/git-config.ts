/**
 * The value of a setting in a file of git's configuration (git-config(1)); the last one counts. What such a file includes is not read.
 * @param section without a subsection
 * @returns undefined where it is not set there
 */
export function gitSetting(text: string, section: string, key: string): string | undefined {
  let isInSection = false;
  let value: string | undefined;
  for (const line of text.replace(/\\\r?\n/g, '').split(/\r?\n/)) {
    const trimmed = line.trim();
    if (trimmed.startsWith('[')) isInSection = trimmed.toLowerCase().startsWith(`[${section.toLowerCase()}]`);
    const from = isInSection ? trimmed.slice(trimmed.startsWith('[') ? trimmed.indexOf(']') + 1 : 0) : '';
    const at = from.indexOf('=');
    const name = (at < 0 ? from : from.slice(0, at)).trim();
    if (name.toLowerCase() !== key.toLowerCase()) continue;
    // A name alone is true.
    value = at < 0 ? 'true' : unquoted(from.slice(at + 1).trim());
  }
  return value;
}

/** A value without its quotes, its escapes and the comment behind it. */
function unquoted(text: string): string {
  let value = '';
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i] ?? '';
    if (letter === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (letter === '#' || letter === ';')) break;
    else if (letter === '\\') value += { n: '\n', t: '\t', b: '\b' }[text[++i] ?? ''] ?? text[i] ?? '';
    else value += letter;
  }
  return value.trimEnd();
}
