import type { ComponentChildren } from 'preact';
import vietnamese from '../../../l10n/bundle.l10n.vi.json';
import {
  percentage,
  interpolate,
  keyOf,
  phrase,
  renderPhrase,
  type PhraseArgument,
  type DisplayLanguage,
} from '../../phrase.js';

const translations: ReadonlyMap<string, string> = new Map(Object.entries(vietnamese));

/** A page speaks one language at a time. */
let language: DisplayLanguage = 'en';

/** Speaks a language from the next frame on. */
export function setLanguage(next: DisplayLanguage): void {
  language = next;
  document.documentElement.lang = next;
}

const translate = (english: string) => (language === 'en' ? english : (translations.get(english) ?? english));

/** In the page's language. */
export function textOf(what: PhraseArgument): string {
  return renderPhrase(what, language, translate);
}

/** A text of the page, in the page's language. */
export function t(parts: TemplateStringsArray, ...filling: readonly PhraseArgument[]): string {
  return textOf(phrase(parts, ...filling));
}

/** A text of the page with elements in its holes. */
export function rich(parts: TemplateStringsArray, ...filling: readonly ComponentChildren[]) {
  return interpolate(translate(keyOf(parts)), filling);
}

/** A number of bytes, in words. */
export function bytes(count: number): string {
  return count === 1 ? t`${count} byte` : t`${count} bytes`;
}

/** A number with so many digits behind the point, which in Vietnamese is a comma. `toLocaleString` is too slow for every frame. */
export function decimal(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return language === 'vi' ? text.replace('.', ',') : text;
}

/** A share of a whole. */
export const percent = (share: number): string => percentage(share, decimal);
