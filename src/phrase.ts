/*
 * Phrases are texts for people that are still to be translated. The parts that know no editor (the network, the suggestions) write
 * them in English and leave the translation to the part that shows them: the editor, by `vscode.l10n`, or the panel's page, in the language of its own setting. Both find
 * it in `l10n/bundle.l10n.LANGUAGE.json`, by the English.
 */

/** A language of the interface. */
export type DisplayLanguage = 'en' | 'vi';

/** A value for a placeholder of a phrase. A number is a quantity, written as the language writes it: one that is a name (unit 1024) is text. */
export type PhraseArgument = string | number | Phrase;

/** English with a hole `{0}`, `{1}` ... for each of what fills them. */
export interface Phrase {
  readonly english: string;
  readonly filling: readonly PhraseArgument[];
}

/** Marks a text for translation: test/unit/l10n.test.ts finds by it what has to be translated. */
export function phrase(parts: TemplateStringsArray, ...filling: readonly PhraseArgument[]): Phrase {
  return { english: keyOf(parts), filling };
}

/** The English of a tagged template, by which its translations are found. */
export function keyOf(parts: TemplateStringsArray): string {
  return parts.reduce((text, part, i) => `${text}{${i - 1}}${part}`);
}

/** Fills the holes of a text. @returns what stands between them, and what fills them, in order */
export function interpolate<T>(text: string, filling: readonly T[]): (string | T)[] {
  return text.split(/\{(\d)\}/).map((part, i) => (i % 2 === 0 ? part : (filling[Number(part)] ?? '')));
}

/** @param translate gives the text of a language for the English */
export function renderPhrase(
  what: PhraseArgument,
  language: DisplayLanguage,
  translate: (english: string) => string,
): string {
  if (typeof what === 'string') return what;
  // Most are small, and the same in every language; `toLocaleString` is slow where many are said in a frame.
  if (typeof what === 'number')
    return Number.isInteger(what) && Math.abs(what) < 1000 ? String(what) : what.toLocaleString(language);
  const fillings = what.filling.map(filling => renderPhrase(filling, language, translate));
  return interpolate(translate(what.english), fillings).join('');
}

/** A phrase in English, for the log and for error messages. */
export function inEnglish(what: PhraseArgument): string {
  return renderPhrase(what, 'en', english => english);
}

/** The longest excerpt of a file, or of what someone else says, that is quoted to a person, in UTF-16 units. */
const maximumExcerptLength = 200;

/** The beginning of a text that may be of any length. */
export function excerpt(text: string, maximumLength = maximumExcerptLength): string {
  return text.length <= maximumLength ? text : `${text.slice(0, maximumLength - 1)}…`;
}

/** A phrase of which no filling is longer than an excerpt. */
export function excerptOfPhrase(what: Phrase, maximumLength = maximumExcerptLength): Phrase {
  const filling = what.filling.map(one => {
    if (typeof one === 'object') return excerptOfPhrase(one, maximumLength);
    return typeof one === 'string' ? excerpt(one, maximumLength) : one;
  });
  return { english: what.english, filling };
}

/**
 * A share as the interface writes it, in the editor and on the page alike: to two digits or so, and without a blank.
 * @param share 0 to 1
 * @param decimal writes a number with so many digits behind the point in a language
 */
export function percentage(share: number, decimal: (value: number, digits: number) => string): string {
  if (share > 0 && share < 0.001) return `<\u00a0${decimal(0.1, 1)}%`;
  return share > 0 && share < 0.0995 ? `${decimal(share * 100, 1)}%` : `${Math.round(share * 100)}%`;
}
