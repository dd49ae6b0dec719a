import { env, l10n } from 'vscode';
import { NetworkError } from '../network/manifest.js';
import { phrase, type PhraseArgument, type DisplayLanguage } from '../phrase.js';

/** The editor's language where there is a translation into it. */
export function displayLanguage(): DisplayLanguage {
  return env.language.startsWith('vi') ? 'vi' : 'en';
}

/** In the editor's language. VS Code has read the translations that are there for it. */
export function localized(what: PhraseArgument): string {
  if (typeof what === 'string') return what;
  if (typeof what === 'number') return what.toLocaleString(displayLanguage());
  return l10n.t(what.english, ...what.filling.map(localized));
}

/** The same, from where it is written. */
export function t(parts: TemplateStringsArray, ...filling: readonly PhraseArgument[]): string {
  return localized(phrase(parts, ...filling));
}

/** A number with so many digits behind the point. */
export function localizedDecimal(value: number, digits: number): string {
  return value.toLocaleString(displayLanguage(), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** What went wrong, to be said; what others threw is in their own words. */
export function reasonOf(error: unknown): PhraseArgument {
  if (error instanceof NetworkError) return error.phrase;
  return error instanceof Error ? error.message : String(error);
}
